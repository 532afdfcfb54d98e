//! Data going abroad: whether, where, to whom, on which route, and how it stays protected.

use crate::{
    Pointer,
    compile::{
        context::{Blocks, Context, ListKeys, Spoken, at},
        said::Said,
    },
    document::{Block, ClauseId, Inline},
    manifest::{CrossBorder, Kind, Stated, Term, term::kind::CrossBorderStatus},
    texts::coded_key,
};

/// Codes by which a declaration says that nothing goes abroad.
const STAYS: [&str; 2] = ["none", "none_now"];

pub(super) fn section(context: &Context<'_>) -> Spoken<Option<Block>> {
    let mut blocks = Blocks::new(context, "section-cross-border");
    let here = at("/crossBorder");
    match &context.input.declaration.cross_border {
        Stated::Unstated => {}
        Stated::None => blocks.paragraph("none", context.line("abroad-none", &here)?),
        Stated::Value(abroad) => blocks.required("cn_cross_border.overseas_name", |blocks| {
            status(context, blocks, &here, abroad)?;
            transfer(context, blocks, &here, abroad)?;
            protection(context, blocks, &here, abroad)
        })?,
    }
    blocks.section("abroad-title")
}

/// Whether data leaves, or may leave, the country as far as the declaration says.
fn leaves(abroad: &CrossBorder) -> bool {
    let stays = |code: &str| STAYS.contains(&code);
    match &abroad.status {
        Stated::Value(status) => !status.as_code().is_some_and(stays),
        Stated::None => false,
        Stated::Unstated => !(abroad.destinations.is_empty() && abroad.recipients.is_empty()),
    }
}

/// Whether data goes abroad, in a sentence of ours or around the tenant's own words.
pub(in crate::compile) fn state(
    context: &Context<'_>,
    at: &Pointer,
    status: &Stated<Term<CrossBorderStatus>>,
) -> Spoken<Option<Said>> {
    let code = status.value().and_then(Term::as_code);
    let key = code.filter(|code| context.is_of_catalog(CrossBorderStatus::NAME, code));
    match key.map(|code| coded_key("abroad-", code)) {
        Some(key) if context.texts.has(&key) => context.line(&key, at).map(Some),
        _ => context.told(at, status, ["abroad-status", "abroad-none"]),
    }
}

fn status(
    context: &Context<'_>,
    blocks: &mut Blocks<'_, '_>,
    here: &Pointer,
    abroad: &CrossBorder,
) -> Spoken<()> {
    let status = state(context, &here.child("status"), &abroad.status)?;
    let keys = ["abroad-hedge", "abroad-hedge-none"];
    let hedge = context.told(&here.child("hedge"), &abroad.hedge, keys)?;
    blocks.weighed("status", leaves(abroad), context.sentences(status.into_iter().chain(hedge))?);
    Ok(())
}

fn transfer(
    context: &Context<'_>,
    blocks: &mut Blocks<'_, '_>,
    here: &Pointer,
    abroad: &CrossBorder,
) -> Spoken<()> {
    let keys = ["abroad-destinations", "abroad-destinations-none"];
    let place = here.child("destinations");
    let words = context.phrase(&place, &abroad.destinations)?;
    let said = context.told_list(&place, &abroad.destinations, keys, words)?;
    blocks.weighed("destinations", leaves(abroad), said);
    let keys = ["abroad-recipients", "abroad-recipients-none"];
    let place = here.child("recipients");
    let words = context.phrase(&place, &abroad.recipients)?;
    let said = context.told_list(&place, &abroad.recipients, keys, words)?;
    blocks.weighed("recipients", leaves(abroad), said);
    if leaves(abroad) && abroad.recipients.is_unstated() {
        blocks.gap("recipients", "gap-abroad-recipients")?;
    }
    blocks.paragraph("details", details(context, abroad)?);
    let keys = ListKeys {
        lead: "abroad-rights",
        none: "abroad-rights-none",
        gap: leaves(abroad).then_some("gap-abroad-rights"),
    };
    blocks.ways("rights", &here.child("rightsChannels"), &abroad.rights_channels, keys)?;
    let keys = ListKeys { lead: "abroad-mechanism", none: "abroad-mechanism-none", gap: None };
    blocks.terms("mechanism", &here.child("mechanism"), &abroad.mechanism, keys)
}

/// Where the rest is told of recipients abroad that stand in the shared list: how they are reached, what they get and why.
fn details(context: &Context<'_>, abroad: &CrossBorder) -> Spoken<Option<Said>> {
    let listed = &context.input.declaration.recipients;
    let is_listed = |party: &Term<_>| listed.iter().any(|one| party.as_code() == Some(one.key.as_str()));
    if !abroad.recipients.iter().any(is_listed) {
        return Ok(None);
    }
    let target = Inline::Reference { target: ClauseId::of("section-sharing", &[]), text: String::new() };
    let target = Said { inlines: vec![target], sources: Vec::new() };
    context.say("abroad-details", vec![("section", target)]).map(Some)
}

fn protection(
    context: &Context<'_>,
    blocks: &mut Blocks<'_, '_>,
    here: &Pointer,
    abroad: &CrossBorder,
) -> Spoken<()> {
    let keys = ["abroad-consent", "abroad-no-consent", "abroad-consent-word"];
    let said = context.answer(&here.child("separateConsent"), &abroad.separate_consent, keys)?;
    blocks.emphasised("consent", said);
    if leaves(abroad) && abroad.separate_consent.is_unstated() {
        blocks.gap("consent", "gap-abroad-consent")?;
    }
    let keys = ["abroad-safeguards", "abroad-safeguards-none"];
    let said = context.told(&here.child("safeguards"), &abroad.safeguards, keys)?;
    blocks.paragraph("safeguards", said);
    Ok(())
}
