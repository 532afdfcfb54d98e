//! Third-party SDKs, one row each (认定方法 2.1).

use crate::{
    Pointer,
    compile::{
        card::without_empty_columns,
        columns::{columns, own_column},
        context::{Blocks, Context, Spoken, at},
        said::{Said, row},
        sections::scope::exact_list,
    },
    document::{Block, ClauseId, Inline, ListKind, Table},
    manifest::SdkDeclaration,
};

const COLUMNS: [&str; 13] = [
    "sdk_name",
    "package",
    "version",
    "provider",
    "purpose",
    "scenario",
    "data_kind",
    "collection_method",
    "permissions",
    "frequency",
    "platform",
    "is_optional",
    "policy_url",
];

pub(super) fn section(context: &Context<'_>) -> Spoken<Option<Block>> {
    let mut blocks = Blocks::new(context, "section-sdk");
    let place = at("/sdks");
    let sdks = &context.input.declaration.sdks;
    if sdks.is_none() {
        blocks.paragraph("none", context.line("sdks-none", &place)?);
    }
    if sdks.is_unstated() {
        blocks.gap("unstated", "gap-sdks")?;
    }
    if !sdks.is_empty() {
        let lead =
            Said { inlines: vec![Inline::text(context.texts.label("sdks-lead")?)], sources: Vec::new() };
        blocks.paragraph("lead", lead);
        let mut heads = columns(context, "sdk_list", &COLUMNS);
        heads.insert(4, own_column(context, "vendor_contact")?);
        heads.insert(5, own_column(context, "main_function")?);
        heads.push(own_column(context, "initialised")?);
        let rows = sdks.iter().map(|sdk| sdk_row(context, &place.child(&sdk.key), sdk));
        let table = Table {
            list: Some(ListKind::Sdks),
            caption: context.texts.label("sdks-caption")?,
            columns: heads,
            rows: rows.collect::<Spoken<_>>()?,
            empty: Vec::new(),
        };
        blocks.push(Block::table(blocks.id("table"), without_empty_columns(table)).law("PIPL Art. 23"));
    }
    blocks.section("sdks-title")
}

fn sdk_row(context: &Context<'_>, here: &Pointer, sdk: &SdkDeclaration) -> Spoken<Block> {
    let initialised = sdk.initialised.value();
    let initialised = initialised.map(|when| context.word(&here.child("initialised"), "initialised-", when));
    let cells = vec![
        Some(context.own(&here.child("name"), &sdk.name)),
        exact_list(context, &here.child("packages"), &sdk.packages)?,
        context.exact_of(&here.child("version"), &sdk.version),
        context.exact_of(&here.child("vendorLegalName"), &sdk.vendor_legal_name),
        context.exact_of(&here.child("vendorContact"), &sdk.vendor_contact),
        main_function(context, here, sdk),
        context.headings_cell(&here.child("purposes"), &sdk.purposes)?,
        context.term_of(&here.child("scope"), &sdk.scope),
        context.cell(&here.child("data"), &sdk.data)?,
        context.term_of(&here.child("method"), &sdk.method),
        context.cell(&here.child("permissions"), &sdk.permissions)?,
        context.term_of(&here.child("frequency"), &sdk.frequency),
        context.cell(&here.child("systems"), &sdk.systems)?,
        context.yes_no(&here.child("optional"), &sdk.optional)?,
        context.exact_of(&here.child("policyUrl"), &sdk.policy_url),
        initialised.transpose()?,
    ];
    Ok(row(ClauseId::of("sdk", &[&sdk.key]), cells, [here.child("key")]))
}

/// The category of the SDK of the catalogue that the tenant says it is.
fn main_function(context: &Context<'_>, here: &Pointer, sdk: &SdkDeclaration) -> Option<Said> {
    let key = sdk.catalog.value()?;
    let catalog = context.input.catalog;
    let known = catalog.sdk(key).and_then(|entry| catalog.sdk_categories.get(&entry.category));
    let words = known.map_or(key.as_str(), |category| category.name(context.locale));
    Some(Said::new(Inline::text(words), here.child("catalog")))
}
