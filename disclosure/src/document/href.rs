//! Where a link may lead.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::ClauseId;

/// The target of a link: `http`, `https`, `mailto`, `tel`, or `#` and a clause id of the same document. Nothing else can be
/// held, so no renderer can print a link that runs code. At most 2048 bytes, without spaces, quotes, brackets or controls.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Href(String);

/// A text that no link may lead to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a link to http, https, mailto, tel or an anchor")]
pub struct HrefError;

const MAX_BYTES: usize = 2048;

impl Href {
    /// The place in the same document.
    pub fn anchor(id: &ClauseId) -> Self {
        Self(format!("#{id}"))
    }

    /// The link for an e-mail address, where it can be one.
    pub fn email(address: &str) -> Result<Self, HrefError> {
        let whole =
            address.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
        if whole { format!("mailto:{address}").parse() } else { Err(HrefError) }
    }

    /// The link for a telephone number: digits and a leading `+` are kept, spaces, hyphens, dots and brackets dropped.
    pub fn telephone(number: &str) -> Result<Self, HrefError> {
        let dialled: String =
            number.chars().filter(|c| !matches!(c, ' ' | '-' | '.' | '(' | ')' | '（' | '）')).collect();
        let digits = dialled.strip_prefix('+').unwrap_or(&dialled);
        if digits.len() < 3 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(HrefError);
        }
        format!("tel:{dialled}").parse()
    }

    /// The link as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The clause a link inside the document leads to.
    pub fn clause(&self) -> Option<&str> {
        self.0.strip_prefix('#')
    }
}

impl FromStr for Href {
    type Err = HrefError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() > MAX_BYTES || text.chars().any(is_refused) {
            return Err(HrefError);
        }
        if let Some(id) = text.strip_prefix('#') {
            return id.parse::<ClauseId>().map(|id| Self::anchor(&id)).map_err(|_| HrefError);
        }
        let (scheme, rest) = text.split_once(':').ok_or(HrefError)?;
        let scheme = scheme.to_ascii_lowercase();
        let led = match scheme.as_str() {
            "http" | "https" => {
                rest.strip_prefix("//").is_some_and(|rest| !rest.starts_with(['/', '?', '#']))
            }
            "mailto" | "tel" => true,
            _ => false,
        };
        if led && !rest.trim_matches('/').is_empty() {
            Ok(Self(format!("{scheme}:{rest}")))
        } else {
            Err(HrefError)
        }
    }
}

fn is_refused(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || super::inline::is_invisible(c)
        || matches!(c, '"' | '\'' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}')
}

impl TryFrom<String> for Href {
    type Error = HrefError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Href> for String {
    fn from(href: Href) -> Self {
        href.0
    }
}

impl fmt::Display for Href {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
