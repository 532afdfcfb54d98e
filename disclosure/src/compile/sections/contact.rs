//! How to reach the tenant, who answers for personal information, where to complain.

use crate::{
    Pointer,
    compile::{
        context::{Blocks, Context, ListKeys, Spoken, at},
        said::Said,
    },
    document::{Block, ClauseId, Inline},
    manifest::{Complaints, Contact, PersonInCharge, Stated},
};

pub(super) fn section(context: &Context<'_>) -> Spoken<Option<Block>> {
    let mut blocks = Blocks::new(context, "section-contact");
    contacts(context, &mut blocks)?;
    person_in_charge(context, &mut blocks)?;
    complaints(context, &mut blocks)?;
    blocks.section("contact-title")
}

fn contacts(context: &Context<'_>, blocks: &mut Blocks<'_, '_>) -> Spoken<()> {
    let here = at("/tenant/contacts");
    let contacts = &context.input.profile.contacts;
    blocks.required("cn_basic.handler_identity", |blocks| {
        if contacts.is_unstated() {
            return blocks.gap("ways", "gap-contact");
        }
        if contacts.is_none() {
            blocks.emphasised("ways", context.line("contact-none", &here)?);
            return Ok(());
        }
        let items = contacts.iter().map(|contact| item(context, &here.child(&contact.key), contact));
        blocks.led_list("ways", "contact-lead", items.collect::<Spoken<_>>()?)
    })
}

/// A contact, and below it what it is for and who answers.
fn item(context: &Context<'_>, here: &Pointer, contact: &Contact) -> Spoken<Block> {
    let kind = context.term(&here.child("kind"), &contact.kind);
    let place = here.child("value");
    let said = match context.reached(&place, contact) {
        Some(value) => context.say("contact-entry", vec![("kind", kind), ("value", value)])?,
        None if contact.value.is_none() => {
            context.say("contact-entry-none", vec![("kind", kind)])?.citing([place])
        }
        None => kind,
    };
    let details = context.sentences(details(context, here, contact)?)?;
    let id = ClauseId::of("details-of-contact", &[&contact.key]);
    let mut below: Vec<Block> = details.map(|said| said.paragraph(id)).into_iter().collect();
    if contact.value.is_unstated() {
        let id = ClauseId::of("value-of-contact", &[&contact.key]).with_suffix("gap");
        below.push(context.gap(id, "gap-contact-value")?);
    }
    let item = said.item(ClauseId::of("contact", &[&contact.key]));
    Ok(item.source(here.child("key")).with_blocks(below))
}

fn details(context: &Context<'_>, here: &Pointer, contact: &Contact) -> Spoken<Vec<Said>> {
    let at = |member| here.child(member);
    let purposes = context.terms(&at("purposes"), &contact.purposes);
    // Purposes are phrases that hold an "and" of their own.
    let purposes = context.strung(purposes, "join-heavy-between")?;
    let keys = ["contact-for", "contact-for-none"];
    let purposes = context.told_list(&at("purposes"), &contact.purposes, keys, purposes)?;
    let keys = ["contact-region", "contact-region-none"];
    let region = context.told(&at("region"), &contact.region, keys)?;
    let keys = ["contact-team", "contact-team-none"];
    let team =
        context.told_as(&at("team"), &contact.team, keys, |team| Ok(context.own(&at("team"), team)))?;
    let keys = ["contact-entity", "contact-entity-none"];
    let entity = context
        .told_as(&at("entity"), &contact.entity, keys, |key| Ok(entity(context, &at("entity"), key)))?;
    Ok([purposes, region, team, entity].into_iter().flatten().collect())
}

/// A legal entity by its key: its registered name, or the key where none is stated.
fn entity(context: &Context<'_>, at: &Pointer, key: &str) -> Said {
    let entity = context.input.profile.legal_entities.iter().find(|entity| entity.key == key);
    match entity.and_then(|entity| entity.name.value()) {
        Some(name) => context.own(at, name),
        None => Said::new(Inline::text(key), at.clone()),
    }
}

fn person_in_charge(context: &Context<'_>, blocks: &mut Blocks<'_, '_>) -> Spoken<()> {
    let here = at("/tenant/personInCharge");
    blocks.required("cn_officer.dpo_contact", |blocks| {
        let PersonInCharge { title, contact } = match &context.input.profile.person_in_charge {
            Stated::Unstated => return Ok(()),
            Stated::None => {
                blocks.paragraph("person", context.line("contact-person-none", &here)?);
                return Ok(());
            }
            Stated::Value(person) => person,
        };
        let title = context.own(&here.child("title"), title);
        blocks.paragraph("person", context.say("contact-person", vec![("words", title)])?);
        let place = here.child("contact");
        let keys = ["contact-person-by", "contact-person-by-none"];
        blocks
            .paragraph("person_by", context.told_as(&place, contact, keys, |key| context.way(&place, key))?);
        Ok(())
    })
}

fn complaints(context: &Context<'_>, blocks: &mut Blocks<'_, '_>) -> Spoken<()> {
    let here = at("/complaints");
    blocks.sub_section("complaints", "complaints-title", |blocks| {
        match &context.input.declaration.complaints {
            Stated::Unstated => gap(context, blocks),
            Stated::None => {
                blocks.emphasised("no_complaints", context.line("complaints-none", &here)?);
                Ok(())
            }
            Stated::Value(complaints) => {
                channels(context, blocks, &here, complaints)?;
                authorities(context, blocks, &here, complaints)
            }
        }
    })
}

/// A mark where the law wants a channel for complaints, unless a contact is for them.
fn gap(context: &Context<'_>, blocks: &mut Blocks<'_, '_>) -> Spoken<()> {
    let mut purposes = context.input.profile.contacts.iter().flat_map(|contact| &contact.purposes);
    if purposes.any(|purpose| purpose.as_code() == Some("complaints")) {
        return Ok(());
    }
    blocks.required("cn_basic.complaint_channel", |blocks| blocks.gap("complain_to_us", "gap-complaints"))
}

fn channels(
    context: &Context<'_>,
    blocks: &mut Blocks<'_, '_>,
    here: &Pointer,
    complaints: &Complaints,
) -> Spoken<()> {
    if complaints.channels.is_unstated() {
        gap(context, blocks)?;
    }
    let keys = ListKeys { lead: "complaints-by", none: "complaints-by-none", gap: None };
    blocks.required("cn_basic.complaint_channel", |blocks| {
        blocks.ways("complain_to_us", &here.child("channels"), &complaints.channels, keys)
    })
}

fn authorities(
    context: &Context<'_>,
    blocks: &mut Blocks<'_, '_>,
    here: &Pointer,
    complaints: &Complaints,
) -> Spoken<()> {
    let keys = ["complaints-regulator", "complaints-regulator-none"];
    let said = context.told(&here.child("regulator"), &complaints.regulator, keys)?;
    blocks.paragraph("regulator", said);
    let place = here.child("court");
    let keys = ["complaints-court", "complaints-court-none"];
    let said = context.told_as(&place, &complaints.court, keys, |court| Ok(context.own(&place, court)))?;
    blocks.weighed("court", complaints.court.value().is_some(), said);
    let keys = ["complaints-court-basis", "complaints-court-basis-none"];
    blocks.paragraph("court_basis", context.told(&here.child("courtBasis"), &complaints.court_basis, keys)?);
    Ok(())
}
