//! The list of collected personal information (MIIT 信管函〔2021〕292号; Network Data Security Regulations Art. 21).

use super::sensitive::is_sensitive;
use crate::{
    Pointer,
    compile::{
        card::without_empty_columns,
        columns::{columns, own_column},
        context::{Context, Spoken, at},
        said::{Said, add_once, row},
    },
    document::{Block, ClauseId, ListKind, Table},
    manifest::{BusinessFunction, DataItem, DataUse, ItemStoreFacets},
    texts::Conjunction,
};

/// The columns, in order. `content_preview` of the catalogue shows a signed-in user's own values and so belongs to
/// the app, not to a published text.
const COLUMNS: [&str; 9] = [
    "data_kind",
    "purpose",
    "scenario",
    "method",
    "count_or_frequency",
    "permission",
    "is_sensitive",
    "necessity",
    "retention",
];

/// Items with the place of each and the function that takes it.
pub(super) fn items<'a>(context: &Context<'a>) -> Vec<(Pointer, &'a BusinessFunction, &'a DataItem)> {
    let functions = context.input.declaration.functions.iter();
    let items = functions.flat_map(|function| {
        let place = at("/functions").child(&function.key).child("data");
        function.data.iter().map(move |item| (place.child(&item.key), function, item))
    });
    items.collect()
}

/// The list; none where no item is declared.
pub(super) fn collected(context: &Context<'_>) -> Spoken<Option<Block>> {
    let items = items(context);
    if items.is_empty() {
        return Ok(None);
    }
    let with_basis = items.iter().any(|(_, _, item)| item.uses.iter().any(|link| !link.basis.is_unstated()));
    let with_remarks = items.iter().any(|(_, _, item)| has_remarks(item));
    let mut heads = columns(context, "collected_list", &COLUMNS);
    heads.insert(1, own_column(context, "data_category")?);
    heads.insert(2, own_column(context, "data_subject")?);
    if with_basis {
        heads.push(own_column(context, "basis")?);
    }
    if with_remarks {
        heads.push(own_column(context, "remarks")?);
    }
    let extra = Extra { with_basis, with_remarks };
    let rows = items.iter().map(|(here, function, item)| item_row(context, here, function, item, extra));
    let table = Table {
        list: Some(ListKind::Collected),
        caption: context.input.catalog.disclosure_lists.get("collected_list").map_or_else(
            || context.texts.label("collection-title"),
            |list| Ok(list.name.text(context.locale).to_owned()),
        )?,
        columns: heads,
        rows: rows.collect::<Spoken<_>>()?,
        empty: Vec::new(),
    };
    let law = "Network Data Security Management Regulations Art. 21";
    Ok(Some(Block::table(ClauseId::of("collected-list", &[]), without_empty_columns(table)).law(law)))
}

/// Columns that stand only where some item fills them.
#[derive(Debug, Clone, Copy)]
struct Extra {
    with_basis: bool,
    with_remarks: bool,
}

fn item_row(
    context: &Context<'_>,
    here: &Pointer,
    function: &BusinessFunction,
    item: &DataItem,
    extra: Extra,
) -> Spoken<Block> {
    let uses = here.child("uses");
    let label = context.own(&here.child("label"), &item.label);
    let label = label.citing(item.datum.value().map(|_| here.child("datum")));
    let requirement = item.requirement.value().map(|requirement| requirement_of(context, here, requirement));
    let mut cells = vec![
        Some(label),
        category(context, here, item)?,
        context.term_of(&here.child("subject"), &item.subject),
        purpose(context, here, function, item)?,
        Some(context.own(&at("/functions").child(&function.key).child("name"), &function.name)),
        context.term_of(&here.child("source"), &item.source),
        each_use(context, item, |index, link| {
            context.term_of(&uses.index(index).child("frequency"), &link.frequency)
        })?,
        permission(context, item)?,
        sensitivity(context, here, item)?,
        requirement.transpose()?,
        each_use(context, item, |index, link| {
            context.term_of(&uses.index(index).child("retention"), &link.retention)
        })?,
    ];
    if extra.with_basis {
        cells.push(bases(context, &uses, item)?);
    }
    if extra.with_remarks {
        cells.push(remarks(context, here, item)?);
    }
    let id = ClauseId::of("collected", &[&function.key, &item.key]);
    let none = item.uses.is_none().then(|| uses.clone());
    Ok(row(id, cells, std::iter::once(here.child("key")).chain(none)))
}

/// The bases of the item's links, each once.
fn bases(context: &Context<'_>, uses: &Pointer, item: &DataItem) -> Spoken<Option<Said>> {
    let mut bases = Vec::new();
    for (index, link) in item.uses.iter().enumerate() {
        let grounds = context.grounds(&uses.index(index), &link.basis, &link.consent)?;
        grounds.into_iter().for_each(|said| add_once(&mut bases, said));
    }
    context.join(bases, Conjunction::And)
}

fn category(context: &Context<'_>, here: &Pointer, item: &DataItem) -> Spoken<Option<Said>> {
    let place = here.child("category");
    if item.category.is_none() {
        return context.none(&place).map(Some);
    }
    Ok(context.term_of(&place, &item.category))
}

/// The purposes of the item's own links, or of its function where it has none.
fn purpose(
    context: &Context<'_>,
    here: &Pointer,
    function: &BusinessFunction,
    item: &DataItem,
) -> Spoken<Option<Said>> {
    if item.uses.is_empty() {
        return context
            .headings(&at("/functions").child(&function.key).child("purposes"), &function.purposes);
    }
    let uses = here.child("uses");
    let purposes = item.uses.iter().enumerate();
    let purposes =
        purposes.map(|(index, link)| context.term(&uses.index(index).child("purpose"), &link.purpose));
    context.strung(purposes.collect(), "join-heavy-between")
}

/// What the item's links say, each once.
fn each_use(
    context: &Context<'_>,
    item: &DataItem,
    say: impl Fn(usize, &DataUse) -> Option<Said>,
) -> Spoken<Option<Said>> {
    let mut said = Vec::new();
    let each = item.uses.iter().enumerate().filter_map(|(index, link)| say(index, link));
    each.for_each(|words| add_once(&mut said, words));
    context.join(said, Conjunction::And)
}

/// The permissions declared for the app that lay this category open. Of several items of one category nobody said which
/// one comes through the permission, so none is claimed to: an uploaded photo needs no camera.
fn permission(context: &Context<'_>, item: &DataItem) -> Spoken<Option<Said>> {
    let Some(category) = item.category.value().and_then(|category| category.as_code()) else {
        return Ok(None);
    };
    let items = context.input.declaration.functions.iter().flat_map(|function| &function.data);
    let of_category =
        items.filter(|item| item.category.value().and_then(|term| term.as_code()) == Some(category));
    if of_category.take(2).count() > 1 {
        return Ok(None);
    }
    let catalog = context.input.catalog;
    let opens = |code: &str| {
        let keys = catalog.term("permission", code).map_or(&[][..], |term| term.catalog.as_slice());
        let keys = keys.iter().map(String::as_str).chain([code]);
        keys.filter_map(|key| catalog.permissions.get(key))
            .any(|entry| entry.data.iter().any(|data| data == category))
    };
    let asked = context.input.declaration.permissions.iter().filter(|request| {
        request.requested_by.value().is_none_or(|who| who == "app")
            && request.permission.as_code().is_some_and(opens)
    });
    let asked = asked.map(|request| {
        let here = at("/permissions").child(&request.key);
        match request.name.value() {
            Some(name) => context.own(&here.child("name"), name),
            None => context.term(&here.child("permission"), &request.permission),
        }
    });
    context.join(asked.collect(), Conjunction::And)
}

fn sensitivity(context: &Context<'_>, here: &Pointer, item: &DataItem) -> Spoken<Option<Said>> {
    if !item.sensitive.is_unstated() {
        return context.yes_no(&here.child("sensitive"), &item.sensitive);
    }
    match is_sensitive(context, item) {
        Some(true) => context.line("value-yes", &here.child("category")).map(Some),
        Some(false) => context.line("value-no", &here.child("category")).map(Some),
        None => Ok(None),
    }
}

fn requirement_of(
    context: &Context<'_>,
    here: &Pointer,
    requirement: &crate::manifest::Requirement,
) -> Spoken {
    use crate::manifest::Requirement;
    let place = here.child("requirement");
    match requirement {
        Requirement::Required => context.line("requirement-required", &place),
        Requirement::Optional => context.line("requirement-optional", &place),
        Requirement::OnUse => context.line("requirement-on-use", &place),
        // The group's key only ties items together; readers see that one of several is enough.
        Requirement::OneOf(_) => context.line("requirement-one-of", &place),
    }
}

fn has_remarks(item: &DataItem) -> bool {
    item.group.value().is_some() || item.offline.value().is_some() || item.store.value().is_some()
}

fn remarks(context: &Context<'_>, here: &Pointer, item: &DataItem) -> Spoken<Option<Said>> {
    let mut said = Vec::new();
    let group = item.group.value().map(|group| context.own(&here.child("group"), group));
    said.extend(context.say_of("item-group", "group", group)?);
    said.extend(context.flag(&here.child("offline"), &item.offline, "item-offline", "item-online")?);
    if let Some(ItemStoreFacets { linked, tracking, ephemeral, leaves_device }) = item.store.value() {
        let store = here.child("store");
        said.extend(context.flag(&store.child("linked"), linked, "item-linked", "item-not-linked")?);
        said.extend(context.flag(&store.child("tracking"), tracking, "item-tracking", "item-no-tracking")?);
        said.extend(context.flag(&store.child("ephemeral"), ephemeral, "item-ephemeral", "item-kept")?);
        let place = store.child("leavesDevice");
        said.extend(context.flag(&place, leaves_device, "item-leaves-device", "item-stays-on-device")?);
    }
    context.join(said, Conjunction::And)
}
