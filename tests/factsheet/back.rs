//! From the manifest's members to the sheet's: the way of `forward`, walked backwards with the marks it left.

use serde_json::{Map, Number, Value};

use crate::{
    format::{self, Placement},
    forward::Site,
    marks::{self, Marks, item, member},
    schema::{self, Shape, Slot},
    words::{sheet_map, sheet_tag},
    written::written,
};

/// One way from a manifest to a sheet.
#[derive(Debug)]
pub struct Back<'a> {
    pub marks: &'a Marks,
}

impl Back<'_> {
    /// The contacts, which a sheet keeps beside the tenant.
    pub fn contacts(&self, tenant: &Map<String, Value>) -> Value {
        let slot = schema::slot(&schema::definition("TenantProfile")["properties"]["contacts"]);
        let site = Site { shape: "TenantProfile", member: "contacts", listed: false };
        match tenant.get("contacts") {
            Some(contacts) => self.slot(slot, contacts, "/contacts", site),
            None if self.marks.is("/contacts", marks::UNSTATED) => marks::UNSTATED.into(),
            None => Value::Null,
        }
    }

    /// An object as the sheet writes it.
    pub fn object(&self, shape: &str, value: &Map<String, Value>, at: &str) -> Map<String, Value> {
        let known = schema::members(schema::definition(shape));
        let order_of = written(shape);
        let mut order: Vec<&String> = known.keys().collect();
        order.sort_by_key(|name| {
            let name = format::sheet_name(shape, name);
            order_of.iter().position(|known| *known == name).unwrap_or(usize::MAX)
        });
        let mut out = Map::new();
        for name in order {
            if !format::is_ours(shape, name) {
                self.member(Site { shape, member: name, listed: false }, &known[name], value, at, &mut out);
            }
        }
        out
    }

    fn member(
        &self,
        site: Site<'_>,
        schema: &'static Value,
        row: &Map<String, Value>,
        at: &str,
        out: &mut Map<String, Value>,
    ) {
        let usual = format::sheet_name(site.shape, site.member);
        let place = member(at, &usual);
        let written = written(site.shape).contains(&usual.as_str());
        let value = row.get(site.member).or_else(|| implied(site, row));
        if site.member == "key" && format::keyed_by(site.shape).is_some() {
            out.extend(self.marks.word(&place).map(|key| (usual, key.into())));
            return;
        }
        let (name, placement) = match (self.marks.name(&place), self.marks.get(&place)) {
            (Some(name), _) => (name, Placement::Member),
            (None, Some(mark)) => (&*usual, Placement::of(mark).unwrap_or(Placement::Member)),
            (None, None) => (&*usual, format::placement(site.shape, site.member)),
        };
        match (value, placement) {
            (Some(value), Placement::Member) => {
                out.insert(name.into(), self.slot(schema::slot(schema), value, &member(at, name), site));
            }
            (None, Placement::Member) if self.marks.is(&place, marks::UNSTATED) => {
                out.insert(usual, marks::UNSTATED.into());
            }
            (None, Placement::Member) if written => {
                let unstated = format::usually_unstated(site.shape, site.member);
                let silence = if unstated { marks::UNSTATED.into() } else { Value::Null };
                out.entry(usual).or_insert(silence);
            }
            (None, Placement::Member) => {}
            (None, _) if !written => {}
            (value, placement) => {
                for (tag, text) in sheet_map(value.unwrap_or(&Value::Null)) {
                    let name = if placement == Placement::Direct { tag } else { format!("{usual}_{tag}") };
                    out.insert(name, text);
                }
            }
        }
    }

    fn slot(&self, slot: Slot, value: &Value, at: &str, site: Site<'_>) -> Value {
        if value.get("none").is_some() {
            return Value::Bool(false);
        }
        match (slot.shape, value) {
            (Shape::List { item }, Value::Array(items)) => {
                self.list(schema::slot(item), slot.references, items, at, site)
            }
            (Shape::Map { value: inner }, Value::Object(members)) => {
                let named = members.iter().map(|(name, value)| {
                    let name = match site.member {
                        "sectionsOnlyIn" => {
                            name.parse().map_or_else(|_| name.clone(), |tag| sheet_tag(&tag).into())
                        }
                        _ => name.clone(),
                    };
                    let value = self.slot(schema::slot(inner), value, &member(at, &name), site);
                    (name, value)
                });
                Value::Object(named.collect())
            }
            (shape, _) if self.marks.is(at, marks::LIST) => {
                Value::Array(vec![self.value(shape, value, &item(at, 0), site)])
            }
            (shape, _) => self.value(shape, value, at, site),
        }
    }

    fn list(&self, inner: Slot, references: bool, items: &[Value], at: &str, site: Site<'_>) -> Value {
        if items.is_empty() && self.marks.is(at, marks::NO) {
            return Value::Bool(false);
        }
        let shape = if references { Shape::Reference } else { inner.shape };
        let mut out = Vec::new();
        for value in items {
            self.skip_aside(at, &mut out);
            out.push(self.value(shape, value, &item(at, out.len()), site));
        }
        self.skip_aside(at, &mut out);
        let usually_single = format::usually_single(site.shape, site.member);
        let single = self.marks.is(at, marks::SINGLE) || (usually_single && !self.marks.is(at, marks::LIST));
        match out.pop() {
            Some(value) if single && out.is_empty() => value,
            last => Value::Array(out.into_iter().chain(last).collect()),
        }
    }

    /// Leaves room for rows whose facts are statements.
    fn skip_aside(&self, at: &str, out: &mut Vec<Value>) {
        while self.marks.is(&item(at, out.len()), marks::ASIDE) {
            out.push(Value::Null);
        }
    }

    fn value(&self, shape: Shape, value: &Value, at: &str, site: Site<'_>) -> Value {
        if let Some(word) = self.marks.word(at) {
            return word.into();
        }
        match (shape, value) {
            (Shape::Object { name }, Value::Object(members)) => {
                match format::principal(name).filter(|_| self.marks.is(at, marks::PLAIN)) {
                    Some(principal) => self.principal(name, principal, members, at),
                    None => Value::Object(self.object(name, members, at)),
                }
            }
            (Shape::Words, Value::Object(_)) => self.words(value, at, true),
            (Shape::Term { .. }, Value::Object(_)) => {
                self.words(value, at, format::usually_in_both(site.shape, site.member))
            }
            (Shape::Enumeration { .. }, Value::String(word)) => format::sheet_word(word).into(),
            (Shape::Language, Value::String(tag)) => {
                tag.parse().map_or_else(|_| value.clone(), |locale| sheet_tag(&locale).into())
            }
            (Shape::Text, Value::String(digits)) if self.marks.is(at, marks::NUMBER) => number(digits),
            _ => value.clone(),
        }
    }

    fn principal(&self, shape: &str, member_name: &str, row: &Map<String, Value>, at: &str) -> Value {
        let site = Site { shape, member: member_name, listed: false };
        let Some(value) = row.get(member_name).or_else(|| implied(site, row)) else { return Value::Null };
        let schema = &schema::definition(shape)["properties"][member_name];
        let here = member(at, &format::sheet_name(shape, member_name));
        self.value(schema::slot(schema).shape, value, &here, site)
    }

    /// Words as the sheet had them: in both languages, or in one string.
    pub fn words(&self, words: &Value, at: &str, usually_in_both: bool) -> Value {
        let string = self.marks.is(at, marks::TEXT)
            || self.marks.is(at, marks::CODE)
            || self.marks.language(at).is_some();
        if self.marks.is(at, marks::MAP) || (usually_in_both && !string) {
            return Value::Object(sheet_map(words));
        }
        let language = self.marks.language(at).unwrap_or("en");
        let text = words.get(language).or_else(|| words.as_object()?.values().next());
        match text.and_then(Value::as_str) {
            Some(text) if self.marks.is(at, marks::CODE) => text.replace(' ', "_").into(),
            Some(text) => text.into(),
            None => Value::Null,
        }
    }
}

/// A number as it was written.
pub fn number(digits: &str) -> Value {
    digits.parse::<Number>().map_or_else(|_| digits.into(), Value::Number)
}

/// A datum's fine name is its key where it is not said.
fn implied<'a>(site: Site<'_>, row: &'a Map<String, Value>) -> Option<&'a Value> {
    ((site.shape, site.member) == ("DataItem", "datum")).then(|| row.get("key"))?
}
