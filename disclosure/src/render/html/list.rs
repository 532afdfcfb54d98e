//! Pages beside the document: one list on its own, all versions.

use maud::html;

use super::{
    Document, PageContext, PriorVersion, TextError, Words, Writer,
    frame::{Frame, edition_header, version_list},
    last_shared,
};
use crate::document::{Kind, ListKind, Mode};

/// One list of the document to embed in a page; None where the document has no such list.
pub fn list_fragment(document: &Document, list: ListKind, mode: Mode) -> Result<Option<String>, TextError> {
    let view = document.view(mode)?;
    let found = view.walk().find_map(|block| match &block.kind {
        Kind::Table(table) if table.list == Some(list) => Some((block, table)),
        _ => None,
    });
    let Some((block, table)) = found else { return Ok(None) };
    let writer = Writer { words: Words::of(&view)?, document: &view };
    Ok(Some(writer.table(block.id.as_str(), table, false).into_string()))
}

/// One list of the document as a page; None where the document has no such list.
pub fn list_page(
    document: &Document,
    list: ListKind,
    context: &PageContext,
) -> Result<Option<String>, TextError> {
    let view = document.view(context.mode)?;
    let found = view.walk().find_map(|block| match &block.kind {
        Kind::Table(table) if table.list == Some(list) => Some((block, table)),
        _ => None,
    });
    let Some((block, table)) = found else { return Ok(None) };
    let writer = Writer { words: Words::of(&view)?, document: &view };
    let texts = writer.words.texts;
    let known = context.last_shared.as_ref().filter(|_| list == ListKind::Shared);
    let told = known.map(|known| last_shared::column(table, known, texts)).transpose()?;
    let note = known.map(|known| last_shared::note(known, texts)).transpose()?;
    let frame = Frame::new(context, texts)?;
    let title = writer
        .words
        .texts
        .format("list-page-title", &[("list", (&table.caption).into()), ("app", (&view.app_name).into())])?;
    let header = edition_header(&frame, &view)?;
    let main = html! {
        header.masthead {
            h1 { (table.caption) }
            (header)
            @if let Some(note) = note { p.note role="note" { (note) } }
        }
        (writer.table(block.id.as_str(), told.as_ref().unwrap_or(table), false))
    };
    frame.page(&view, &title, main).map(Some)
}

/// All versions of the document as a page, in the order given.
pub fn versions_page(
    document: &Document,
    versions: &[PriorVersion],
    context: &PageContext,
) -> Result<String, TextError> {
    let words = Words::of(document)?;
    let frame = Frame::new(context, words.texts)?;
    let heading = words.texts.format("versions-title", &[("title", (&document.title).into())])?;
    let title = words
        .texts
        .format("page-title", &[("title", (&heading).into()), ("tenant", (&document.tenant_name).into())])?;
    let none = words.texts.label("versions-none")?;
    let list = version_list(words.texts, versions)?;
    let main = html! {
        header.masthead { h1 { (heading) } }
        @if versions.is_empty() { p { (none) } } @else { (list) }
    };
    frame.page(document, &title, main)
}
