//! What a leaf commits to: a header that stays and a content that can be erased.
//!
//! `entry = 0x01 ‖ SHA-256(header ‖ SHA-256(salt ‖ content))`. The salt and the inner hash are 32 bytes each, so the
//! parts can be told apart without lengths. Salt and content are erased together; what stays is a hash of 256 unknown
//! bits, from which no content, however short the list of possible ones, can be guessed back.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Serialize;

use crate::{Hash, line};

/// The first byte of every entry.
pub const VERSION: u8 = 1;
/// The length of an entry.
pub const LENGTH: usize = 33;

/// 32 random bytes, drawn for one record and erased with its content.
#[derive(Clone, PartialEq, Eq)]
pub struct Salt(pub [u8; 32]);

impl fmt::Debug for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt")
    }
}

/// What is left of a content, or the content itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// Not erased.
    Kept {
        /// Drawn for this record.
        salt: Salt,
        /// The canonical bytes of a [`Content`](crate::record::Content).
        content: String,
    },
    /// Erased.
    Erased(
        /// SHA-256(salt ‖ content).
        Hash,
    ),
}

impl Body {
    /// What stands for the content in the entry; the same before and after erasing.
    pub fn hash(&self) -> Hash {
        match self {
            Self::Kept { salt, content } => Hash::of(&[&salt.0, content.as_bytes()]),
            Self::Erased(hash) => *hash,
        }
    }

    /// The body without content and salt.
    #[must_use]
    pub fn erase(&self) -> Self {
        Self::Erased(self.hash())
    }
}

/// The entry of a header and, behind it, the hash of the content.
pub fn of(header_and_hash: &[u8]) -> [u8; LENGTH] {
    let mut entry = [VERSION; LENGTH];
    entry[1..].copy_from_slice(&Hash::of(&[header_and_hash]).0);
    entry
}

/// One record as the log holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts {
    /// The canonical bytes of a [`Header`](crate::record::Header).
    pub header: String,
    /// The content, or its hash.
    pub body: Body,
}

impl Parts {
    /// The bytes that an entry bundle holds.
    pub fn entry(&self) -> [u8; LENGTH] {
        of(&[self.header.as_bytes(), &self.body.hash().0].concat())
    }

    /// The leaf of the tree.
    pub fn leaf(&self) -> Hash {
        Hash::leaf(&self.entry())
    }

    /// The line of an export, without its line feed.
    pub fn to_line(&self, seq: u64) -> String {
        let mut line = Vec::new();
        self.write_line(seq, &mut line);
        String::from_utf8(line).expect("JSON is UTF-8")
    }

    /// Appends the same to what stands in a buffer.
    pub fn write_line(&self, seq: u64, to: &mut Vec<u8>) {
        let (salt, content, erased) = match &self.body {
            Body::Kept { salt, content } => (Some(STANDARD.encode(salt.0)), Some(content.as_str()), None),
            Body::Erased(hash) => (None, None, Some(hash.to_string())),
        };
        let line = Line { seq, header: &self.header, salt, content, erased };
        serde_json::to_writer(to, &line).expect("strings and numbers are always JSON");
    }

    /// A line of an export with its number. Only the bytes that [`Parts::to_line`] writes are accepted: a spelling that
    /// means the same would be a change that no hash sees.
    pub fn from_line(text: &str) -> Option<(u64, Self)> {
        let mut line = line::Line::default();
        let seq = line.read(text.as_bytes())?;
        Some((seq, line.into_parts()?))
    }
}

#[derive(Serialize)]
struct Line<'a> {
    seq: u64,
    header: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    salt: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    erased: Option<String>,
}
