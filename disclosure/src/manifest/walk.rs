//! Walks a value along its schema: finds what does not fit, and names every leaf.
//!
//! Paths are JSON Pointers in which an item that has a `key` is named by it: `/sdks/umeng/purposes/0`.

use serde_json::{Map, Value};

use super::{places::Step, schema::json_schema};

/// A leaf of a declaration: a fact with its path. A text in several languages is one leaf.
#[derive(Debug, Clone, PartialEq)]
pub struct Leaf {
    /// The path.
    pub path: String,
    /// The kind of word, for a term in code form.
    pub kind: Option<String>,
    /// The value.
    pub value: Value,
}

/// What a walk meets.
pub(super) trait Visitor {
    fn leaf(&mut self, at: &At, schema: &Value, value: &Value);
    fn misfit(&mut self, at: &At, misfit: Misfit);
}

/// What does not fit the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Misfit {
    UnknownMember { name: String, known: Vec<String> },
    MissingMember { name: String },
    WrongType { expected: &'static str, found: &'static str },
    UnknownValue { value: String, known: Vec<String> },
    DuplicateKey { key: String },
}

/// Where a walk is: the steps of the file and the path with keys.
#[derive(Debug, Clone, Default)]
pub(super) struct At {
    pub(super) steps: Vec<Step>,
    pub(super) path: String,
}

impl At {
    pub(super) fn member(&self, name: &str) -> Self {
        self.enter(Step::Member(name.into()), name)
    }

    pub(super) fn item(&self, index: usize, item: &Value) -> Self {
        match key_of(item) {
            Some(key) => self.enter(Step::Item(index), key),
            None => self.enter(Step::Item(index), &index.to_string()),
        }
    }

    fn enter(&self, step: Step, name: &str) -> Self {
        let mut next = self.clone();
        next.steps.push(step);
        next.path.push('/');
        next.path.push_str(&escape(name));
        next
    }
}

/// What an item of a list is named by, if it has a name.
pub(super) fn key_of(item: &Value) -> Option<&str> {
    item.get("key").or_else(|| item.get("slug")).and_then(Value::as_str)
}

/// A name as a token of a JSON Pointer (RFC 6901).
pub(crate) fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// The leaves of an app's declaration; paths start at the declaration.
pub fn declaration_leaves(declaration: &Value) -> Vec<Leaf> {
    leaves("Declaration", declaration)
}

/// The leaves of a tenant's profile; paths start at the profile.
pub fn profile_leaves(profile: &Value) -> Vec<Leaf> {
    leaves("TenantProfile", profile)
}

fn leaves(definition: &str, value: &Value) -> Vec<Leaf> {
    struct Collect(Vec<Leaf>);
    impl Visitor for Collect {
        fn leaf(&mut self, at: &At, schema: &Value, value: &Value) {
            let kind = schema.get("x-term").and_then(Value::as_str).filter(|_| value.is_string());
            self.0.push(Leaf { path: at.path.clone(), kind: kind.map(Into::into), value: value.clone() });
        }

        fn misfit(&mut self, _: &At, _: Misfit) {}
    }
    let mut collect = Collect(Vec::new());
    walk(&json_schema()["$defs"][definition], value, &At::default(), &mut collect);
    collect.0
}

/// Walks a value along a schema of the manifest.
pub(super) fn walk(schema: &Value, value: &Value, at: &At, visitor: &mut impl Visitor) {
    let schema = resolve(schema);
    if value.is_null() {
        // Null is read as unstated; where a value is required the typed reader says so.
        return;
    }
    if schema.get("x-stated").is_some() {
        return walk_stated(schema, value, at, visitor);
    }
    if schema.get("x-localized").is_some() || schema.get("x-term").is_some() {
        return match value {
            Value::Object(_) | Value::String(_) | Value::Bool(_) => visitor.leaf(at, schema, value),
            other => visitor
                .misfit(at, Misfit::WrongType { expected: "a text or a code", found: type_name(other) }),
        };
    }
    match (schema.get("type").and_then(Value::as_str), value) {
        (Some("object"), Value::Object(members)) => walk_object(schema, members, at, visitor),
        (Some("array"), Value::Array(items)) => walk_array(schema, items, at, visitor),
        (Some("object"), other) => {
            visitor.misfit(at, Misfit::WrongType { expected: "an object", found: type_name(other) });
        }
        (Some("array"), other) => {
            visitor.misfit(at, Misfit::WrongType { expected: "a list", found: type_name(other) });
        }
        _ => walk_scalar(schema, value, at, visitor),
    }
}

fn walk_stated(schema: &Value, value: &Value, at: &At, visitor: &mut impl Visitor) {
    if value.get("none").is_some() {
        return visitor.leaf(at, schema, value);
    }
    match schema.get("anyOf").and_then(|options| options.get(0)) {
        // Marks of the member itself, such as x-ref, count for its value.
        Some(inner) => match schema.get("x-ref").or_else(|| schema.get("x-requester")) {
            Some(_) if value.is_string() => visitor.leaf(at, schema, value),
            _ => walk(inner, value, at, visitor),
        },
        None => visitor.leaf(at, schema, value),
    }
}

fn walk_object(schema: &Value, members: &Map<String, Value>, at: &At, visitor: &mut impl Visitor) {
    let empty = Map::new();
    let known = schema.get("properties").and_then(Value::as_object).unwrap_or(&empty);
    let rest = schema.get("additionalProperties").filter(|rest| rest.is_object());
    for (name, member) in members {
        match known.get(name).or(rest) {
            Some(schema) => walk(schema, member, &at.member(name), visitor),
            None => visitor.misfit(
                &at.member(name),
                Misfit::UnknownMember { name: name.clone(), known: known.keys().cloned().collect() },
            ),
        }
    }
    let required =
        schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    for name in required.filter(|name| !members.contains_key(*name)) {
        visitor.misfit(at, Misfit::MissingMember { name: name.into() });
    }
}

fn walk_array(schema: &Value, items: &[Value], at: &At, visitor: &mut impl Visitor) {
    if items.is_empty() {
        return visitor.leaf(at, schema, &Value::Array(Vec::new()));
    }
    let mut keys = std::collections::HashSet::new();
    for (index, item) in items.iter().enumerate() {
        let at = at.item(index, item);
        if let Some(key) = key_of(item)
            && !keys.insert(key)
        {
            visitor.misfit(&at, Misfit::DuplicateKey { key: key.into() });
        }
        match schema.get("x-refs") {
            Some(_) if item.is_string() => visitor.leaf(&at, schema, item),
            _ => walk(&schema["items"], item, &at, visitor),
        }
    }
}

fn walk_scalar(schema: &Value, value: &Value, at: &At, visitor: &mut impl Visitor) {
    let known = constants(schema);
    if !known.is_empty() {
        return match value.as_str() {
            Some(word) if known.iter().any(|k| k == word) => visitor.leaf(at, schema, value),
            Some(word) => visitor.misfit(at, Misfit::UnknownValue { value: word.into(), known }),
            None => visitor.misfit(at, Misfit::WrongType { expected: "a word", found: type_name(value) }),
        };
    }
    match (schema.get("type").and_then(Value::as_str), value) {
        (Some("string"), Value::String(_))
        | (Some("boolean"), Value::Bool(_))
        | (Some("integer" | "number"), Value::Number(_))
        | (None, _) => visitor.leaf(at, schema, value),
        (Some(expected), found) => {
            let expected = match expected {
                "string" => "a text (in quotes, where it looks like a number or a date)",
                "boolean" => "true or false",
                _ => "a number",
            };
            visitor.misfit(at, Misfit::WrongType { expected, found: type_name(found) });
        }
    }
}

/// The words of an enumeration, in both forms in which they are written.
fn constants(schema: &Value) -> Vec<String> {
    let plain = schema.get("enum").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let described = schema.get("oneOf").and_then(Value::as_array).into_iter().flatten();
    let described = described.filter_map(|option| option.get("const").and_then(Value::as_str));
    plain.chain(described).map(Into::into).collect()
}

fn resolve(schema: &Value) -> &Value {
    let name = schema.get("$ref").and_then(Value::as_str).and_then(|target| target.strip_prefix("#/$defs/"));
    name.map_or(schema, |name| &json_schema()["$defs"][name])
}

fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
