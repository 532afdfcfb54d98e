//! Declarations as YAML for people.
//!
//! Every text is double-quoted, so that none is read as a number, a date or a word of YAML; JSON's escapes are YAML's.

use std::fmt::Write;

use serde::Serialize;
use serde_json::{Map, Value};

use super::to_value;

/// A part of a manifest as YAML 1.2 in block style: members in the order of the types.
pub fn to_yaml(part: &impl Serialize) -> String {
    let mut out = String::new();
    match to_value(part) {
        Value::Object(members) if !members.is_empty() => object(&members, 0, &mut out),
        other => {
            scalar(&other, &mut out);
            out.push('\n');
        }
    }
    out
}

fn indent(depth: usize, out: &mut String) {
    out.extend(std::iter::repeat_n("  ", depth));
}

/// Members, one a line; the first line is indented by whoever calls.
fn object(members: &Map<String, Value>, depth: usize, out: &mut String) {
    for (number, (name, value)) in members.iter().enumerate() {
        if number > 0 {
            indent(depth, out);
        }
        quoted(name, out);
        out.push(':');
        nested(value, depth, out);
    }
}

fn nested(value: &Value, depth: usize, out: &mut String) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            out.push('\n');
            indent(depth + 1, out);
            object(members, depth + 1, out);
        }
        Value::Array(items) if !items.is_empty() => {
            out.push('\n');
            items.iter().for_each(|item| element(item, depth + 1, out));
        }
        other => {
            out.push(' ');
            scalar(other, out);
            out.push('\n');
        }
    }
}

fn element(item: &Value, depth: usize, out: &mut String) {
    indent(depth, out);
    out.push('-');
    match item {
        Value::Object(members) if !members.is_empty() => {
            out.push(' ');
            object(members, depth + 1, out);
        }
        other => nested(other, depth, out),
    }
}

fn scalar(value: &Value, out: &mut String) {
    match value {
        Value::String(text) => quoted(text, out),
        // Numbers, truths and what is empty are written as in JSON, which is YAML.
        other => out.push_str(&other.to_string()),
    }
}

/// A text in double quotes.
fn quoted(text: &str, out: &mut String) {
    let quoted = Value::from(text).to_string();
    for character in quoted.chars() {
        // What a reader may take for a line's end, a mark or nothing at all is written by its number.
        match character {
            '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => {
                let _ = write!(out, "\\u{:04x}", u32::from(character));
            }
            other => out.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::to_yaml;
    use crate::{
        catalog::Catalog,
        manifest::{Format, Limits, from_value, read},
    };

    fn round(manifest: &Value) {
        let (limits, catalog) = (Limits::default(), Catalog::builtin());
        let manifest = from_value(manifest, &limits, catalog).expect("a manifest");
        let text = to_yaml(&manifest);
        assert_eq!(read(text.as_bytes(), Format::Yaml, &limits, catalog), Ok(manifest), "{text}");
    }

    #[test]
    fn what_is_written_is_read_back() {
        let odd = "no\n- \"a\": #b\u{2028}\u{feff}'{}[]";
        round(&json!({
            "schema": "candor.manifest/1",
            "tenant": { "slug": "maker", "name": { "en": odd, "zh-CN": "公司" }, "kind": "app_developer" },
            "apps": [{
                "slug": "app", "name": { "en": "null" }, "permissions": [], "minors": { "none": true },
                "storage": { "none": true },
                "sdks": [{ "key": "a", "name": { "en": "1.0" }, "version": "1.10", "optional": false }],
                "statements": [{ "key": "s", "label": { "en": odd }, "value": { "exact": "\u{1}\u{7f}\u{85}" } }],
            }],
        }));
    }

    #[test]
    fn nothing_is_an_empty_object() {
        assert_eq!(to_yaml(&json!({})), "{}\n");
    }
}
