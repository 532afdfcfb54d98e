//! Facts beside the schema: statements made of what is left of a sheet, and their way back into it.

use std::collections::HashSet;

use disclosure::{
    Locale,
    catalog::Catalog,
    manifest::{Listed, Localized, Stated, Statement, StatementValue, Term},
};
use serde_json::{Number, Value, json};

use crate::{
    back::{Back, number},
    format,
    keys::{humanise, is_reversible, language_of, slug_of, unique},
    marks::{self, Marks, item, tokens, told},
    words::map_of,
};

/// Statements for facts, in their order.
pub fn statements(
    facts: Vec<(String, Value)>,
    sheet: &Value,
    catalog: &Catalog,
    marks: &mut Marks,
) -> Vec<Statement> {
    let mut used = HashSet::new();
    facts
        .into_iter()
        .map(|(at, value)| {
            let path = tokens(&at);
            let stem = slug_of(&path.join(" "));
            let stem = if stem.is_empty() { "fact" } else { &stem };
            let section = format::section(path.first().map_or("", String::as_str));
            let section = catalog.term("section", section).map(|_| Term::code(section));
            Statement {
                key: unique(stem, &mut used),
                section: section.into(),
                label: label(&path, sheet),
                value: statement_value(&told(&at), &value, marks),
                origin: Stated::Value(at),
            }
        })
        .collect()
}

/// What a value is of: the names on the way to it, rows by their own names.
fn label(path: &[String], sheet: &Value) -> Localized {
    let mut parts: Vec<String> = Vec::new();
    let mut here = sheet;
    for (depth, token) in path.iter().enumerate() {
        let row = here.is_array();
        here = match here {
            Value::Array(items) => token.parse().ok().and_then(|index: usize| items.get(index)),
            other => other.get(token),
        }
        .unwrap_or(&Value::Null);
        match row_name(here).filter(|_| row) {
            Some(name) => parts.push(name),
            // A row without a name is counted.
            None if row => {
                let list = parts.pop().unwrap_or_else(|| humanise(&path[depth - 1]));
                let number =
                    token.parse::<usize>().map_or_else(|_| token.clone(), |index| (index + 1).to_string());
                parts.push(format!("{list} {number}"));
            }
            // The section tells the top-level member already.
            None if depth > 0 || path.len() == 1 => parts.push(humanise(token)),
            None => {}
        }
    }
    parts.retain(|part| !part.trim().is_empty());
    let text: String = parts.join(", ").chars().filter(|c| !c.is_control()).take(200).collect();
    let top = path.first().map_or("", String::as_str);
    let fallback = || Localized::of(Locale::en(), format::section(top));
    Localized::of(language_of(&text), text).or_else(|_| fallback()).expect("a section has a name")
}

/// What a row is known by.
fn row_name(row: &Value) -> Option<String> {
    let named = ["key", "data", "right", "permission"].iter().find_map(|name| row[*name].as_str());
    row["name"]["en"].as_str().or(row["name_en"].as_str()).or(named).map(humanise)
}

fn statement_value(at: &str, value: &Value, marks: &mut Marks) -> StatementValue {
    let mut out = StatementValue {
        flag: Stated::Unstated,
        number: Stated::Unstated,
        exact: Stated::Unstated,
        text: Stated::Unstated,
        items: Listed::Unstated,
    };
    match value {
        Value::Bool(flag) => out.flag = Stated::Value(*flag),
        Value::Number(digits) => match digits.as_f64().filter(|float| plain_number(*float) == *value) {
            Some(float) => out.number = Stated::Value(float),
            None => {
                marks.set(at, marks::NUMBER);
                out.exact = Stated::Value(digits.to_string());
            }
        },
        Value::Array(items) => {
            let words = items.iter().enumerate().filter_map(|(index, word)| {
                let word = word.as_str()?;
                words(word, &item(at, index), marks).or_else(|| Localized::of(language_of(word), word).ok())
            });
            out.items = Listed::Items(words.collect());
        }
        Value::Object(texts) => match map_of(texts).and_then(|words| serde_json::from_value(words).ok()) {
            Some(words) => out.text = Stated::Value(words),
            None => out.items = Listed::Items(Vec::new()),
        },
        Value::String(text) => match words(text, at, marks) {
            Some(words) => out.text = Stated::Value(words),
            None => out.exact = Stated::Value(text.clone()),
        },
        Value::Null => {}
    }
    out
}

/// A string as words: prose, and codes that can be told as prose. Addresses, numbers and dates stay exact.
fn words(text: &str, at: &str, marks: &mut Marks) -> Option<Localized> {
    let lower = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let language = language_of(text);
    if text.starts_with(|c: char| c.is_ascii_lowercase()) && text.chars().all(lower) && is_reversible(text) {
        if text.contains('_') {
            marks.set(at, marks::CODE);
        }
        return Localized::of(Locale::en(), humanise(text)).ok();
    }
    let prose = language != Locale::en() || text.contains(' ');
    let words = Localized::of(language.clone(), text).ok().filter(|_| prose)?;
    if language != Locale::en() {
        marks.set_language(at, language.as_str());
    }
    Some(words)
}

/// What a sheet says at the origin of a statement; none where the statement came from elsewhere.
pub fn sheet_value(statement: &Statement, marks: &Marks) -> Option<(String, Value)> {
    let origin = statement.origin.value()?;
    let at = &told(origin);
    let back = Back { marks };
    let value = match &statement.value {
        StatementValue { flag: Stated::Value(flag), .. } => (*flag).into(),
        StatementValue { number: Stated::Value(float), .. } => plain_number(*float),
        StatementValue { exact: Stated::Value(exact), .. } if marks.is(at, marks::NUMBER) => number(exact),
        StatementValue { exact: Stated::Value(exact), .. } => exact.as_str().into(),
        StatementValue { text: Stated::Value(text), .. } => back.words(&json!(text), at, false),
        StatementValue { items: Listed::Items(items), .. }
            if items.is_empty() && marks.is(at, marks::MAP) =>
        {
            json!({})
        }
        StatementValue { items: Listed::Items(items), .. } => {
            let words = items.iter().enumerate();
            Value::Array(
                words.map(|(index, word)| back.words(&json!(word), &item(at, index), false)).collect(),
            )
        }
        _ => Value::Null,
    };
    Some((origin.clone(), value))
}

/// A number without a fraction that it does not need.
fn plain_number(float: f64) -> Value {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if float.fract() == 0.0 && float.abs() < EXACT {
        #[expect(clippy::cast_possible_truncation, reason = "a whole number below 2^53")]
        return Value::from(float as i64);
    }
    Number::from_f64(float).map_or(Value::Null, Value::Number)
}
