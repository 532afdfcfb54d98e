//! What is collected, for which function and purpose: prose by function, purposes, and the collected list.

mod functions;
mod list;
mod publication;
mod purposes;
mod refusal;
mod sensitive;

use crate::{
    compile::context::{Blocks, Context, Spoken, at},
    document::Block,
};

pub(super) fn section(context: &Context<'_>) -> Spoken<Option<Block>> {
    let mut blocks = Blocks::new(context, "section-collection");
    let place = at("/functions");
    let functions = &context.input.declaration.functions;
    if functions.is_none() {
        blocks.paragraph("functions", context.line("collection-functions-none", &place)?);
    }
    if functions.is_unstated() {
        blocks.gap("functions", "gap-functions")?;
    }
    for function in functions {
        blocks.push(functions::function(context, &place.child(&function.key), function)?);
    }
    blocks.push(purposes::purposes(context)?);
    blocks.push(sensitive::named(context)?);
    blocks.blocks.extend(sensitive::consent(context)?);
    blocks.push(list::collected(context)?);
    blocks.section("collection-title")
}
