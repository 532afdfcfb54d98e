//! Single movements of data, as a table.

use crate::{
    Pointer,
    compile::{
        card::without_empty_columns,
        columns::own_column,
        context::{Blocks, Context, Spoken, at},
        said::row,
    },
    document::{Block, ClauseId, Table},
    manifest::Flow,
    texts::Conjunction,
};

const COLUMNS: [&str; 8] = ["from", "to", "data", "trigger", "mode", "basis", "region", "transfer_method"];

pub(super) fn flows(context: &Context<'_>, blocks: &mut Blocks<'_, '_>) -> Spoken<()> {
    parties(context, blocks)?;
    let place = at("/flows");
    let flows = &context.input.declaration.flows;
    if flows.is_none() {
        blocks.paragraph("flows-none", context.line("flows-none", &place)?);
    }
    if flows.is_empty() {
        return Ok(());
    }
    let table = Table {
        list: None,
        caption: context.texts.label("flows-caption")?,
        columns: COLUMNS.map(|key| own_column(context, key)).into_iter().collect::<Spoken<_>>()?,
        rows: flows
            .iter()
            .map(|flow| flow_row(context, &place.child(&flow.key), flow))
            .collect::<Spoken<_>>()?,
        empty: Vec::new(),
    };
    blocks.push(Block::table(blocks.id("flows"), without_empty_columns(table)));
    Ok(())
}

fn flow_row(context: &Context<'_>, here: &Pointer, flow: &Flow) -> Spoken<Block> {
    let mode = flow.mode.value().map(|mode| context.word(&here.child("mode"), "mode-", mode));
    let cells = vec![
        Some(context.term(&here.child("from"), &flow.from)),
        Some(context.term(&here.child("to"), &flow.to)),
        context.cell(&here.child("data"), &flow.data)?,
        context.term_of(&here.child("trigger"), &flow.trigger),
        mode.transpose()?,
        context.term_of(&here.child("basis"), &flow.basis),
        context.term_of(&here.child("region"), &flow.region),
        context.term_of(&here.child("method"), &flow.method),
    ];
    Ok(row(ClauseId::of("flow", &[&flow.key]), cells, [here.child("key")]))
}

/// Parties that are neither recipients nor SDKs.
fn parties(context: &Context<'_>, blocks: &mut Blocks<'_, '_>) -> Spoken<()> {
    let place = at("/parties");
    let parties = &context.input.declaration.parties;
    if parties.is_none() {
        blocks.paragraph("parties", context.line("parties-none", &place)?);
    }
    let mut names = Vec::new();
    for party in parties {
        let here = place.child(&party.key);
        let name = context.own(&here.child("name"), &party.name).citing([here.child("key")]);
        names.push(
            match context.flag(
                &here.child("affiliate"),
                &party.affiliate,
                "party-affiliate",
                "party-other",
            )? {
                Some(kind) => context.say("party-with-kind", vec![("name", name), ("kind", kind)])?,
                None => name,
            },
        );
    }
    let list = context.join(names, Conjunction::And)?;
    blocks.paragraph("parties", context.say_of("parties-lead", "parties", list)?);
    Ok(())
}
