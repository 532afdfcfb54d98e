//! A compiled disclosure in one language: a tree of blocks that every renderer and every comparison reads.
//!
//! Promises: ids are unique and never positional; sections are numbered in one place; links lead to harmless places only;
//! the same document has the same canonical bytes. A document is built block by block, then closed by
//! [`Document::finish`], which numbers and checks it. Version numbers and dates are no part of it: one document can be
//! drafted and published under several.

mod block;
mod build;
mod href;
mod id;
mod inline;
mod number;
mod prose;
#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;
mod validate;
mod view;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use block::{Block, Column, ColumnLevel, Kind, ListKind, Origin, Table};
pub use href::{Href, HrefError};
pub use id::{ClauseId, ClauseIdError};
pub use inline::{Inline, IntoInlines, clean, plain_text};
pub use prose::Part;
pub use validate::{DocumentError, Fault};
pub use view::Mode;

use crate::{
    Locale,
    pointer::Pointer,
    texts::{TextError, Texts},
};

/// The form of the JSON: raised when a reader of the old form could misread the new one.
pub const SCHEMA: &str = "document/1";

/// A disclosure in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Document {
    /// [`SCHEMA`].
    pub schema: String,
    /// A supported locale.
    pub locale: Locale,
    /// Which way the lines of the locale run.
    pub direction: Direction,
    /// The name of the whole.
    pub title: String,
    /// The tenant's name as shown to readers.
    pub tenant_name: String,
    /// The app's name as shown to readers.
    pub app_name: String,
    /// The language whose words count, where the tenant stated one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub governing: Option<Locale>,
    /// The whole in a few sentences of plain language.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub summary: Vec<Inline>,
    pub blocks: Vec<Block>,
}

/// Which way the lines of a locale run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Direction {
    LeftToRight,
    RightToLeft,
}

impl Document {
    /// An empty document in the language of the texts.
    pub fn new(texts: &Texts, title: &str, tenant_name: &str, app_name: &str) -> Self {
        Self {
            schema: SCHEMA.into(),
            locale: texts.locale().clone(),
            // Both supported locales are; a test names them.
            direction: Direction::LeftToRight,
            title: clean(title),
            tenant_name: clean(tenant_name),
            app_name: clean(app_name),
            governing: None,
            summary: Vec::new(),
            blocks: Vec::new(),
        }
    }

    /// Numbers the sections, fills in the references to them, and checks the whole.
    pub fn finish(mut self) -> Result<Self, DocumentError> {
        number::number(&mut self)?;
        self.validate()?;
        Ok(self)
    }

    /// Every block, each before its children, in the order of reading.
    pub fn walk(&self) -> impl Iterator<Item = &Block> {
        let mut stack: Vec<&Block> = self.blocks.iter().rev().collect();
        std::iter::from_fn(move || {
            let block = stack.pop()?;
            stack.extend(block.kind.children().iter().rev());
            Some(block)
        })
    }

    /// Every fact of the declaration that some block tells, in the order of reading, repeated where told again.
    pub fn sources(&self) -> impl Iterator<Item = &Pointer> {
        self.walk().flat_map(|block| &block.sources)
    }

    /// The block with this id.
    pub fn block(&self, id: &str) -> Option<&Block> {
        self.walk().find(|block| block.id.as_str() == id)
    }

    /// One of the lists that are served on their own.
    pub fn list(&self, kind: ListKind) -> Option<&Table> {
        self.walk().find_map(|block| match &block.kind {
            Kind::Table(table) if table.list == Some(kind) => Some(table),
            _ => None,
        })
    }

    /// The sections, in order.
    pub fn sections(&self) -> impl Iterator<Item = &Block> {
        self.blocks.iter().filter(|block| matches!(block.kind, Kind::Section { .. }))
    }

    /// The bytes that are hashed and stored: JSON canonicalised by RFC 8785.
    pub fn canonical(&self) -> Vec<u8> {
        serde_json_canonicalizer::to_vec(self)
            .expect("a document holds strings, booleans, lists and maps by name")
    }

    /// SHA-256 of the canonical bytes, in lower-case hex.
    pub fn content_hash(&self) -> String {
        hex::encode(Sha256::digest(self.canonical()))
    }
}

impl From<TextError> for DocumentError {
    fn from(error: TextError) -> Self {
        Self::Text(error)
    }
}
