//! What a person may leave out, and what is lost by it.

use super::functions::label;
use crate::{
    Pointer,
    compile::{
        context::{Context, Spoken},
        said::Said,
        told::term_key,
    },
    document::{Block, ClauseId},
    manifest::{BusinessFunction, DataItem, Kind, Requirement, Stated, Term, term::kind::RefusalEffect},
    texts::{Conjunction, coded_key},
};

/// The items that a person may leave out.
pub(super) fn optional(
    context: &Context<'_>,
    here: &Pointer,
    function: &BusinessFunction,
) -> Spoken<Option<Said>> {
    let place = here.child("data");
    let is_optional = |item: &DataItem| item.requirement.value() == Some(&Requirement::Optional);
    let items: Vec<&DataItem> = function.data.iter().filter(|item| is_optional(item)).collect();
    let cited = items.iter().map(|item| place.child(&item.key).child("requirement"));
    let cited: Vec<Pointer> = cited.collect();
    match cited.split_first() {
        None => Ok(None),
        Some((first, others)) if items.len() == function.data.items().len() => {
            Ok(Some(context.line("function-optional-all", first)?.citing(others.iter().cloned())))
        }
        Some(_) => {
            let labels = labels(context, here, function, &items)?;
            let said = context.say_of("function-optional", "data", labels)?;
            Ok(said.map(|said| said.citing(cited)))
        }
    }
}

/// What a person loses who leaves out single items; a sentence for each effect.
pub(super) fn of_items(
    context: &Context<'_>,
    here: &Pointer,
    function: &BusinessFunction,
) -> Spoken<Vec<Block>> {
    let mut effects: Vec<&Stated<Term<RefusalEffect>>> = Vec::new();
    for item in &function.data {
        if !item.if_refused.is_unstated() && !effects.contains(&&item.if_refused) {
            effects.push(&item.if_refused);
        }
    }
    effects.into_iter().map(|effect| without(context, here, function, effect)).collect()
}

fn without(
    context: &Context<'_>,
    here: &Pointer,
    function: &BusinessFunction,
    effect: &Stated<Term<RefusalEffect>>,
) -> Spoken<Block> {
    let items: Vec<&DataItem> = function.data.iter().filter(|item| item.if_refused == *effect).collect();
    let places = items.iter().map(|item| here.child("data").child(&item.key).child("ifRefused"));
    let mut data = labels(context, here, function, &items)?.unwrap_or_default();
    data.sources.extend(places);
    let (key, said) = match effect.value() {
        None => ("none".to_owned(), context.say("function-without-no-effect", vec![("data", data)])?),
        Some(effect) => {
            let said = match own_sentence(context, "function-without-", effect) {
                Some(key) => context.say(&key, vec![("data", data)])?,
                None => {
                    // The places of the effect are cited with the data already.
                    let words = Said { sources: Vec::new(), ..context.term(here, effect) };
                    context.say("function-without", vec![("data", data), ("effect", words)])?
                }
            };
            (term_key(effect), said)
        }
    };
    Ok(said.paragraph(ClauseId::of("function", &[&function.key, "without", &key])))
}

/// What a person loses who does not give the data of the function.
pub(super) fn of_function(
    context: &Context<'_>,
    here: &Pointer,
    function: &BusinessFunction,
) -> Spoken<Option<Block>> {
    let id = ClauseId::of("function", &[&function.key]).with_suffix("refused");
    let place = here.child("ifRefused");
    match &function.if_refused {
        Stated::Unstated => Ok(None),
        Stated::None => Ok(Some(context.line("function-if-refused-none", &place)?.paragraph(id))),
        Stated::Value(effect) => {
            let said = match own_sentence(context, "function-if-refused-", effect) {
                Some(key) => context.line(&key, &place)?,
                None => context.say("function-if-refused", vec![("effect", context.term(&place, effect))])?,
            };
            Ok(Some(said.paragraph(id).emphasised()))
        }
    }
}

/// The sentence of ours for an effect of the catalogue, where the texts have one: "the effect: no effect" reads badly.
fn own_sentence(context: &Context<'_>, family: &str, effect: &Term<RefusalEffect>) -> Option<String> {
    let code = effect.as_code().filter(|code| context.is_of_catalog(RefusalEffect::NAME, code))?;
    Some(coded_key(family, code)).filter(|key| context.texts.has(key))
}

fn labels(
    context: &Context<'_>,
    here: &Pointer,
    function: &BusinessFunction,
    items: &[&DataItem],
) -> Spoken<Option<Said>> {
    let place = here.child("data");
    let labels = items.iter().map(|item| label(context, &place.child(&item.key), item, function));
    context.join(labels.collect::<Spoken<_>>()?, Conjunction::And)
}
