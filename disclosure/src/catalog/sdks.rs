//! Third-party SDKs: who makes them, and what is known of what they collect.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    Group, Keyed, Name, Table, Verification, VersionRange,
    name::{keyed, named},
};
use crate::manifest::Initialisation;

/// A third-party SDK.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sdk {
    pub key: String,
    pub name: Name,
    /// Legal name of the maker; a proposal to confirm where `vendor_status` is not verified.
    pub vendor: Name,
    pub vendor_status: Verification,
    /// Key of the SDK category.
    pub category: String,
    pub region: SdkRegion,
    /// Android package prefixes; they show that it is there, never that it is not.
    pub package_prefixes: Vec<String>,
    pub privacy_url: Option<String>,
    /// Stands exactly where `privacy_url` does.
    pub url_status: Option<Verification>,
    /// Where its maker presents it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub homepage: Option<String>,
    /// Other names under which people look for it; they stand in no declaration.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Explains; is not printed.
    pub note: Option<String>,
    /// What it does, by version range. Of two ranges one lies within the other, or they have no version in common.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<SdkFact>,
    /// The revision that last changed it or its facts; 0 as shipped.
    #[serde(skip)]
    pub revision: i32,
}

impl Sdk {
    /// What is known of a version: the fact of the narrowest range that holds it. Of a version that is not stated only
    /// what holds for all of them.
    pub fn fact(&self, version: Option<&str>) -> Option<&SdkFact> {
        let holding = self.facts.iter().filter(|fact| match version {
            Some(version) => fact.range.contains(version),
            None => fact.range.is_any(),
        });
        // Ranges that hold one version lie within one another.
        holding.reduce(|best, fact| if best.range.covers(&fact.range) { fact } else { best })
    }
}

/// Where an SDK's maker offers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SdkRegion {
    Cn,
    Global,
}

/// What one version range of an SDK collects, asks for and does it for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SdkFact {
    /// The versions it holds for.
    pub range: VersionRange,
    pub confidence: Confidence,
    /// Keys of data categories.
    pub data: Vec<String>,
    /// Keys of permissions.
    pub permissions: Vec<String>,
    /// Keys of purposes.
    pub purposes: Vec<String>,
    /// When it starts where the app does nothing about it; none where that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initialised: Option<Initialisation>,
    /// Where it was read.
    pub source: String,
    /// When it was read; none where the source states none.
    pub date: Option<NaiveDate>,
    /// Who confirmed it, by an account's id; none where nobody did.
    pub reviewer: Option<String>,
}

/// How far a fact may be relied on, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Confidence {
    /// The most it typically does, by public lists: fills a form in advance, asserts nothing.
    UpperBound,
    /// Stated by the maker's notice for that range.
    Stated,
    /// Checked by somebody against the SDK itself.
    Verified,
}

/// Under which ids an SDK stands in the lock files of build tools.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SdkCoordinates {
    /// Key of the SDK.
    pub key: String,
    /// `group:artifact`; the artifact `*` means every one of the group.
    pub maven: Vec<Coordinate>,
    pub cocoapods: Vec<Coordinate>,
    pub npm: Vec<Coordinate>,
    /// Packages of the Dart registry.
    #[serde(rename = "pub")]
    pub dart: Vec<Coordinate>,
    /// Aggregators and adapters that may carry it: a hint to ask, no proof.
    pub bridges: Vec<Coordinate>,
    /// File name patterns, `*` for any text.
    pub files: Vec<Coordinate>,
    pub note: Option<String>,
}

/// One id, compared whole and case-sensitively.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coordinate {
    pub id: String,
    pub status: Verification,
}

named!(Sdk);
keyed!(SdkCoordinates);

#[derive(Deserialize)]
pub(super) struct SdksFile {
    source: String,
    pub categories: Table<Group>,
    sdks: Table<SdkRow>,
}

impl SdksFile {
    /// The rows as SDKs with one fact each: the file states no version and no date.
    pub fn table(&self) -> Table<Sdk> {
        self.sdks.map(|row| row.sdk(&self.source))
    }
}

#[derive(Deserialize)]
struct SdkRow {
    key: String,
    name_zh: String,
    name_en: String,
    vendor_zh: String,
    vendor_en: String,
    category: String,
    region: SdkRegion,
    package_prefixes: Vec<String>,
    purposes: Vec<String>,
    data: Vec<String>,
    permissions: Vec<String>,
    privacy_url: Option<String>,
    vendor_status: Verification,
    url_status: Option<Verification>,
    note: Option<String>,
}

impl Keyed for SdkRow {
    fn key(&self) -> &str {
        &self.key
    }
}

impl SdkRow {
    fn sdk(&self, source: &str) -> Sdk {
        Sdk {
            key: self.key.clone(),
            name: Name { zh: self.name_zh.clone(), en: self.name_en.clone() },
            vendor: Name { zh: self.vendor_zh.clone(), en: self.vendor_en.clone() },
            vendor_status: self.vendor_status,
            category: self.category.clone(),
            region: self.region,
            package_prefixes: self.package_prefixes.clone(),
            privacy_url: self.privacy_url.clone(),
            url_status: self.url_status,
            homepage: None,
            aliases: Vec::new(),
            note: self.note.clone(),
            revision: 0,
            facts: vec![SdkFact {
                range: VersionRange::any(),
                confidence: Confidence::UpperBound,
                data: self.data.clone(),
                permissions: self.permissions.clone(),
                purposes: self.purposes.clone(),
                initialised: None,
                source: source.into(),
                date: None,
                reviewer: None,
            }],
        }
    }
}

#[derive(Deserialize)]
pub(super) struct CoordinatesFile {
    pub coordinates: Table<SdkCoordinates>,
}
