//! Profiling and automated decisions, and the messages that are sent.

mod messages;

use crate::{
    Pointer,
    compile::context::{Blocks, Context, Spoken, at},
    document::Block,
    manifest::{Answer, Profiling, ProfilingUse, Stated},
};

pub(super) fn section(context: &Context<'_>) -> Spoken<Option<Block>> {
    let mut blocks = Blocks::new(context, "section-profiling");
    blocks.sub_section("uses", "profiling-uses-title", |blocks| profiling(context, blocks))?;
    // A heading that promises what is not told misleads: where profiles are not spoken of, it speaks of messages alone.
    let only_messages = blocks.blocks.is_empty() && context.input.declaration.messages.value().is_some();
    messages::sub_sections(context, &mut blocks)?;
    blocks.section(if only_messages { "messages-title" } else { "profiling-title" })
}

fn profiling(context: &Context<'_>, blocks: &mut Blocks<'_, '_>) -> Spoken<()> {
    let here = at("/profiling");
    match &context.input.declaration.profiling {
        Stated::Unstated => {}
        Stated::None => blocks.paragraph("none", context.line("profiling-none", &here)?),
        Stated::Value(profiling) => uses(context, blocks, &here, profiling)?,
    }
    Ok(())
}

/// The messages about one use of profiles.
struct UseKeys {
    name: &'static str,
    used: &'static str,
    unused: &'static str,
    /// Can be turned off, cannot, or how.
    off: [&'static str; 3],
    /// The requirement of the catalogue that is about it.
    requirement: &'static str,
    /// Where that one is a way to refuse.
    gap: Option<&'static str>,
}

const PUSH: UseKeys = UseKeys {
    name: "push",
    used: "profiling-push",
    unused: "profiling-no-push",
    off: ["profiling-push-off", "profiling-push-no-off", "profiling-push-off-by"],
    requirement: "cn_automated.opt_out_option",
    gap: Some("gap-profiling-push"),
};

const RECOMMENDATION: UseKeys = UseKeys {
    name: "recommendation",
    used: "profiling-recommendation",
    unused: "profiling-no-recommendation",
    off: [
        "profiling-recommendation-off",
        "profiling-recommendation-no-off",
        "profiling-recommendation-off-by",
    ],
    requirement: "cn_automated.opt_out_option",
    gap: Some("gap-profiling-recommendation"),
};

const ADS: UseKeys = UseKeys {
    name: "ads",
    used: "profiling-ads",
    unused: "profiling-no-ads",
    off: ["profiling-ads-off", "profiling-ads-no-off", "profiling-ads-off-by"],
    requirement: "cn_automated.opt_out_option",
    gap: Some("gap-profiling-ads"),
};

const DECISION: UseKeys = UseKeys {
    name: "decision",
    used: "profiling-decision",
    unused: "profiling-no-decision",
    off: ["profiling-decision-off", "profiling-decision-no-off", "profiling-decision-off-by"],
    requirement: "cn_automated.explanation_right",
    gap: None,
};

fn uses(
    context: &Context<'_>,
    blocks: &mut Blocks<'_, '_>,
    here: &Pointer,
    profiling: &Profiling,
) -> Spoken<()> {
    use_of(context, blocks, &here.child("targetedPush"), &profiling.targeted_push, &PUSH)?;
    use_of(context, blocks, &here.child("recommendation"), &profiling.recommendation, &RECOMMENDATION)?;
    use_of(context, blocks, &here.child("ads"), &profiling.ads, &ADS)?;
    use_of(context, blocks, &here.child("automatedDecision"), &profiling.automated_decision, &DECISION)?;
    let keys = ["profiling-deidentified", "profiling-not-deidentified", "profiling-deidentified-word"];
    let claim = context.answer(&here.child("deidentifiedClaim"), &profiling.deidentified_claim, keys)?;
    blocks.paragraph("deidentified", claim);
    Ok(())
}

fn use_of(
    context: &Context<'_>,
    blocks: &mut Blocks<'_, '_>,
    here: &Pointer,
    using: &Stated<ProfilingUse>,
    keys: &UseKeys,
) -> Spoken<()> {
    blocks.required(keys.requirement, |blocks| match using {
        Stated::Unstated => Ok(()),
        Stated::None => {
            blocks.paragraph(keys.name, context.line(keys.unused, here)?);
            Ok(())
        }
        Stated::Value(using) => told(context, blocks, here, using, keys),
    })
}

fn told(
    context: &Context<'_>,
    blocks: &mut Blocks<'_, '_>,
    here: &Pointer,
    using: &ProfilingUse,
    keys: &UseKeys,
) -> Spoken<()> {
    let used = context.flag(&here.child("used"), &using.used, keys.used, keys.unused)?;
    let off = context.answer(&here.child("offSwitch"), &using.off_switch, keys.off)?;
    let happens = using.used.value() == Some(&true);
    let unstoppable = matches!(using.off_switch, Stated::None | Stated::Value(Answer::Flag(false)));
    let said = context.sentences(used.into_iter().chain(off))?;
    blocks.weighed(keys.name, happens || unstoppable, said);
    match keys.gap {
        Some(gap) if happens && using.off_switch.is_unstated() => blocks.gap(keys.name, gap),
        _ => Ok(()),
    }
}
