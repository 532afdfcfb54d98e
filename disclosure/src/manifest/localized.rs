//! A text in one or more languages.

use std::{borrow::Cow, collections::BTreeMap};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use crate::Locale;

/// The longest text of a declaration, in bytes.
pub const MAX_TEXT_BYTES: usize = 20_000;

/// A text by language tag, with at least one entry. What a tenant wrote; never translated by the platform.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<Locale, String>", into = "BTreeMap<Locale, String>")]
pub struct Localized(BTreeMap<Locale, String>);

/// Why a map of texts is not a [`Localized`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LocalizedError {
    /// No language at all.
    #[error("a text needs at least one language, such as {{zh-CN: …, en: …}}")]
    Empty,
    /// A language without words.
    #[error("the text for `{0}` is empty")]
    Blank(Locale),
    /// A text longer than [`MAX_TEXT_BYTES`].
    #[error("the text for `{0}` is longer than {MAX_TEXT_BYTES} bytes")]
    TooLong(Locale),
    /// A control character other than a line break.
    #[error("the text for `{0}` holds a control character")]
    Control(Locale),
}

/// A text together with the language it is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wording<'a> {
    /// The language of `text`.
    pub locale: &'a Locale,
    /// The words.
    pub text: &'a str,
    /// Whether `locale` is of another language than the one asked for.
    pub foreign: bool,
}

impl Localized {
    /// A text in one language.
    ///
    /// # Errors
    /// As for the conversion from a map.
    pub fn of(locale: Locale, text: impl Into<String>) -> Result<Self, LocalizedError> {
        BTreeMap::from([(locale, text.into())]).try_into()
    }

    /// The text in exactly this language.
    pub fn get(&self, locale: &Locale) -> Option<&str> {
        self.0.get(locale).map(String::as_str)
    }

    /// The best text for a reader of `locale`: the same tag, then the same language, then the first there is,
    /// marked as foreign.
    pub fn wording(&self, locale: &Locale) -> Wording<'_> {
        let same = self.0.get_key_value(locale);
        let kin = || self.0.iter().find(|(tag, _)| tag.language() == locale.language());
        let first = || self.0.iter().next().expect("a Localized has at least one entry");
        let (found, text) = same.or_else(kin).unwrap_or_else(first);
        Wording { locale: found, text, foreign: found.language() != locale.language() }
    }

    /// All languages with their texts, in order of their tags.
    pub fn iter(&self) -> impl Iterator<Item = (&Locale, &str)> {
        self.0.iter().map(|(locale, text)| (locale, text.as_str()))
    }
}

impl TryFrom<BTreeMap<Locale, String>> for Localized {
    type Error = LocalizedError;

    fn try_from(texts: BTreeMap<Locale, String>) -> Result<Self, Self::Error> {
        if texts.is_empty() {
            return Err(LocalizedError::Empty);
        }
        for (locale, text) in &texts {
            if text.trim().is_empty() {
                return Err(LocalizedError::Blank(locale.clone()));
            }
            if text.len() > MAX_TEXT_BYTES {
                return Err(LocalizedError::TooLong(locale.clone()));
            }
            if text.chars().any(|c| c.is_control() && c != '\n') {
                return Err(LocalizedError::Control(locale.clone()));
            }
        }
        Ok(Self(texts))
    }
}

impl From<Localized> for BTreeMap<Locale, String> {
    fn from(text: Localized) -> Self {
        text.0
    }
}

impl JsonSchema for Localized {
    fn schema_name() -> Cow<'static, str> {
        "Localized".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A text by BCP 47 language tag, with at least one entry.",
            "x-localized": true,
            "type": "object",
            "minProperties": 1,
            "additionalProperties": { "type": "string", "minLength": 1 }
        })
    }
}
