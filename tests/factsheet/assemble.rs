//! The two documents as a whole: which part of a sheet goes where, and what a manifest has beside it.

use std::collections::{BTreeMap, BTreeSet};

use disclosure::{
    catalog::Catalog,
    manifest::{MANIFEST_SCHEMA, Problem},
};
use serde_json::{Map, Value, json};

use crate::{
    back::Back,
    forward::{At, Forward, Site},
    keys::{humanise, tenant_slug, worded},
    marks::{Marks, member, tokens},
    schema,
};

/// Top-level members that are no part of the declaration.
const APART: &[&str] = &["case", "tenant", "contacts"];

/// The kind of a tenant whose sheet names none that we know; the way back shows what it said.
const KIND: &str = "app_developer";

/// A manifest in the making.
#[derive(Debug)]
pub struct Draft {
    pub manifest: Value,
    pub marks: Marks,
    trace: BTreeMap<String, String>,
}

impl Draft {
    /// The sheet's place of a path in which keys name items, or of the nearest place around it.
    pub fn place(&self, path: &str) -> Option<String> {
        let mut pointer = self.indexed(path)?;
        loop {
            if let Some(at) = self.trace.get(&pointer) {
                return Some(at.clone());
            }
            pointer.truncate(pointer.rfind('/')?);
        }
    }

    /// The narrowest place of the sheet that a problem can be cured at and that was not refused before.
    pub fn refusable(&self, problem: &Problem, refused: &BTreeSet<String>) -> Option<String> {
        // A contradiction names the members that stand against each other.
        let named = std::iter::once(problem.subject.as_str())
            .chain(problem.expected.iter().flat_map(|names| names.split(", ")))
            .filter_map(|name| self.trace.get(&member(&self.indexed(&problem.path)?, name)).cloned());
        let mut around = self.indexed(&problem.path);
        let climb = std::iter::from_fn(|| {
            let pointer = around.take()?;
            around = pointer.rfind('/').map(|end| pointer[..end].to_owned());
            Some(self.trace.get(&pointer).cloned())
        });
        named.chain(climb.flatten()).find(|at| !refused.contains(at))
    }

    /// A path as a plain JSON Pointer.
    fn indexed(&self, path: &str) -> Option<String> {
        let mut here = &self.manifest;
        let mut out = String::new();
        for token in tokens(path) {
            let (next, name) = match here {
                Value::Array(items) => {
                    let named =
                        |item: &Value| item.get("key").or(item.get("slug")).is_some_and(|k| *k == token);
                    let index = items.iter().position(named).or_else(|| token.parse().ok())?;
                    (items.get(index), index.to_string())
                }
                other => (other.get(&token), token),
            };
            out = member(&out, &name);
            here = next.unwrap_or(&Value::Null);
        }
        Some(out)
    }
}

/// Codes that only the sheet knows.
#[derive(Debug, Default)]
pub struct Vocabulary {
    /// Parties to flows.
    parties: BTreeSet<String>,
    /// `<kind>:<code>` of everything else.
    words: BTreeSet<String>,
}

impl Vocabulary {
    /// Takes up the code of a problem; false where it was there already.
    pub fn define(&mut self, problem: &Problem) -> bool {
        match problem.expected.as_deref() {
            Some("party") => self.parties.insert(problem.subject.clone()),
            Some(kind) => self.words.insert(format!("{kind}:{}", problem.subject)),
            None => false,
        }
    }

    fn parties(&self) -> Vec<Value> {
        let name = |key: &String| capitalised(&humanise(key.strip_prefix("sdk:").unwrap_or(key)));
        self.parties.iter().map(|key| json!({ "key": key, "name": { "en": name(key) } })).collect()
    }

    fn entries(&self) -> Vec<Value> {
        let text = |key: &str| humanise(key.split_once(':').map_or(key, |(_, code)| code));
        self.words.iter().map(|key| json!({ "key": key, "text": { "en": text(key) } })).collect()
    }
}

/// The typed part of a sheet.
pub fn draft(
    sheet: &Value,
    catalog: &Catalog,
    refused: &BTreeSet<String>,
    unknown: &BTreeSet<String>,
    vocabulary: &Vocabulary,
) -> Draft {
    let mut forward = Forward::new(sheet, catalog, refused, unknown);
    let case = sheet["case"].as_str().or_else(|| sheet["tenant"]["key"].as_str()).unwrap_or_default();
    let slug = tenant_slug(case);
    if let Some(case) = sheet["case"].as_str().filter(|case| *case != case_of(&slug)) {
        forward.marks.set_word("/case", case);
    }
    let tenant = tenant(&mut forward, sheet, &slug);
    let app = app(&mut forward, sheet, &slug, &tenant, vocabulary);
    Draft {
        manifest: json!({ "schema": MANIFEST_SCHEMA, "tenant": tenant, "apps": [app] }),
        marks: forward.marks,
        trace: forward.trace,
    }
}

fn tenant(forward: &mut Forward<'_>, sheet: &Value, slug: &str) -> Map<String, Value> {
    let empty = Map::new();
    let at = At { sheet: "/tenant".into(), manifest: "/tenant".into() };
    let mut tenant = forward.members("TenantProfile", sheet["tenant"].as_object().unwrap_or(&empty), &at);
    if let Some(contacts) = sheet.get("contacts") {
        let at = At { sheet: "/contacts".into(), manifest: "/tenant/contacts".into() };
        let slot = schema::slot(&schema::definition("TenantProfile")["properties"]["contacts"]);
        let site = Site { shape: "TenantProfile", member: "contacts", listed: false };
        if let Some(contacts) = forward.slot(slot, contacts, &at, site) {
            tenant.insert("contacts".into(), contacts);
        }
    }
    let name = sheet["tenant"]["key"].as_str().map(humanise).as_deref().and_then(worded);
    tenant.entry("name").or_insert_with(|| name.unwrap_or_else(|| json!({ "en": slug })));
    tenant.entry("kind").or_insert_with(|| KIND.into());
    tenant.insert("slug".into(), slug.into());
    tenant
}

fn app(
    forward: &mut Forward<'_>,
    sheet: &Value,
    slug: &str,
    tenant: &Map<String, Value>,
    vocabulary: &Vocabulary,
) -> Map<String, Value> {
    let mut rest = sheet.as_object().cloned().unwrap_or_default();
    rest.retain(|name, _| !APART.contains(&name.as_str()));
    let at = At { sheet: String::new(), manifest: "/apps/0".into() };
    let mut app = forward.members("Declaration", &rest, &at);
    app.insert("slug".into(), slug.into());
    // A single developer is known by the app, a platform or brand by its own name.
    let of_app = app.get("platforms").map(|platforms| &platforms[0]["name"]).filter(|name| name.is_object());
    let name = of_app.filter(|_| tenant["kind"] == "app_developer").unwrap_or(&tenant["name"]).clone();
    app.insert("name".into(), name);
    for (member, entries) in [("parties", vocabulary.parties()), ("vocabulary", vocabulary.entries())] {
        if !entries.is_empty() {
            app.insert(member.into(), entries.into());
        }
    }
    app
}

/// The sheet that the typed part of a manifest makes, silences as sheets usually write them.
pub fn sheet_of(manifest: &Value, marks: &Marks) -> Value {
    let back = Back { marks };
    let empty = Map::new();
    let object = |value: &Value| value.as_object().unwrap_or(&empty).clone();
    let tenant = object(&manifest["tenant"]);
    let case =
        marks.word("/case").map_or_else(|| case_of(tenant["slug"].as_str().unwrap_or_default()), Into::into);
    let contacts = back.contacts(&tenant);
    let mut sheet = Map::from_iter([
        ("case".to_owned(), case.into()),
        ("tenant".to_owned(), back.object("TenantProfile", &tenant, "/tenant").into()),
        ("contacts".to_owned(), contacts),
    ]);
    sheet.extend(back.object("Declaration", &object(&manifest["apps"][0]), ""));
    Value::Object(sheet)
}

/// The first letter as names have it.
fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The name of a case with that slug.
fn case_of(slug: &str) -> String {
    slug.replace('-', "_")
}
