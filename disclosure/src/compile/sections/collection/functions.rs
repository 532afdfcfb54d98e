//! One sub-section a function.

use super::{publication, refusal};
use crate::{
    Pointer,
    compile::{
        card::sub_section,
        context::{Context, Spoken},
        said::Said,
    },
    document::{Block, ClauseId},
    manifest::{BusinessFunction, DataItem},
    texts::Conjunction,
};

/// A function: what it is for, which data it takes, what a refusal means.
pub(super) fn function(
    context: &Context<'_>,
    here: &Pointer,
    function: &BusinessFunction,
) -> Spoken<Option<Block>> {
    let id = ClauseId::of("function", &[&function.key]);
    let mut below = Vec::new();
    let mut push = |name: &'static str, said: Option<Said>| {
        below.extend(said.map(|said| said.paragraph(id.with_suffix(name))));
    };
    push("class", class(context, here, function)?);
    push("platforms", platforms(context, here, function)?);
    push("purposes", purposes(context, here, function)?);
    push("data", data(context, here, function)?);
    push("optional", refusal::optional(context, here, function)?);
    let place = here.child("automatedSignals");
    let signals = context.phrase(&place, &function.automated_signals)?;
    push("signals", context.say_of("function-signals", "signals", signals)?);
    if function.automated_signals.is_none() {
        push("signals", Some(context.line("function-signals-none", &place)?));
    }
    let (yes, no) = ("function-without-account", "function-with-account");
    push("account", context.flag(&here.child("withoutAccount"), &function.without_account, yes, no)?);
    let place = here.child("submitterAttestsConsentOfOthers");
    let (yes, no) = ("function-others-attested", "function-others-not-attested");
    push("others", context.flag(&place, &function.submitter_attests_consent_of_others, yes, no)?);
    let place = here.child("identityLockedAfterReview");
    let (yes, no) = ("function-identity-locked", "function-identity-open");
    push("locked", context.flag(&place, &function.identity_locked_after_review, yes, no)?);
    let example = function.example.value().map(|example| context.own(&here.child("example"), example));
    push("example", context.say_of("function-example", "example", example)?);
    below.extend(refusal::of_function(context, here, function)?);
    below.extend(refusal::of_items(context, here, function)?);
    below.extend(publication::published(context, here, function)?);
    let title = context.own(&here.child("name"), &function.name);
    Ok(sub_section(id, title, below, [here.child("key")]))
}

fn class(context: &Context<'_>, here: &Pointer, function: &BusinessFunction) -> Spoken<Option<Said>> {
    function
        .class
        .value()
        .map(|class| context.word(&here.child("class"), "function-class-", class))
        .transpose()
}

fn platforms(context: &Context<'_>, here: &Pointer, function: &BusinessFunction) -> Spoken<Option<Said>> {
    let place = here.child("platforms");
    if function.platforms.is_none() {
        return context.line("function-platforms-none", &place).map(Some);
    }
    let names = function.platforms.iter().enumerate();
    let names = names.map(|(index, key)| context.code(&place.index(index), "party", key)).collect();
    context.say_of("function-platforms", "platforms", context.join(names, Conjunction::And)?)
}

fn purposes(context: &Context<'_>, here: &Pointer, function: &BusinessFunction) -> Spoken<Option<Said>> {
    let place = here.child("purposes");
    if function.purposes.is_none() {
        return context.line("function-purposes-none", &place).map(Some);
    }
    context.say_of("function-purposes", "purposes", context.headings(&place, &function.purposes)?)
}

/// The data in one sentence; the list below gives the details of each.
fn data(context: &Context<'_>, here: &Pointer, function: &BusinessFunction) -> Spoken<Option<Said>> {
    let place = here.child("data");
    if function.data.is_none() {
        return context.line("function-data-none", &place).map(Some);
    }
    let labels = function.data.iter().map(|item| label(context, &place.child(&item.key), item, function));
    let labels = labels.collect::<Spoken<_>>()?;
    context.say_of("function-data", "data", context.join(labels, Conjunction::And)?)
}

/// The label of an item, with whose it is where the function takes another of that name: two people's ID numbers.
pub(super) fn label(
    context: &Context<'_>,
    here: &Pointer,
    item: &DataItem,
    function: &BusinessFunction,
) -> Spoken {
    let label = context.own(&here.child("label"), &item.label);
    let namesakes = function.data.iter().filter(|other| other.label == item.label).take(2).count();
    match context.term_of(&here.child("subject"), &item.subject) {
        Some(subject) if namesakes > 1 => {
            context.say("function-item-of", vec![("item", label), ("subject", subject)])
        }
        _ => Ok(label),
    }
}
