//! What a page knows beside the document.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::{Locale, document::Mode};

/// The facts of a page that are not the document's. Every address is made by whoever serves the page, such as
/// `/p/tenant/app?lang=en` or `policy.en.html`, and never taken from a declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageContext {
    pub mode: Mode,
    /// None for what was never published: the page says that it is a draft.
    pub edition: Option<Edition>,
    /// Whether these words or another language's count.
    pub standing: Standing,
    /// True where the reader asked for a language that does not exist; the page says so.
    pub fallback: bool,
    /// Every language the document exists in, this one among them.
    pub languages: Vec<Language>,
    pub links: PageLinks,
    /// Earlier versions, the latest first.
    pub prior: Vec<PriorVersion>,
    /// What the list of shared information tells of the records; None where it tells nothing.
    pub last_shared: Option<LastShared>,
}

/// When data was last shared with those on the list, who are named as flows name them: by the key of a recipient, by `sdk:`
/// and the key of an SDK. Whoever has no entry was never seen.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct LastShared {
    /// The day on which this was known, in UTC, as are all.
    pub as_of: NaiveDate,
    pub days: BTreeMap<String, NaiveDate>,
    /// Those with whom devices share by themselves, so that nobody records it.
    pub unreported: BTreeSet<String>,
}

/// A numbered release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// Counted from 1.
    pub number: u32,
    pub version_date: NaiveDate,
    /// In the tenant's time zone.
    pub effective_date: NaiveDate,
    pub status: EditionStatus,
}

/// Whether a release counts at the moment of serving.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EditionStatus {
    InForce,
    Scheduled,
    Superseded,
    Withdrawn,
}

/// The standing of a language among the languages of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Nobody said which language counts.
    Unstated,
    Governing,
    Translation {
        governing: Locale,
        approved: bool,
    },
}

/// The same page in a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Language {
    /// A supported locale; it is named in its own words.
    pub locale: Locale,
    pub href: String,
}

/// The pages of an app; what does not exist is None. The page itself may be among them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PageLinks {
    pub policy: Option<String>,
    pub collected: Option<String>,
    pub shared: Option<String>,
    pub versions: Option<String>,
    /// Where the version in force is read, on a page that shows another one.
    pub current: Option<String>,
}

/// A release that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriorVersion {
    pub edition: Edition,
    pub href: String,
}

impl EditionStatus {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::InForce => "IN_FORCE",
            Self::Scheduled => "SCHEDULED",
            Self::Superseded => "SUPERSEDED",
            Self::Withdrawn => "WITHDRAWN",
        }
    }
}
