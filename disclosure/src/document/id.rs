//! Names of blocks, stable over the years.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The id of a block: words of `a-z0-9` joined by single hyphens, such as `sdk-umeng`. It is the anchor in pages, and what
/// comments and comparisons hang on; so it is made from keys and never from a position. At most 200 characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClauseId(String);

/// A text that is no clause id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a clause id such as sdk-umeng")]
pub struct ClauseIdError(String);

const MAX_LENGTH: usize = 200;
/// Room for every part of an id made by [`ClauseId::of`].
const MAX_PART_LENGTH: usize = 40;

impl ClauseId {
    /// The id of the thing with these keys: `of("sdk", &["umeng"])` is `sdk-umeng`, `of("section-rights", &[])` itself.
    ///
    /// Keys in snake case map one to one (`_` becomes `-`). Of a key that a slug cannot hold or that is longer than 40
    /// characters a part is kept and a short hash of the key added, so that different keys stay different. At most three
    /// keys are taken.
    pub fn of(prefix: &'static str, keys: &[&str]) -> Self {
        let prefix = if is_slug(prefix) { prefix.to_owned() } else { slug(prefix) };
        let parts = std::iter::once(prefix).chain(keys.iter().take(3).map(|key| slug(key)));
        Self(parts.collect::<Vec<_>>().join("-"))
    }

    /// The id of a part of what this id names.
    #[must_use]
    pub fn with_suffix(&self, suffix: &'static str) -> Self {
        Self(format!("{}-{suffix}", self.0))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_slug(text: &str) -> bool {
    text.split('-')
        .all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
}

fn slug(key: &str) -> String {
    let plain = key.replace('_', "-");
    if key.len() <= MAX_PART_LENGTH && is_slug(&plain) && !key.contains('-') {
        return plain;
    }
    let words: String =
        key.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    let hash = hex::encode(&Sha256::digest(key)[..4]);
    let kept = words.split('-').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-");
    // Only ASCII is left, so a cut by bytes is a cut by characters.
    let kept = kept[..kept.len().min(MAX_PART_LENGTH - hash.len() - 1)].trim_end_matches('-');
    if kept.is_empty() { hash } else { format!("{kept}-{hash}") }
}

impl FromStr for ClauseId {
    type Err = ClauseIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() <= MAX_LENGTH && is_slug(text) {
            Ok(Self(text.into()))
        } else {
            Err(ClauseIdError(text.chars().take(MAX_LENGTH).collect()))
        }
    }
}

impl TryFrom<String> for ClauseId {
    type Error = ClauseIdError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<ClauseId> for String {
    fn from(id: ClauseId) -> Self {
        id.0
    }
}

impl fmt::Display for ClauseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
