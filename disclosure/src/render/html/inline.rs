//! Pieces of text.

use maud::{Markup, html};

use super::{Inline, Writer};
use crate::document::clean;

impl Writer<'_> {
    pub(super) fn inlines(&self, inlines: &[Inline]) -> Markup {
        html! { @for inline in inlines { (self.inline(inline)) } }
    }

    fn inline(&self, inline: &Inline) -> Markup {
        html! {
            @match inline {
                Inline::Text { text } => (clean(text)),
                Inline::Strong { children } => strong { (self.inlines(children)) },
                Inline::Term { text, anchor: Some(id) } => a.term href={ "#" (id.as_str()) } { (clean(text)) },
                Inline::Term { text, anchor: None } => span.term { (clean(text)) },
                Inline::Link { href, children } => {
                    // Where a reader comes from is nobody's business.
                    @if href.clause().is_some() {
                        a href=(href.as_str()) { (self.inlines(children)) }
                    } @else {
                        a href=(href.as_str()) rel="noopener noreferrer" { (self.inlines(children)) }
                    }
                },
                Inline::Foreign { locale, text } => span lang=(locale.as_str()) { (clean(text)) },
                Inline::Reference { target, text } => a.reference href={ "#" (target.as_str()) } { (clean(text)) },
                Inline::NotStated => span.unstated { (self.words.not_stated) },
                Inline::Gap { text } => mark.gap { b { (self.words.gap) } " " (clean(text)) },
            }
        }
    }
}
