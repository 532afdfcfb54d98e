//! What a reader of a published document does not see.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::{Block, Document, Inline, Kind, number::number};
use crate::texts::TextError;

/// For whom a document is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Mode {
    /// For those who write it: gaps are marked.
    Draft,
    /// For everybody: prose says nothing where nothing was stated, a cell says "not stated".
    Published,
}

impl Document {
    /// The document as shown in a mode, numbered anew. Viewing a view changes nothing.
    ///
    /// Published, a gap goes, and with it the paragraph, item or definition it stands in, since half a sentence would
    /// be left. Lists, notices and sections that are left empty go too, except a section that another clause names:
    /// it says "not stated".
    pub fn view(&self, mode: Mode) -> Result<Document, TextError> {
        let mut document = self.clone();
        if mode == Mode::Published {
            let named = document.reference_targets();
            document.blocks = publish_blocks(document.blocks, &named);
            if has_gap(&document.summary) {
                document.summary.clear();
            }
            document.unlink_lost_clauses();
            number(&mut document)?;
        }
        Ok(document)
    }

    fn reference_targets(&self) -> HashSet<String> {
        let mut targets = HashSet::new();
        let texts = self.walk().flat_map(|block| block.kind.texts());
        for inlines in texts.chain([self.summary.as_slice()]) {
            each_inline(inlines, &mut |inline| {
                if let Inline::Reference { target, .. } = inline {
                    targets.insert(target.to_string());
                }
            });
        }
        targets
    }

    fn unlink_lost_clauses(&mut self) {
        let ids: HashSet<String> = self.walk().map(|block| block.id.to_string()).collect();
        unlink(&mut self.summary, &ids);
        unlink_blocks(&mut self.blocks, &ids);
    }
}

fn publish_blocks(blocks: Vec<Block>, named: &HashSet<String>) -> Vec<Block> {
    blocks.into_iter().filter_map(|block| publish(block, named)).collect()
}

fn publish(mut block: Block, named: &HashSet<String>) -> Option<Block> {
    if let Some(children) = block.kind.children_mut() {
        *children = publish_blocks(std::mem::take(children), named);
    }
    let kept = match &mut block.kind {
        Kind::Gap { .. } => false,
        Kind::Paragraph { inlines, .. } | Kind::Item { inlines, .. } => !has_gap(inlines),
        Kind::Definition { term, text } => !has_gap(term) && !has_gap(text),
        Kind::List { items: left, .. }
        | Kind::Definitions { entries: left }
        | Kind::Notice { blocks: left, .. } => !left.is_empty(),
        Kind::Section { summary, blocks, .. } => {
            if has_gap(summary) {
                summary.clear();
            }
            keep_section(&block.id, blocks, named)
        }
        Kind::SubSection { blocks, .. } => keep_section(&block.id, blocks, named),
        Kind::Row { cells } => {
            cells.iter_mut().for_each(publish_cell);
            true
        }
        Kind::Table(table) => {
            if has_gap(&table.empty) {
                table.empty.clear();
            }
            true
        }
        Kind::Contents => true,
    };
    kept.then_some(block)
}

fn keep_section(id: &super::ClauseId, blocks: &mut Vec<Block>, named: &HashSet<String>) -> bool {
    if blocks.is_empty() && named.contains(id.as_str()) {
        let place = id.with_suffix("unstated");
        blocks.push(Block::paragraph(place, Inline::NotStated));
    }
    !blocks.is_empty()
}

fn publish_cell(cell: &mut Vec<Inline>) {
    cell.retain(|inline| !has_gap(std::slice::from_ref(inline)));
    if super::plain_text(cell).trim().is_empty() {
        *cell = vec![Inline::NotStated];
    }
}

fn has_gap(inlines: &[Inline]) -> bool {
    inlines.iter().any(|inline| matches!(inline, Inline::Gap { .. }) || has_gap(inline.children()))
}

/// Visits every piece of text, each before its children.
pub(super) fn each_inline<'a>(inlines: &'a [Inline], visit: &mut impl FnMut(&'a Inline)) {
    for inline in inlines {
        visit(inline);
        each_inline(inline.children(), visit);
    }
}

fn unlink_blocks(blocks: &mut [Block], ids: &HashSet<String>) {
    for block in blocks {
        block.kind.texts_mut().into_iter().for_each(|inlines| unlink(inlines, ids));
        if let Some(children) = block.kind.children_mut() {
            unlink_blocks(children, ids);
        }
    }
}

/// Words stay, their links go, where the clause they led to is not shown.
fn unlink(inlines: &mut Vec<Inline>, ids: &HashSet<String>) {
    let mut out = Vec::with_capacity(inlines.len());
    for mut inline in inlines.drain(..) {
        if let Some(children) = inline.children_mut() {
            unlink(children, ids);
        }
        match inline {
            Inline::Link { href, children } if href.clause().is_some_and(|id| !ids.contains(id)) => {
                out.extend(children);
            }
            Inline::Term { text, anchor } => {
                out.push(Inline::Term { text, anchor: anchor.filter(|id| ids.contains(id.as_str())) });
            }
            other => out.push(other),
        }
    }
    *inlines = out;
}
