//! Values: words, terms, dates, numbers, references.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use disclosure::{
    Locale,
    manifest::{Localized, Requirement, term::is_code},
};
use serde_json::{Map, Value, json};

use crate::{
    format,
    forward::{At, Forward, Site},
    keys::{humanise, is_reversible, key_of, language_of, worded},
    marks,
    schema::{self, Shape},
};

impl Forward<'_> {
    /// One value of that shape; none where it is of another.
    pub(crate) fn value(&mut self, shape: Shape, value: &Value, at: &At, site: Site<'_>) -> Option<Value> {
        match (shape, value) {
            (_, Value::Null) => None,
            (Shape::Words, _) => self.words(value, at),
            (Shape::Term { kind, answer }, _) => self.term(kind, answer, value, at, site),
            (Shape::Object { name }, Value::Object(members)) => {
                self.object(name, members, at, &mut Default::default()).map(Value::Object)
            }
            (Shape::Object { name }, Value::String(_)) => {
                self.plain(name, value, at, &mut Default::default()).map(Value::Object)
            }
            (Shape::Enumeration { schema }, Value::String(word)) => {
                let known = format::manifest_word(word);
                self.spell(at, word, format::sheet_word(known));
                schema::has_word(schema, known).then(|| known.into())
            }
            (Shape::Language, Value::String(tag)) => {
                let locale = tag_of(tag)?;
                self.spell(at, tag, sheet_tag(&locale));
                Some(locale.as_str().into())
            }
            (Shape::Date, Value::String(text)) => is_date(text).then(|| value.clone()),
            (Shape::Requirement, Value::String(text)) => {
                text.parse::<Requirement>().ok().map(|_| value.clone())
            }
            (Shape::Text, Value::String(_)) => Some(value.clone()),
            (Shape::Text, Value::Number(number)) => {
                self.marks.set(&at.sheet, marks::NUMBER);
                Some(number.to_string().into())
            }
            (Shape::Reference, Value::String(key)) => {
                self.spell(at, key, &key_of(key));
                Some(key_of(key).into())
            }
            (Shape::Flag, Value::Bool(_)) => Some(value.clone()),
            (Shape::Integer { max }, Value::Number(number)) => {
                number.as_u64().filter(|number| *number <= max).map(Value::from)
            }
            (Shape::Number, Value::Number(_)) => Some(value.clone()),
            _ => None,
        }
    }

    /// Marks a spelling that the way back would not find.
    fn spell(&mut self, at: &At, written: &str, usual: &str) {
        if written != usual {
            self.marks.set_word(&at.sheet, written);
        }
    }

    fn words(&mut self, value: &Value, at: &At) -> Option<Value> {
        match value {
            Value::String(text) => self.one_string(text, at, marks::TEXT),
            Value::Object(texts) => map_of(texts),
            _ => None,
        }
    }

    /// Words that stand as one string, in the language they seem to be in.
    fn one_string(&mut self, text: &str, at: &At, mark: &str) -> Option<Value> {
        let words = worded(text)?;
        let language = language_of(text);
        if language != Locale::en() {
            self.marks.set_language(&at.sheet, language.as_str());
        } else if !mark.is_empty() {
            self.marks.set(&at.sheet, mark);
        }
        Some(words)
    }

    fn term(
        &mut self,
        kind: &'static str,
        answer: bool,
        value: &Value,
        at: &At,
        site: Site<'_>,
    ) -> Option<Value> {
        let in_both = format::usually_in_both(site.shape, site.member);
        match value {
            Value::Bool(_) if answer => Some(value.clone()),
            Value::Object(texts) => {
                if !in_both {
                    self.marks.set(&at.sheet, marks::MAP);
                }
                map_of(texts)
            }
            Value::String(text) => {
                if let Some(code) = self.code(kind, text, at).or_else(|| self.spelling(kind, text, site)) {
                    self.spell(at, text, &code);
                    return Some(code.into());
                }
                // The profile has no vocabulary: a code that means nothing there is words.
                if is_code(text) && is_reversible(text) && text.contains('_') {
                    self.marks.set(&at.sheet, marks::CODE);
                    return worded(&humanise(text));
                }
                self.one_string(text, at, if in_both { marks::TEXT } else { "" })
            }
            _ => None,
        }
    }

    /// The code of the catalogue whose words the string is another spelling of: readers of every language get its words.
    fn spelling(&self, kind: &'static str, text: &str, site: Site<'_>) -> Option<String> {
        if site.listed || is_code(text) {
            return None;
        }
        let list = if kind == "legal_basis" { "basis_phrase" } else { kind };
        self.catalog.term_by_alias(list, text).map(|term| term.key.clone())
    }

    /// The code that a string is.
    fn code(&self, kind: &'static str, text: &str, at: &At) -> Option<String> {
        if self.unknown.contains(&at.sheet) {
            return None;
        }
        // An entry of the vocabulary is named by both.
        if is_code(text) && is_code(&format!("{kind}:{text}")) {
            return Some(text.into());
        }
        self.declared.contains(&(kind, text.to_owned())).then(|| key_of(text))
    }
}

/// A map of languages as the manifest has it; none where it is anything else. A language without words is silent.
pub fn map_of(texts: &Map<String, Value>) -> Option<Value> {
    let mut out = BTreeMap::new();
    for (name, text) in texts {
        let tag = tag_of(name)?;
        match text {
            Value::Null => continue,
            Value::String(text) if out.insert(tag, text.clone()).is_none() => continue,
            _ => return None,
        }
    }
    let words = Localized::try_from(out).ok()?;
    Some(json!(words))
}

/// A map of languages as the sheet has it: `zh` and `en` always, others where there are words.
pub fn sheet_map(words: &Value) -> Map<String, Value> {
    let mut out = Map::from_iter([("zh".to_owned(), Value::Null), ("en".to_owned(), Value::Null)]);
    for (tag, text) in words.as_object().into_iter().flatten() {
        let tag = tag.parse().map_or_else(|_| tag.clone(), |locale| sheet_tag(&locale).to_owned());
        out.insert(tag, text.clone());
    }
    out
}

/// The language that a sheet names: two or three letters, with a script or a region where it has one.
pub fn tag_of(name: &str) -> Option<Locale> {
    if name == "zh" {
        return Some(Locale::zh_cn());
    }
    let mut parts = name.split('-');
    let language = parts.next().is_some_and(|part| matches!(part.len(), 2 | 3));
    let rest = parts.all(|part| matches!(part.len(), 2 | 4));
    let lower = name.starts_with(|c: char| c.is_ascii_lowercase());
    let locale: Locale = name.parse().ok().filter(|_| language && rest && lower)?;
    (locale.as_str() == name).then_some(locale)
}

/// The name of a language in a sheet.
pub fn sheet_tag(locale: &Locale) -> &str {
    if *locale == Locale::zh_cn() { "zh" } else { locale.as_str() }
}

fn is_date(text: &str) -> bool {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok_and(|date| date.to_string() == text)
}
