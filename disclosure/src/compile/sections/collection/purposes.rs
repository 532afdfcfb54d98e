//! The tenant's purposes, with the basis of each.

use crate::{
    Pointer,
    compile::{
        card::{sub_section, without_empty_columns},
        columns::own_column,
        context::{Context, Spoken, at},
        said::{Said, row},
    },
    document::{Block, ClauseId, Inline, Table},
    manifest::{BusinessFunction, Purpose, Term},
};

/// The table of purposes; none where nothing was said.
pub(super) fn purposes(context: &Context<'_>) -> Spoken<Option<Block>> {
    let place = at("/purposes");
    let purposes = &context.input.declaration.purposes;
    let id = ClauseId::of("purposes", &[]);
    let title = || -> Spoken<Said> {
        Ok(Said { inlines: vec![Inline::text(context.texts.label("purposes-title")?)], sources: Vec::new() })
    };
    if purposes.is_none() {
        let line = context.line("purposes-none", &place)?.paragraph(id.with_suffix("none"));
        return Ok(sub_section(id, title()?, vec![line], []));
    }
    if purposes.is_unstated() {
        return Ok(None);
    }
    let table = Table {
        list: None,
        caption: context.texts.label("purposes-caption")?,
        columns: ["purpose", "catalog_purpose", "basis", "data", "opt_out"]
            .map(|key| own_column(context, key))
            .into_iter()
            .collect::<Spoken<_>>()?,
        rows: purposes
            .iter()
            .map(|purpose| purpose_row(context, &place.child(&purpose.key), purpose))
            .collect::<Spoken<_>>()?,
        empty: Vec::new(),
    };
    let mut below = vec![Block::table(id.with_suffix("table"), without_empty_columns(table))];
    if purposes.iter().any(|purpose| purpose.basis.is_unstated()) {
        below.push(context.gap(id.with_suffix("basis-gap"), "gap-legal-basis")?);
    }
    Ok(sub_section(id, title()?, below, []))
}

fn purpose_row(context: &Context<'_>, here: &Pointer, purpose: &Purpose) -> Spoken<Block> {
    let catalog = purpose.catalog.value().map(|key| {
        let place = here.child("catalog");
        let known = context.input.catalog.purposes.get(key);
        Said::new(Inline::text(known.map_or(key.as_str(), |known| known.name(context.locale))), place)
    });
    let cells = vec![
        Some(context.own(&here.child("name"), &purpose.name)),
        catalog,
        context.term_cell(&here.child("basis"), &purpose.basis)?,
        data(context, here, purpose)?,
        context.term_cell(&here.child("optOut"), &purpose.opt_out)?,
    ];
    Ok(row(ClauseId::of("purpose", &[&purpose.key]), cells, [here.child("key")]))
}

/// The data named for the purpose itself. Where there is none, and functions that serve the purpose take some, "none"
/// would mislead: the reader is sent to them.
fn data(context: &Context<'_>, here: &Pointer, purpose: &Purpose) -> Spoken<Option<Said>> {
    let place = here.child("data");
    let is_it = |term: &Term<_>| term.as_code() == Some(purpose.key.as_str());
    let serves = |function: &BusinessFunction| {
        function.purposes.iter().any(is_it)
            || function.data.iter().flat_map(|item| &item.uses).any(|link| is_it(&link.purpose))
    };
    let mut functions =
        context.input.declaration.functions.iter().filter(|function| !function.data.is_empty());
    if purpose.data.is_none() && functions.any(serves) {
        return context.line("purpose-data-by-function", &place).map(Some);
    }
    context.cell(&place, &purpose.data)
}
