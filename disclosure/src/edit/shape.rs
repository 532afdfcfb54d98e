//! What a place can hold, from the schema.

use serde_json::{Map, Value};

use super::EditError;
use crate::{Pointer, manifest::json_schema, nearest::nearest};

/// What stands at a place.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    /// An object with these members.
    Object(&'static Value),
    /// A list of items that have keys.
    Keyed(&'static Value),
    /// A value that is set as a whole.
    Whole,
}

impl Shape {
    /// A declaration.
    pub(super) fn declaration() -> Self {
        Self::of(&json_schema()["$defs"]["Declaration"])
    }

    fn of(schema: &'static Value) -> Self {
        let schema = resolve(schema);
        if schema.get("x-localized").is_some() || schema.get("x-term").is_some() {
            return Self::Whole;
        }
        if schema.get("x-stated").is_some() {
            return schema.get("anyOf").and_then(|options| options.get(0)).map_or(Self::Whole, Self::of);
        }
        match schema.get("type").and_then(Value::as_str) {
            Some("array") if resolve(&schema["items"])["properties"].get("key").is_some() => {
                Self::Keyed(&schema["items"])
            }
            Some("object") if schema.get("properties").is_some() => Self::Object(schema),
            _ => Self::Whole,
        }
    }

    /// What stands at the member or item of that name; `path` is the place of it.
    pub(super) fn child(self, name: &str, path: &Pointer) -> Result<Self, EditError> {
        match self {
            Self::Keyed(items) => Ok(Self::of(items)),
            Self::Object(schema) => {
                let empty = Map::new();
                let known = schema["properties"].as_object().unwrap_or(&empty);
                if !known.contains_key(name) {
                    let nearest = nearest(name, known.keys().map(String::as_str)).map(Into::into);
                    return Err(EditError::UnknownPlace { path: path.clone(), nearest });
                }
                Ok(Self::of(&schema["properties"][name]))
            }
            Self::Whole => Err(EditError::Misfit { path: path.clone() }),
        }
    }
}

fn resolve(schema: &'static Value) -> &'static Value {
    let name = schema.get("$ref").and_then(Value::as_str).and_then(|target| target.strip_prefix("#/$defs/"));
    name.map_or(schema, |name| &json_schema()["$defs"][name])
}

/// The key of an item.
pub(super) fn key_of(item: &Value) -> Option<&str> {
    item.get("key").and_then(Value::as_str)
}

/// What stands at a place of a document; items by their key.
pub(super) fn find<'a>(document: &'a Value, path: &Pointer) -> Option<&'a Value> {
    path.segments().try_fold(document, |here, name| match here {
        Value::Array(items) => items.iter().find(|item| key_of(item) == Some(name.as_str())),
        other => other.get(&name),
    })
}
