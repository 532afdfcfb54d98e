//! The published JSON Schema, made from the types.
//!
//! Beside the words of the standard it carries a few of ours, which the walker reads: `x-stated`, `x-listed`,
//! `x-localized`, `x-term: <kind>`, `x-ref: <list>` and `x-refs: <list>` (keys of items of that list) and
//! `x-requester`.

use std::sync::OnceLock;

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::Manifest;

/// The schema's own address.
pub const SCHEMA_ID: &str = "urn:candor:manifest:1";

/// The JSON Schema (2020-12) of a manifest.
pub fn json_schema() -> &'static Value {
    static SCHEMA: OnceLock<Value> = OnceLock::new();
    SCHEMA.get_or_init(|| {
        let generator = SchemaSettings::draft2020_12().into_generator();
        let mut schema = Value::from(generator.into_root_schema_for::<Manifest>());
        soften(&mut schema);
        schema["$id"] = json!(SCHEMA_ID);
        schema
    })
}

/// A member that may be unstated is not required.
fn soften(schema: &mut Value) {
    if let Value::Object(object) = schema {
        let optional = optional_members(object);
        if let Some(Value::Array(required)) = object.get_mut("required") {
            required.retain(|name| name.as_str().is_none_or(|name| !optional.iter().any(|o| o == name)));
            if required.is_empty() {
                object.remove("required");
            }
        }
        object.values_mut().for_each(soften);
    } else if let Value::Array(items) = schema {
        items.iter_mut().for_each(soften);
    }
}

fn optional_members(object: &Map<String, Value>) -> Vec<String> {
    let Some(Value::Object(properties)) = object.get("properties") else { return Vec::new() };
    properties
        .iter()
        .filter(|(_, schema)| schema.get("x-stated").is_some() || schema.get("x-listed").is_some())
        .map(|(name, _)| name.clone())
        .collect()
}
