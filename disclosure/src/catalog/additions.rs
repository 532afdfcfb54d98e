//! What people add to the shipped data: the operator's SDKs, facts and merges, and a tenant's own data categories.
//!
//! A catalogue with additions shares everything else with the one it is made from. Adding is pure and checks everything,
//! so that it also decides whether an addition can be made. Of an SDK that is shipped too, the operator's entry counts,
//! with the shipped facts for whose range there is none of the operator's.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, OnceLock},
};

use serde::{Deserialize, Serialize};

use super::{Catalog, DataCategory, DpvMatch, Keyed, Name, Sdk, SdkFact, Table};
use crate::nearest::nearest;

/// What every key of a tenant's own category begins with, and no shipped key ever does.
pub const OWN_PREFIX: &str = "own-";

/// What an operator has added.
#[derive(Debug, Clone, Default)]
pub struct Additions {
    /// SDKs without their facts, each with the revision that last changed it.
    pub sdks: Vec<Sdk>,
    /// Facts by the key of their SDK.
    pub facts: Vec<(String, SdkFact)>,
    /// Merges by the key that was merged into another.
    pub merges: BTreeMap<String, String>,
    /// The revision that last changed an SDK or its facts.
    pub changed: HashMap<String, i32>,
}

/// A kind of personal information that a tenant tells apart from others of one category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnCategory {
    pub key: String,
    pub name: Name,
    /// Key of the shipped category that it is a case of.
    pub parent: String,
    /// Whether it is sensitive; none: as its parent is. Never less than its parent.
    pub sensitive: Option<bool>,
}

/// Why something cannot be added.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AdditionError {
    /// A code that the catalogue does not know.
    #[error("`{code}` is no {kind}")]
    UnknownCode { kind: &'static str, code: String, nearest: Option<String> },
    /// No SDK has this key.
    #[error("there is no SDK `{0}`")]
    UnknownSdk(String),
    /// The SDK was merged into another and cannot change any more.
    #[error("`{0}` was merged into another SDK")]
    Merged(String),
    /// An SDK would be merged into itself, at once or by way of others.
    #[error("`{0}` would be merged into itself")]
    MergedIntoItself(String),
    /// Two facts of an SDK, neither of which is the more specific where both hold.
    #[error("the ranges {one} and {other} cross")]
    Crossing { one: String, other: String },
    /// A tenant's key without the prefix, or one that is no code.
    #[error("`{0}` cannot be the key of an own category")]
    Key(String),
    /// A category that would be less sensitive than its parent.
    #[error("`{0}` is less sensitive than its parent")]
    Lowered(String),
}

/// SDKs that were merged into others.
#[derive(Debug, Clone, Default)]
pub(super) struct Merged {
    /// Each as it was, with the key of the one that stands for it now.
    by_key: HashMap<String, (Sdk, String)>,
    /// The keys that were merged into each that stands, in order.
    keys: HashMap<String, Vec<String>>,
}

impl Merged {
    /// The keys that were merged into `survivor`, in order.
    pub(super) fn keys_of(&self, survivor: &str) -> &[String] {
        self.keys.get(survivor).map_or(&[], Vec::as_slice)
    }
}

impl Catalog {
    /// The SDK that a declaration means by this key: the one with it, or the one that it was merged into.
    pub fn sdk(&self, key: &str) -> Option<&Sdk> {
        self.sdks.get(key).or_else(|| self.sdks.get(&self.merged.by_key.get(key)?.1))
    }

    /// The SDK that was merged into another, as it was.
    pub fn merged_sdk(&self, key: &str) -> Option<&Sdk> {
        self.merged.by_key.get(key).map(|(sdk, _)| sdk)
    }

    /// All keys by which declarations name the SDK that this key means, the valid one first: what a search over declared
    /// SDKs looks for. None for a key that nothing has.
    pub fn sdk_keys(&self, key: &str) -> Vec<&str> {
        let Some(sdk) = self.sdk(key) else { return Vec::new() };
        let mut keys = vec![sdk.key.as_str()];
        keys.extend(self.merged.keys_of(&sdk.key).iter().map(String::as_str));
        keys
    }

    /// This catalogue, as shipped, with what an operator has added up to a revision of that number.
    ///
    /// # Errors
    /// What cannot be added, by the first reason found.
    pub fn with_additions(&self, number: i32, additions: Additions) -> Result<Self, AdditionError> {
        let mut sdks = Sdks::new(&self.sdks);
        for sdk in additions.sdks {
            self.check_sdk(&sdk)?;
            sdks.describe(sdk);
        }
        for (key, fact) in additions.facts {
            self.check_fact(&fact)?;
            add_fact(sdks.get(&key).ok_or(AdditionError::UnknownSdk(key))?, fact)?;
        }
        for (key, revision) in &additions.changed {
            if let Some(sdk) = sdks.get(key) {
                sdk.revision = *revision;
            }
        }
        let merged = sdks.merge(&additions.merges)?;
        let revision = match number {
            0 => self.revision().to_owned(),
            number => format!("{}+{number}", self.revision()),
        };
        Ok(Self { sdks: table(sdks.rows)?, merged: Arc::new(merged), ..self.derived(revision) })
    }

    /// This catalogue with a tenant's own categories as of a revision of theirs.
    ///
    /// # Errors
    /// What cannot be added, by the first reason found.
    pub fn with_categories(&self, number: i32, own: Vec<OwnCategory>) -> Result<Self, AdditionError> {
        let mut categories: Vec<DataCategory> = self.data_categories.iter().cloned().collect();
        for category in own {
            categories.push(self.own_category(category)?);
        }
        let revision = match self.revision() {
            shipped if !shipped.contains('+') => format!("{shipped}+0/{number}"),
            added => format!("{added}/{number}"),
        };
        Ok(Self { data_categories: table(categories)?, ..self.derived(revision) })
    }

    fn derived(&self, revision: String) -> Self {
        Self { revision: OnceLock::from(revision), search_varying: OnceLock::new(), ..self.clone() }
    }

    fn check_sdk(&self, sdk: &Sdk) -> Result<(), AdditionError> {
        known("sdk_category", &self.sdk_categories, &sdk.category)
    }

    fn check_fact(&self, fact: &SdkFact) -> Result<(), AdditionError> {
        fact.data.iter().try_for_each(|code| known("data_category", &self.data_categories, code))?;
        fact.permissions.iter().try_for_each(|code| known("permission", &self.permissions, code))?;
        fact.purposes.iter().try_for_each(|code| known("purpose", &self.purposes, code))
    }

    fn own_category(&self, own: OwnCategory) -> Result<DataCategory, AdditionError> {
        if !own.key.starts_with(OWN_PREFIX) || !crate::manifest::term::is_code(&own.key) {
            return Err(AdditionError::Key(own.key));
        }
        known("data_category", &self.data_categories, &own.parent)?;
        let parent = self.data_categories.get(&own.parent).filter(|parent| parent.parent.is_none());
        let Some(parent) = parent else { return Err(AdditionError::Key(own.parent)) };
        if parent.sensitive_cn && own.sensitive == Some(false) {
            return Err(AdditionError::Lowered(own.key));
        }
        let mut category = parent.clone();
        category.sensitive_detail.conservative_default |= own.sensitive == Some(true) && !parent.sensitive_cn;
        category.sensitive_cn |= own.sensitive == Some(true);
        category.dpv_match = parent.dpv_match.map(|_| DpvMatch::Broad);
        Ok(DataCategory { key: own.key, name: own.name, parent: Some(own.parent), note: None, ..category })
    }
}

/// Puts a fact in the place of the one of the same range; refuses one that is neither apart from, nor within, nor around
/// each of the others.
fn add_fact(sdk: &mut Sdk, fact: SdkFact) -> Result<(), AdditionError> {
    sdk.facts.retain(|known| !known.range.same(&fact.range));
    match sdk.facts.iter().find(|known| known.range.crosses(&fact.range)) {
        Some(known) => {
            Err(AdditionError::Crossing { one: fact.range.to_string(), other: known.range.to_string() })
        }
        None => {
            sdk.facts.push(fact);
            Ok(())
        }
    }
}

/// SDKs on their way into a table.
struct Sdks {
    rows: Vec<Sdk>,
    places: HashMap<String, usize>,
}

impl Sdks {
    fn new(shipped: &Table<Sdk>) -> Self {
        let rows: Vec<Sdk> = shipped.iter().cloned().collect();
        let places = rows.iter().enumerate().map(|(place, sdk)| (sdk.key.clone(), place)).collect();
        Self { rows, places }
    }

    fn get(&mut self, key: &str) -> Option<&mut Sdk> {
        self.places.get(key).and_then(|place| self.rows.get_mut(*place))
    }

    /// Adds an SDK, or describes one anew that keeps its facts.
    fn describe(&mut self, sdk: Sdk) {
        match self.get(&sdk.key) {
            Some(known) => *known = Sdk { facts: std::mem::take(&mut known.facts), ..sdk },
            None => {
                self.places.insert(sdk.key.clone(), self.rows.len());
                self.rows.push(sdk);
            }
        }
    }

    /// Takes what was merged out of the list.
    fn merge(&mut self, merges: &BTreeMap<String, String>) -> Result<Merged, AdditionError> {
        let mut merged = Merged::default();
        for from in merges.keys() {
            let into = survivor(from, merges)?;
            if !self.places.contains_key(into) {
                return Err(AdditionError::UnknownSdk(into.clone()));
            }
            let sdk = self.get(from).ok_or_else(|| AdditionError::UnknownSdk(from.clone()))?.clone();
            merged.by_key.insert(from.clone(), (sdk, into.clone()));
            merged.keys.entry(into.clone()).or_default().push(from.clone());
        }
        self.rows.retain(|sdk| !merged.by_key.contains_key(&sdk.key));
        Ok(merged)
    }
}

/// Who stands for a key at the end of its merges.
fn survivor<'a>(from: &str, merges: &'a BTreeMap<String, String>) -> Result<&'a String, AdditionError> {
    let mut into = merges.get(from).ok_or_else(|| AdditionError::UnknownSdk(from.to_owned()))?;
    for _ in 0..merges.len() {
        match merges.get(into) {
            Some(next) => into = next,
            None => return Ok(into),
        }
    }
    Err(AdditionError::MergedIntoItself(from.to_owned()))
}

fn known<T: Keyed>(kind: &'static str, table: &Table<T>, code: &str) -> Result<(), AdditionError> {
    if table.contains(code) {
        return Ok(());
    }
    let near = nearest(code, table.iter().map(Keyed::key)).map(Into::into);
    Err(AdditionError::UnknownCode { kind, code: code.to_owned(), nearest: near })
}

fn table<T: Keyed>(rows: Vec<T>) -> Result<Table<T>, AdditionError> {
    Table::new(rows).map_err(|twice| AdditionError::Key(twice.0))
}
