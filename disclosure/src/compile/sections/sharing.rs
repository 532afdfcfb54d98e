//! Sharing, transfer and disclosure: conditions, duties, the shared list, and single flows.

mod flows;
mod list;
mod plug_ins;

use crate::{
    Pointer,
    compile::context::{Blocks, Context, ListKeys, Spoken, at},
    document::Block,
    manifest::{SharingConditions, Stated},
};

pub(super) fn section(context: &Context<'_>) -> Spoken<Option<Block>> {
    let mut blocks = Blocks::new(context, "section-sharing");
    let here = at("/sharing");
    match &context.input.declaration.sharing {
        Stated::Unstated => {}
        Stated::None => blocks.paragraph("none", context.line("sharing-none", &here)?),
        Stated::Value(sharing) => {
            conditions(&mut blocks, &here, sharing)?;
            promises(context, &mut blocks, &here, sharing)?;
            plug_ins::plug_ins(context, &mut blocks, &here.child("plugIns"), sharing)?;
            merger(context, &mut blocks, &here, sharing)?;
        }
    }
    list::shared(context, &mut blocks)?;
    flows::flows(context, &mut blocks)?;
    blocks.section("sharing-title")
}

fn conditions(blocks: &mut Blocks<'_, '_>, here: &Pointer, sharing: &SharingConditions) -> Spoken<()> {
    let keys = ListKeys {
        lead: "sharing-share-when",
        none: "sharing-share-never",
        gap: Some("gap-sharing-conditions"),
    };
    blocks.terms("share-when", &here.child("shareWhen"), &sharing.share_when, keys)?;
    let keys = ListKeys { lead: "sharing-transfer-when", none: "sharing-transfer-none", gap: None };
    blocks.terms("transfer-when", &here.child("transferWhen"), &sharing.transfer_when, keys)?;
    let keys = ListKeys { lead: "sharing-disclose-when", none: "sharing-disclose-none", gap: None };
    let place = here.child("publicDisclosureWhen");
    blocks.stressed(|blocks| blocks.terms("disclose-when", &place, &sharing.public_disclosure_when, keys))?;
    let keys = ListKeys { lead: "sharing-without-consent", none: "sharing-without-consent-none", gap: None };
    let place = here.child("withoutConsentWhen");
    blocks.stressed(|blocks| blocks.terms("without-consent", &place, &sharing.without_consent_when, keys))
}

fn promises(
    context: &Context<'_>,
    blocks: &mut Blocks<'_, '_>,
    here: &Pointer,
    sharing: &SharingConditions,
) -> Spoken<()> {
    let keys = ListKeys { lead: "sharing-duties", none: "sharing-duties-none", gap: None };
    blocks.terms("duties", &here.child("recipientDuties"), &sharing.recipient_duties, keys)?;
    let keys = ListKeys { lead: "sharing-masking", none: "sharing-masking-none", gap: None };
    blocks.terms("masking", &here.child("masking"), &sharing.masking, keys)?;
    let place = here.child("noSale");
    blocks.promise("no-sale", &place, &sharing.no_sale, ["sharing-no-sale", "sharing-sale-not-excluded"])?;
    let place = here.child("usersMayNotHarvestData");
    let (yes, no) = ("sharing-no-harvest", "sharing-harvest-open");
    blocks.paragraph("harvest", context.flag(&place, &sharing.users_may_not_harvest_data, yes, no)?);
    let place = here.child("harvestSanctions");
    let keys = ListKeys { lead: "sharing-sanctions", none: "sharing-sanctions-none", gap: None };
    blocks.stressed(|blocks| blocks.terms("sanctions", &place, &sharing.harvest_sanctions, keys))
}

fn merger(
    context: &Context<'_>,
    blocks: &mut Blocks<'_, '_>,
    here: &Pointer,
    sharing: &SharingConditions,
) -> Spoken<()> {
    let here = here.child("mergerNotice");
    match &sharing.merger_notice {
        Stated::Unstated => {}
        Stated::None => blocks.emphasised("merger", context.line("sharing-merger-none", &here)?),
        Stated::Value(notice) => {
            let place = here.child("channels");
            match context.phrase(&place, &notice.channels)? {
                Some(list) => {
                    blocks.paragraph(
                        "merger-channels",
                        context.say("sharing-merger-channels", vec![("channels", list)])?,
                    );
                }
                None if notice.channels.is_none() => {
                    blocks
                        .paragraph("merger-channels", context.line("sharing-merger-channels-none", &place)?);
                }
                None => {}
            }
            let keys =
                ListKeys { lead: "sharing-merger-content", none: "sharing-merger-content-none", gap: None };
            blocks.terms("merger-content", &here.child("content"), &notice.content, keys)?;
        }
    }
    Ok(())
}
