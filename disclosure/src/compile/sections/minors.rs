//! Minors: which age the rule is for, and what guardians do.

use crate::{
    Pointer,
    compile::{
        context::{Blocks, Context, ListKeys, Spoken, at},
        said::Said,
    },
    document::Block,
    manifest::{AgeComparison, Minors, Stated},
};

pub(super) fn section(context: &Context<'_>) -> Spoken<Option<Block>> {
    let mut blocks = Blocks::new(context, "section-minors");
    let here = at("/minors");
    blocks.required("cn_minor.dedicated_rules", |blocks| match &context.input.declaration.minors {
        Stated::Unstated => Ok(()),
        Stated::None => {
            blocks.paragraph("none", context.line("minors-none", &here)?);
            Ok(())
        }
        Stated::Value(minors) => {
            ages(context, blocks, &here, minors)?;
            guardian(context, blocks, &here, minors)?;
            conditions(context, blocks, &here, minors)
        }
    })?;
    blocks.section("minors-title")
}

fn ages(context: &Context<'_>, blocks: &mut Blocks<'_, '_>, here: &Pointer, minors: &Minors) -> Spoken<()> {
    let local = context.flag(
        &here.child("orLocalAge"),
        &minors.or_local_age,
        "minors-local-age",
        "minors-no-local-age",
    )?;
    blocks.paragraph("age", context.sentences(age(context, here, minors)?.into_iter().chain(local))?);
    let declared = context.flag(
        &here.child("adultDeclaration"),
        &minors.adult_declaration,
        "minors-adult",
        "minors-no-adult",
    )?;
    blocks.weighed("adult", minors.adult_declaration.value() == Some(&true), declared);
    Ok(())
}

/// An age means something only together with its comparison; reading a manifest sees to it that both are stated.
fn age(context: &Context<'_>, here: &Pointer, minors: &Minors) -> Spoken<Option<Said>> {
    let (age_at, comparison_at) = (here.child("age"), here.child("comparison"));
    if let (Some(age), Some(comparison)) = (minors.age.value(), minors.comparison.value()) {
        let key = match comparison {
            AgeComparison::Under => "minors-under",
            AgeComparison::AtOrUnder => "minors-at-or-under",
        };
        let said = context.say(key, vec![("age", context.number(&age_at, (*age).into()))])?;
        return Ok(Some(said.citing([comparison_at])));
    }
    let none = [(minors.age.is_none(), age_at), (minors.comparison.is_none(), comparison_at)];
    let mut none = none.into_iter().filter_map(|(is_none, place)| is_none.then_some(place));
    match none.next() {
        None => Ok(None),
        Some(first) => Ok(Some(context.line("minors-no-age", &first)?.citing(none))),
    }
}

fn guardian(
    context: &Context<'_>,
    blocks: &mut Blocks<'_, '_>,
    here: &Pointer,
    minors: &Minors,
) -> Spoken<()> {
    let keys = ["minors-guardian", "minors-guardian-none"];
    let rule = context.told(&here.child("guardian"), &minors.guardian, keys)?;
    blocks.emphasised("guardian", rule);
    if minors.guardian.is_unstated() {
        blocks.gap("guardian", "gap-minors-guardian")?;
    }
    let place = here.child("verifiable");
    blocks.paragraph(
        "verifiable",
        context.flag(&place, &minors.verifiable, "minors-verifiable", "minors-not-verifiable")?,
    );
    let place = here.child("guardianContact");
    blocks.paragraph(
        "contact",
        context.flag(&place, &minors.guardian_contact, "minors-contact", "minors-no-contact")?,
    );
    Ok(())
}

fn conditions(
    context: &Context<'_>,
    blocks: &mut Blocks<'_, '_>,
    here: &Pointer,
    minors: &Minors,
) -> Spoken<()> {
    let keys = ListKeys { lead: "minors-only-when", none: "minors-only-when-none", gap: None };
    blocks.terms("conditions", &here.child("processOnlyWhen"), &minors.process_only_when, keys)?;
    // Where a rule lets some data of minors be handled, what is found and deleted is what breaks the rule.
    let ruled = minors.guardian.value().is_some() || !minors.process_only_when.is_empty();
    let yes = if ruled { "minors-found-against-rule" } else { "minors-found" };
    let place = here.child("deleteIfFound");
    let said = context.flag(&place, &minors.delete_if_found, yes, "minors-found-kept")?;
    blocks.emphasised("found", said);
    Ok(())
}
