//! Revisions and entries, and what the entries of a revision add up to.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use disclosure::{
    catalog::{AdditionError, Additions, Catalog, OwnCategory, Sdk, SdkFact},
    manifest,
};
pub use entities::catalog_revisions::CatalogChange;
use entities::{
    catalog_entries::{self, EntryKind},
    catalog_revisions,
};
use serde::{Deserialize, Serialize};

use crate::platform::error::{AppError, Place, Result};

/// A change of what was added.
#[derive(Debug, Clone)]
pub struct Revision {
    /// From 1.
    pub number: i32,
    pub at: DateTime<Utc>,
    pub author: String,
    pub change: CatalogChange,
    /// The key of the SDK or category that changed.
    pub subject: String,
}

impl From<catalog_revisions::Model> for Revision {
    fn from(row: catalog_revisions::Model) -> Self {
        Self { number: row.number, at: row.at, author: row.author, change: row.change, subject: row.subject }
    }
}

/// What a revision added, and for how long it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub kind: EntryKind,
    pub key: String,
    pub from: i32,
    pub until: Option<i32>,
    pub document: String,
}

impl From<catalog_entries::Model> for Entry {
    fn from(row: catalog_entries::Model) -> Self {
        Self {
            kind: row.kind,
            key: row.key,
            from: row.valid_from,
            until: row.valid_until,
            document: row.document,
        }
    }
}

/// Which SDK another was merged into.
#[derive(Debug, Serialize, Deserialize)]
pub struct Merge {
    pub into: String,
}

/// The key of a fact's entry.
pub fn fact_key(sdk: &str, fact: &SdkFact) -> String {
    format!("{sdk} {}", fact.range)
}

/// The SDK that a fact's entry is about. Keys of SDKs have no space in them.
fn sdk_of(key: &str) -> &str {
    key.split_once(' ').map_or(key, |(sdk, _)| sdk)
}

impl Entry {
    /// An entry that holds from `revision` on.
    pub fn new(kind: EntryKind, key: impl Into<String>, revision: i32, document: &impl Serialize) -> Self {
        let document = manifest::canonical(document);
        Self { kind, key: key.into(), from: revision, until: None, document }
    }

    /// Whether it holds at a revision.
    pub fn holds_at(&self, revision: i32) -> bool {
        self.from <= revision && self.until.is_none_or(|until| until > revision)
    }

    /// What it says.
    ///
    /// # Errors
    /// `INTERNAL` where the stored text is not of that form.
    pub fn read<'a, T: Deserialize<'a>>(&'a self) -> Result<T> {
        serde_json::from_str(&self.document).map_err(AppError::internal)
    }
}

/// What an operator's entries add up to at a revision.
///
/// # Errors
/// `INTERNAL` where a stored text is of another form.
pub fn additions(entries: &[Entry], revision: i32) -> Result<Additions> {
    let mut all = Additions::default();
    for entry in entries.iter().filter(|entry| entry.from <= revision) {
        let until = entry.until.filter(|until| *until <= revision);
        let mut touch = |sdk: &str| {
            let changed: &mut HashMap<String, i32> = &mut all.changed;
            let last = changed.entry(sdk.to_owned()).or_default();
            *last = (*last).max(until.unwrap_or(entry.from));
        };
        match entry.kind {
            EntryKind::Sdk => touch(&entry.key),
            EntryKind::SdkFact => touch(sdk_of(&entry.key)),
            EntryKind::SdkMerge => touch(&entry.read::<Merge>()?.into),
            EntryKind::DataCategory => {}
        }
        if !entry.holds_at(revision) {
            continue;
        }
        match entry.kind {
            EntryKind::Sdk => all.sdks.push(entry.read::<Sdk>()?),
            EntryKind::SdkFact => all.facts.push((sdk_of(&entry.key).to_owned(), entry.read()?)),
            EntryKind::SdkMerge => {
                all.merges.insert(entry.key.clone(), entry.read::<Merge>()?.into);
            }
            EntryKind::DataCategory => {}
        }
    }
    Ok(all)
}

/// The shipped catalogue with an operator's entries of a revision.
///
/// # Errors
/// `INTERNAL` where what is stored cannot be added.
pub fn build(entries: &[Entry], revision: i32) -> Result<Catalog> {
    Catalog::builtin().with_additions(revision, additions(entries, revision)?).map_err(AppError::internal)
}

/// A catalogue with a tenant's own categories of a revision; none where it has none.
///
/// # Errors
/// `INTERNAL` where what is stored cannot be added.
pub fn overlay<'a>(base: &Catalog, entries: impl IntoIterator<Item = &'a Entry>) -> Result<Option<Catalog>> {
    let (mut newest, mut own) = (0, Vec::new());
    for entry in entries {
        newest = newest.max(entry.from);
        own.push(entry.read::<OwnCategory>()?);
    }
    if own.is_empty() {
        return Ok(None);
    }
    base.with_categories(newest, own).map(Some).map_err(AppError::internal)
}

/// The parts of a revision's name: what is shipped, the operator's number, the tenant's.
///
/// # Errors
/// `INVALID` (`error-catalog-revision`) for what is no such name.
pub fn parse_revision(name: &str) -> Result<(&str, i32, i32)> {
    let refused = || AppError::invalid("error-catalog-revision");
    let number = |text: &str| text.parse::<i32>().ok().filter(|number| *number >= 0).ok_or_else(refused);
    match name.split_once('+') {
        None => Ok((name, 0, 0)),
        Some((shipped, rest)) => match rest.split_once('/') {
            None => Ok((shipped, number(rest)?, 0)),
            Some((added, own)) => Ok((shipped, number(added)?, number(own)?)),
        },
    }
}

/// The input field in which codes of a kind stand.
fn field_of(kind: &str) -> &'static str {
    match kind {
        "sdk_category" => "category",
        "permission" => "permissions",
        "purpose" => "purposes",
        _ => "data",
    }
}

/// Why something cannot be added, for the one who asked.
pub fn refusal(error: AdditionError) -> AppError {
    let refused = match &error {
        AdditionError::UnknownCode { kind, code, nearest } => AppError::invalid("error-catalog-code")
            .arg("code", code.as_str())
            .arg("kind", *kind)
            .rule("known-code")
            .at([field_of(kind)])
            .in_place(Place { nearest: nearest.clone(), ..Default::default() }),
        AdditionError::UnknownSdk(_) => AppError::not_found(),
        AdditionError::Merged(_) => AppError::illegal_state("error-sdk-merged"),
        AdditionError::MergedIntoItself(_) => AppError::invalid("error-sdk-merge-itself").at(["into"]),
        AdditionError::Crossing { one, other } => AppError::conflict("error-sdk-range-crossing")
            .arg("one", one.as_str())
            .arg("other", other.as_str())
            .at(["range"]),
        AdditionError::Key(_) => AppError::invalid("error-category-key").at(["key"]),
        AdditionError::Lowered(_) => AppError::invalid("error-category-sensitivity").at(["sensitive"]),
    };
    refused.because(error)
}
