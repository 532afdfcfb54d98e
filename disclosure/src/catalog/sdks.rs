//! Third-party SDKs: who makes them, and what is known of what they collect.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    Group, Keyed, Name, Table, Verification,
    name::{keyed, named},
};

/// A third-party SDK.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
    /// Explains; is not printed.
    pub note: Option<String>,
    /// What it does, by version range; never empty.
    pub facts: Vec<SdkFact>,
}

/// Where an SDK's maker offers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SdkRegion {
    Cn,
    Global,
}

/// What one version range of an SDK collects, asks for and does it for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SdkFact {
    /// The versions it holds for; [`SdkFact::ANY_VERSION`] for all.
    pub range: String,
    pub confidence: Confidence,
    /// Keys of data categories.
    pub data: Vec<String>,
    /// Keys of permissions.
    pub permissions: Vec<String>,
    /// Keys of purposes.
    pub purposes: Vec<String>,
    /// Where it was read.
    pub source: String,
    /// When it was read; none where the source states none.
    pub date: Option<NaiveDate>,
    /// Who confirmed it; none where nobody did.
    pub reviewer: Option<String>,
}

impl SdkFact {
    /// The range of facts whose source names no version.
    pub const ANY_VERSION: &str = "*";
}

/// How far a fact may be relied on, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Confidence {
    /// The most it typically does, by public lists: fills a form in advance, asserts nothing.
    UpperBound,
    /// Stated by the maker's notice for that range.
    VendorStated,
    /// Seen in the SDK itself.
    Observed,
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
            note: self.note.clone(),
            facts: vec![SdkFact {
                range: SdkFact::ANY_VERSION.into(),
                confidence: Confidence::UpperBound,
                data: self.data.clone(),
                permissions: self.permissions.clone(),
                purposes: self.purposes.clone(),
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
