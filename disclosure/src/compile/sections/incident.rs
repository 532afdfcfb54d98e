//! What people are told when something went wrong with their data.

use crate::{
    Pointer,
    compile::context::{Blocks, Context, ListKeys, Spoken, at},
    document::Block,
    manifest::{BreachNotice, Stated},
};

pub(super) fn section(context: &Context<'_>) -> Spoken<Option<Block>> {
    let mut blocks = Blocks::new(context, "section-incident");
    let here = at("/security/breachNotice");
    let Some(security) = context.input.declaration.security.value() else { return Ok(None) };
    match &security.breach_notice {
        Stated::Unstated => {}
        Stated::None => blocks.paragraph("none", context.line("incident-none", &here)?),
        Stated::Value(notice) => told(context, &mut blocks, &here, notice)?,
    }
    blocks.section("incident-title")
}

fn told(
    context: &Context<'_>,
    blocks: &mut Blocks<'_, '_>,
    here: &Pointer,
    notice: &BreachNotice,
) -> Spoken<()> {
    let place = here.child("emergencyPlan");
    let plan = context.flag(&place, &notice.emergency_plan, "incident-plan", "incident-no-plan")?;
    blocks.paragraph("plan", plan);
    let keys = ListKeys { lead: "incident-channels", none: "incident-channels-none", gap: None };
    blocks.terms("channels", &here.child("channels"), &notice.channels, keys)?;
    let place = here.child("publicNoticeFallback");
    let fallback = &notice.public_notice_fallback;
    blocks.paragraph(
        "public",
        context.flag(&place, fallback, "incident-public-notice", "incident-no-public-notice")?,
    );
    let keys = ListKeys { lead: "incident-content", none: "incident-content-none", gap: None };
    blocks.required("cn_incident.incident_what", |blocks| {
        blocks.terms("content", &here.child("content"), &notice.content, keys)
    })?;
    let place = here.child("reportToRegulator");
    let reported =
        context.flag(&place, &notice.report_to_regulator, "incident-reported", "incident-not-reported")?;
    blocks.paragraph("report", reported);
    Ok(())
}
