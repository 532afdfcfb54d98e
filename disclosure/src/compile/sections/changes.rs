//! How changes of the policy are told, and what they mean for those who go on using the product.

use crate::{
    Pointer,
    compile::context::{Blocks, Context, ListKeys, Spoken, at},
    document::{Block, ClauseId},
    manifest::{
        Changes, Kind, Listed, Stated, Term,
        term::kind::{MaterialChange, TriggerExample},
    },
};

const SECTION: &str = "section-changes";

pub(super) fn section(context: &Context<'_>) -> Spoken<Option<Block>> {
    let mut blocks = Blocks::new(context, SECTION);
    let here = at("/changes");
    match &context.input.declaration.changes {
        Stated::Unstated => {}
        Stated::None => blocks.paragraph("none", context.line("changes-none", &here)?),
        Stated::Value(changes) => {
            review(context, &mut blocks, &here, changes)?;
            notice(context, &mut blocks, &here, changes)?;
            triggers(context, &mut blocks, &here, changes)?;
            effects(context, &mut blocks, &here, changes)?;
        }
    }
    blocks.section("changes-title")
}

fn review(
    context: &Context<'_>,
    blocks: &mut Blocks<'_, '_>,
    here: &Pointer,
    changes: &Changes,
) -> Spoken<()> {
    let keys = ["changes-review", "changes-review-none"];
    blocks.paragraph("review", context.told(&here.child("reviewAtLeast"), &changes.review_at_least, keys)?);
    let place = here.child("usersToldToCheck");
    let (yes, no) = ("changes-please-check", "changes-no-need-to-check");
    blocks.paragraph("check", context.flag(&place, &changes.users_told_to_check, yes, no)?);
    Ok(())
}

fn notice(
    context: &Context<'_>,
    blocks: &mut Blocks<'_, '_>,
    here: &Pointer,
    changes: &Changes,
) -> Spoken<()> {
    let keys = ListKeys { lead: "changes-told-by", none: "changes-told-by-none", gap: None };
    blocks.terms("told_by", &here.child("channels"), &changes.channels, keys)?;
    let keys = ListKeys { lead: "changes-material-by", none: "changes-material-by-none", gap: None };
    blocks.terms("material_by", &here.child("materialChannels"), &changes.material_channels, keys)?;
    let place = here.child("materialNoticeCertain");
    let keys = ["changes-notice-certain", "changes-notice-uncertain"];
    blocks.promise("certain", &place, &changes.material_notice_certain, keys)?;
    let keys = ["changes-before-effect", "changes-not-before-effect", "changes-when-told"];
    let said = context.answer(&here.child("beforeEffect"), &changes.before_effect, keys)?;
    blocks.paragraph("before_effect", said);
    Ok(())
}

/// What counts as material, each trigger with its examples.
fn triggers(
    context: &Context<'_>,
    blocks: &mut Blocks<'_, '_>,
    here: &Pointer,
    changes: &Changes,
) -> Spoken<()> {
    let from = blocks.blocks.len();
    let keys = ListKeys { lead: "changes-material", none: "changes-material-none", gap: None };
    blocks.terms("triggers", &here.child("materialTriggers"), &changes.material_triggers, keys)?;
    let place = here.child("triggerExamples");
    let examples = match &changes.trigger_examples {
        Stated::Unstated => return Ok(()),
        Stated::None => {
            blocks.paragraph("no_examples", context.line("changes-examples-none", &place)?);
            return Ok(());
        }
        Stated::Value(examples) => examples,
    };
    let mut others = Vec::new();
    for (code, examples) in examples {
        let below = trigger_examples(context, &place.child(code), code, examples)?;
        let id = ClauseId::of(SECTION, &["triggers", code]);
        match item(&mut blocks.blocks[from..], &id) {
            Some(item) => *item = item.clone().with_blocks(below),
            None => others.push(example_item(context, code, below)),
        }
    }
    if others.is_empty() {
        return Ok(());
    }
    blocks.led_list("examples", "changes-examples", others)
}

fn item<'b>(blocks: &'b mut [Block], id: &ClauseId) -> Option<&'b mut Block> {
    let lists = blocks.iter_mut().filter_map(|block| match &mut block.kind {
        crate::document::Kind::List { items, .. } => Some(items),
        _ => None,
    });
    lists.flatten().find(|item| item.id == *id)
}

/// An item for a trigger that has examples and is not among the material ones. Only the examples below it are facts, and
/// their place names it.
fn example_item(context: &Context<'_>, code: &str, below: Vec<Block>) -> Block {
    let mut trigger = context.code(&Pointer::root(), MaterialChange::NAME, code);
    trigger.sources.retain(|source| *source != Pointer::root());
    trigger.item(ClauseId::of(SECTION, &["example", code])).with_blocks(below)
}

fn trigger_examples(
    context: &Context<'_>,
    here: &Pointer,
    trigger: &str,
    examples: &[Term<TriggerExample>],
) -> Spoken<Vec<Block>> {
    if examples.is_empty() {
        let said = context.line("changes-no-example", here)?;
        return Ok(vec![said.paragraph(ClauseId::of("examples-of-change", &[trigger]))]);
    }
    let examples = Listed::Items(examples.to_vec());
    let said = context.terms(here, &examples);
    let items = context.items("example-of-change", &[trigger], &examples, said);
    let lead = context.texts.label("changes-for-example")?;
    Ok(vec![
        Block::paragraph(ClauseId::of("lead-of-examples", &[trigger]), lead),
        Block::list(ClauseId::of("examples-of-change", &[trigger]), items),
    ])
}

fn effects(
    context: &Context<'_>,
    blocks: &mut Blocks<'_, '_>,
    here: &Pointer,
    changes: &Changes,
) -> Spoken<()> {
    let place = here.child("continuedUseIsConsent");
    let (yes, no) = ("changes-use-is-consent", "changes-use-is-no-consent");
    let flag = &changes.continued_use_is_consent;
    blocks.weighed("use", *flag == Stated::Value(true), context.flag(&place, flag, yes, no)?);
    let place = here.child("noReductionOfRights");
    let keys = ["changes-rights-kept", "changes-rights-not-kept"];
    blocks.promise("rights", &place, &changes.no_reduction_of_rights, keys)
}
