//! How data is protected.

use crate::{
    Pointer,
    compile::{
        card::without_empty_columns,
        columns::own_column,
        context::{Blocks, Context, ListKeys, Spoken, at},
        said::{Said, row},
    },
    document::{Block, ClauseId, Table},
    manifest::{Certification, Security, Stated},
};

pub(super) fn section(context: &Context<'_>) -> Spoken<Option<Block>> {
    let mut blocks = Blocks::new(context, "section-security");
    let here = at("/security");
    match &context.input.declaration.security {
        Stated::Unstated => {}
        Stated::None => blocks.paragraph("none", context.line("security-none", &here)?),
        Stated::Value(security) => {
            let keys = ListKeys { lead: "security-measures", none: "security-measures-none", gap: None };
            blocks.terms("measures", &here.child("measures"), &security.measures, keys)?;
            certifications(context, &mut blocks, &here.child("certifications"), security)?;
            let keys = ListKeys { lead: "security-advice", none: "security-advice-none", gap: None };
            blocks.terms("advice", &here.child("userAdvice"), &security.user_advice, keys)?;
            let keys = ["security-liability", "security-liability-none"];
            let limits = context.told(&here.child("liability"), &security.liability, keys)?;
            blocks.weighed("liability", security.liability.value().is_some(), limits);
        }
    }
    blocks.section("security-title")
}

fn certifications(
    context: &Context<'_>,
    blocks: &mut Blocks<'_, '_>,
    here: &Pointer,
    security: &Security,
) -> Spoken<()> {
    if security.certifications.is_none() {
        blocks.paragraph("certifications", context.line("security-certificates-none", here)?);
    }
    if security.certifications.is_empty() {
        return Ok(());
    }
    let rows = security.certifications.iter().map(|one| certificate(context, &here.child(&one.key), one));
    let table = Table {
        list: None,
        caption: context.texts.label("security-certificates")?,
        columns: vec![
            own_column(context, "certificate")?,
            own_column(context, "certificate_state")?,
            own_column(context, "certificate_date")?,
        ],
        rows: rows.collect::<Spoken<_>>()?,
        empty: Vec::new(),
    };
    blocks.push(Block::table(blocks.id("certifications"), without_empty_columns(table)));
    Ok(())
}

fn certificate(context: &Context<'_>, here: &Pointer, one: &Certification) -> Spoken<Block> {
    let (state_at, date_at) = (here.child("state"), here.child("date"));
    let state: Option<Said> = match &one.state {
        Stated::None => Some(context.none(&state_at)?),
        state => context.term_of(&state_at, state),
    };
    let date = match &one.date {
        Stated::Unstated => None,
        Stated::None => Some(context.none(&date_at)?),
        Stated::Value(date) => Some(context.date(&date_at, *date)?),
    };
    let cells = vec![Some(context.term(&here.child("name"), &one.name)), state, date];
    Ok(row(ClauseId::of("certification", &[&one.key]), cells, [here.child("key")]))
}
