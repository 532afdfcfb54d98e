//! What a document must not be.

use std::collections::{BTreeSet, HashMap};

use super::{Block, ClauseId, Document, Inline, Kind, ListKind, view::each_inline};
use crate::texts::TextError;

/// A document cannot be closed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    #[error(transparent)]
    Text(TextError),
    /// At least one fault, in the order of reading.
    #[error("{} faults, the first: {:?}", .0.len(), .0.first())]
    Faulty(Vec<Fault>),
}

impl DocumentError {
    /// The stable code of this error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Text(error) => error.code(),
            Self::Faulty(_) => "DOCUMENT_FAULTY",
        }
    }
}

/// Something wrong with one block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Two blocks have this id.
    DuplicateId(ClauseId),
    /// Two tables claim to be this list.
    DuplicateList(ListKind),
    /// A second list of contents.
    DuplicateContents(ClauseId),
    /// The block stands where its kind must not: a row outside a table, a section inside one, a fourth level.
    Misplaced(ClauseId),
    /// A row with another number of cells than its table has columns.
    CellCount { row: ClauseId, expected: usize, found: usize },
    /// The block links or refers to a clause that is not here.
    Dangling { from: Option<ClauseId>, target: String },
    /// A link inside a link.
    NestedLink(Option<ClauseId>),
    /// A heading without words, or with anything but words: contents lists and page titles repeat it.
    Heading(ClauseId),
    /// A paragraph or item without words.
    Empty(ClauseId),
}

/// Headings h2 to h4.
const MAX_SECTION_DEPTH: usize = 3;

impl Document {
    /// Every rule of the tree that types cannot hold; see [`Fault`].
    pub fn validate(&self) -> Result<(), DocumentError> {
        let mut check =
            Check { faults: Vec::new(), seen: HashMap::new(), lists: BTreeSet::new(), contents: 0 };
        self.walk().for_each(|block| check.count(block));
        check.place(&self.blocks, Place::Top);
        check.link(None, &self.summary);
        self.walk()
            .for_each(|block| block.kind.texts().into_iter().for_each(|t| check.link(Some(&block.id), t)));
        if check.faults.is_empty() { Ok(()) } else { Err(DocumentError::Faulty(check.faults)) }
    }
}

/// Where a block stands.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Top,
    /// In a section of this depth, counted from 1.
    Section(usize),
    /// In a notice or an item.
    Inner,
    List,
    Table(usize),
    Definitions,
}

struct Check<'a> {
    faults: Vec<Fault>,
    /// Each id, and whether it is a section's.
    seen: HashMap<&'a str, bool>,
    lists: BTreeSet<ListKind>,
    contents: usize,
}

impl<'a> Check<'a> {
    fn count(&mut self, block: &'a Block) {
        let is_section = matches!(block.kind, Kind::Section { .. } | Kind::SubSection { .. });
        if self.seen.insert(block.id.as_str(), is_section).is_some() {
            self.faults.push(Fault::DuplicateId(block.id.clone()));
        }
        if let Kind::Table(table) = &block.kind
            && let Some(list) = table.list
            && !self.lists.insert(list)
        {
            self.faults.push(Fault::DuplicateList(list));
        }
        if matches!(block.kind, Kind::Contents) {
            self.contents += 1;
            if self.contents > 1 {
                self.faults.push(Fault::DuplicateContents(block.id.clone()));
            }
        }
    }

    fn place(&mut self, blocks: &[Block], place: Place) {
        for block in blocks {
            if !fits(&block.kind, place) {
                self.faults.push(Fault::Misplaced(block.id.clone()));
            }
            self.shape(block, place);
            self.place(block.kind.children(), inside(&block.kind, place));
        }
    }

    fn shape(&mut self, block: &Block, place: Place) {
        match (&block.kind, place) {
            (Kind::Row { cells }, Place::Table(expected)) if cells.len() != expected => {
                self.faults.push(Fault::CellCount { row: block.id.clone(), expected, found: cells.len() });
            }
            (Kind::Section { title, .. } | Kind::SubSection { title, .. }, _) => {
                let is_plain =
                    |inline: &Inline| matches!(inline, Inline::Text { .. } | Inline::Foreign { .. });
                if title.is_empty() || !title.iter().all(is_plain) {
                    self.faults.push(Fault::Heading(block.id.clone()));
                }
            }
            (Kind::Paragraph { inlines, .. } | Kind::Item { inlines, .. }, _) if inlines.is_empty() => {
                self.faults.push(Fault::Empty(block.id.clone()));
            }
            _ => {}
        }
    }

    fn link(&mut self, from: Option<&ClauseId>, inlines: &'a [Inline]) {
        let mut faults = Vec::new();
        let mut target = |id: &str, found: bool| {
            if !found {
                faults.push(Fault::Dangling { from: from.cloned(), target: id.into() });
            }
        };
        let mut nested = false;
        each_inline(inlines, &mut |inline| match inline {
            Inline::Reference { target: id, .. } => {
                target(id.as_str(), self.seen.get(id.as_str()).copied().unwrap_or(false));
            }
            Inline::Term { anchor: Some(id), .. } => target(id.as_str(), self.seen.contains_key(id.as_str())),
            Inline::Link { href, children } => {
                if let Some(id) = href.clause() {
                    target(id, self.seen.contains_key(id));
                }
                each_inline(children, &mut |inner| nested |= is_link(inner));
            }
            _ => {}
        });
        self.faults.extend(faults);
        if nested {
            self.faults.push(Fault::NestedLink(from.cloned()));
        }
    }
}

fn is_link(inline: &Inline) -> bool {
    matches!(inline, Inline::Link { .. } | Inline::Reference { .. } | Inline::Term { anchor: Some(_), .. })
}

fn fits(kind: &Kind, place: Place) -> bool {
    match kind {
        Kind::Section { .. } | Kind::Contents => place == Place::Top,
        Kind::SubSection { .. } => matches!(place, Place::Section(depth) if depth < MAX_SECTION_DEPTH),
        Kind::Item { .. } => place == Place::List,
        Kind::Row { .. } => matches!(place, Place::Table(_)),
        Kind::Definition { .. } => place == Place::Definitions,
        Kind::Notice { .. } => matches!(place, Place::Top | Place::Section(_)),
        Kind::Table(_)
        | Kind::Definitions { .. }
        | Kind::Paragraph { .. }
        | Kind::List { .. }
        | Kind::Gap { .. } => {
            matches!(place, Place::Top | Place::Section(_) | Place::Inner)
        }
    }
}

fn inside(kind: &Kind, place: Place) -> Place {
    match (kind, place) {
        (Kind::Section { .. }, _) => Place::Section(1),
        (Kind::SubSection { .. }, Place::Section(depth)) => Place::Section(depth + 1),
        (Kind::List { .. }, _) => Place::List,
        (Kind::Table(table), _) => Place::Table(table.columns.len()),
        (Kind::Definitions { .. }, _) => Place::Definitions,
        _ => Place::Inner,
    }
}
