//! How a request is made, handled, refused and appealed.

use crate::{
    Pointer,
    compile::context::{Blocks, Context, ListKeys, Spoken, at},
    manifest::{Requests, Stated},
};

pub(super) fn sub_section(context: &Context<'_>, blocks: &mut Blocks<'_, '_>) -> Spoken<()> {
    let here = at("/requests");
    blocks.sub_section("requests", "requests-title", |blocks| match &context.input.declaration.requests {
        Stated::Unstated => Ok(()),
        Stated::None => {
            blocks.paragraph("no_rules", context.line("requests-none", &here)?);
            Ok(())
        }
        Stated::Value(requests) => {
            making(context, blocks, &here, requests)?;
            refusal(context, blocks, &here, requests)
        }
    })
}

fn making(
    context: &Context<'_>,
    blocks: &mut Blocks<'_, '_>,
    here: &Pointer,
    requests: &Requests,
) -> Spoken<()> {
    let keys = ["requests-form", "requests-any-form", "requests-form-word"];
    blocks.paragraph("form", context.answer(&here.child("form"), &requests.form, keys)?);
    let keys = ListKeys { lead: "requests-must-say", none: "requests-must-say-none", gap: None };
    blocks.terms("must_say", &here.child("mustSay"), &requests.must_say, keys)?;
    let keys = ["requests-agent", "requests-no-agent", "requests-agent-word"];
    blocks.paragraph("agent", context.answer(&here.child("agent"), &requests.agent, keys)?);
    let place = here.child("verifyIdentity");
    let (yes, no) = ("requests-identity", "requests-no-identity");
    blocks.paragraph("identity", context.flag(&place, &requests.verify_identity, yes, no)?);
    let fee = context.told(&here.child("fee"), &requests.fee, ["requests-fee", "requests-fee-none"])?;
    blocks.paragraph("fee", fee);
    let keys = ["requests-routing", "requests-routing-none"];
    let said = context.told(&here.child("processorRouting"), &requests.processor_routing, keys)?;
    blocks.paragraph("routing", said);
    Ok(())
}

fn refusal(
    context: &Context<'_>,
    blocks: &mut Blocks<'_, '_>,
    here: &Pointer,
    requests: &Requests,
) -> Spoken<()> {
    let (must, might) = (here.child("refuseWhen"), here.child("mayRefuseWhen"));
    if requests.refuse_when.is_none() && requests.may_refuse_when.is_none() {
        blocks.paragraph("refuse", context.line("requests-no-refusal-none", &must)?.citing([might]));
    } else {
        let keys = ListKeys { lead: "requests-refuse", none: "requests-refuse-none", gap: None };
        blocks.stressed(|blocks| blocks.terms("refuse", &must, &requests.refuse_when, keys))?;
        let keys = ListKeys { lead: "requests-may-refuse", none: "requests-may-refuse-none", gap: None };
        blocks.stressed(|blocks| blocks.terms("might_refuse", &might, &requests.may_refuse_when, keys))?;
    }
    let keys = ["requests-reasons", "requests-no-reasons"];
    blocks.promise("reasons", &here.child("giveReasons"), &requests.give_reasons, keys)?;
    let keys = ["requests-appeal", "requests-appeal-none"];
    blocks.paragraph("appeal", context.told(&here.child("appeal"), &requests.appeal, keys)?);
    Ok(())
}
