//! Plug-ins and share buttons of third parties: who runs them, what they take, whose rules apply.

use crate::{
    Pointer,
    compile::{
        context::{Blocks, Context, Spoken},
        said::Said,
    },
    document::{Block, ClauseId},
    manifest::{PlugIn, SharingConditions},
};

pub(super) fn plug_ins(
    context: &Context<'_>,
    blocks: &mut Blocks<'_, '_>,
    here: &Pointer,
    sharing: &SharingConditions,
) -> Spoken<()> {
    if sharing.plug_ins.is_none() {
        blocks.paragraph("plug-ins", context.line("sharing-plug-ins-none", here)?);
    }
    if sharing.plug_ins.is_empty() {
        return Ok(());
    }
    let items = sharing.plug_ins.iter().map(|plug_in| item(context, &here.child(&plug_in.key), plug_in));
    blocks.led_list("plug-ins", "sharing-plug-ins", items.collect::<Spoken<_>>()?)
}

/// A plug-in: a sentence for each thing that is stated.
fn item(context: &Context<'_>, here: &Pointer, plug_in: &PlugIn) -> Spoken<Block> {
    let name = context.own(&here.child("name"), &plug_in.name).citing([here.child("key")]);
    let named = match context.term_of(&here.child("kind"), &plug_in.kind) {
        Some(kind) => context.say("plug-in-of-kind", vec![("name", name), ("kind", kind)])?,
        None => context.say("plug-in-named", vec![("name", name)])?,
    };
    let provider = plug_in.provider.value().map(|who| context.own(&here.child("provider"), who));
    let place = here.child("data");
    let words = context.phrase(&place, &plug_in.data)?;
    let url = context.exact_of(&here.child("policyUrl"), &plug_in.policy_url);
    let told: [Option<Said>; 5] = [
        Some(named),
        context.say_of("plug-in-provider", "words", provider)?,
        context.told_list(&place, &plug_in.data, ["plug-in-data", "plug-in-data-none"], words)?,
        context.told(&here.child("rules"), &plug_in.rules, ["plug-in-rules", "plug-in-rules-none"])?,
        context.say_of("plug-in-policy", "words", url)?,
    ];
    let said = context.sentences(told.into_iter().flatten())?.expect("the name is one of the sentences");
    Ok(said.item(ClauseId::of("plug-in", &[&plug_in.key])))
}
