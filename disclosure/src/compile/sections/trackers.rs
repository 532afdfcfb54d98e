//! Cookies and the like, and the signals that browsers send.

use crate::{
    Pointer,
    compile::{
        card::without_empty_columns,
        context::{Blocks, Context, ListKeys, Spoken, at},
        said::{Said, row},
    },
    document::{Block, Column, ColumnLevel, Table},
    manifest::{Signal, Stated, Tracker, Trackers},
};

pub(super) fn section(context: &Context<'_>) -> Spoken<Option<Block>> {
    let mut blocks = Blocks::new(context, "section-cookies");
    let here = at("/trackers");
    match &context.input.declaration.trackers {
        Stated::Unstated => return Ok(None),
        Stated::None => blocks.paragraph("none", context.line("cookies-none", &here)?),
        Stated::Value(trackers) => {
            technologies(context, &mut blocks, &here, trackers)?;
            refusal(context, &mut blocks, &here, trackers)?;
            signal(context, &mut blocks, "dnt", &here.child("dnt"), &trackers.dnt)?;
            signal(context, &mut blocks, "gpc", &here.child("gpc"), &trackers.gpc)?;
            inventory(context, &mut blocks, &here.child("inventory"), trackers)?;
        }
    }
    blocks.section("cookies-title")
}

fn technologies(
    context: &Context<'_>,
    blocks: &mut Blocks<'_, '_>,
    here: &Pointer,
    trackers: &Trackers,
) -> Spoken<()> {
    let place = here.child("technologies");
    match context.phrase(&place, &trackers.technologies)? {
        Some(list) => blocks
            .paragraph("technologies", context.say("cookies-technologies", vec![("technologies", list)])?),
        None if trackers.technologies.is_none() => {
            blocks.paragraph("technologies", context.line("cookies-none", &place)?);
        }
        None => {}
    }
    let keys = ListKeys {
        lead: "cookies-purposes",
        none: "cookies-purposes-none",
        gap: Some("gap-cookies-purposes"),
    };
    blocks.terms("purposes", &here.child("purposes"), &trackers.purposes, keys)?;
    let keys = ListKeys { lead: "cookies-fields", none: "cookies-fields-none", gap: None };
    blocks.terms("fields", &here.child("fields"), &trackers.fields, keys)?;
    let place = here.child("setByThirdParties");
    let by_others = &trackers.set_by_third_parties;
    blocks.paragraph(
        "third-parties",
        context.flag(&place, by_others, "cookies-by-others", "cookies-not-by-others")?,
    );
    let place = here.child("treatedAsNonPersonal");
    let (yes, no) = ("cookies-non-personal", "cookies-personal");
    blocks.paragraph("personal", context.flag(&place, &trackers.treated_as_non_personal, yes, no)?);
    let keys = ListKeys { lead: "cookies-non-linking", none: "cookies-non-linking-none", gap: None };
    blocks.terms("non-linking", &here.child("nonLinking"), &trackers.non_linking, keys)
}

fn refusal(
    context: &Context<'_>,
    blocks: &mut Blocks<'_, '_>,
    here: &Pointer,
    trackers: &Trackers,
) -> Spoken<()> {
    let keys =
        ListKeys { lead: "cookies-refuse", none: "cookies-refuse-none", gap: Some("gap-cookies-refuse") };
    blocks.terms("refuse", &here.child("refuseBy"), &trackers.refuse_by, keys)?;
    let effect = context.term_of(&here.child("ifRefused"), &trackers.if_refused);
    blocks.paragraph("if-refused", context.say_of("cookies-if-refused", "effect", effect)?);
    Ok(())
}

fn signal(
    context: &Context<'_>,
    blocks: &mut Blocks<'_, '_>,
    name: &'static str,
    here: &Pointer,
    signal: &Stated<Signal>,
) -> Spoken<()> {
    let (yes, no, effects_lead, effects_none) = match name {
        "dnt" => {
            ("cookies-dnt-honoured", "cookies-dnt-ignored", "cookies-dnt-effects", "cookies-dnt-effects-none")
        }
        _ => {
            ("cookies-gpc-honoured", "cookies-gpc-ignored", "cookies-gpc-effects", "cookies-gpc-effects-none")
        }
    };
    match signal {
        Stated::Unstated => {}
        Stated::None => blocks.paragraph(name, context.line(no, here)?),
        Stated::Value(signal) => {
            blocks.paragraph(name, context.flag(&here.child("honoured"), &signal.honoured, yes, no)?);
            let effects = here.child("effects");
            match context.headings(&effects, &signal.effects)? {
                Some(list) => blocks.paragraph(
                    &format!("{name}-effects"),
                    context.say(effects_lead, vec![("effects", list)])?,
                ),
                None if signal.effects.is_none() => {
                    blocks.paragraph(&format!("{name}-effects"), context.line(effects_none, &effects)?);
                }
                None => {}
            }
        }
    }
    Ok(())
}

fn inventory(
    context: &Context<'_>,
    blocks: &mut Blocks<'_, '_>,
    here: &Pointer,
    trackers: &Trackers,
) -> Spoken<()> {
    if trackers.inventory.is_none() {
        blocks.paragraph("inventory", context.line("cookies-inventory-none", here)?);
    }
    if trackers.inventory.is_empty() {
        return Ok(());
    }
    let column = |key: &str| {
        let label = context.texts.coded("cookies-column-", key)?;
        Spoken::Ok(Column { key: key.into(), label, level: ColumnLevel::Practice })
    };
    let rows =
        trackers.inventory.iter().map(|tracker| tracker_row(context, &here.child(&tracker.key), tracker));
    let table = Table {
        list: None,
        caption: context.texts.label("cookies-inventory")?,
        columns: ["name", "technology", "set_by", "purpose", "lifetime"]
            .map(column)
            .into_iter()
            .collect::<Spoken<_>>()?,
        rows: rows.collect::<Spoken<_>>()?,
        empty: Vec::new(),
    };
    blocks.push(Block::table(blocks.id("inventory"), without_empty_columns(table)));
    Ok(())
}

fn tracker_row(context: &Context<'_>, here: &Pointer, tracker: &Tracker) -> Spoken<Block> {
    let days = |days: &u32| -> Spoken<Said> {
        context.say("cookies-days", vec![("days", context.number(&here.child("lifetimeDays"), *days))])
    };
    let cells = vec![
        Some(context.own(&here.child("name"), &tracker.name)),
        context.term_of(&here.child("technology"), &tracker.technology),
        tracker.set_by.value().map(|who| context.own(&here.child("setBy"), who)),
        context.term_of(&here.child("purpose"), &tracker.purpose),
        tracker.lifetime_days.value().map(days).transpose()?,
    ];
    let id = crate::document::ClauseId::of("tracker", &[&tracker.key]);
    Ok(row(id, cells, [here.child("key")]))
}
