//! Terms the policy defines.

use crate::{
    compile::{
        context::{Blocks, Context, Spoken, at},
        said::Said,
    },
    document::{Block, ClauseId, Inline},
    texts::Conjunction,
};

pub(super) fn section(context: &Context<'_>) -> Spoken<Option<Block>> {
    let mut blocks = Blocks::new(context, "section-definitions");
    let Some(policy) = context.input.declaration.policy.value() else { return Ok(None) };
    let place = at("/policy/definitions");
    if policy.definitions.is_none() {
        blocks.paragraph("none", context.line("definitions-none", &place)?);
    }
    let (mut entries, mut bare) = (Vec::new(), Vec::new());
    for definition in &policy.definitions {
        let here = place.child(&definition.key);
        let id = ClauseId::of("term", &[&definition.key]);
        let term = context.own(&here.child("term"), &definition.term).citing([here.child("key")]);
        match definition.meaning.value() {
            Some(meaning) => {
                let meaning = context.own(&here.child("meaning"), meaning);
                let entry = Block::definition(id, term.inlines, meaning.inlines);
                entries.push(entry.sources(term.sources).sources(meaning.sources));
            }
            // Words that the policy uses as terms without saying what they mean: told, not explained.
            None => bare.push(Said { inlines: vec![Inline::strong(term.inlines)], sources: term.sources }),
        }
    }
    if !entries.is_empty() {
        blocks.push(Block::definitions(blocks.id("terms"), entries));
    }
    if let Some(terms) = context.join(bare, Conjunction::And)? {
        blocks.paragraph("bare", context.say("definitions-bare", vec![("terms", terms)])?);
        blocks.gap("meaning", "gap-definition-meaning")?;
    }
    blocks.section("definitions-title")
}
