//! How consent is given, refused and withdrawn, and when none is needed.

use super::rights::is_declared;
use crate::{
    Pointer,
    compile::context::{Blocks, Context, ListKeys, Spoken, at},
    document::Block,
    manifest::{Aggregates, Consent, NonPersonalData, PurposeChange, Stated, Withdrawal},
};

pub(super) fn section(context: &Context<'_>) -> Spoken<Option<Block>> {
    let mut blocks = Blocks::new(context, "section-consent");
    let here = at("/consent");
    match &context.input.declaration.consent {
        Stated::Unstated => withdrawal_gap(context, &mut blocks)?,
        Stated::None => blocks.emphasised("none", context.line("consent-none", &here)?),
        Stated::Value(consent) => {
            giving(context, &mut blocks, &here, consent)?;
            withdrawal(context, &mut blocks, &here.child("withdrawal"), &consent.withdrawal)?;
            let place = here.child("purposeChange");
            purpose_change(context, &mut blocks, &place, &consent.purpose_change)?;
            exemptions(&mut blocks, &here.child("exemptions"), consent)?;
            let place = here.child("nonPersonalData");
            non_personal(context, &mut blocks, &place, &consent.non_personal_data)?;
        }
    }
    blocks.section("consent-title")
}

/// How consent is given, and what happens where it or the data is refused: all of it weighs on the reader.
fn giving(
    context: &Context<'_>,
    blocks: &mut Blocks<'_, '_>,
    here: &Pointer,
    consent: &Consent,
) -> Spoken<()> {
    let keys = ["consent-how-given", "consent-how-given-none"];
    let said = context.told(&here.child("howGiven"), &consent.how_given, keys)?;
    blocks.weighed("how_given", consent.how_given.value().is_some(), said);
    let keys = ["consent-if-disagree", "consent-if-disagree-none"];
    let said = context.told(&here.child("ifDisagree"), &consent.if_disagree, keys)?;
    blocks.weighed("if_disagree", consent.if_disagree.value().is_some(), said);
    let keys = ["consent-voluntary", "consent-not-voluntary"];
    blocks.promise("voluntary", &here.child("voluntary"), &consent.voluntary, keys)?;
    let effect = &consent.if_required_data_refused;
    let keys = ["consent-if-refused", "consent-if-refused-none"];
    let said = context.told(&here.child("ifRequiredDataRefused"), effect, keys)?;
    blocks.weighed("if_refused", effect.value().is_some(), said);
    Ok(())
}

fn withdrawal(
    context: &Context<'_>,
    blocks: &mut Blocks<'_, '_>,
    here: &Pointer,
    withdrawal: &Stated<Withdrawal>,
) -> Spoken<()> {
    blocks.sub_section("withdrawal", "consent-withdrawal-title", |blocks| {
        let withdrawal = match withdrawal {
            Stated::Unstated => return withdrawal_gap(context, blocks),
            Stated::None => {
                blocks.emphasised("no_withdrawal", context.line("consent-withdrawal-none", here)?);
                return Ok(());
            }
            Stated::Value(withdrawal) => withdrawal,
        };
        let channels = &withdrawal.channels;
        if channels.is_unstated() {
            withdrawal_gap(context, blocks)?;
        }
        blocks.required("cn_basic.rights_methods", |blocks| {
            let keys = ListKeys { lead: "consent-withdraw-by", none: "consent-withdraw-by-none", gap: None };
            blocks.ways("withdraw_by", &here.child("channels"), channels, keys)
        })?;
        let keys = ["consent-withdrawal-effect", "consent-withdrawal-effect-none"];
        let said = context.told(&here.child("effect"), &withdrawal.effect, keys)?;
        blocks.weighed("withdrawal_effect", withdrawal.effect.value().is_some(), said);
        let place = here.child("pastProcessingUnaffected");
        let (yes, no) = ("consent-past-unaffected", "consent-past-affected");
        let said = context.flag(&place, &withdrawal.past_processing_unaffected, yes, no)?;
        blocks.paragraph("past_processing", said);
        Ok(())
    })
}

/// A mark where the law wants a way to withdraw, unless the rights name one.
fn withdrawal_gap(context: &Context<'_>, blocks: &mut Blocks<'_, '_>) -> Spoken<()> {
    if is_declared(context, &["withdraw_consent"]) {
        return Ok(());
    }
    blocks.required("cn_basic.rights_methods", |blocks| blocks.gap("withdraw_by", "gap-consent-withdrawal"))
}

fn purpose_change(
    context: &Context<'_>,
    blocks: &mut Blocks<'_, '_>,
    here: &Pointer,
    change: &Stated<PurposeChange>,
) -> Spoken<()> {
    blocks.sub_section("purpose_change", "consent-purpose-change-title", |blocks| {
        match change {
            Stated::Unstated => {}
            Stated::None => blocks.paragraph("no_rule", context.line("consent-purpose-change-none", here)?),
            Stated::Value(change) => {
                let keys = ["consent-purpose-change-rule", "consent-purpose-change-rule-none"];
                blocks.paragraph("rule", context.told(&here.child("rule"), &change.rule, keys)?);
                let keys = ListKeys {
                    lead: "consent-purpose-change-by",
                    none: "consent-purpose-change-by-none",
                    gap: None,
                };
                blocks.terms("told_by", &here.child("channels"), &change.channels, keys)?;
            }
        }
        Ok(())
    })
}

fn exemptions(blocks: &mut Blocks<'_, '_>, here: &Pointer, consent: &Consent) -> Spoken<()> {
    let keys = ListKeys { lead: "consent-exemptions", none: "consent-exemptions-none", gap: None };
    blocks.sub_section("exemptions", "consent-exemptions-title", |blocks| {
        blocks.stressed(|blocks| blocks.terms("without", here, &consent.exemptions, keys))
    })
}

fn non_personal(
    context: &Context<'_>,
    blocks: &mut Blocks<'_, '_>,
    here: &Pointer,
    data: &Stated<NonPersonalData>,
) -> Spoken<()> {
    let speaks_of_more = |data: &NonPersonalData| {
        !data.examples.is_unstated()
            || !data.personal_when_combined.is_unstated()
            || !data.deidentify.is_unstated()
    };
    let title = match data.value() {
        Some(data) if !speaks_of_more(data) => "consent-anonymous-title",
        _ => "consent-non-personal-title",
    };
    blocks.sub_section("non_personal", title, |blocks| {
        let data = match data {
            Stated::Unstated => return Ok(()),
            Stated::None => {
                blocks.paragraph("no_non_personal", context.line("consent-non-personal-none", here)?);
                return Ok(());
            }
            Stated::Value(data) => data,
        };
        let keys = ListKeys {
            lead: "consent-non-personal-examples",
            none: "consent-non-personal-examples-none",
            gap: None,
        };
        blocks.terms("examples", &here.child("examples"), &data.examples, keys)?;
        let place = here.child("personalWhenCombined");
        let keys = ["consent-combined-personal", "consent-combined-not-personal"];
        blocks.promise("combined", &place, &data.personal_when_combined, keys)?;
        let keys = ["consent-deidentified", "consent-not-deidentified"];
        blocks.promise("deidentified", &here.child("deidentify"), &data.deidentify, keys)?;
        let place = here.child("anonymisedNeedsNoNotice");
        let (yes, no) = ("consent-anonymised-no-notice", "consent-anonymised-notice");
        let said = context.flag(&place, &data.anonymised_needs_no_notice, yes, no)?;
        blocks.weighed("anonymised", data.anonymised_needs_no_notice.value() == Some(&true), said);
        aggregates(context, blocks, &here.child("aggregates"), &data.aggregates)
    })
}

/// What is made of the data of many people: what for, for whom, and whether anybody can be found in it.
fn aggregates(
    context: &Context<'_>,
    blocks: &mut Blocks<'_, '_>,
    here: &Pointer,
    aggregates: &Stated<Aggregates>,
) -> Spoken<()> {
    let aggregates = match aggregates {
        Stated::Unstated => return Ok(()),
        Stated::None => {
            blocks.paragraph("aggregates", context.line("consent-aggregates-none", here)?);
            return Ok(());
        }
        Stated::Value(aggregates) => aggregates,
    };
    let place = here.child("purposes");
    let keys = ["consent-aggregates-for", "consent-aggregates-for-none"];
    let words = context.headings(&place, &aggregates.purposes)?;
    let purposes = context.told_list(&place, &aggregates.purposes, keys, words)?;
    let place = here.child("givenTo");
    let keys = ["consent-aggregates-given", "consent-aggregates-given-none"];
    let words = context.phrase(&place, &aggregates.given_to)?;
    let given = context.told_list(&place, &aggregates.given_to, keys, words)?;
    let (yes, no) = ("consent-aggregates-published", "consent-aggregates-not-published");
    let published = context.flag(&here.child("published"), &aggregates.published, yes, no)?;
    let (yes, no) = ("consent-aggregates-nobody", "consent-aggregates-somebody");
    let nobody = context.flag(&here.child("identifiesNobody"), &aggregates.identifies_nobody, yes, no)?;
    let said = context.sentences([purposes, given, published, nobody].into_iter().flatten())?;
    blocks.paragraph("aggregates", said);
    Ok(())
}
