//! A value as YAML that every reader takes for the same value: block style, and quotes around whatever some
//! reader might take for something other than a text.

use serde_json::Value;

/// A value as a YAML document.
pub fn to_yaml(value: &Value) -> String {
    let mut out = String::new();
    match value {
        Value::Object(members) if !members.is_empty() => block(value, 0, &mut out),
        Value::Array(items) if !items.is_empty() => block(value, 0, &mut out),
        scalar => {
            out.push_str(&inline(scalar));
            out.push('\n');
        }
    }
    out
}

/// The members or items of a container, each on lines of its own.
fn block(value: &Value, indent: usize, out: &mut String) {
    let pad = " ".repeat(indent);
    match value {
        Value::Object(members) => {
            for (index, (name, value)) in members.iter().enumerate() {
                // The first member stands behind the dash of its item.
                if index > 0 || out.is_empty() || out.ends_with('\n') {
                    out.push_str(&pad);
                }
                out.push_str(&text(name));
                out.push(':');
                nested(value, indent + 2, out);
            }
        }
        Value::Array(items) => {
            for value in items {
                if out.is_empty() || out.ends_with('\n') {
                    out.push_str(&pad);
                }
                out.push_str("- ");
                match value {
                    Value::Object(members) if !members.is_empty() => block(value, indent + 2, out),
                    Value::Array(items) if !items.is_empty() => block(value, indent + 2, out),
                    scalar => {
                        out.push_str(&inline(scalar));
                        out.push('\n');
                    }
                }
            }
        }
        _ => {}
    }
}

fn nested(value: &Value, indent: usize, out: &mut String) {
    let filled = value.as_object().is_some_and(|members| !members.is_empty())
        || value.as_array().is_some_and(|items| !items.is_empty());
    if filled && !is_short(value) {
        out.push('\n');
        block(value, indent, out);
    } else {
        out.push(' ');
        out.push_str(&inline(value));
        out.push('\n');
    }
}

/// Lists of codes read best on one line.
fn is_short(value: &Value) -> bool {
    let Value::Array(items) = value else { return false };
    let texts: Option<Vec<&str>> = items.iter().map(Value::as_str).collect();
    texts.is_some_and(|texts| texts.iter().map(|text| text.chars().count() + 4).sum::<usize>() <= 90)
}

fn inline(value: &Value) -> String {
    match value {
        Value::String(string) => text(string),
        Value::Array(items) => format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", ")),
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| format!("{}: {}", text(name), inline(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
        scalar => scalar.to_string(),
    }
}

/// Words that some reader of YAML takes for a truth value, nothing, or a number.
const RESERVED: &[&str] =
    &["y", "n", "yes", "no", "on", "off", "true", "false", "null", "none", "nan", "inf"];

fn text(string: &str) -> String {
    let starts = string.starts_with(|c: char| c.is_alphabetic());
    let inner =
        |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ' ' | '，' | '。' | '、' | '；');
    let plain = starts
        && string.chars().all(inner)
        && !string.ends_with(' ')
        && !RESERVED.contains(&string.to_ascii_lowercase().as_str());
    if plain { string.into() } else { quoted(string) }
}

/// In double quotes, with everything escaped that does not print.
fn quoted(string: &str) -> String {
    let mut out = String::from('"');
    for c in string.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control()
                || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}') =>
            {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
