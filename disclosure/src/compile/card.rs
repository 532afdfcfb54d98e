//! Cards of label and value, and sub-sections.

use super::{
    context::{Context, Spoken},
    said::Said,
};
use crate::{
    Pointer,
    document::{Block, ClauseId},
};

/// Label and value pairs under one id; entries about which nothing was said are left out.
#[derive(Debug)]
pub(super) struct Card<'c, 'a> {
    context: &'c Context<'a>,
    id: ClauseId,
    entries: Vec<Block>,
}

impl<'c, 'a> Card<'c, 'a> {
    pub(super) fn new(context: &'c Context<'a>, id: ClauseId) -> Self {
        Self { context, id, entries: Vec::new() }
    }

    /// Adds an entry; `label` is the key of its label.
    pub(super) fn entry(
        &mut self,
        name: &'static str,
        label: &str,
        value: impl Into<Option<Said>>,
    ) -> Spoken<()> {
        if let Some(value) = value.into() {
            let label = self.context.texts.label(label)?;
            let id = self.id.with_suffix(name);
            self.entries.push(Block::definition(id, label, value.inlines).sources(value.sources));
        }
        Ok(())
    }

    /// The card; none where it holds nothing.
    pub(super) fn finish(self) -> Option<Block> {
        (!self.entries.is_empty()).then(|| Block::definitions(self.id, self.entries))
    }
}

/// A sub-section with a title in the tenant's words or ours; none where it holds nothing.
pub(super) fn sub_section(
    id: ClauseId,
    title: Said,
    blocks: Vec<Block>,
    sources: impl IntoIterator<Item = Pointer>,
) -> Option<Block> {
    (!blocks.is_empty())
        .then(|| Block::sub_section(id, title.inlines, blocks).sources(title.sources).sources(sources))
}
