//! The list of personal information shared with third parties (MIIT 信管函〔2021〕292号; PIPL Art. 23).
//!
//! Every recipient and every SDK has a row. What stands in no list, a notice about data or a movement within the
//! tenant, is told in prose.

use crate::{
    Pointer,
    compile::{
        card::without_empty_columns,
        columns::{columns, own_column},
        context::{Blocks, Context, Spoken, at},
        said::{Said, row},
    },
    document::{Block, ClauseId, ListKind, Table},
    manifest::{Contract, Recipient, SdkDeclaration, SharingMode},
    texts::Conjunction,
};

const COLUMNS: [&str; 10] = [
    "recipient",
    "data_kind",
    "purpose",
    "scenario",
    "sharing_method",
    "recipient_contact",
    "recipient_method",
    "role",
    "policy_url",
    "location",
];

pub(super) fn shared(context: &Context<'_>, blocks: &mut Blocks<'_, '_>) -> Spoken<()> {
    let declaration = context.input.declaration;
    let place = at("/recipients");
    if declaration.recipients.is_none() {
        blocks.paragraph("recipients-none", context.line("recipients-none", &place)?);
    }
    if declaration.recipients.is_unstated() {
        blocks.gap("recipients", "gap-recipients")?;
    }
    let mut rows = Vec::new();
    for recipient in &declaration.recipients {
        let here = place.child(&recipient.key);
        match recipient.mode.value() {
            Some(SharingMode::Notify | SharingMode::Internal) => {
                let name = context.own(&here.child("name"), &recipient.name).citing([here.child("key")]);
                let mode = mode(context, &here, recipient)?;
                let parts = [Some(name), mode, context.cell(&here.child("data"), &recipient.data)?];
                let said = context.join(parts.into_iter().flatten().collect(), Conjunction::And)?;
                blocks.paragraph(&format!("unlisted-{}", recipient.key), said);
            }
            _ => rows.push(recipient_row(context, &here, recipient)?),
        }
    }
    for sdk in &declaration.sdks {
        rows.push(sdk_row(context, &at("/sdks").child(&sdk.key), sdk)?);
    }
    if rows.is_empty() {
        return Ok(());
    }
    let mut heads = columns(context, "shared_list", &COLUMNS);
    heads.insert(1, own_column(context, "services")?);
    heads.extend([own_column(context, "mode")?, own_column(context, "remarks")?]);
    let caption = context.input.catalog.disclosure_lists.get("shared_list").map_or_else(
        || context.texts.label("sharing-title"),
        |list| Ok(list.name.text(context.locale).to_owned()),
    )?;
    let table = Table { list: Some(ListKind::Shared), caption, columns: heads, rows, empty: Vec::new() };
    let law = "Network Data Security Management Regulations Art. 21";
    blocks.push(
        Block::table(ClauseId::of("shared-list", &[]), without_empty_columns(table))
            .law("PIPL Art. 23")
            .law(law),
    );
    Ok(())
}

fn recipient_row(context: &Context<'_>, here: &Pointer, recipient: &Recipient) -> Spoken<Block> {
    let role = recipient.role.value().map(|role| context.word(&here.child("role"), "recipient-role-", role));
    let cells = vec![
        Some(recipient_name(context, here, recipient)?),
        context.cell(&here.child("services"), &recipient.services)?,
        context.cell(&here.child("data"), &recipient.data)?,
        context.term_of(&here.child("purpose"), &recipient.purpose),
        scenario(context, here, recipient)?,
        context.term_of(&here.child("method"), &recipient.method),
        context.exact_of(&here.child("contact"), &recipient.contact),
        recipient.processing.value().map(|how| context.own(&here.child("processing"), how)),
        role.transpose()?,
        context.exact_of(&here.child("policyUrl"), &recipient.policy_url),
        context.term_of(&here.child("region"), &recipient.region),
        mode(context, here, recipient)?,
        remarks(context, here, recipient)?,
    ];
    Ok(row(ClauseId::of("recipient", &[&recipient.key]), cells, [here.child("key")]))
}

fn recipient_name(context: &Context<'_>, here: &Pointer, recipient: &Recipient) -> Spoken {
    let name = context.own(&here.child("name"), &recipient.name);
    let name = match context.exact_of(&here.child("legalName"), &recipient.legal_name) {
        Some(legal) => context.say("recipient-legal-name", vec![("name", name), ("legal", legal)])?,
        None => name,
    };
    match recipient.form.value() {
        Some(form) => {
            let form = context.word(&here.child("form"), "recipient-form-", form)?;
            context.say("recipient-form", vec![("name", name), ("form", form)])
        }
        None => Ok(name),
    }
}

fn mode(context: &Context<'_>, here: &Pointer, recipient: &Recipient) -> Spoken<Option<Said>> {
    recipient.mode.value().map(|mode| context.word(&here.child("mode"), "mode-", mode)).transpose()
}

/// When it happens: as declared for the recipient, or else what triggers the flows that end there.
fn scenario(context: &Context<'_>, here: &Pointer, recipient: &Recipient) -> Spoken<Option<Said>> {
    match context.term_of(&here.child("scenario"), &recipient.scenario) {
        Some(said) => Ok(Some(said)),
        None => triggers(context, &recipient.key),
    }
}

fn triggers(context: &Context<'_>, to: &str) -> Spoken<Option<Said>> {
    let flows = context.input.declaration.flows.iter().filter(|flow| flow.to.as_code() == Some(to));
    let said = flows.filter_map(|flow| {
        let stated = flow.trigger.value().is_some_and(|trigger| trigger.as_code() != Some("unstated"));
        stated
            .then(|| context.term_of(&at("/flows").child(&flow.key).child("trigger"), &flow.trigger))
            .flatten()
    });
    context.join(said.collect(), Conjunction::And)
}

fn remarks(context: &Context<'_>, here: &Pointer, recipient: &Recipient) -> Spoken<Option<Said>> {
    let mut said = Vec::new();
    let basis =
        context.join(context.grounds(here, &recipient.basis, &recipient.consent)?, Conjunction::And)?;
    said.extend(context.say_of("recipient-basis", "basis", basis)?);
    let frequency = context.term_of(&here.child("frequency"), &recipient.frequency);
    said.extend(context.say_of("recipient-frequency", "frequency", frequency)?);
    let place = here.child("reconsentWhen");
    let again = match recipient.reconsent_when.is_none() {
        true => Some(context.none(&place)?),
        // Each of them is enough.
        false => context.join(context.terms(&place, &recipient.reconsent_when), Conjunction::Or)?,
    };
    said.extend(context.say_of("recipient-reconsent", "conditions", again)?);
    if let Some(contract) = recipient.contract.value() {
        said.push(agreement(context, &here.child("contract"), contract)?);
    }
    context.join(said, Conjunction::And)
}

/// That there is an agreement and until when; its number belongs to the tenant's files.
fn agreement(context: &Context<'_>, here: &Pointer, contract: &Contract) -> Spoken {
    let mut said = vec![context.line("recipient-contract", &here.child("reference"))?];
    if let Some(day) = contract.signed_on.value() {
        let day = context.date(&here.child("signedOn"), *day)?;
        said.push(context.say("recipient-contract-signed", vec![("date", day)])?);
    }
    if let Some(day) = contract.expires_on.value() {
        let day = context.date(&here.child("expiresOn"), *day)?;
        said.push(context.say("recipient-contract-expires", vec![("date", day)])?);
    }
    Ok(context.join(said, Conjunction::And)?.unwrap_or_default())
}

/// An SDK collects for its vendor: a row of its own, from what the SDK's declaration says.
fn sdk_row(context: &Context<'_>, here: &Pointer, sdk: &SdkDeclaration) -> Spoken<Block> {
    let name = context.own(&here.child("name"), &sdk.name);
    let name = match context.exact_of(&here.child("vendorLegalName"), &sdk.vendor_legal_name) {
        Some(legal) => context.say("recipient-legal-name", vec![("name", name), ("legal", legal)])?,
        None => name,
    };
    let flow = context
        .input
        .declaration
        .flows
        .iter()
        .find(|flow| flow.to.as_code() == Some(&format!("sdk:{}", sdk.key)));
    let mode = flow.and_then(|flow| Some((at("/flows").child(&flow.key).child("mode"), flow.mode.value()?)));
    let scenario = match triggers(context, &format!("sdk:{}", sdk.key))? {
        Some(said) => Some(said),
        None => context.term_of(&here.child("scope"), &sdk.scope),
    };
    let cells = vec![
        Some(name),
        None,
        context.cell(&here.child("data"), &sdk.data)?,
        context.headings_cell(&here.child("purposes"), &sdk.purposes)?,
        scenario,
        context.term_of(&here.child("method"), &sdk.method),
        context.exact_of(&here.child("vendorContact"), &sdk.vendor_contact),
        None,
        None,
        context.exact_of(&here.child("policyUrl"), &sdk.policy_url),
        None,
        mode.map(|(place, mode)| context.word(&place, "mode-", mode)).transpose()?,
        Some(context.line("recipient-is-sdk", &here.child("key"))?),
    ];
    Ok(row(ClauseId::of("shared-sdk", &[&sdk.key]), cells, []))
}
