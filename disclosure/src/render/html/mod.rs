//! HTML: a fragment to embed, and whole pages that need no script and no other host.
//!
//! The pages carry their style in one `style` element, so that a strict policy can allow it by hash:
//! `default-src 'none'; style-src 'sha256-…'` with [`style_hash`]. No element has a `style` attribute.
//! Ids of clauses are `[a-z0-9-]`; ids of the page itself begin with an underscore, so the two never meet.

mod block;
mod context;
mod frame;
mod inline;
mod last_shared;
mod list;
mod table;

use base64::{Engine, engine::general_purpose::STANDARD};
use maud::{Markup, html};
use sha2::{Digest, Sha256};

pub use context::{
    Edition, EditionStatus, Language, LastShared, PageContext, PageLinks, PriorVersion, Standing,
};
pub use frame::{main_page, message_page};
pub use list::{list_fragment, list_page, versions_page};

use super::{Document, Inline, Mode, TextError, Words};
use frame::{Frame, edition_header};

/// The style of all pages, as it stands between the tags of the `style` element.
pub const STYLE: &str = include_str!("../page.css");

/// The hash of [`STYLE`] as a content security policy names it: `sha256-` and base64.
pub fn style_hash() -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(STYLE)))
}

/// What renders the parts of one viewed document.
struct Writer<'a> {
    words: Words,
    document: &'a Document,
}

/// The blocks of the document without page, title and style; its headings begin at level 2.
pub fn fragment(document: &Document, mode: Mode) -> Result<String, TextError> {
    let view = document.view(mode)?;
    let writer = Writer { words: Words::of(&view)?, document: &view };
    Ok(html! { (writer.summary(&view.summary)) (writer.blocks(&view.blocks, 2)) }.into_string())
}

/// The document as a page.
pub fn page(document: &Document, context: &PageContext) -> Result<String, TextError> {
    let view = document.view(context.mode)?;
    let writer = Writer { words: Words::of(&view)?, document: &view };
    let frame = Frame::new(context, writer.words.texts)?;
    let title = writer
        .words
        .texts
        .format("page-title", &[("title", (&view.title).into()), ("tenant", (&view.tenant_name).into())])?;
    let header = edition_header(&frame, &view)?;
    let main = html! {
        header.masthead {
            h1 { (view.title) }
            (header)
        }
        (writer.summary(&view.summary))
        (writer.blocks(&view.blocks, 2))
    };
    frame.page(&view, &title, main)
}

impl Writer<'_> {
    fn summary(&self, summary: &[Inline]) -> Markup {
        html! {
            @if !summary.is_empty() {
                p.summary { b { (self.words.summary) } " " (self.inlines(summary)) }
            }
        }
    }
}
