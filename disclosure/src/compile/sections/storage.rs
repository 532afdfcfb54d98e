//! Where data is stored, how long, and what happens then.

use crate::{
    Pointer,
    compile::{
        context::{Blocks, Context, ListKeys, Spoken, at},
        said::Said,
    },
    document::{Block, ClauseId},
    manifest::{RetentionRule, Stated, Storage},
};

pub(super) fn section(context: &Context<'_>) -> Spoken<Option<Block>> {
    let mut blocks = Blocks::new(context, "section-storage");
    blocks.sub_section("place", "storage-place-title", |blocks| places(context, blocks))?;
    blocks.sub_section("retention", "retention-title", |blocks| retention(context, blocks))?;
    blocks.section("storage-title")
}

fn places(context: &Context<'_>, blocks: &mut Blocks<'_, '_>) -> Spoken<()> {
    let here = at("/storage");
    match &context.input.declaration.storage {
        Stated::Unstated => {}
        Stated::None => blocks.paragraph("none", context.line("storage-none", &here)?),
        Stated::Value(storage) => locations(context, blocks, &here, storage)?,
    }
    Ok(())
}

/// The places, and whether they are stated at all. Both facts are told even where they do not agree.
fn locations(
    context: &Context<'_>,
    blocks: &mut Blocks<'_, '_>,
    here: &Pointer,
    storage: &Storage,
) -> Spoken<()> {
    let (place, stated) = (here.child("locations"), here.child("stated"));
    let says_so = storage.stated.value() == Some(&true);
    let denies = !says_so && !storage.stated.is_unstated();
    if !storage.locations.is_empty() {
        let keys = ListKeys { lead: "storage-place", none: "storage-place-none", gap: None };
        blocks.terms("locations", &place, &storage.locations, keys)?;
        if says_so && let Some(list) = blocks.blocks.last_mut() {
            // That the place is stated is told by the list of places.
            list.sources.push(stated.clone());
        }
        if denies {
            blocks.paragraph("stated", context.line("storage-place-no-other", &stated)?);
        }
        return Ok(());
    }
    if storage.locations.is_none() {
        let line = context.line("storage-place-none", &place)?;
        blocks.paragraph("locations", line.citing(denies.then_some(stated.clone())));
    } else if denies {
        blocks.paragraph("stated", context.line("storage-place-not-stated", &stated)?);
    }
    if says_so {
        blocks.paragraph("stated", context.line("storage-place-unnamed", &stated)?);
    }
    Ok(())
}

fn retention(context: &Context<'_>, blocks: &mut Blocks<'_, '_>) -> Spoken<()> {
    let here = at("/retention");
    let rules = &context.input.declaration.retention;
    blocks.required("cn_basic.retention_period", |blocks| {
        if rules.is_unstated() {
            return blocks.gap("rules", "gap-retention");
        }
        if rules.is_none() {
            blocks.paragraph("rules", context.line("retention-none", &here)?);
            return Ok(());
        }
        let items = rules.iter().map(|rule| item(context, &here.child(&rule.key), rule));
        blocks.led_list("rules", "retention-lead", items.collect::<Spoken<_>>()?)
    })?;
    if !rules.is_empty() && rules.iter().all(|rule| rule.then.is_unstated()) {
        blocks.required("cn_basic.after_retention", |blocks| blocks.gap("then", "gap-retention-then"))?;
    }
    Ok(())
}

/// A rule: a sentence for each thing that is stated. One that states nothing but its key says so.
fn item(context: &Context<'_>, here: &Pointer, rule: &RetentionRule) -> Spoken<Block> {
    let mut sentences = subject(context, here, rule)?;
    sentences.extend(period(context, here, rule)?);
    let keys = ["retention-statute", "retention-statute-none"];
    sentences.extend(context.told(&here.child("statute"), &rule.statute, keys)?);
    let keys = ["retention-starts", "retention-starts-none"];
    sentences.extend(context.told(&here.child("starts"), &rule.starts, keys)?);
    let keys = ["retention-then", "retention-then-none"];
    sentences.extend(context.told(&here.child("then"), &rule.then, keys)?);
    let keys = ["retention-notice", "retention-notice-none"];
    sentences.extend(context.told(&here.child("notice"), &rule.notice, keys)?);
    let key = here.child("key");
    let said = match context.sentences(sentences)? {
        Some(said) => said.citing([key]),
        None => context.line("retention-unstated", &key)?,
    };
    Ok(said.item(ClauseId::of("retention", &[&rule.key])))
}

/// Which data, and the rule for it; then what there is none of.
fn subject(context: &Context<'_>, here: &Pointer, rule: &RetentionRule) -> Spoken<Vec<Said>> {
    let (data_at, rule_at) = (here.child("data"), here.child("rule"));
    let data = context.phrase(&data_at, &rule.data)?;
    let criterion = context.term_of(&rule_at, &rule.rule);
    let what = match (data, criterion) {
        (Some(data), Some(criterion)) => {
            Some(context.say("retention-data-rule", vec![("data", data), ("rule", criterion)])?)
        }
        (Some(data), None) => Some(match length(context, here, rule)? {
            Some(period) => context.say("retention-data-period", vec![("data", data), ("period", period)])?,
            None => context.say("retention-data", vec![("data", data)])?,
        }),
        (None, criterion) => context.say_of("retention-rule", "rule", criterion)?,
    };
    let mut sentences: Vec<Said> = what.into_iter().collect();
    if rule.data.is_none() {
        sentences.push(context.line("retention-data-none", &data_at)?);
    }
    if rule.rule.is_none() {
        sentences.push(context.line("retention-rule-none", &rule_at)?);
    }
    Ok(sentences)
}

/// The length of the period, where it is stated.
fn length(context: &Context<'_>, here: &Pointer, rule: &RetentionRule) -> Spoken<Option<Said>> {
    let (value_at, unit_at) = (here.child("value"), here.child("unit"));
    let (Some(value), Some(unit)) = (rule.value.value(), rule.unit.value()) else { return Ok(None) };
    context.period((&value_at, *value), (&unit_at, *unit)).map(Some)
}

/// The period in a sentence of its own, unless it is told with the data.
fn period(context: &Context<'_>, here: &Pointer, rule: &RetentionRule) -> Spoken<Option<Said>> {
    if let Some(period) = length(context, here, rule)? {
        let told_with_data = !rule.data.is_empty() && rule.rule.value().is_none();
        let period = (!told_with_data).then_some(period);
        return context.say_of("retention-period", "period", period);
    }
    let (value_at, unit_at) = (here.child("value"), here.child("unit"));
    let none = [(rule.value.is_none(), value_at), (rule.unit.is_none(), unit_at)];
    let mut none = none.into_iter().filter_map(|(is_none, place)| is_none.then_some(place));
    match none.next() {
        None => Ok(None),
        Some(first) => Ok(Some(context.line("retention-period-none", &first)?.citing(none))),
    }
}
