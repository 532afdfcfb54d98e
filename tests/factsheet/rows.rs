//! Rows: items with a key, which the sheet brings or their content makes.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::{
    format,
    forward::{At, Forward, Site},
    keys::{humanise, key_of, slug_of, unique, worded},
    marks::{self, item, member},
    schema::{self, Shape},
};

impl Forward<'_> {
    /// Rows one by one; those without a typed form stand aside, and a list of nothing else is no list.
    pub(crate) fn rows(&mut self, shape: &'static str, rows: &[Value], at: &At) -> Option<Value> {
        let mut used = HashSet::new();
        let mut out = Vec::new();
        let mut aside = Vec::new();
        for (index, row) in rows.iter().enumerate() {
            let here = At { sheet: item(&at.sheet, index), manifest: item(&at.manifest, out.len()) };
            let taken = match row {
                _ if self.refused.contains(&here.sheet) => None,
                Value::Object(members) => self.object(shape, members, &here, &mut used),
                Value::String(_) => self.plain(shape, row, &here, &mut used),
                _ => None,
            };
            match taken {
                Some(row) => {
                    self.trace.insert(here.manifest, here.sheet);
                    out.push(Value::Object(row));
                }
                None => {
                    self.marks.forget(&here.sheet);
                    aside.push(here.sheet);
                }
            }
        }
        if out.is_empty() && !rows.is_empty() {
            return None;
        }
        aside.iter().for_each(|row| self.marks.set(row, marks::ASIDE));
        Some(Value::Array(out))
    }

    /// A bare word where a row was expected.
    pub(crate) fn plain(
        &mut self,
        shape: &'static str,
        word: &Value,
        at: &At,
        used: &mut HashSet<String>,
    ) -> Option<Map<String, Value>> {
        let principal = format::principal(shape)?;
        let schema = &schema::definition(shape)["properties"][principal];
        let inner = at.member(&format::sheet_name(shape, principal), principal);
        let site = Site { shape, member: principal, listed: false };
        let value = self.value(schema::slot(schema).shape, word, &inner, site)?;
        let mut out = Map::from_iter([(principal.to_owned(), value)]);
        self.marks.set(&at.sheet, marks::PLAIN);
        self.complete(shape, &Map::new(), at, used, &mut out).then_some(out)
    }

    /// Makes the key and the name of a row where the sheet has none.
    pub(crate) fn complete(
        &mut self,
        shape: &'static str,
        sheet: &Map<String, Value>,
        at: &At,
        used: &mut HashSet<String>,
        out: &mut Map<String, Value>,
    ) -> bool {
        let schema = schema::definition(shape);
        if schema::members(schema).contains_key("key") {
            self.set_key(shape, sheet, at, used, out);
        }
        for name in schema::required(schema) {
            if out.contains_key(name) {
                continue;
            }
            let words = matches!(schema::slot(&schema["properties"][name]).shape, Shape::Words);
            let key = out.get("key").and_then(Value::as_str).map(humanise);
            match key.filter(|_| words).as_deref().and_then(worded) {
                Some(made) => out.insert(name.into(), made),
                None => return false,
            };
        }
        true
    }

    fn set_key(
        &mut self,
        shape: &'static str,
        sheet: &Map<String, Value>,
        at: &At,
        used: &mut HashSet<String>,
        out: &mut Map<String, Value>,
    ) {
        let given = sheet.get("key").and_then(Value::as_str);
        let made = [format::keyed_by(shape).unwrap_or_default(), &["name"], &["title"], &["label"]];
        let stem = given
            .map(key_of)
            .into_iter()
            .chain(made.into_iter().map(|members| key_from(members, out)))
            .find(|key| !key.is_empty())
            .unwrap_or_else(|| format::snake_case(shape).trim_start_matches('_').into());
        let key = if shape == "DataItem" { item_key(&stem, out, used) } else { unique(&stem, used) };
        let place = member(&at.sheet, "key");
        if let Some(given) = given.filter(|given| *given != key || format::keyed_by(shape).is_some()) {
            self.marks.set_word(&place, given);
        }
        if shape == "DataItem" && out.get("datum").is_some_and(|datum| *datum == key) {
            out.remove("datum");
        }
        out.insert("key".into(), key.into());
    }
}

/// The key of a datum; where another has it, the subject or the source tells the two apart.
fn item_key(stem: &str, item: &Map<String, Value>, used: &mut HashSet<String>) -> String {
    for detail in ["subject", "source"] {
        if !used.contains(stem) {
            break;
        }
        if let Some(detail) = item.get(detail).and_then(Value::as_str) {
            let key = format!("{stem}.{detail}");
            if used.insert(key.clone()) {
                return key;
            }
        }
    }
    unique(stem, used)
}

/// A key of what a row says.
fn key_from(members: &[&str], row: &Map<String, Value>) -> String {
    let parts = members.iter().filter_map(|name| match row.get(*name)? {
        Value::String(code) if !code.contains(':') => Some(key_of(code)),
        Value::String(code) => Some(slug_of(code)),
        Value::Object(words) => {
            let text = words.get("en").or_else(|| words.values().next())?;
            text.as_str().map(slug_of)
        }
        _ => None,
    });
    let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
    key_of(&parts.join("-"))
}
