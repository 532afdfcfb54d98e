//! What the policy is about: platforms, roles, what is in and what is out.

use crate::{
    Pointer,
    catalog::Named,
    compile::{
        card::without_empty_columns,
        columns::own_column,
        context::{Blocks, Context, ListKeys, Spoken, at},
        said::{Said, row},
    },
    document::{Block, ClauseId, Inline, Table},
    manifest::{Listed, Platform, RoleStatement},
    texts::Conjunction,
};

pub(super) fn section(context: &Context<'_>) -> Spoken<Option<Block>> {
    let mut blocks = Blocks::new(context, "section-scope");
    platforms(context, &mut blocks)?;
    let declaration = context.input.declaration;
    if let Some(key) = declaration.app_type.value() {
        let name = context
            .input
            .catalog
            .app_types
            .get(key)
            .map_or(key.as_str(), |kind| kind.names().text(context.locale));
        let kind = Said::new(Inline::text(name), at("/appType"));
        blocks.paragraph("app-type", context.say("scope-app-type", vec![("kind", kind)])?);
    }
    let place = at("/markets");
    let markets = declaration.markets.iter().enumerate();
    let markets = markets.map(|(index, code)| context.code(&place.index(index), "region", code)).collect();
    match context.join(markets, Conjunction::And)? {
        Some(list) => blocks.paragraph("markets", context.say("scope-markets", vec![("markets", list)])?),
        None if declaration.markets.is_none() => {
            blocks.paragraph("markets", context.line("scope-markets-none", &place)?);
        }
        None => {}
    }
    if let Some(policy) = declaration.policy.value() {
        let keys = ListKeys { lead: "scope-covers", none: "scope-covers-none", gap: None };
        blocks.terms("covers", &at("/policy/covers"), &policy.covers, keys)?;
        let keys = ListKeys { lead: "scope-excludes", none: "scope-excludes-none", gap: None };
        blocks.terms("excludes", &at("/policy/excludes"), &policy.excludes, keys)?;
    }
    roles(context, &mut blocks)?;
    blocks.section("scope-title")
}

fn platforms(context: &Context<'_>, blocks: &mut Blocks<'_, '_>) -> Spoken<()> {
    let place = at("/platforms");
    let platforms = &context.input.declaration.platforms;
    if platforms.is_none() {
        blocks.paragraph("platforms", context.line("scope-platforms-none", &place)?);
    }
    if platforms.is_empty() {
        return blocks.gap("platforms", "gap-platforms");
    }
    let keys = ["platform", "kind", "systems", "domains", "identifiers", "host", "our_role"];
    let table = Table {
        list: None,
        caption: context.texts.label("scope-platforms")?,
        columns: keys.map(|key| own_column(context, key)).into_iter().collect::<Spoken<_>>()?,
        rows: platforms
            .iter()
            .map(|platform| platform_row(context, &place.child(&platform.key), platform))
            .collect::<Spoken<_>>()?,
        empty: Vec::new(),
    };
    blocks.push(Block::table(blocks.id("platforms-table"), without_empty_columns(table)));
    Ok(())
}

fn platform_row(context: &Context<'_>, here: &Pointer, platform: &Platform) -> Spoken<Block> {
    let role = platform.role.value().map(|role| context.word(&here.child("role"), "role-", role));
    let cells = vec![
        Some(context.own(&here.child("name"), &platform.name)),
        Some(context.term(&here.child("kind"), &platform.kind)),
        context.cell(&here.child("systems"), &platform.systems)?,
        exact_list(context, &here.child("domains"), &platform.domains)?,
        exact_list(context, &here.child("identifiers"), &platform.identifiers)?,
        platform.host.value().map(|host| context.own(&here.child("host"), host)),
        role.transpose()?,
    ];
    Ok(row(ClauseId::of("platform", &[&platform.key]), cells, [here.child("key")]))
}

/// Exact values for a cell.
pub(super) fn exact_list(
    context: &Context<'_>,
    at: &Pointer,
    values: &Listed<String>,
) -> Spoken<Option<Said>> {
    if values.is_none() {
        return context.none(at).map(Some);
    }
    let said = values.iter().enumerate();
    context
        .join(said.map(|(index, value)| context.exact(&at.index(index), value)).collect(), Conjunction::And)
}

fn roles(context: &Context<'_>, blocks: &mut Blocks<'_, '_>) -> Spoken<()> {
    let place = at("/tenant/roles");
    let roles = &context.input.profile.roles;
    if roles.is_none() {
        blocks.paragraph("roles", context.line("scope-roles-none", &place)?);
    }
    for statement in roles {
        role(context, blocks, &place.child(&statement.key), statement)?;
    }
    Ok(())
}

fn role(
    context: &Context<'_>,
    blocks: &mut Blocks<'_, '_>,
    here: &Pointer,
    statement: &RoleStatement,
) -> Spoken<()> {
    let role = context.word(&here.child("role"), "role-", &statement.role)?.citing([here.child("key")]);
    let name = format!("role-{}", statement.key);
    let said = match context.term_of(&here.child("over"), &statement.over) {
        Some(over) => context.say("scope-role-over", vec![("role", role), ("over", over)])?,
        None => context.say("scope-role", vec![("role", role)])?,
    };
    blocks.paragraph(&name, said);
    let limits = context.term_of(&here.child("limits"), &statement.limits);
    blocks.paragraph(&format!("{name}-limits"), context.say_of("scope-role-limits", "limits", limits)?);
    let requests = context.term_of(&here.child("endUserRequests"), &statement.end_user_requests);
    blocks
        .paragraph(&format!("{name}-requests"), context.say_of("scope-role-requests", "requests", requests)?);
    Ok(())
}
