//! Section numbers and what refers to them. The only place where either is made.

use std::collections::HashMap;

use super::{Block, ClauseId, Document, Inline, Kind};
use crate::texts::{TextError, Texts};

/// Numbers all sections by their order, `3` and `3.1`, then fills in the references to them.
/// A reference to what is no section stays empty; `validate` finds it.
pub(super) fn number(document: &mut Document) -> Result<(), TextError> {
    let texts = Texts::get(&document.locale)?;
    let mut numbers = HashMap::new();
    number_blocks(&mut document.blocks, "", &mut numbers);
    let mut phrases = HashMap::with_capacity(numbers.len());
    for (id, number) in numbers {
        phrases.insert(id, texts.format("section-reference", &[("number", number.into())])?);
    }
    fill_inlines(&mut document.summary, &phrases);
    fill_blocks(&mut document.blocks, &phrases);
    Ok(())
}

fn number_blocks(blocks: &mut [Block], above: &str, numbers: &mut HashMap<ClauseId, String>) {
    let mut count = 0;
    for block in blocks {
        let (Kind::Section { number, blocks, .. } | Kind::SubSection { number, blocks, .. }) =
            &mut block.kind
        else {
            continue;
        };
        count += 1;
        *number = if above.is_empty() { count.to_string() } else { format!("{above}.{count}") };
        numbers.insert(block.id.clone(), number.clone());
        number_blocks(blocks, number, numbers);
    }
}

fn fill_blocks(blocks: &mut [Block], phrases: &HashMap<ClauseId, String>) {
    for block in blocks {
        block.kind.texts_mut().into_iter().for_each(|inlines| fill_inlines(inlines, phrases));
        if let Some(children) = block.kind.children_mut() {
            fill_blocks(children, phrases);
        }
    }
}

fn fill_inlines(inlines: &mut [Inline], phrases: &HashMap<ClauseId, String>) {
    for inline in inlines {
        if let Inline::Reference { target, text } = inline {
            *text = phrases.get(target).cloned().unwrap_or_default();
        }
        if let Some(children) = inline.children_mut() {
            fill_inlines(children, phrases);
        }
    }
}
