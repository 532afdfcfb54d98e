//! What people can do themselves, group of data by group of data.

use crate::{
    Pointer,
    compile::{
        context::{Context, Spoken},
        said::Said,
    },
    document::{Block, ClauseId},
    manifest::{Right, SelfService},
};

/// The sentence before the groups, and an item for each.
pub(super) fn groups(context: &Context<'_>, here: &Pointer, right: &Right) -> Spoken<Vec<Block>> {
    let id = ClauseId::of("self-service-of-right", &[&right.key]);
    if right.self_service.is_none() {
        return Ok(vec![context.line("rights-self-service-none", here)?.paragraph(id)]);
    }
    if right.self_service.is_empty() {
        return Ok(Vec::new());
    }
    let items = right.self_service.iter().map(|group| {
        let said = told(context, &here.child(&group.key), group)?;
        Ok(said.item(ClauseId::of("self-service-of-right", &[&right.key, &group.key])))
    });
    let items = items.collect::<Spoken<_>>()?;
    let lead = context.texts.label("rights-self-service")?;
    Ok(vec![Block::paragraph(id.with_suffix("lead"), lead), Block::list(id, items)])
}

/// The data of the group and the way to it.
fn told(context: &Context<'_>, here: &Pointer, group: &SelfService) -> Spoken {
    let name = context.own(&here.child("name"), &group.name).citing([here.child("key")]);
    let place = here.child("data");
    let data = match context.phrase(&place, &group.data)? {
        Some(data) => context.say("rights-self-service-data", vec![("name", name), ("data", data)])?,
        None => {
            let said = context.say("rights-self-service-name", vec![("name", name)])?;
            said.citing(group.data.is_none().then_some(place))
        }
    };
    let path = super::path_words(context, &here.child("path"), &group.path)?;
    let url = context.exact_of(&here.child("url"), &group.url);
    let url = context.say_of("rights-self-service-at", "words", url)?;
    let said: Option<Said> = context.sentences([Some(data), path, url].into_iter().flatten())?;
    Ok(said.expect("the data is one of the sentences"))
}
