//! What is asked for, and what is served.

use std::io::Write;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use disclosure::{Locale, document::Document};
use sha2::{Digest, Sha256};

use crate::policies::Version;

/// Bodies below this are sent as they are: compressing them costs more than it saves.
const SMALLEST_CODED: usize = 512;

/// Which disclosure.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    /// Slug of the tenant, as it came in.
    pub tenant: &'a str,
    /// Slug of the app, as it came in.
    pub app: &'a str,
    /// Language tags, the most wanted first.
    pub locales: Vec<String>,
    /// The version in force at this instant.
    pub at: DateTime<Utc>,
    /// This version, whether in force or not.
    pub version: Option<i32>,
}

/// The form of what is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Form {
    /// JSON: the facts of the version and the document.
    Json,
    /// A page of HTML.
    Page(Page),
    /// Markdown.
    Markdown,
    /// Plain text.
    Text,
}

/// A hosted page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Page {
    /// The policy.
    Policy,
    /// The list of collected information.
    Collected,
    /// The list of shared information.
    Shared,
    /// All versions.
    Versions,
}

impl Form {
    /// The media type, with its charset.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Page(_) => "text/html; charset=utf-8",
            Self::Markdown => "text/markdown; charset=utf-8",
            Self::Text => "text/plain; charset=utf-8",
        }
    }
}

/// A content coding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Coding {
    /// As it is.
    Identity,
    /// gzip (RFC 1952).
    Gzip,
}

impl Coding {
    /// The name in `Content-Encoding`; none for identity.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Gzip => Some("gzip"),
        }
    }
}

/// A body with its strong entity tag.
#[derive(Debug, Clone)]
pub struct Body {
    /// The bytes.
    pub bytes: Bytes,
    /// Quoted, as it stands in `ETag`.
    pub etag: String,
}

/// What is served, ready to be sent.
#[derive(Debug, Clone)]
pub struct Representation {
    identity: Body,
    gzip: Option<Body>,
}

impl Representation {
    /// Prepares bytes for every coding.
    pub fn new(bytes: Vec<u8>) -> Self {
        let hash = hex::encode(Sha256::digest(&bytes));
        let gzip = (bytes.len() >= SMALLEST_CODED).then(|| gzip(&bytes)).flatten();
        Self {
            // One tag for each representation: the bytes of a coding are others.
            gzip: gzip.map(|coded| Body { bytes: coded.into(), etag: format!("\"{}-gzip\"", &hash[..32]) }),
            identity: Body { bytes: bytes.into(), etag: format!("\"{}\"", &hash[..32]) },
        }
    }

    /// The body in a coding; as it is where that coding would save nothing.
    pub fn body(&self, coding: Coding) -> (&Body, Coding) {
        match (coding, &self.gzip) {
            (Coding::Gzip, Some(body)) => (body, Coding::Gzip),
            _ => (&self.identity, Coding::Identity),
        }
    }
}

fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok().filter(|coded| coded.len() < bytes.len())
}

/// A version with what is known of it beside its bytes.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The version.
    pub version: Version,
    /// The language that is served.
    pub locale: Locale,
    /// Whether the reader asked for languages that do not exist.
    pub fallback: bool,
    /// All languages of the version.
    pub locales: Vec<Locale>,
    /// SHA-256 of the document's canonical JSON, in lower-case hexadecimal digits.
    pub content_hash: String,
}

/// A published document, as it was frozen.
#[derive(Debug)]
pub struct Published {
    /// Canonical JSON.
    pub json: Bytes,
    /// The same, parsed.
    pub document: Document,
    /// SHA-256 of `json` in lower-case hexadecimal digits.
    pub content_hash: String,
}
