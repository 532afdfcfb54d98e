//! Sensitive information by name, and the consent that is asked for it (PIPL Art. 28 to 30).

use super::list::items;
use crate::{
    compile::{
        context::{Context, Spoken, at},
        said::{Said, add_once},
    },
    document::{Block, ClauseId},
    manifest::{ConsentForm, DataItem},
    texts::Conjunction,
};

/// The clause that names sensitive information, each once, however many functions take it.
pub(super) fn named(context: &Context<'_>) -> Spoken<Option<Block>> {
    let mut labels: Vec<Said> = Vec::new();
    for (here, _, item) in items(context) {
        if is_sensitive(context, item) == Some(true) {
            add_once(&mut labels, context.own(&here.child("label"), &item.label));
        }
    }
    add_of_sdks(context, &mut labels);
    let Some(list) = context.join(labels, Conjunction::And)? else { return Ok(None) };
    let said = context.say("collection-sensitive", vec![("data", list)])?;
    let block = said.paragraph(ClauseId::of("sensitive", &[])).emphasised();
    Ok(Some(block.law("PIPL Art. 28").law("PIPL Art. 30")))
}

/// What SDKs take that the catalogue holds to be sensitive.
fn add_of_sdks(context: &Context<'_>, labels: &mut Vec<Said>) {
    for sdk in &context.input.declaration.sdks {
        let place = at("/sdks").child(&sdk.key).child("data");
        for (index, data) in sdk.data.iter().enumerate() {
            let known = data.as_code().and_then(|code| context.input.catalog.term("data", code));
            let category = known.and_then(|term| term.category.as_deref()).or(data.as_code());
            if category.and_then(|category| category_is_sensitive(context, category)) == Some(true) {
                add_once(labels, context.term(&place.index(index), data));
            }
        }
    }
}

/// The sentences on the consent that is asked for sensitive items, and a mark where the law wants to know.
pub(super) fn consent(context: &Context<'_>) -> Spoken<Vec<Block>> {
    let items: Vec<_> = items(context)
        .into_iter()
        .filter(|(_, _, item)| is_sensitive(context, item) == Some(true))
        .map(|(here, _, item)| (here, item))
        .collect();
    let mut blocks = Vec::new();
    for (form, name, key) in [
        (ConsentForm::Separate, "separate", "collection-sensitive-separate"),
        (ConsentForm::Written, "written", "collection-sensitive-written"),
    ] {
        let mut labels: Vec<Said> = Vec::new();
        for (here, item) in &items {
            let asked = item.uses.iter().enumerate().filter(|(_, link)| link.consent.value() == Some(&form));
            let asked: Vec<_> =
                asked.map(|(index, _)| here.child("uses").index(index).child("consent")).collect();
            if !asked.is_empty() {
                let label = context.own(&here.child("label"), &item.label);
                add_once(&mut labels, label.citing(asked));
            }
        }
        let list = context.join(labels, Conjunction::And)?;
        let said = context.say_of(key, "data", list)?;
        let id = ClauseId::of("sensitive", &[name]);
        blocks.extend(said.map(|said| said.paragraph(id).emphasised().law("PIPL Art. 29")));
    }
    if items.iter().any(|(_, item)| !is_settled(context, item)) {
        let id = ClauseId::of("sensitive", &["consent"]).with_suffix("gap");
        blocks.push(context.gap(id, "gap-sensitive-consent")?.law("PIPL Art. 29"));
    }
    Ok(blocks)
}

/// Whether each link of the item says on what it rests: a form of consent, or a basis that is none.
fn is_settled(context: &Context<'_>, item: &DataItem) -> bool {
    let mut uses = item.uses.iter();
    !item.uses.is_empty()
        && uses.all(|link| {
            link.consent.value().is_some() || link.basis.value().is_some() && !context.is_consent(&link.basis)
        })
}

/// Whether an item is sensitive: as the tenant says, or else as the catalogue holds its category to be.
pub(super) fn is_sensitive(context: &Context<'_>, item: &DataItem) -> Option<bool> {
    if let Some(own) = item.sensitive.value() {
        return Some(*own);
    }
    category_is_sensitive(context, item.category.value()?.as_code()?)
}

fn category_is_sensitive(context: &Context<'_>, category: &str) -> Option<bool> {
    context.input.catalog.data_categories.get(category).map(|category| category.sensitive_cn)
}
