//! The whole in a few lines of plain language, on top of the policy.
//!
//! It repeats declared facts and adds none: a line whose facts were not declared is left out, and each line leads to the
//! section that tells all. Words are few on purpose; what law asks to be told in full stands below.

use super::{
    card::Card,
    context::{Context, Spoken, at},
    said::{Said, add_once},
    sections::cross_border,
};
use crate::{
    document::{Block, ClauseId, Inline},
    manifest::{SharingMode, Stated},
    texts::Conjunction,
};

/// The summary of what these sections tell; none where nothing it speaks of was declared.
pub(super) fn summary(context: &Context<'_>, sections: &[Block]) -> Spoken<Option<Block>> {
    let id = ClauseId::of("summary", &[]);
    let mut card = Card::new(context, id.with_suffix("lines"));
    let lines: [(_, _, Vec<(Option<Said>, _)>); 5] = [
        ("what", "summary-what", all_in(vec![kinds(context)?, purposes(context)?], "section-collection")),
        ("who", "summary-who", all_in(recipients(context)?, "section-sharing")),
        (
            "where",
            "summary-where",
            vec![(places(context)?, "section-storage"), (abroad(context)?, "section-cross-border")],
        ),
        ("choices", "summary-choices", all_in(vec![rights(context)?], "section-rights")),
        ("reach", "summary-reach", all_in(vec![entities(context)?, ways(context)?], "section-contact")),
    ];
    for (name, label, said) in lines {
        let (said, of): (Vec<Said>, Vec<&str>) =
            said.into_iter().filter_map(|(said, section)| Some((said?, section))).unzip();
        let said = context.sentences(said)?;
        let said = said.map(|said| leading_to(context, said, sections, &of)).transpose()?;
        card.entry(name, label, said)?;
    }
    let title = context.texts.label("summary-label")?;
    Ok(card.finish().map(|card| Block::notice(id, title, vec![card])))
}

/// Sentences that all repeat one section.
fn all_in(said: Vec<Option<Said>>, section: &'static str) -> Vec<(Option<Said>, &'static str)> {
    said.into_iter().map(|said| (said, section)).collect()
}

/// The words, and where the rest is told, as far as those sections are there.
fn leading_to(context: &Context<'_>, said: Said, sections: &[Block], of: &[&str]) -> Spoken {
    let there = sections.iter().filter(|block| of.contains(&block.id.as_str()));
    let targets = there.map(|block| {
        let target = Inline::Reference { target: block.id.clone(), text: String::new() };
        Said { inlines: vec![target], sources: Vec::new() }
    });
    match context.join(targets.collect(), Conjunction::And)? {
        Some(targets) => context.say("summary-more", vec![("said", said), ("section", targets)]),
        None => Ok(said),
    }
}

/// The groups of the categories that the functions take.
fn kinds(context: &Context<'_>) -> Spoken<Option<Said>> {
    let catalog = context.input.catalog;
    let mut kinds: Vec<Said> = Vec::new();
    for function in &context.input.declaration.functions {
        let place = at("/functions").child(&function.key).child("data");
        for item in &function.data {
            let code = item.category.value().and_then(|category| category.as_code());
            let category = code.and_then(|code| catalog.data_categories.get(code));
            let Some(group) = category.and_then(|category| catalog.data_groups.get(&category.group)) else {
                continue;
            };
            let words = context.texts.inside(group.name(context.locale));
            let said = Said::new(Inline::text(words), place.child(&item.key).child("category"));
            add_once(&mut kinds, said);
        }
    }
    let list = context.join(kinds, Conjunction::And)?;
    context.say_of("summary-kinds", "words", list)
}

/// The purposes that the tenant declares.
fn purposes(context: &Context<'_>) -> Spoken<Option<Said>> {
    let mut purposes = Vec::new();
    for purpose in &context.input.declaration.purposes {
        add_once(
            &mut purposes,
            context.own(&at("/purposes").child(&purpose.key).child("name"), &purpose.name),
        );
    }
    let list = context.strung(purposes, "join-heavy-between")?;
    context.say_of("summary-purposes", "words", list)
}

/// Who receives, which SDKs are in the product, and that nothing is sold.
fn recipients(context: &Context<'_>) -> Spoken<Vec<Option<Said>>> {
    let declaration = context.input.declaration;
    let mut names = Vec::new();
    for recipient in &declaration.recipients {
        // A notice about data, and a movement within the tenant, stand in no list of recipients.
        if !matches!(recipient.mode.value(), Some(SharingMode::Notify | SharingMode::Internal)) {
            let place = at("/recipients").child(&recipient.key).child("name");
            add_once(&mut names, context.own(&place, &recipient.name));
        }
    }
    let mut sdks = Vec::new();
    for sdk in &declaration.sdks {
        add_once(&mut sdks, context.own(&at("/sdks").child(&sdk.key).child("name"), &sdk.name));
    }
    let names = context.strung(names, "join-heavy-between")?;
    let sdks = context.join(sdks, Conjunction::And)?;
    Ok(vec![
        context.say_of("summary-recipients", "words", names)?,
        context.say_of("summary-sdks", "words", sdks)?,
        unsold(context)?,
    ])
}

fn unsold(context: &Context<'_>) -> Spoken<Option<Said>> {
    let sharing = context.input.declaration.sharing.value();
    let promised = sharing.is_some_and(|sharing| sharing.no_sale.value() == Some(&true));
    promised.then(|| context.line("summary-no-sale", &at("/sharing/noSale"))).transpose()
}

fn places(context: &Context<'_>) -> Spoken<Option<Said>> {
    let Some(storage) = context.input.declaration.storage.value() else { return Ok(None) };
    let places = context.phrase(&at("/storage/locations"), &storage.locations)?;
    context.say_of("summary-places", "words", places)
}

/// What is declared of transfers abroad, "none" among it.
fn abroad(context: &Context<'_>) -> Spoken<Option<Said>> {
    match &context.input.declaration.cross_border {
        Stated::Unstated => Ok(None),
        Stated::None => context.line("abroad-none", &at("/crossBorder")).map(Some),
        Stated::Value(abroad) => cross_border::state(context, &at("/crossBorder/status"), &abroad.status),
    }
}

fn rights(context: &Context<'_>) -> Spoken<Option<Said>> {
    let mut rights = Vec::new();
    for right in &context.input.declaration.rights {
        add_once(&mut rights, context.term(&at("/rights").child(&right.key).child("right"), &right.right));
    }
    let list = context.strung(rights, "join-heavy-between")?;
    context.say_of("summary-rights", "words", list)
}

/// The registered names behind "we".
fn entities(context: &Context<'_>) -> Spoken<Option<Said>> {
    let mut names = Vec::new();
    for entity in &context.input.profile.legal_entities {
        if let Some(name) = entity.name.value() {
            let place = at("/tenant/legalEntities").child(&entity.key).child("name");
            add_once(&mut names, context.own(&place, name));
        }
    }
    let list = context.join(names, Conjunction::And)?;
    context.say_of("summary-entities", "words", list)
}

/// Ways to reach the tenant; one without an address is named by its kind.
fn ways(context: &Context<'_>) -> Spoken<Option<Said>> {
    let mut ways = Vec::new();
    for contact in &context.input.profile.contacts {
        let here = at("/tenant/contacts").child(&contact.key);
        let kind = context.term(&here.child("kind"), &contact.kind);
        let value = context.reached(&here.child("value"), contact);
        add_once(
            &mut ways,
            match value {
                Some(value) => context.say("contact-way", vec![("kind", kind), ("value", value)])?,
                None => kind,
            },
        );
    }
    let list = context.strung(ways, "join-heavy-between")?;
    context.say_of("summary-ways", "words", list)
}
