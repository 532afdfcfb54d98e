//! Ranges of versions.
//!
//! A range is `*` (all versions), one version such as `4.2`, or one or two bounds such as `>=4.2 <5`, `>9.1`. Versions
//! are compared by [`version::order`](crate::version::order), and zeros at the end say nothing: `4.2` and `4.2.0` are
//! the same version.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::version::order;

/// Characters of a version at most.
const LONGEST_VERSION: usize = 64;

/// A place between versions: just before the one of that order, or just after.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Cut(String, bool);

/// The versions from one place to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct VersionRange {
    low: Cut,
    high: Cut,
    text: String,
}

/// A text that is no range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RangeError {
    /// Neither `*`, a version, nor one or two bounds.
    #[error("a range is `*`, a version, or bounds such as `>=4.2 <5`")]
    Malformed,
    /// No version lies in it.
    #[error("no version lies in the range")]
    Empty,
}

impl VersionRange {
    /// All versions.
    pub fn any() -> Self {
        Self { low: Cut::first(), high: Cut::last(), text: "*".into() }
    }

    /// Whether it is all versions.
    pub fn is_any(&self) -> bool {
        self.low == Cut::first() && self.high == Cut::last()
    }

    /// Whether a version, which may be any text, lies in it.
    pub fn contains(&self, version: &str) -> bool {
        self.is_any() || (self.low <= Cut::before(version) && Cut::after(version) <= self.high)
    }

    /// Whether all of the other's versions lie in it.
    pub fn covers(&self, other: &Self) -> bool {
        self.low <= other.low && other.high <= self.high
    }

    /// Whether they have versions in common, and each has some that the other lacks.
    pub fn crosses(&self, other: &Self) -> bool {
        let apart = self.high <= other.low || other.high <= self.low;
        !apart && !self.covers(other) && !other.covers(self)
    }

    /// Whether they hold the same versions.
    pub fn same(&self, other: &Self) -> bool {
        self.low == other.low && self.high == other.high
    }
}

impl Cut {
    fn first() -> Self {
        Self(String::new(), false)
    }

    fn last() -> Self {
        Self(char::MAX.into(), true)
    }

    fn before(version: &str) -> Self {
        Self(plain_order(version), false)
    }

    fn after(version: &str) -> Self {
        Self(plain_order(version), true)
    }
}

/// The order of a version without the zeros at its end.
fn plain_order(version: &str) -> String {
    let (core, rest) = version.split_at(version.find(['-', '+']).unwrap_or(version.len()));
    let mut core = core;
    while let Some((head, tail)) = core.rsplit_once('.') {
        if head.is_empty() || tail.is_empty() || tail.bytes().any(|digit| digit != b'0') {
            break;
        }
        core = head;
    }
    order(&format!("{core}{rest}"))
}

fn is_version(text: &str) -> bool {
    text.len() <= LONGEST_VERSION
        && text.starts_with(|first: char| first.is_ascii_alphanumeric())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+' | '_'))
}

/// A bound as it is written.
struct Bound<'a> {
    sign: &'a str,
    version: &'a str,
}

impl<'a> Bound<'a> {
    fn parse(text: &'a str) -> Result<Self, RangeError> {
        let (sign, version) =
            text.split_at(text.find(|c| !matches!(c, '<' | '>' | '=')).unwrap_or(text.len()));
        let known = matches!(sign, "" | "=" | "<" | "<=" | ">" | ">=");
        if known && is_version(version) { Ok(Self { sign, version }) } else { Err(RangeError::Malformed) }
    }

    fn low(&self) -> Option<Cut> {
        match self.sign {
            ">=" => Some(Cut::before(self.version)),
            ">" => Some(Cut::after(self.version)),
            _ => None,
        }
    }

    fn high(&self) -> Option<Cut> {
        match self.sign {
            "<=" => Some(Cut::after(self.version)),
            "<" => Some(Cut::before(self.version)),
            _ => None,
        }
    }
}

impl FromStr for VersionRange {
    type Err = RangeError;

    fn from_str(text: &str) -> Result<Self, RangeError> {
        if text == "*" {
            return Ok(Self::any());
        }
        let bounds = text.split_ascii_whitespace().map(Bound::parse).collect::<Result<Vec<_>, _>>()?;
        let written = |bounds: &[&Bound<'_>]| {
            let parts: Vec<String> =
                bounds.iter().map(|bound| format!("{}{}", bound.sign, bound.version)).collect();
            parts.join(" ")
        };
        let range = match bounds.as_slice() {
            [only] if matches!(only.sign, "" | "=") => Self {
                low: Cut::before(only.version),
                high: Cut::after(only.version),
                text: only.version.to_owned(),
            },
            [only] => Self {
                low: only.low().unwrap_or_else(Cut::first),
                high: only.high().unwrap_or_else(Cut::last),
                text: written(&[only]),
            },
            [one, two] => {
                let (lower, upper) = if one.low().is_some() { (one, two) } else { (two, one) };
                let (Some(low), Some(high)) = (lower.low(), upper.high()) else {
                    return Err(RangeError::Malformed);
                };
                Self { low, high, text: written(&[lower, upper]) }
            }
            _ => return Err(RangeError::Malformed),
        };
        if range.low < range.high { Ok(range) } else { Err(RangeError::Empty) }
    }
}

impl fmt::Display for VersionRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl TryFrom<String> for VersionRange {
    type Error = RangeError;

    fn try_from(text: String) -> Result<Self, RangeError> {
        text.parse()
    }
}

impl From<VersionRange> for String {
    fn from(range: VersionRange) -> Self {
        range.text
    }
}
