//! What others see of what a person puts into a function.

use crate::{
    Pointer,
    compile::context::{Context, Spoken},
    document::{Block, ClauseId},
    manifest::{BusinessFunction, Publication, Stated},
};

/// What is shown and to whom, and a word on the data of other people.
pub(super) fn published(
    context: &Context<'_>,
    here: &Pointer,
    function: &BusinessFunction,
) -> Spoken<Vec<Block>> {
    let id = ClauseId::of("function", &[&function.key, "publication"]);
    let here = here.child("publication");
    let publication = match &function.publication {
        Stated::Unstated => return Ok(Vec::new()),
        Stated::None => {
            return Ok(vec![context.line("function-publication-none", &here)?.paragraph(id)]);
        }
        Stated::Value(publication) => publication,
    };
    let Publication { shows, visible_to, warns_on_data_of_others } = publication;
    let place = here.child("shows");
    let keys = ["function-publication-shows", "function-publication-shows-none"];
    let shown = context.told_list(&place, shows, keys, context.phrase(&place, shows)?)?;
    let place = here.child("visibleTo");
    let keys = ["function-publication-visible", "function-publication-visible-none"];
    let visible = context.told_list(&place, visible_to, keys, context.phrase(&place, visible_to)?)?;
    let place = here.child("warnsOnDataOfOthers");
    let (yes, no) = ("function-publication-warned", "function-publication-unwarned");
    let warned = context.flag(&place, warns_on_data_of_others, yes, no)?;
    let seen = context.sentences(shown.into_iter().chain(visible))?;
    let seen = seen.map(|said| said.paragraph(id.clone()).emphasised());
    let warned = warned.map(|said| said.paragraph(id.with_suffix("others")).emphasised());
    Ok(seen.into_iter().chain(warned).collect())
}
