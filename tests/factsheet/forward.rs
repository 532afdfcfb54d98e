//! From a sheet's members to the manifest's, along the schema. What has no typed place is left out here; the
//! difference to the sheet then shows it, and it becomes a statement.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use disclosure::catalog::Catalog;
use serde_json::{Map, Value, json};

use crate::{
    format::{self, Placement},
    marks::{self, Marks, item, member},
    schema::{self, Shape, Slot},
};

/// A place in both documents; the manifest's pointer counts items.
#[derive(Debug, Clone)]
pub struct At {
    pub sheet: String,
    pub manifest: String,
}

impl At {
    pub(crate) fn member(&self, sheet: &str, manifest: &str) -> Self {
        Self { sheet: member(&self.sheet, sheet), manifest: member(&self.manifest, manifest) }
    }
}

/// The member that is being read, for what the tables say of it.
#[derive(Debug, Clone, Copy)]
pub struct Site<'a> {
    pub shape: &'a str,
    pub member: &'a str,
    /// Whether it is an item of a list. Own words of an item are what its anchor is made of, so they stay as they are.
    pub listed: bool,
}

/// What a sheet refers to by names that are no codes.
pub type Declared = HashSet<(&'static str, String)>;

/// One way from a sheet to a manifest.
#[derive(Debug)]
pub struct Forward<'a> {
    pub(crate) catalog: &'a Catalog,
    /// Places whose typed form the reader of manifests refused.
    pub(crate) refused: &'a BTreeSet<String>,
    /// Places of the profile whose codes mean nothing: they become words.
    pub(crate) unknown: &'a BTreeSet<String>,
    pub(crate) declared: Declared,
    /// How the sheet wrote what can be written in more than one way.
    pub marks: Marks,
    /// The sheet's place of every place in the manifest.
    pub trace: BTreeMap<String, String>,
}

impl<'a> Forward<'a> {
    pub fn new(
        sheet: &Value,
        catalog: &'a Catalog,
        refused: &'a BTreeSet<String>,
        unknown: &'a BTreeSet<String>,
    ) -> Self {
        let declared = declared(sheet);
        Self { catalog, refused, unknown, declared, marks: Marks::default(), trace: BTreeMap::new() }
    }

    /// The members of an object that have a typed place; nothing where one that must be there is missing.
    pub fn object(
        &mut self,
        shape: &'static str,
        sheet: &Map<String, Value>,
        at: &At,
        used: &mut HashSet<String>,
    ) -> Option<Map<String, Value>> {
        let mut out = self.members(shape, sheet, at);
        self.complete(shape, sheet, at, used, &mut out).then_some(out)
    }

    /// As [`Self::object`], before keys and names are made.
    pub fn members(
        &mut self,
        shape: &'static str,
        sheet: &Map<String, Value>,
        at: &At,
    ) -> Map<String, Value> {
        let known = schema::members(schema::definition(shape));
        let mut out = self.placed_words(shape, sheet, at);
        for (name, value) in sheet {
            let Some(target) = target(shape, name, value) else { continue };
            // The keys of rows are made when all else is read.
            let row_key =
                target == "key" && schema::required(schema::definition(shape)).any(|name| name == "key");
            if out.contains_key(&target) || row_key {
                continue;
            }
            let usual = format::sheet_name(shape, &target);
            let here = at.member(name, &target);
            let site = Site { shape, member: &target, listed: false };
            if let Some(value) = self.slot(schema::slot(&known[&target]), value, &here, site) {
                let place = member(&at.sheet, &usual);
                if usual != *name {
                    self.marks.set_name(&place, name);
                } else if format::placement(shape, &target) != Placement::Member
                    && self.marks.get(&place).is_none()
                {
                    self.marks.set(&place, Placement::Member.as_str());
                }
                out.insert(target, value);
            }
        }
        out
    }

    /// Texts whose languages stand in the row itself, or in members of their own.
    fn placed_words(
        &mut self,
        shape: &'static str,
        sheet: &Map<String, Value>,
        at: &At,
    ) -> Map<String, Value> {
        let mut out = Map::new();
        let known = schema::members(schema::definition(shape));
        for (target, schema) in known {
            let usual = format::sheet_name(shape, target);
            let words = matches!(schema::slot(schema).shape, Shape::Words | Shape::Term { .. });
            let base = member(&at.sheet, &usual);
            // What stands as one member goes before parts of it.
            let whole = sheet.get(&usual).is_some_and(|value| !value.is_null());
            if whole || !words || format::is_ours(shape, target) || self.refused.contains(&base) {
                continue;
            }
            let direct =
                (format::principal(shape) == Some(target)).then_some(("zh", "en", Placement::Direct));
            let (zh, en) = (format!("{usual}_zh"), format!("{usual}_en"));
            for (zh, en, placement) in direct.into_iter().chain([(&*zh, &*en, Placement::Split)]) {
                if let Some(value) = both(sheet.get(zh), sheet.get(en)).filter(|_| !out.contains_key(target))
                {
                    if placement != format::placement(shape, target) {
                        self.marks.set(&base, placement.as_str());
                    }
                    self.trace.insert(member(&at.manifest, target), base.clone());
                    out.insert(target.clone(), value);
                }
            }
        }
        out
    }

    /// A member's value, with silence and "none" as the sheet says them.
    pub fn slot(&mut self, slot: Slot, value: &Value, at: &At, site: Site<'_>) -> Option<Value> {
        if self.refused.contains(&at.sheet) {
            return None;
        }
        if slot.stated && value == "unstated" {
            if !format::usually_unstated(site.shape, site.member) {
                self.marks.set(&at.sheet, marks::UNSTATED);
            }
            return None;
        }
        if slot.stated && *value == false && !slot.takes_flags() {
            self.trace.insert(at.manifest.clone(), at.sheet.clone());
            if !matches!(slot.shape, Shape::List { .. }) {
                return Some(json!({ "none": true }));
            }
            self.marks.set(&at.sheet, marks::NO);
            return Some(json!([]));
        }
        let taken = match (slot.shape, value) {
            (Shape::List { item }, _) => self.list(schema::slot(item), slot.references, value, at, site),
            (Shape::Map { value: inner }, Value::Object(members)) => self.map(inner, members, at, site),
            (Shape::Map { .. }, _) => None,
            (shape, Value::Array(items)) if items.len() == 1 => {
                let inner = At { sheet: item(&at.sheet, 0), manifest: at.manifest.clone() };
                let taken = self.value(shape, &items[0], &inner, site);
                if taken.is_some() {
                    self.marks.set(&at.sheet, marks::LIST);
                }
                taken
            }
            (shape, _) => self.value(shape, value, at, site),
        };
        match taken {
            Some(_) => {
                self.trace.insert(at.manifest.clone(), at.sheet.clone());
            }
            None => self.marks.forget(&at.sheet),
        }
        taken
    }

    fn list(
        &mut self,
        inner: Slot,
        references: bool,
        value: &Value,
        at: &At,
        site: Site<'_>,
    ) -> Option<Value> {
        let inner = if references { Slot { shape: Shape::Reference, ..inner } } else { inner };
        let site = Site { listed: value.is_array(), ..site };
        let single = [value.clone()];
        let usually_single = format::usually_single(site.shape, site.member);
        let items = match value {
            Value::Array(items) => {
                if items.len() == 1 && usually_single {
                    self.marks.set(&at.sheet, marks::LIST);
                }
                items.as_slice()
            }
            Value::Object(_) | Value::String(_) | Value::Number(_) => {
                if !usually_single {
                    self.marks.set(&at.sheet, marks::SINGLE);
                }
                &single
            }
            Value::Null | Value::Bool(_) => return None,
        };
        match inner.shape {
            Shape::Object { name } => self.rows(name, items, at),
            _ => {
                let values: Option<Vec<Value>> = items
                    .iter()
                    .enumerate()
                    .map(|(index, value)| {
                        let at = At { sheet: item(&at.sheet, index), manifest: item(&at.manifest, index) };
                        self.slot(inner, value, &at, site)
                    })
                    .collect();
                values.map(Value::Array)
            }
        }
    }

    fn map(
        &mut self,
        inner: &'static Value,
        members: &Map<String, Value>,
        at: &At,
        site: Site<'_>,
    ) -> Option<Value> {
        let mut out = Map::new();
        for (name, value) in members {
            let key = match site.member {
                "sectionsOnlyIn" => crate::words::tag_of(name)?.to_string(),
                _ => name.clone(),
            };
            let here = At { sheet: member(&at.sheet, name), manifest: member(&at.manifest, &key) };
            if let Some(value) = self.slot(schema::slot(inner), value, &here, site) {
                out.insert(key, value);
            }
        }
        // `{none: …}` would read as "none", and an empty object would say more than the sheet does.
        let lost = out.is_empty() && !members.is_empty();
        (!lost && !out.contains_key("none")).then_some(Value::Object(out))
    }
}

/// The member of the manifest that a sheet's member fills; none where it has no typed place.
fn target(shape: &str, name: &str, value: &Value) -> Option<String> {
    if let Some((list, word)) = format::either(shape, name) {
        return Some(if value.is_array() || *value == false { list } else { word }.into());
    }
    let target = format::manifest_name(shape, name);
    let known = schema::members(schema::definition(shape)).contains_key(&target);
    // A name that only looks like ours once it is bent into camel case twice is another name.
    let straight = !name.contains(|c: char| c.is_ascii_uppercase());
    (known && straight && !format::is_ours(shape, &target)).then_some(target)
}

/// `{zh-CN, en}` of two members, at least one of which has words and neither of which is anything but a text.
fn both(zh: Option<&Value>, en: Option<&Value>) -> Option<Value> {
    let present = [("zh", zh), ("en", en)].into_iter().filter_map(|(tag, text)| Some((tag, text?.clone())));
    crate::words::map_of(&present.map(|(tag, text)| (tag.into(), text)).collect())
}

fn declared(sheet: &Value) -> Declared {
    let mut out = Declared::new();
    for (list, kind) in [
        ("purposes", "purpose"),
        ("contacts", "request_channel"),
        ("apps", "party"),
        ("recipients", "party"),
        ("sdks", "sdk"),
    ] {
        let rows = sheet[list].as_array().into_iter().flatten();
        for key in rows.filter_map(|row| row["key"].as_str()) {
            match kind {
                "sdk" => out.insert(("party", format!("sdk:{key}"))),
                _ => out.insert((kind, key.to_owned())),
            };
        }
    }
    out
}
