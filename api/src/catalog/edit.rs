//! Changes of the shared catalogue: what they ask for, and which entries they bring and take.

use chrono::{Days, NaiveDate};
use disclosure::{
    catalog::{
        AdditionError, Catalog, Confidence, Name, Sdk, SdkFact, SdkRegion, Verification, VersionRange,
    },
    manifest::Initialisation,
};
use entities::{catalog_entries::EntryKind, catalog_revisions::CatalogChange};
use serde::Serialize;

use super::{
    model::{Entry, Merge, fact_key, refusal},
    words::{check_length, check_name, check_package, check_sdk_key, check_url, check_words},
};
use crate::platform::error::{AppError, Result};

/// Other names of an SDK at most.
const MOST_ALIASES: usize = 20;
/// Codes and packages in one list at most.
const MOST_CODES: usize = 200;
/// Characters of another name at most.
const LONGEST_ALIAS: usize = 120;
/// Characters of a note at most.
const LONGEST_NOTE: usize = 2_000;

/// What an SDK is. Whoever writes it stands for the vendor's name and the address.
#[derive(Debug, Clone, Serialize)]
pub struct SdkDescription {
    pub key: String,
    pub name: Name,
    pub vendor: Name,
    pub category: String,
    pub region: SdkRegion,
    pub package_prefixes: Vec<String>,
    pub privacy_url: Option<String>,
    pub homepage: Option<String>,
    pub aliases: Vec<String>,
    pub note: Option<String>,
}

/// What a range of an SDK's versions does.
#[derive(Debug, Clone, Serialize)]
pub struct FactStatement {
    pub sdk: String,
    pub range: String,
    pub confidence: Confidence,
    pub data: Vec<String>,
    pub permissions: Vec<String>,
    pub purposes: Vec<String>,
    pub initialised: Option<Initialisation>,
    /// Address of the page where it was read.
    pub source: String,
    /// When it was read.
    pub date: NaiveDate,
}

/// A change of the shared catalogue.
#[derive(Debug, Clone, Serialize)]
pub enum Edit {
    /// Adds an SDK or describes it anew.
    Describe(SdkDescription),
    /// States what a range of versions does, in the place of what was stated of the same range.
    State(FactStatement),
    /// Takes back what was stated of a range.
    Retract { sdk: String, range: String },
    /// Lets the key of one SDK mean another.
    Merge { from: String, into: String },
}

/// What a change does to the entries.
#[derive(Debug)]
pub struct Plan {
    pub close: Option<Entry>,
    pub add: Option<Entry>,
}

impl Edit {
    /// The SDK that it changes.
    pub fn subject(&self) -> &str {
        match self {
            Self::Describe(sdk) => &sdk.key,
            Self::State(fact) => &fact.sdk,
            Self::Retract { sdk, .. } => sdk,
            Self::Merge { from, .. } => from,
        }
    }

    /// The mutation's name.
    pub(super) fn operation(&self) -> &'static str {
        match self {
            Self::Describe(_) => "upsertSdk",
            Self::State(_) => "upsertSdkFact",
            Self::Retract { .. } => "retractSdkFact",
            Self::Merge { .. } => "mergeSdks",
        }
    }

    /// What the revision and the audit event say was done.
    pub(super) fn done(&self) -> (CatalogChange, &'static str) {
        match self {
            Self::Describe(_) => (CatalogChange::SdkUpserted, "sdk.upserted"),
            Self::State(_) => (CatalogChange::SdkFactUpserted, "sdk_fact.upserted"),
            Self::Retract { .. } => (CatalogChange::SdkFactRetracted, "sdk_fact.retracted"),
            Self::Merge { .. } => (CatalogChange::SdksMerged, "sdk.merged"),
        }
    }

    /// Refuses what can be refused without looking at what is stored.
    ///
    /// # Errors
    /// `INVALID` and `LIMIT_EXCEEDED`, at the field.
    pub(super) fn check(&self, today: NaiveDate) -> Result<()> {
        match self {
            Self::Describe(sdk) => sdk.check(),
            Self::State(fact) => fact.check(today),
            Self::Retract { .. } | Self::Merge { .. } => Ok(()),
        }
    }

    /// The entries that it brings and takes as revision `next`; none where everything is so already.
    ///
    /// # Errors
    /// `NOT_FOUND` for an SDK or a fact that does not exist; `ILLEGAL_STATE` (`error-sdk-merged`) for a merged one;
    /// `INVALID` for a range that is none and for a merge of an SDK into itself.
    pub(super) fn plan(
        &self,
        entries: &[Entry],
        before: &Catalog,
        next: i32,
        reviewer: &str,
    ) -> Result<Option<Plan>> {
        if before.merged_sdk(self.subject()).is_some() {
            return Err(refusal(AdditionError::Merged(self.subject().to_owned())));
        }
        if !matches!(self, Self::Describe(_)) && !before.sdks.contains(self.subject()) {
            return Err(AppError::not_found().at([self.subject_field()]));
        }
        match self {
            Self::Describe(sdk) => {
                let entry = Entry::new(EntryKind::Sdk, &sdk.key, next, &sdk.entry());
                let known = current(entries, EntryKind::Sdk).find(|known| known.key == sdk.key);
                Ok(replace(known, entry))
            }
            Self::State(fact) => {
                let made = fact.fact(reviewer)?;
                let entry = Entry::new(EntryKind::SdkFact, fact_key(&fact.sdk, &made), next, &made);
                Ok(replace(stated(entries, &fact.sdk, &made.range)?, entry))
            }
            Self::Retract { sdk, range } => match stated(entries, sdk, &parse(range)?)? {
                Some(known) => Ok(Some(Plan { close: Some(known.clone()), add: None })),
                None => Err(AppError::not_found().at(["range"])),
            },
            Self::Merge { from, into } => {
                let survivor = before.sdk(into).ok_or_else(|| AppError::not_found().at(["into"]))?;
                let document = Merge { into: survivor.key.clone() };
                let entry = Entry::new(EntryKind::SdkMerge, from, next, &document);
                Ok(Some(Plan { close: None, add: Some(entry) }))
            }
        }
    }

    fn subject_field(&self) -> &'static str {
        if matches!(self, Self::Merge { .. }) { "from" } else { "sdk" }
    }
}

/// The entries that hold in the newest revision.
fn current(entries: &[Entry], kind: EntryKind) -> impl Iterator<Item = &Entry> {
    entries.iter().filter(move |entry| entry.kind == kind && entry.until.is_none())
}

/// The entry of what was stated of exactly these versions, however their range was written.
fn stated<'a>(entries: &'a [Entry], sdk: &str, range: &VersionRange) -> Result<Option<&'a Entry>> {
    let prefix = format!("{sdk} ");
    for entry in current(entries, EntryKind::SdkFact).filter(|entry| entry.key.starts_with(&prefix)) {
        if entry.read::<SdkFact>()?.range.same(range) {
            return Ok(Some(entry));
        }
    }
    Ok(None)
}

fn replace(known: Option<&Entry>, entry: Entry) -> Option<Plan> {
    if known.is_some_and(|known| known.document == entry.document) {
        return None;
    }
    Some(Plan { close: known.cloned(), add: Some(entry) })
}

fn parse(range: &str) -> Result<VersionRange> {
    range.parse().map_err(|cause| AppError::invalid("error-sdk-range").at(["range"]).because(cause))
}

impl SdkDescription {
    fn check(&self) -> Result<()> {
        check_sdk_key(&self.key)?;
        check_name(&self.name, "zh", "en")?;
        check_name(&self.vendor, "vendorZh", "vendorEn")?;
        check_length(&self.aliases, MOST_ALIASES, "aliases")?;
        self.aliases.iter().try_for_each(|alias| check_words(alias, LONGEST_ALIAS, "aliases"))?;
        check_length(&self.package_prefixes, MOST_CODES, "packagePrefixes")?;
        self.package_prefixes.iter().try_for_each(|prefix| check_package(prefix))?;
        self.privacy_url.iter().try_for_each(|url| check_url(url, "privacyUrl"))?;
        self.homepage.iter().try_for_each(|url| check_url(url, "homepage"))?;
        self.note.iter().try_for_each(|note| check_words(note, LONGEST_NOTE, "note"))
    }

    fn entry(&self) -> Sdk {
        Sdk {
            key: self.key.clone(),
            name: self.name.clone(),
            vendor: self.vendor.clone(),
            vendor_status: Verification::Verified,
            category: self.category.clone(),
            region: self.region,
            package_prefixes: self.package_prefixes.clone(),
            url_status: self.privacy_url.as_ref().map(|_| Verification::Verified),
            privacy_url: self.privacy_url.clone(),
            homepage: self.homepage.clone(),
            aliases: self.aliases.clone(),
            note: self.note.clone(),
            facts: Vec::new(),
            revision: 0,
        }
    }
}

impl FactStatement {
    fn check(&self, today: NaiveDate) -> Result<()> {
        parse(&self.range)?;
        check_length(&self.data, MOST_CODES, "data")?;
        check_length(&self.permissions, MOST_CODES, "permissions")?;
        check_length(&self.purposes, MOST_CODES, "purposes")?;
        check_url(&self.source, "source")?;
        // A day later it already is somewhere.
        if Some(self.date) > today.checked_add_days(Days::new(1)) {
            return Err(AppError::invalid("error-fact-date").at(["date"]));
        }
        Ok(())
    }

    fn fact(&self, reviewer: &str) -> Result<SdkFact> {
        Ok(SdkFact {
            range: parse(&self.range)?,
            confidence: self.confidence,
            data: self.data.clone(),
            permissions: self.permissions.clone(),
            purposes: self.purposes.clone(),
            initialised: self.initialised,
            source: self.source.clone(),
            date: Some(self.date),
            reviewer: Some(reviewer.to_owned()),
        })
    }
}
