//! The manifest's own schema, read as the plan of the conversion.

use disclosure::manifest::json_schema;
use serde_json::{Map, Value};

/// What a member or an item holds.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// A text in several languages.
    Words,
    /// A code or own words; an answer takes yes and no as well.
    Term { kind: &'static str, answer: bool },
    /// An object of that name.
    Object { name: &'static str },
    /// Values by name.
    Map { value: &'static Value },
    /// Items in order.
    List { item: &'static Value },
    /// One of a few words.
    Enumeration { schema: &'static Value },
    /// A language tag.
    Language,
    /// A calendar day.
    Date,
    /// Whether a datum must be given.
    Requirement,
    /// An exact text.
    Text,
    /// The key of another item.
    Reference,
    /// Yes or no.
    Flag,
    /// A whole number up to that.
    Integer { max: u64 },
    /// Any number.
    Number,
}

/// A member with what its schema says of it.
#[derive(Debug, Clone, Copy)]
pub struct Slot {
    /// What it holds.
    pub shape: Shape,
    /// Whether silence and "none" have a place in it.
    pub stated: bool,
    /// Whether the items of a list are keys of other items.
    pub references: bool,
}

impl Slot {
    /// Whether `false` is a value of it.
    pub fn takes_flags(&self) -> bool {
        matches!(self.shape, Shape::Flag | Shape::Term { answer: true, .. })
    }
}

/// What the schema of a member says.
pub fn slot(schema: &'static Value) -> Slot {
    let inner = if schema.get("x-stated").is_some() { &schema["anyOf"][0] } else { schema };
    let stated = schema.get("x-stated").is_some() || schema.get("x-listed").is_some();
    let reference = schema.get("x-ref").is_some() || schema.get("x-requester").is_some();
    Slot {
        shape: if reference { Shape::Reference } else { shape(inner) },
        stated,
        references: schema.get("x-refs").is_some(),
    }
}

fn shape(schema: &'static Value) -> Shape {
    if let Some(name) = schema["$ref"].as_str().and_then(|target| target.strip_prefix("#/$defs/")) {
        return named(name, definition(name));
    }
    if let Some(kind) = schema["x-term"].as_str() {
        return Shape::Term { kind, answer: schema["anyOf"][0]["type"] == "boolean" };
    }
    if schema.get("pattern").is_some() {
        return Shape::Requirement;
    }
    match schema["type"].as_str() {
        Some("array") => Shape::List { item: &schema["items"] },
        Some("object") => Shape::Map { value: &schema["additionalProperties"] },
        Some("boolean") => Shape::Flag,
        Some("integer") => Shape::Integer { max: schema["maximum"].as_u64().unwrap_or(u64::from(u32::MAX)) },
        Some("number") => Shape::Number,
        _ if schema["format"] == "date" => Shape::Date,
        _ => Shape::Text,
    }
}

fn named(name: &'static str, schema: &'static Value) -> Shape {
    if schema.get("x-localized").is_some() {
        Shape::Words
    } else if name == "Locale" {
        Shape::Language
    } else if schema.get("properties").is_some() {
        Shape::Object { name }
    } else {
        Shape::Enumeration { schema }
    }
}

/// The schema of a named type.
pub fn definition(name: &str) -> &'static Value {
    &json_schema()["$defs"][name]
}

/// The members of an object.
pub fn members(schema: &'static Value) -> &'static Map<String, Value> {
    schema["properties"].as_object().expect("the schema of an object lists its members")
}

/// The members that an object cannot be without.
pub fn required(schema: &'static Value) -> impl Iterator<Item = &'static str> {
    schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str)
}

/// Whether an enumeration has that word.
pub fn has_word(schema: &Value, word: &str) -> bool {
    let plain = schema["enum"].as_array().into_iter().flatten().any(|known| known == word);
    plain || schema["oneOf"].as_array().into_iter().flatten().any(|known| known["const"] == word)
}
