//! Words together with the facts they tell.

use crate::{
    Pointer,
    document::{Block, ClauseId, Inline, IntoInlines},
};

/// Words for a reader, and the places in the declaration they come from.
///
/// Sources travel with the words: a block cites a fact only because the words of that fact stand in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) inlines: Vec<Inline>,
    pub(super) sources: Vec<Pointer>,
}

impl Said {
    /// Words that tell the fact at `source`.
    pub(super) fn new(inlines: impl IntoInlines, source: Pointer) -> Self {
        Self { inlines: inlines.into_inlines(), sources: vec![source] }
    }

    /// The same words, telling one more fact.
    #[must_use]
    pub(super) fn citing(mut self, sources: impl IntoIterator<Item = Pointer>) -> Self {
        self.sources.extend(sources);
        self
    }

    /// The words as a paragraph.
    pub(super) fn paragraph(self, id: ClauseId) -> Block {
        Block::paragraph(id, self.inlines).sources(self.sources)
    }

    /// The words as an item of a list.
    pub(super) fn item(self, id: ClauseId) -> Block {
        Block::item(id, self.inlines).sources(self.sources)
    }
}

/// Adds words to others. Words that stand already are not repeated; the facts they tell are theirs, too.
pub(super) fn add_once(all: &mut Vec<Said>, said: Said) {
    match all.iter_mut().find(|known| known.inlines == said.inlines) {
        Some(known) => known.sources.extend(said.sources),
        None => all.push(said),
    }
}

/// A row of a table from its cells; a cell without words reads "not stated".
pub(super) fn row(
    id: ClauseId,
    cells: Vec<Option<Said>>,
    sources: impl IntoIterator<Item = Pointer>,
) -> Block {
    let mut cited: Vec<Pointer> = sources.into_iter().collect();
    let cells = cells
        .into_iter()
        .map(|cell| match cell {
            Some(said) => {
                cited.extend(said.sources);
                said.inlines
            }
            None => vec![Inline::NotStated],
        })
        .collect();
    Block::row(id, cells).sources(cited)
}
