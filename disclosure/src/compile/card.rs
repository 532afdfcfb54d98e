//! Cards of label and value, sub-sections, and tables without empty columns.

use super::{
    context::{Context, Spoken},
    said::Said,
};
use crate::{
    Pointer,
    document::{Block, ClauseId, ColumnLevel, Inline, Kind, Table},
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

/// A table without the columns of our own in which nothing is stated. What law or practice asks for stays: there an
/// empty cell is an answer.
pub(super) fn without_empty_columns(mut table: Table) -> Table {
    let is_stated = |row: &Block, at: usize| match &row.kind {
        Kind::Row { cells } => cells.get(at).is_some_and(|cell| cell.as_slice() != [Inline::NotStated]),
        _ => true,
    };
    let keep: Vec<bool> = table
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            at == 0
                || column.level != ColumnLevel::Optional
                || table.rows.iter().any(|row| is_stated(row, at))
        })
        .collect();
    let mut kept = keep.iter();
    table.columns.retain(|_| kept.next().copied().unwrap_or(true));
    for row in &mut table.rows {
        if let Kind::Row { cells } = &mut row.kind {
            let mut kept = keep.iter();
            cells.retain(|_| kept.next().copied().unwrap_or(true));
        }
    }
    table
}
