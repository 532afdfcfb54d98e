//! Short ways to make blocks.

use super::{Block, ClauseId, Inline, IntoInlines, Kind, Origin, Table, inline::clean};
use crate::pointer::Pointer;

impl Block {
    /// A block of Candor's own words.
    pub fn new(id: ClauseId, kind: Kind) -> Self {
        Self { id, origin: Origin::Standard, sources: Vec::new(), law: Vec::new(), kind }
    }

    /// A section; its number is filled in by [`super::Document::finish`].
    pub fn section(id: ClauseId, title: impl IntoInlines, blocks: Vec<Block>) -> Self {
        let (number, title) = (String::new(), title.into_inlines());
        Self::new(id, Kind::Section { number, title, summary: Vec::new(), blocks })
    }

    /// A part of a section; its number is filled in by [`super::Document::finish`].
    pub fn sub_section(id: ClauseId, title: impl IntoInlines, blocks: Vec<Block>) -> Self {
        Self::new(id, Kind::SubSection { number: String::new(), title: title.into_inlines(), blocks })
    }

    pub fn paragraph(id: ClauseId, inlines: impl IntoInlines) -> Self {
        Self::new(id, Kind::Paragraph { inlines: inlines.into_inlines(), emphasis: false })
    }

    /// A list of items without an order of their own.
    pub fn list(id: ClauseId, items: Vec<Block>) -> Self {
        Self::new(id, Kind::List { ordered: false, items })
    }

    /// A list of steps or ranks.
    pub fn steps(id: ClauseId, items: Vec<Block>) -> Self {
        Self::new(id, Kind::List { ordered: true, items })
    }

    pub fn item(id: ClauseId, inlines: impl IntoInlines) -> Self {
        Self::new(id, Kind::Item { inlines: inlines.into_inlines(), emphasis: false, blocks: Vec::new() })
    }

    pub fn table(id: ClauseId, table: Table) -> Self {
        Self::new(id, Kind::Table(table))
    }

    /// A row; an empty cell is said to be not stated.
    pub fn row(id: ClauseId, cells: Vec<Vec<Inline>>) -> Self {
        let filled = |cell: Vec<Inline>| if cell.is_empty() { vec![Inline::NotStated] } else { cell };
        Self::new(id, Kind::Row { cells: cells.into_iter().map(filled).collect() })
    }

    pub fn definitions(id: ClauseId, entries: Vec<Block>) -> Self {
        Self::new(id, Kind::Definitions { entries })
    }

    pub fn definition(id: ClauseId, term: impl IntoInlines, text: impl IntoInlines) -> Self {
        Self::new(id, Kind::Definition { term: term.into_inlines(), text: text.into_inlines() })
    }

    /// Blocks that stand out together; the title may be empty.
    pub fn notice(id: ClauseId, title: impl IntoInlines, blocks: Vec<Block>) -> Self {
        Self::new(id, Kind::Notice { title: title.into_inlines(), blocks })
    }

    /// What the tenant has still to state.
    pub fn gap(id: ClauseId, text: impl AsRef<str>) -> Self {
        Self::new(id, Kind::Gap { text: clean(text.as_ref()) })
    }

    pub fn contents(id: ClauseId) -> Self {
        Self::new(id, Kind::Contents)
    }

    /// Makes a paragraph or an item stand out; other kinds stay as they are.
    #[must_use]
    pub fn emphasised(mut self) -> Self {
        if let Kind::Paragraph { emphasis, .. } | Kind::Item { emphasis, .. } = &mut self.kind {
            *emphasis = true;
        }
        self
    }

    /// Gives a section its sentence of plain language; other kinds stay as they are.
    #[must_use]
    pub fn summarised(mut self, words: impl IntoInlines) -> Self {
        if let Kind::Section { summary, .. } = &mut self.kind {
            *summary = words.into_inlines();
        }
        self
    }

    /// Puts blocks below an item; other kinds stay as they are.
    #[must_use]
    pub fn with_blocks(mut self, below: Vec<Block>) -> Self {
        if let Kind::Item { blocks, .. } = &mut self.kind {
            *blocks = below;
        }
        self
    }

    #[must_use]
    pub fn origin(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }

    /// Adds a fact that the block tells; one named twice counts once.
    #[must_use]
    pub fn source(mut self, source: Pointer) -> Self {
        if !self.sources.contains(&source) {
            self.sources.push(source);
        }
        self
    }

    /// Adds facts that the block tells.
    #[must_use]
    pub fn sources(self, sources: impl IntoIterator<Item = Pointer>) -> Self {
        sources.into_iter().fold(self, Self::source)
    }

    /// Adds a provision that asks for the block.
    #[must_use]
    pub fn law(mut self, provision: impl Into<String>) -> Self {
        self.law.push(provision.into());
        self
    }
}
