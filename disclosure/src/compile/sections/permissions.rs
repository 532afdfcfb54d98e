//! Device permissions: who asks for them, when and why (认定方法 2.3).

use crate::{
    Pointer,
    compile::{
        card::without_empty_columns,
        columns::{columns, own_column},
        context::{Blocks, Context, Spoken, at},
        said::{Said, row},
    },
    document::{Block, ClauseId, Inline, ListKind, Table},
    manifest::PermissionRequest,
    texts::Conjunction,
};

const COLUMNS: [&str; 7] =
    ["permission_zh", "system_constant", "purpose", "scenario", "frequency", "refusable", "close_path"];

pub(super) fn section(context: &Context<'_>) -> Spoken<Option<Block>> {
    let mut blocks = Blocks::new(context, "section-permissions");
    let place = at("/permissions");
    let permissions = &context.input.declaration.permissions;
    if permissions.is_none() {
        blocks.paragraph("none", context.line("permissions-none", &place)?);
    }
    if !permissions.is_empty() {
        let lead = Said {
            inlines: vec![Inline::text(context.texts.label("permissions-lead")?)],
            sources: Vec::new(),
        };
        blocks.paragraph("lead", lead);
        let mut heads = columns(context, "permission_list", &COLUMNS);
        heads.insert(2, own_column(context, "requested_by")?);
        // What a permission lays open, by the catalogue: not what the app says it takes.
        heads.insert(5, own_column(context, "laid_open")?);
        heads.push(own_column(context, "systems")?);
        let rows =
            permissions.iter().map(|request| request_row(context, &place.child(&request.key), request));
        let table = Table {
            list: Some(ListKind::Permissions),
            caption: context.texts.label("permissions-caption")?,
            columns: heads,
            rows: rows.collect::<Spoken<_>>()?,
            empty: Vec::new(),
        };
        blocks.push(Block::table(blocks.id("table"), without_empty_columns(table)));
        for request in permissions {
            let here = place.child(&request.key);
            blocks.paragraph(&format!("direct-{}", request.key), direct_use(context, &here, request)?);
        }
    }
    blocks.section("permissions-title")
}

/// The words for a permission: the declared name, or the catalogue's.
fn name(context: &Context<'_>, here: &Pointer, request: &PermissionRequest) -> Said {
    match request.name.value() {
        // Both are facts: the name as printed, and the permission that is meant.
        Some(name) => context.own(&here.child("name"), name).citing([here.child("permission")]),
        None => context.term(&here.child("permission"), &request.permission),
    }
}

fn direct_use(context: &Context<'_>, here: &Pointer, request: &PermissionRequest) -> Spoken<Option<Said>> {
    let place = here.child("operatorSaysNotUsedDirectly");
    let key = match request.operator_says_not_used_directly.value() {
        None => return Ok(None),
        Some(true) => "permission-not-used-directly",
        Some(false) => "permission-used-directly",
    };
    let name = name(context, here, request);
    Ok(Some(context.say(key, vec![("permission", name)])?.citing([place])))
}

fn request_row(context: &Context<'_>, here: &Pointer, request: &PermissionRequest) -> Spoken<Block> {
    let (constants, data) = of_catalog(context, here, request)?;
    let cells = vec![
        Some(name(context, here, request)),
        constants,
        requester(context, here, request)?,
        context.term_of(&here.child("purpose"), &request.purpose),
        context.term_of(&here.child("when"), &request.when),
        data,
        context.term_of(&here.child("frequency"), &request.frequency),
        context.term_of(&here.child("ifRefused"), &request.if_refused),
        request.close_path.value().map(|path| context.own(&here.child("closePath"), path)),
        context.cell(&here.child("systems"), &request.systems)?,
    ];
    Ok(row(ClauseId::of("permission", &[&request.key]), cells, [here.child("key")]))
}

fn requester(context: &Context<'_>, here: &Pointer, request: &PermissionRequest) -> Spoken<Option<Said>> {
    let place = here.child("requestedBy");
    let Some(who) = request.requested_by.value() else { return Ok(None) };
    match who.strip_prefix("sdk:") {
        None => context.line("requested-by-app", &place).map(Some),
        Some(_) => Ok(Some(context.code(&place, "party", who))),
    }
}

/// The constants of the systems, and the data that the permission lays open, as the catalogue has them.
fn of_catalog(
    context: &Context<'_>,
    here: &Pointer,
    request: &PermissionRequest,
) -> Spoken<(Option<Said>, Option<Said>)> {
    let place = here.child("permission");
    let Some(code) = request.permission.as_code() else { return Ok((None, None)) };
    let catalog = context.input.catalog;
    let keys = catalog.term("permission", code).map_or(&[][..], |term| term.catalog.as_slice());
    let entries: Vec<_> = keys
        .iter()
        .map(String::as_str)
        .chain([code])
        .filter_map(|key| catalog.permissions.get(key))
        .collect();
    let mut constants: Vec<&String> = Vec::new();
    let mut data: Vec<&String> = Vec::new();
    for entry in entries {
        for constant in entry.android.iter().chain(&entry.ios) {
            if !constants.contains(&constant) {
                constants.push(constant);
            }
        }
        for category in &entry.data {
            if !data.contains(&category) {
                data.push(category);
            }
        }
    }
    let constants = constants.into_iter().map(|text| Said::new(Inline::text(text), place.clone())).collect();
    let data = data.into_iter().map(|key| context.code(&place, "data", key)).collect();
    Ok((context.join(constants, Conjunction::And)?, context.join(data, Conjunction::And)?))
}
