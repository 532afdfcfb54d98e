//! Promised deadlines: a sentence each, whatever part of one is stated.

use crate::{
    Pointer,
    compile::{
        context::{Blocks, Context, Spoken, at},
        said::Said,
    },
    document::{Block, ClauseId, Inline},
    manifest::{Deadline, Listed, Stated, Term, term::kind::Hedge},
    texts::coded_key,
};

const CALENDAR: [&str; 2] = ["deadlines-calendar", "deadlines-calendar-none"];

pub(super) fn sub_section(context: &Context<'_>, blocks: &mut Blocks<'_, '_>) -> Spoken<()> {
    let here = at("/deadlines");
    let deadlines = &context.input.declaration.deadlines;
    blocks.sub_section("deadlines", "deadlines-title", |blocks| {
        if deadlines.is_none() {
            blocks.paragraph("no_deadlines", context.line("deadlines-none", &here)?);
        }
        if deadlines.is_empty() {
            return Ok(());
        }
        let shared = shared_calendar(context, &here, deadlines)?;
        let items = deadlines
            .iter()
            .map(|deadline| item(context, &here.child(&deadline.key), deadline, shared.is_some()));
        blocks.led_list("all_deadlines", "deadlines-lead", items.collect::<Spoken<_>>()?)?;
        blocks.paragraph("calendar", shared);
        Ok(())
    })
}

/// The calendar of all deadlines that name one, where they are several and it is the same: then it is told once.
fn shared_calendar(
    context: &Context<'_>,
    here: &Pointer,
    deadlines: &Listed<Deadline>,
) -> Spoken<Option<Said>> {
    let named = deadlines.iter().filter(|deadline| !deadline.calendar.is_unstated());
    let mut named = named.map(|deadline| (here.child(&deadline.key).child("calendar"), &deadline.calendar));
    let Some((first, calendar)) = named.next() else { return Ok(None) };
    let others: Vec<_> = named.collect();
    if others.is_empty() || others.iter().any(|(_, other)| *other != calendar) {
        return Ok(None);
    }
    let said = context.told(&first, calendar, CALENDAR)?;
    Ok(said.map(|said| said.citing(others.into_iter().map(|(place, _)| place))))
}

/// A deadline in one sentence, and one more for each thing that is stated beside it.
fn item(
    context: &Context<'_>,
    here: &Pointer,
    deadline: &Deadline,
    calendar_is_shared: bool,
) -> Spoken<Block> {
    let length = length(context, here, deadline)?;
    let is_open = length.is_none();
    let length = match length {
        Some(length) => length,
        None => Said { inlines: vec![Inline::text(context.texts.label("deadlines-set")?)], sources: vec![] },
    };
    let mut sentences = vec![promise(context, here, deadline, length)?];
    if !calendar_is_shared {
        sentences.extend(context.told(&here.child("calendar"), &deadline.calendar, CALENDAR)?);
    }
    sentences.extend(absences(context, here, deadline)?);
    let said = context.sentences(sentences)?.expect("the promise is one of the sentences");
    let id = ClauseId::of("deadline", &[&deadline.key]);
    let item = said.item(id).source(here.child("key"));
    if is_open && !deadline.value.is_none() {
        let gap = ClauseId::of("length-of-deadline", &[&deadline.key]).with_suffix("gap");
        return Ok(item.with_blocks(vec![context.gap(gap, "gap-deadlines-length")?]));
    }
    Ok(item)
}

/// What is done by then and for whom, and how long it may take.
fn promise(context: &Context<'_>, here: &Pointer, deadline: &Deadline, length: Said) -> Spoken {
    let scope = context.term_of(&here.child("scope"), &deadline.scope);
    let applies = context.term_of(&here.child("appliesTo"), &deadline.applies_to);
    match (scope, applies) {
        (Some(scope), Some(applies)) => {
            let parts = vec![("scope", scope), ("applies", applies), ("length", length)];
            context.say("deadlines-scope-applies", parts)
        }
        (Some(scope), None) => context.say("deadlines-scope", vec![("scope", scope), ("length", length)]),
        (None, Some(applies)) => {
            context.say("deadlines-applies", vec![("applies", applies), ("length", length)])
        }
        (None, None) => context.say("deadlines-bare", vec![("length", length)]),
    }
}

/// How long it may take, from when, and the word that weakens it; none where none of them is stated.
fn length(context: &Context<'_>, here: &Pointer, deadline: &Deadline) -> Spoken<Option<Said>> {
    let period = match (&deadline.value, &deadline.unit) {
        (Stated::Value(value), Stated::Value(unit)) => {
            Some(context.period((&here.child("value"), *value), (&here.child("unit"), *unit))?)
        }
        // Reading a manifest refuses the one without the other.
        _ => None,
    };
    let starts = context.term_of(&here.child("starts"), &deadline.starts);
    let length = match (period, starts) {
        (Some(period), Some(starts)) => {
            Some(context.say("deadlines-within-from", vec![("period", period), ("starts", starts)])?)
        }
        (Some(period), None) => Some(context.say("deadlines-within", vec![("period", period)])?),
        (None, Some(starts)) => Some(context.say("deadlines-from", vec![("starts", starts)])?),
        (None, None) => None,
    };
    match (length, deadline.hedge.value()) {
        (length, None) => Ok(length),
        (None, Some(hedge)) => Ok(Some(context.term(&here.child("hedge"), hedge))),
        (Some(length), Some(hedge)) => hedged(context, here, hedge, length).map(Some),
    }
}

/// The words that weaken a deadline stand in brackets after it, or where the texts have a place of their own for them.
fn hedged(context: &Context<'_>, here: &Pointer, hedge: &Term<Hedge>, length: Said) -> Spoken {
    let own = hedge.as_code().map(|code| coded_key("deadlines-hedged-", code));
    let key = own.filter(|key| context.texts.has(key));
    let parts = vec![("hedge", context.term(&here.child("hedge"), hedge)), ("length", length)];
    context.say(key.as_deref().unwrap_or("deadlines-hedged"), parts)
}

/// A sentence for each part that was said to be none.
fn absences(context: &Context<'_>, here: &Pointer, deadline: &Deadline) -> Spoken<Vec<Said>> {
    let absent = [
        ("value", deadline.value.is_none(), "deadlines-value-none"),
        ("unit", deadline.unit.is_none(), "deadlines-unit-none"),
        ("scope", deadline.scope.is_none(), "deadlines-scope-none"),
        ("appliesTo", deadline.applies_to.is_none(), "deadlines-applies-none"),
        ("starts", deadline.starts.is_none(), "deadlines-starts-none"),
        ("hedge", deadline.hedge.is_none(), "deadlines-hedge-none"),
    ];
    let absent = absent.into_iter().filter(|(_, is_absent, _)| *is_absent);
    absent.map(|(member, _, key)| context.line(key, &here.child(member))).collect()
}
