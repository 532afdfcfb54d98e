//! The parts of a document.

use serde::{Deserialize, Serialize};

use super::{ClauseId, Inline};
use crate::pointer::Pointer;

/// A part of a document that can be cited, compared and commented on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Block {
    /// Unique in the document, and the same in every locale and edition.
    pub id: ClauseId,
    /// Who wrote the words.
    pub origin: Origin,
    /// The facts of the declaration that this block tells.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Pointer>,
    /// The provisions that ask for this block, as cited by the catalogue.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub law: Vec<String>,
    #[serde(flatten)]
    pub kind: Kind,
}

/// Who wrote the words of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Origin {
    /// Candor's texts, filled from the declaration.
    Standard,
    /// The parent tenant's policy.
    Parent,
    /// The tenant itself.
    Tenant,
}

/// What a block is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum Kind {
    /// A numbered section; only at the top of the document.
    Section {
        /// Filled in by [`super::Document::finish`]: `3`.
        number: String,
        title: Vec<Inline>,
        /// The section in a sentence of plain language.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        summary: Vec<Inline>,
        blocks: Vec<Block>,
    },
    /// A numbered part of a section, or of another one; at most two levels below a section.
    SubSection {
        /// Filled in by [`super::Document::finish`]: `3.1`.
        number: String,
        title: Vec<Inline>,
        blocks: Vec<Block>,
    },
    Paragraph {
        inlines: Vec<Inline>,
        /// The law or the tenant wants this clause to stand out.
        emphasis: bool,
    },
    /// Its items are of kind `Item`.
    List {
        ordered: bool,
        items: Vec<Block>,
    },
    Item {
        inlines: Vec<Inline>,
        emphasis: bool,
        /// Lists and paragraphs below the item.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        blocks: Vec<Block>,
    },
    Table(Table),
    /// A row of a table, with one cell for each column.
    Row {
        cells: Vec<Vec<Inline>>,
    },
    /// Its entries are of kind `Definition`: glossaries, and cards of label and value.
    Definitions {
        entries: Vec<Block>,
    },
    Definition {
        term: Vec<Inline>,
        text: Vec<Inline>,
    },
    /// Blocks that stand out together, such as the notice before consent.
    Notice {
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        title: Vec<Inline>,
        blocks: Vec<Block>,
    },
    /// Something the tenant has still to state; shown in drafts only.
    Gap {
        text: String,
    },
    /// The list of sections, made by the renderer. At most one.
    Contents,
}

/// A table with a row of headings; the first cell of a row names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Table {
    /// Set where the table is one of the lists that are served on their own. Each at most once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<ListKind>,
    pub caption: String,
    pub columns: Vec<Column>,
    /// Of kind `Row`.
    pub rows: Vec<Block>,
    /// What to say where there is no row.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub empty: Vec<Inline>,
}

/// The lists that law and stores ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ListKind {
    Collected,
    Shared,
    Sdks,
    Permissions,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Column {
    /// The catalogue's key of the column, such as `data_kind`.
    pub key: String,
    pub label: String,
    pub level: ColumnLevel,
}

/// Who asks for a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ColumnLevel {
    /// A law or a notice in force names it.
    Official,
    /// Most published lists have it.
    Practice,
    /// Rules not yet in force name it.
    Draft,
    Optional,
}

impl Kind {
    /// The blocks inside.
    pub fn children(&self) -> &[Block] {
        match self {
            Self::Section { blocks, .. }
            | Self::SubSection { blocks, .. }
            | Self::Item { blocks, .. }
            | Self::Notice { blocks, .. } => blocks,
            Self::List { items, .. } => items,
            Self::Table(table) => &table.rows,
            Self::Definitions { entries } => entries,
            Self::Paragraph { .. }
            | Self::Row { .. }
            | Self::Definition { .. }
            | Self::Gap { .. }
            | Self::Contents => &[],
        }
    }

    pub(crate) fn children_mut(&mut self) -> Option<&mut Vec<Block>> {
        match self {
            Self::Section { blocks, .. }
            | Self::SubSection { blocks, .. }
            | Self::Item { blocks, .. }
            | Self::Notice { blocks, .. } => Some(blocks),
            Self::List { items, .. } => Some(items),
            Self::Table(table) => Some(&mut table.rows),
            Self::Definitions { entries } => Some(entries),
            Self::Paragraph { .. }
            | Self::Row { .. }
            | Self::Definition { .. }
            | Self::Gap { .. }
            | Self::Contents => None,
        }
    }

    /// The runs of text of this block itself, without its children.
    pub fn texts(&self) -> Vec<&[Inline]> {
        match self {
            Self::Section { title, summary, .. } => vec![title, summary],
            Self::SubSection { title, .. } | Self::Notice { title, .. } => vec![title],
            Self::Paragraph { inlines, .. } | Self::Item { inlines, .. } => vec![inlines],
            Self::Row { cells } => cells.iter().map(Vec::as_slice).collect(),
            Self::Definition { term, text } => vec![term, text],
            Self::Table(table) => vec![&table.empty],
            Self::List { .. } | Self::Definitions { .. } | Self::Gap { .. } | Self::Contents => Vec::new(),
        }
    }

    pub(crate) fn texts_mut(&mut self) -> Vec<&mut Vec<Inline>> {
        match self {
            Self::Section { title, summary, .. } => vec![title, summary],
            Self::SubSection { title, .. } | Self::Notice { title, .. } => vec![title],
            Self::Paragraph { inlines, .. } | Self::Item { inlines, .. } => vec![inlines],
            Self::Row { cells } => cells.iter_mut().collect(),
            Self::Definition { term, text } => vec![term, text],
            Self::Table(table) => vec![&mut table.empty],
            Self::List { .. } | Self::Definitions { .. } | Self::Gap { .. } | Self::Contents => Vec::new(),
        }
    }
}
