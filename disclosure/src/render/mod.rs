//! From a document to what people and programs read. Every format tells the same: what differs is only the form.
//!
//! Promises: the same document gives the same bytes; declared words stay words in every format, whatever mark-up, template
//! or formula they hold; nothing here decides what is said. A document is viewed first (see [`Mode`]), so that gaps show
//! in drafts only.

pub mod csv;
pub mod html;
pub mod json;
pub mod markdown;
mod rendition;
#[cfg(test)]
mod tests;
pub mod text;

pub use rendition::Rendition;

use crate::{
    document::{Block, Document, Inline, Kind, Mode, Table, clean},
    texts::{TextError, Texts},
};

/// Words that several formats put into a document.
#[derive(Debug)]
struct Words {
    texts: &'static Texts,
    not_stated: String,
    gap: String,
    contents: String,
    summary: String,
}

impl Words {
    fn of(document: &Document) -> Result<Self, TextError> {
        let texts = Texts::get(&document.locale)?;
        Ok(Self {
            texts,
            not_stated: texts.label("not-stated")?,
            gap: texts.label("gap-label")?,
            contents: texts.label("contents-title")?,
            summary: texts.label("summary-label")?,
        })
    }

    fn label_value(&self, label: &str, value: &str) -> Result<String, TextError> {
        self.texts.format("label-value", &[("label", label.into()), ("value", value.into())])
    }

    /// Pieces of text without any mark-up, as they stand in plain text and cells.
    fn plain(&self, inlines: &[Inline]) -> Result<String, TextError> {
        let mut out = String::new();
        for inline in inlines {
            match inline {
                Inline::NotStated => out.push_str(&self.not_stated),
                Inline::Gap { text } => {
                    out.push_str(&self.texts.format("gap-marked", &[("text", clean(text).into())])?);
                }
                Inline::Link { href, children } => {
                    let words = self.plain(children)?;
                    out.push_str(&words);
                    let target = href.as_str();
                    let shown = target.strip_prefix("mailto:").unwrap_or(target);
                    if href.clause().is_none() && !target.starts_with("tel:") && words != shown {
                        out.push_str(&format!(" <{target}>"));
                    }
                }
                other => {
                    out.push_str(&clean(other.own_text().unwrap_or_default()));
                    out.push_str(&self.plain(other.children())?);
                }
            }
        }
        Ok(out)
    }
}

/// The cells of a table's rows. Other kinds, which a checked table does not hold, are passed over.
fn rows(table: &Table) -> impl Iterator<Item = (&Block, &[Vec<Inline>])> {
    table.rows.iter().filter_map(|row| match &row.kind {
        Kind::Row { cells } => Some((row, cells.as_slice())),
        _ => None,
    })
}
