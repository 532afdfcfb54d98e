//! Declarations as JSON: readable, or canonical for hashing.

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// A part of a manifest as a value, without the members about which nothing was said.
pub fn to_value(part: &impl Serialize) -> Value {
    let mut value = serde_json::to_value(part)
        .expect("declared types have string keys and finite numbers, so they serialise");
    strip(&mut value);
    value
}

/// A part of a manifest as JSON for people: two spaces, members in the order of the types.
pub fn to_json(part: &impl Serialize) -> String {
    let mut text = format!("{:#}", to_value(part));
    text.push('\n');
    text
}

/// A part of a manifest as canonical JSON (RFC 8785): the bytes whose hash addresses a revision.
pub fn canonical(part: &impl Serialize) -> String {
    serde_json_canonicalizer::to_string(&to_value(part)).expect("a JSON value has a canonical form")
}

/// SHA-256 in lower-case hexadecimal digits.
pub fn sha256(bytes: impl AsRef<[u8]>) -> String {
    hex::encode(Sha256::digest(bytes))
}

fn strip(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|_, member| !member.is_null());
            members.values_mut().for_each(strip);
        }
        Value::Array(items) => items.iter_mut().for_each(strip),
        _ => {}
    }
}
