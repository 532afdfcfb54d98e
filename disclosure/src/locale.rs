//! Languages, as parsed BCP 47 tags.

use std::{fmt, str::FromStr};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A BCP 47 language tag in its canonical case, such as `zh-CN` or `en`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Locale(String);

/// A text that is no language tag.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a BCP 47 language tag such as zh-CN or en")]
pub struct LocaleError(String);

impl Locale {
    /// Simplified Chinese as used in mainland China.
    pub fn zh_cn() -> Self {
        Self("zh-CN".into())
    }

    /// English.
    pub fn en() -> Self {
        Self("en".into())
    }

    /// The tag in canonical case.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The primary language subtag: `zh` of `zh-CN`.
    pub fn language(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }
}

impl FromStr for Locale {
    type Err = LocaleError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // A tag is at most 35 characters long (RFC 5646, section 4.4.1); longer ones are hostile.
        if text.is_empty() || text.len() > 35 {
            return Err(LocaleError(text.chars().take(35).collect()));
        }
        text.parse::<unic_langid::LanguageIdentifier>()
            .map(|tag| Self(tag.to_string()))
            .map_err(|_| LocaleError(text.into()))
    }
}

impl TryFrom<String> for Locale {
    type Error = LocaleError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Locale> for String {
    fn from(locale: Locale) -> Self {
        locale.0
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
