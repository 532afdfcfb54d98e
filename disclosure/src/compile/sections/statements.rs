//! What stands beside the other sections: assessments, facts for app stores, further statements.

use crate::{
    Pointer,
    compile::{
        card::Card,
        context::{Blocks, Context, Spoken, at},
        said::Said,
    },
    document::{Block, ClauseId, Inline},
    manifest::{Assessment, Stated, Statement, StoreFacets},
    texts::Conjunction,
};

use super::scope::exact_list;

pub(super) fn section(context: &Context<'_>) -> Spoken<Option<Block>> {
    let mut blocks = Blocks::new(context, "section-further");
    assessments(context, &mut blocks)?;
    match &context.input.declaration.store {
        Stated::Unstated => {}
        Stated::None => blocks.paragraph("store", context.line("store-none", &at("/store"))?),
        Stated::Value(store) => blocks.push(store_card(context, blocks.id("store"), store)?),
    }
    let place = at("/statements");
    if context.input.declaration.statements.is_none() {
        blocks.paragraph("statements", context.line("statements-none", &place)?);
    }
    let mut entries = Vec::new();
    for statement in &context.input.declaration.statements {
        entries.push(told(context, &place.child(&statement.key), statement)?);
    }
    if !entries.is_empty() {
        blocks.push(Block::definitions(blocks.id("statements-list"), entries));
    }
    let place = at("/vocabulary");
    if context.input.declaration.vocabulary.is_none() {
        blocks.paragraph("vocabulary", context.line("vocabulary-none", &place)?);
    }
    blocks.section("further-title")
}

fn told(context: &Context<'_>, here: &Pointer, statement: &Statement) -> Spoken<Block> {
    let value = here.child("value");
    let words = if let Some(flag) = statement.value.flag.value() {
        context.line(if *flag { "value-yes" } else { "value-no" }, &value.child("flag"))?
    } else if let Some(number) = statement.value.number.value() {
        Said::new(Inline::text(number.to_string()), value.child("number"))
    } else if let Some(text) = statement.value.text.value() {
        context.own(&value.child("text"), text)
    } else if let Some(exact) = statement.value.exact.value() {
        context.exact(&value.child("exact"), exact)
    } else if statement.value.items.is_none() {
        context.none(&value.child("items"))?
    } else if let Some(items) = several(context, &value.child("items"), statement)? {
        items
    } else {
        Said { inlines: vec![Inline::NotStated], sources: Vec::new() }
    };
    let mut label = context.own(&here.child("label"), &statement.label);
    if let Some(section) = context.term_of(&here.child("section"), &statement.section) {
        label = context.say("statement-label", vec![("section", section), ("label", label)])?;
    }
    let origin = statement.origin.value().map(|_| here.child("origin"));
    let id = ClauseId::of("statement", &[&statement.key]);
    let block = Block::definition(id, label.inlines, words.inlines);
    Ok(block.sources(label.sources).sources(words.sources).sources(origin).source(here.child("key")))
}

/// The words of a statement that lists several.
fn several(context: &Context<'_>, here: &Pointer, statement: &Statement) -> Spoken<Option<Said>> {
    let items = statement.value.items.iter().enumerate();
    context
        .join(items.map(|(index, words)| context.own(&here.index(index), words)).collect(), Conjunction::And)
}

fn assessments(context: &Context<'_>, blocks: &mut Blocks<'_, '_>) -> Spoken<()> {
    let place = at("/assessments");
    let assessments = &context.input.declaration.assessments;
    if assessments.is_none() {
        blocks.paragraph("assessments", context.line("assessments-none", &place)?);
    }
    for assessment in assessments {
        blocks.push(assessment_card(context, &place.child(&assessment.key), assessment)?);
    }
    Ok(())
}

fn assessment_card(context: &Context<'_>, here: &Pointer, assessment: &Assessment) -> Spoken<Option<Block>> {
    let mut card = Card::new(context, ClauseId::of("assessment", &[&assessment.key]));
    let mut subject = context.own(&here.child("subject"), &assessment.subject).citing([here.child("key")]);
    if assessment.reference.value().is_some() {
        // That the assessment is on file is told; its number is the tenant's own.
        subject =
            context.say("assessment-on-file", vec![("subject", subject)])?.citing([here.child("reference")]);
    }
    card.entry("subject", "assessment-subject", subject)?;
    let day = assessment.done_on.value().map(|day| context.date(&here.child("doneOn"), *day)).transpose()?;
    card.entry("done-on", "assessment-done-on", day)?;
    let risk =
        assessment.risk.value().map(|risk| context.word(&here.child("risk"), "risk-", risk)).transpose()?;
    card.entry("risk", "assessment-risk", risk)?;
    Ok(card.finish())
}

fn store_card(context: &Context<'_>, id: ClauseId, store: &StoreFacets) -> Spoken<Option<Block>> {
    let here = at("/store");
    let mut card = Card::new(context, id);
    let domains = exact_list(context, &here.child("trackingDomains"), &store.tracking_domains)?;
    card.entry("tracking", "store-tracking-domains", domains)?;
    let encrypted = context.yes_no(&here.child("encryptedInTransit"), &store.encrypted_in_transit)?;
    card.entry("encrypted", "store-encrypted", encrypted)?;
    card.entry(
        "deletion",
        "store-deletion",
        context.exact_of(&here.child("deletionUrl"), &store.deletion_url),
    )?;
    let place = here.child("requiredReasons");
    if store.required_reasons.is_none() {
        card.entry("reasons", "store-required-reasons", context.none(&place)?)?;
    }
    let mut reasons = Vec::new();
    for reason in &store.required_reasons {
        let here = place.child(&reason.key);
        let codes = reason.reasons.iter().enumerate();
        let codes =
            codes.map(|(index, code)| Said::new(Inline::text(code), here.child("reasons").index(index)));
        let codes = context.join(codes.collect(), crate::texts::Conjunction::And)?.unwrap_or_default();
        let api = Said::new(Inline::text(&reason.key), here.child("key"));
        reasons.push(context.say("store-reason", vec![("api", api), ("codes", codes)])?);
    }
    card.entry("reasons", "store-required-reasons", context.join(reasons, crate::texts::Conjunction::And)?)?;
    Ok(card.finish())
}
