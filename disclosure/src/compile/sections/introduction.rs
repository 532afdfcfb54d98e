//! What the policy is: who speaks, in which languages, since when, beside which documents.

use super::{contact, definitions, scope};
use crate::{
    Pointer,
    compile::{
        card::{Card, sub_section},
        context::{Blocks, Context, Spoken, at},
        said::Said,
    },
    document::{Block, ClauseId, Href, Inline},
    manifest::{
        Kind, LegalEntity, LinkedDocument, ParentPolicy, PolicyFacts, Precedence, Stated, Term,
        term::kind::LegalEntityUse,
    },
    texts::Conjunction,
};

const SECTION: &str = "section-introduction";

/// The title of the policy: the tenant's own, or the usual one.
pub(in crate::compile) fn title(context: &Context<'_>) -> Spoken<String> {
    let own = context.input.declaration.policy.value().and_then(|policy| policy.title.value());
    // A title in another language would stand without its mark in the window bar, so the usual one is used.
    match own.and_then(|title| title.get(context.locale)) {
        Some(title) => Ok(title.to_owned()),
        None => Ok(context.texts.label("introduction-usual-title")?),
    }
}

/// The contents list; it answers for the order of sections.
pub(in crate::compile) fn contents(context: &Context<'_>) -> Block {
    let mut block = Block::contents(ClauseId::of("contents", &[]));
    if let Some(policy) = context.input.declaration.policy.value() {
        if !policy.show_contents.is_unstated() {
            block = block.source(at("/policy/showContents"));
        }
        let order = at("/policy/sectionOrder");
        block = block.sources((0..policy.section_order.items().len()).map(|index| order.index(index)));
        if policy.section_order.is_none() {
            block = block.source(order);
        }
    }
    block
}

pub(super) fn section(context: &Context<'_>) -> Spoken<Option<Block>> {
    let mut blocks = Blocks::new(context, SECTION);
    opening(context, &mut blocks)?;
    blocks.push(us(context)?);
    if let Some(policy) = context.input.declaration.policy.value() {
        principles(context, &mut blocks, policy)?;
        documents(context, &mut blocks, policy)?;
        blocks.push(text(context, policy)?);
        for remark in &policy.annotations {
            blocks.push(annotation(context, remark)?);
        }
    }
    blocks.section("introduction-title")
}

fn opening(context: &Context<'_>, blocks: &mut Blocks<'_, '_>) -> Spoken<()> {
    let tenant = context.own(&at("/tenant/name"), &context.input.profile.name);
    let app = context.own(&at("/name"), &context.input.declaration.name);
    let slugs = [at("/tenant/slug"), at("/slug")];
    let said = context.say("introduction-opening", vec![("tenant", tenant), ("app", app)])?;
    blocks.push(Block::notice(
        blocks.id("notice"),
        Vec::<Inline>::new(),
        vec![said.citing(slugs).paragraph(blocks.id("opening")).law("PIPL Art. 17")],
    ));
    Ok(())
}

/// Who is behind "we".
fn us(context: &Context<'_>) -> Spoken<Option<Block>> {
    let profile = context.input.profile;
    let id = ClauseId::of(SECTION, &["us"]);
    let mut card = Card::new(context, id.clone());
    // The tenant's own key names it to programs; like all keys it is cited and not shown.
    let key = profile.key.value().map(|_| at("/tenant/key"));
    let kind = context.word(&at("/tenant/kind"), "tenant-kind-", &profile.kind)?.citing(key);
    card.entry("kind", "us-kind", kind)?;
    card.entry("upstream", "us-upstream", context.term_of(&at("/tenant/upstream"), &profile.upstream))?;
    let zone = at("/tenant/timeZone");
    card.entry("zone", "us-time-zone", context.exact_of(&zone, &profile.time_zone))?;
    let mut below: Vec<Block> = card.finish().into_iter().collect();
    let entities = at("/tenant/legalEntities");
    if profile.legal_entities.is_none() {
        below.push(context.line("us-entities-none", &entities)?.paragraph(id.with_suffix("entities")));
    }
    if profile.legal_entities.is_empty() {
        below.push(context.gap(id.with_suffix("entities-gap"), "gap-legal-entity")?);
    }
    for entity in &profile.legal_entities {
        let here = entities.child(&entity.key);
        let mut card = Card::new(context, ClauseId::of("entity", &[&entity.key]));
        let name = entity.name.value().map(|name| context.own(&here.child("name"), name));
        card.entry("name", "us-entity-name", name.map(|name| name.citing([here.child("key")])))?;
        card.entry("used-in", "us-entity-used-in", used_in(context, &here.child("usedIn"), entity)?)?;
        card.entry("region", "us-entity-region", context.term_of(&here.child("region"), &entity.region))?;
        let number = here.child("registrationNumber");
        card.entry("number", "us-entity-number", context.exact_of(&number, &entity.registration_number))?;
        below.extend(card.finish());
    }
    let place = at("/tenant/affiliatesShareData");
    let affiliates = &profile.affiliates_share_data;
    if let Some(said) = context.flag(&place, affiliates, "us-affiliates-share", "us-affiliates-apart")? {
        below.push(said.paragraph(id.with_suffix("affiliates")));
    }
    let title = Said { inlines: vec![Inline::text(context.texts.label("us-title")?)], sources: Vec::new() };
    Ok(sub_section(id.with_suffix("part"), title, below, []))
}

/// Where the name stands: a link to that part of the policy, where the policy has it.
fn used_in(context: &Context<'_>, here: &Pointer, entity: &LegalEntity) -> Spoken<Option<Said>> {
    let Some(said) = context.term_of(here, &entity.used_in) else { return Ok(None) };
    let code = entity.used_in.value().and_then(Term::as_code);
    let code = code.filter(|code| context.is_of_catalog(LegalEntityUse::NAME, code));
    let section = match code {
        Some("notice") => return Ok(Some(leading_to(&ClauseId::of(SECTION, &["notice"]), said))),
        Some("definitions") => definitions::section(context)?,
        Some("scope_clause") => scope::section(context)?,
        Some("contact_block" | "complaint_clause") => contact::section(context)?,
        _ => None,
    };
    Ok(Some(match section {
        Some(section) => leading_to(&section.id, said),
        None => said,
    }))
}

fn leading_to(clause: &ClauseId, said: Said) -> Said {
    Said { inlines: vec![Inline::link(Href::anchor(clause), said.inlines)], sources: said.sources }
}

fn principles(context: &Context<'_>, blocks: &mut Blocks<'_, '_>, policy: &PolicyFacts) -> Spoken<()> {
    let place = at("/policy/principles");
    match context.phrase(&place, &policy.principles)? {
        Some(list) => {
            blocks.paragraph("principles", context.say("introduction-principles", vec![("list", list)])?)
        }
        None if policy.principles.is_none() => {
            blocks.paragraph("principles", context.line("introduction-principles-none", &place)?);
        }
        None => {}
    }
    Ok(())
}

fn documents(context: &Context<'_>, blocks: &mut Blocks<'_, '_>, policy: &PolicyFacts) -> Spoken<()> {
    let place = at("/policy/linkedDocuments");
    if policy.linked_documents.is_none() {
        blocks.paragraph("documents", context.line("introduction-documents-none", &place)?);
    }
    for document in &policy.linked_documents {
        let said = linked(context, &place.child(&document.key), document)?;
        blocks.paragraph(&format!("document-{}", document.key), said);
    }
    let place = at("/policy/parent");
    match &policy.parent {
        Stated::Unstated => {}
        Stated::None => blocks.paragraph("parent", context.line("introduction-parent-none", &place)?),
        Stated::Value(parent) => blocks.push(parent_card(context, blocks.id("parent"), &place, parent)?),
    }
    let place = at("/policy/precedence");
    match &policy.precedence {
        Stated::Unstated => {}
        Stated::None => blocks.paragraph("precedence", context.line("introduction-precedence-none", &place)?),
        Stated::Value(precedence) => prevailing(context, blocks, &place, precedence)?,
    }
    Ok(())
}

fn linked(context: &Context<'_>, here: &Pointer, document: &LinkedDocument) -> Spoken {
    let title = context.own(&here.child("title"), &document.title).citing([here.child("key")]);
    let url = context.exact_of(&here.child("url"), &document.url);
    let relation = context.term_of(&here.child("relation"), &document.relation);
    match (relation, url) {
        (None, None) => context.say("document-named", vec![("title", title)]),
        (None, Some(url)) => context.say("document-at", vec![("title", title), ("url", url)]),
        (Some(relation), None) => {
            context.say("document-related", vec![("title", title), ("relation", relation)])
        }
        (Some(relation), Some(url)) => {
            context.say("document-related-at", vec![("title", title), ("relation", relation), ("url", url)])
        }
    }
}

fn parent_card(
    context: &Context<'_>,
    id: ClauseId,
    here: &Pointer,
    parent: &ParentPolicy,
) -> Spoken<Option<Block>> {
    let mut card = Card::new(context, id);
    let title = parent.title.value().map(|title| context.own(&here.child("title"), title));
    card.entry("title", "parent-title", title)?;
    card.entry("url", "parent-url", context.exact_of(&here.child("url"), &parent.url))?;
    card.entry("tenant", "parent-tenant", context.exact_of(&here.child("tenant"), &parent.tenant))?;
    card.entry("app", "parent-app", context.exact_of(&here.child("app"), &parent.app))?;
    card.entry("relation", "parent-relation", context.term_of(&here.child("relation"), &parent.relation))?;
    card.entry("delegated", "parent-delegated", context.cell(&here.child("delegated"), &parent.delegated)?)?;
    Ok(card.finish())
}

fn prevailing(
    context: &Context<'_>,
    blocks: &mut Blocks<'_, '_>,
    here: &Pointer,
    precedence: &Precedence,
) -> Spoken<()> {
    let place = here.child("bothApply");
    let (yes, no) = ("introduction-both-apply", "introduction-not-both-apply");
    blocks.paragraph("both-apply", context.flag(&place, &precedence.both_apply, yes, no)?);
    let text = context.term_of(&here.child("whenConflict"), &precedence.when_conflict);
    blocks.paragraph("when-conflict", context.say_of("introduction-when-conflict", "text", text)?);
    Ok(())
}

/// What is said about the text itself: title, languages, version, dates.
fn text(context: &Context<'_>, policy: &PolicyFacts) -> Spoken<Option<Block>> {
    let id = ClauseId::of(SECTION, &["text"]);
    let mut card = Card::new(context, id.clone());
    let title = policy.title.value().map(|title| context.own(&at("/policy/title"), title));
    card.entry("title", "text-title", title)?;
    let place = at("/policy/languages");
    let languages = policy.languages.iter().enumerate();
    let languages: Vec<Said> =
        languages.map(|(index, tag)| language(context, &place.index(index), tag.as_str())).collect();
    let none = if policy.languages.is_none() { Some(context.none(&place)?) } else { None };
    card.entry("languages", "text-languages", context.join(languages, Conjunction::And)?.or(none))?;
    let governing = policy.governing_language.value();
    let governing = governing.map(|tag| language(context, &at("/policy/governingLanguage"), tag.as_str()));
    card.entry("governing", "text-governing", governing)?;
    card.entry("version", "text-version", context.exact_of(&at("/policy/version"), &policy.version))?;
    let day = |place, day: &Stated<chrono::NaiveDate>| {
        day.value().map(|day| context.date(&place, *day)).transpose()
    };
    card.entry("updated", "text-updated", day(at("/policy/updatedOn"), &policy.updated_on)?)?;
    card.entry("effective", "text-effective", day(at("/policy/effectiveOn"), &policy.effective_on)?)?;
    card.entry("emphasis", "text-emphasis", context.cell(&at("/policy/emphasis"), &policy.emphasis)?)?;
    card.entry("rules", "text-cited-rules", cited_rules(context, policy)?)?;
    card.entry("addresses", "text-addresses", addresses(context, policy)?)?;
    let mut below: Vec<Block> = card.finish().into_iter().collect();
    below.extend(one_language_only(context, &id, policy)?);
    if !policy.unplaced_urls.is_empty() {
        below.push(context.gap(id.with_suffix("addresses-gap"), "gap-addresses")?);
    }
    if policy.effective_on.is_unstated() {
        below.push(context.gap(id.with_suffix("effective-gap"), "gap-effective-date")?);
    }
    let title =
        Said { inlines: vec![Inline::text(context.texts.label("text-part-title")?)], sources: Vec::new() };
    // That no remark is open concerns those who write, as the remarks do.
    let remarks = policy.annotations.is_none().then(|| at("/policy/annotations"));
    Ok(sub_section(id.with_suffix("part"), title, below, remarks))
}

fn language(context: &Context<'_>, at: &Pointer, tag: &str) -> Said {
    let name = context.texts.coded("language-", tag).unwrap_or_else(|_| tag.to_owned());
    Said::new(Inline::text(name), at.clone())
}

fn cited_rules(context: &Context<'_>, policy: &PolicyFacts) -> Spoken<Option<Said>> {
    let place = at("/policy/citedRules");
    if policy.cited_rules.is_none() {
        return context.none(&place).map(Some);
    }
    let mut rules = Vec::new();
    for cited in &policy.cited_rules {
        let here = place.child(&cited.key);
        let rule = context.term(&here.child("rule"), &cited.rule).citing([here.child("key")]);
        rules.push(match context.exact_of(&here.child("edition"), &cited.edition) {
            Some(edition) => context.say("rule-edition", vec![("rule", rule), ("edition", edition)])?,
            None => rule,
        });
    }
    context.join(rules, Conjunction::And)
}

fn addresses(context: &Context<'_>, policy: &PolicyFacts) -> Spoken<Option<Said>> {
    let place = at("/policy/unplacedUrls");
    if policy.unplaced_urls.is_none() {
        return context.none(&place).map(Some);
    }
    let urls = policy.unplaced_urls.iter().enumerate();
    // Plain words: nobody said where these lead, so no reader is sent there.
    let urls = urls.map(|(index, url)| Said::new(Inline::text(url), place.index(index))).collect();
    context.join(urls, Conjunction::And)
}

fn one_language_only(context: &Context<'_>, id: &ClauseId, policy: &PolicyFacts) -> Spoken<Vec<Block>> {
    let place = at("/policy/sectionsOnlyIn");
    let mut below = Vec::new();
    if policy.sections_only_in.is_none() {
        below.push(context.line("text-all-languages", &place)?.paragraph(id.with_suffix("only-in")));
    }
    for (locale, sections) in policy.sections_only_in.value().into_iter().flatten() {
        let here = place.child(locale.as_str());
        let tongue = language(context, &here, locale.as_str());
        let sections = crate::manifest::Listed::Items(sections.clone());
        let said = match context.phrase(&here, &sections)? {
            Some(list) => {
                let tongue = Said { sources: Vec::new(), ..tongue };
                context.say("text-only-in", vec![("language", tongue), ("sections", list)])?
            }
            None => context.say("text-only-in-none", vec![("language", tongue)])?,
        };
        below.push(said.paragraph(ClauseId::of(SECTION, &["only-in", locale.as_str()])));
    }
    Ok(below)
}

/// A reviewer's remark: seen by those who write, never by readers.
fn annotation(context: &Context<'_>, remark: &crate::manifest::Annotation) -> Spoken<Option<Block>> {
    let here = at("/policy/annotations").child(&remark.key);
    let parts = [
        context.exact_of(&here.child("author"), &remark.author),
        context.exact_of(&here.child("anchor"), &remark.anchor),
        remark.request.value().map(|request| context.own(&here.child("request"), request)),
        context.term_of(&here.child("state"), &remark.state),
    ];
    let joined = context.join(parts.into_iter().flatten().collect(), Conjunction::And)?;
    Ok(joined.map(|said| {
        Block::gap(ClauseId::of("remark", &[&remark.key]), crate::document::plain_text(&said.inlines))
            .sources(said.sources)
            .source(here.child("key"))
    }))
}
