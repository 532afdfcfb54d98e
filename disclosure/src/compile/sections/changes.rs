//! To be written.
use crate::{
    compile::context::{Context, Spoken},
    document::Block,
};
pub(super) fn section(_: &Context<'_>) -> Spoken<Option<Block>> {
    Ok(None)
}
