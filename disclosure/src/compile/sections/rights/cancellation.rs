//! How an account is cancelled, what stands against it and what it does.

use super::is_declared;
use crate::{
    Pointer,
    compile::context::{Blocks, Context, ListKeys, Spoken, at},
    manifest::{AccountCancellation, Stated},
};

/// The rights that are this one.
const RIGHTS: &[&str] = &["cancel_account", "close_account"];

pub(super) fn sub_section(context: &Context<'_>, blocks: &mut Blocks<'_, '_>) -> Spoken<()> {
    let here = at("/accountCancellation");
    blocks.sub_section("cancellation", "cancellation-title", |blocks| {
        match &context.input.declaration.account_cancellation {
            Stated::Unstated => gap(context, blocks),
            Stated::None => {
                blocks.emphasised("no_cancellation", context.line("cancellation-none", &here)?);
                Ok(())
            }
            Stated::Value(cancellation) => {
                before(context, blocks, &here, cancellation)?;
                after(context, blocks, &here, cancellation)
            }
        }
    })
}

/// A mark where the law wants a way to cancel, unless the rights name one.
fn gap(context: &Context<'_>, blocks: &mut Blocks<'_, '_>) -> Spoken<()> {
    if is_declared(context, RIGHTS) {
        return Ok(());
    }
    blocks.required("cn_basic.rights_methods", |blocks| blocks.gap("cancel_by", "gap-cancellation"))
}

fn before(
    context: &Context<'_>,
    blocks: &mut Blocks<'_, '_>,
    here: &Pointer,
    cancellation: &AccountCancellation,
) -> Spoken<()> {
    if cancellation.channels.is_unstated() {
        gap(context, blocks)?;
    }
    blocks.required("cn_basic.rights_methods", |blocks| {
        let keys = ListKeys { lead: "cancellation-by", none: "cancellation-by-none", gap: None };
        blocks.ways("cancel_by", &here.child("channels"), &cancellation.channels, keys)
    })?;
    let keys = ListKeys { lead: "cancellation-levels", none: "cancellation-levels-none", gap: None };
    blocks.terms("levels", &here.child("levels"), &cancellation.levels, keys)?;
    let keys = ListKeys { lead: "cancellation-checks", none: "cancellation-checks-none", gap: None };
    blocks.terms("checks", &here.child("checks"), &cancellation.checks, keys)?;
    let keys = ListKeys { lead: "cancellation-blockers", none: "cancellation-blockers-none", gap: None };
    blocks.stressed(|blocks| blocks.terms("blockers", &here.child("blockers"), &cancellation.blockers, keys))
}

fn after(
    context: &Context<'_>,
    blocks: &mut Blocks<'_, '_>,
    here: &Pointer,
    cancellation: &AccountCancellation,
) -> Spoken<()> {
    let keys = ListKeys { lead: "cancellation-warns-of", none: "cancellation-warns-of-none", gap: None };
    blocks
        .stressed(|blocks| blocks.terms("warns_of", &here.child("warnsOf"), &cancellation.warns_of, keys))?;
    let place = here.child("irreversible");
    let (yes, no) = ("cancellation-irreversible", "cancellation-reversible");
    let flag = &cancellation.irreversible;
    blocks.weighed("irreversible", *flag == Stated::Value(true), context.flag(&place, flag, yes, no)?);
    let keys = ["cancellation-then", "cancellation-then-none"];
    blocks.paragraph("then", context.told(&here.child("then"), &cancellation.then, keys)?);
    Ok(())
}
