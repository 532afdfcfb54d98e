//! What people can ask for and how: rights, account cancellation, the handling of requests, deadlines.

mod cancellation;
mod deadlines;
mod requests;
mod self_service;

use crate::{
    Pointer,
    compile::{
        context::{Blocks, Context, Spoken, at},
        said::Said,
    },
    document::{Block, ClauseId, Inline},
    manifest::{Listed, Localized, Right},
    texts::Conjunction,
};

pub(super) fn section(context: &Context<'_>) -> Spoken<Option<Block>> {
    let mut blocks = Blocks::new(context, "section-rights");
    rights(context, &mut blocks)?;
    cancellation::sub_section(context, &mut blocks)?;
    requests::sub_section(context, &mut blocks)?;
    deadlines::sub_section(context, &mut blocks)?;
    blocks.section("rights-title")
}

/// Whether one of these rights is declared with a way to use it.
pub(super) fn is_declared(context: &Context<'_>, codes: &[&str]) -> bool {
    let is_it = |right: &&Right| right.right.as_code().is_some_and(|code| codes.contains(&code));
    context.input.declaration.rights.iter().filter(is_it).any(|right| !right.channels.is_empty())
}

fn rights(context: &Context<'_>, blocks: &mut Blocks<'_, '_>) -> Spoken<()> {
    let here = at("/rights");
    let rights = &context.input.declaration.rights;
    blocks.required("cn_basic.rights_methods", |blocks| {
        if rights.is_unstated() {
            return blocks.gap("rights", "gap-rights");
        }
        if rights.is_none() {
            blocks.emphasised("rights", context.line("rights-none", &here)?);
            return Ok(());
        }
        let items = rights.iter().map(|right| item(context, &here.child(&right.key), right));
        blocks.led_list("rights", "rights-lead", items.collect::<Spoken<_>>()?)
    })
}

/// A right, and below it the ways to use it and what else is said about it.
fn item(context: &Context<'_>, here: &Pointer, right: &Right) -> Spoken<Block> {
    let key = right.key.as_str();
    let mut below = channels(context, here, right)?;
    below.extend(path(context, &here.child("path"), key, &right.path)?);
    below.extend(self_service::groups(context, &here.child("selfService"), right)?);
    below.extend(grounds(context, &here.child("grounds"), right)?);
    let told = [
        context.flag(
            &here.child("passedOnToRecipients"),
            &right.passed_on_to_recipients,
            "rights-passed-on",
            "rights-not-passed-on",
        )?,
        exceptions(context, &here.child("passedOnUnless"), right)?,
    ];
    let told = context.sentences(told.into_iter().flatten())?;
    below.extend(told.map(|said| said.paragraph(ClauseId::of("recipients-of-right", &[key]))));
    let words = context.term(&here.child("right"), &right.right);
    let id = ClauseId::of("right", &[key]);
    let item = Block::item(id, Inline::strong(words.inlines)).sources([here.child("key")]);
    Ok(item.sources(words.sources).with_blocks(below))
}

fn channels(context: &Context<'_>, here: &Pointer, right: &Right) -> Spoken<Vec<Block>> {
    let id = ClauseId::of("channels-of-right", &[&right.key]);
    if right.channels.is_unstated() {
        return Ok(vec![context.gap(id.with_suffix("gap"), "gap-rights-channels")?]);
    }
    let place = here.child("channels");
    let ways = context.join(context.ways(&place, &right.channels)?, Conjunction::Or)?;
    let said =
        context.told_list(&place, &right.channels, ["rights-channels", "rights-channels-none"], ways)?;
    Ok(said.map(|said| said.paragraph(id)).into_iter().collect())
}

/// The steps through the menus, in their order.
fn path(
    context: &Context<'_>,
    here: &Pointer,
    key: &str,
    steps: &Listed<Localized>,
) -> Spoken<Option<Block>> {
    let said = path_words(context, here, steps)?;
    Ok(said.map(|said| said.paragraph(ClauseId::of("path-of-right", &[key]))))
}

fn path_words(context: &Context<'_>, here: &Pointer, steps: &Listed<Localized>) -> Spoken<Option<Said>> {
    let words = steps.iter().enumerate().map(|(index, step)| context.own(&here.index(index), step));
    let words = context.strung(words.collect(), "rights-path-joint")?;
    context.told_list(here, steps, ["rights-path", "rights-path-none"], words)
}

fn grounds(context: &Context<'_>, here: &Pointer, right: &Right) -> Spoken<Vec<Block>> {
    let id = ClauseId::of("grounds-of-right", &[&right.key]);
    if right.grounds.is_none() {
        return Ok(vec![context.line("rights-grounds-none", here)?.paragraph(id)]);
    }
    if right.grounds.is_empty() {
        return Ok(Vec::new());
    }
    let said = context.terms(here, &right.grounds);
    let items = context.items("ground-of-right", &[&right.key], &right.grounds, said);
    let lead = context.texts.label("rights-grounds")?;
    Ok(vec![Block::paragraph(id.with_suffix("lead"), lead), Block::list(id, items)])
}

/// When recipients are not told.
fn exceptions(context: &Context<'_>, here: &Pointer, right: &Right) -> Spoken<Option<Said>> {
    // Cases are clauses that hold an "or" of their own.
    let cases = context.strung(context.terms(here, &right.passed_on_unless), "join-heavy-between")?;
    let keys = ["rights-passed-on-unless", "rights-passed-on-always"];
    context.told_list(here, &right.passed_on_unless, keys, cases)
}
