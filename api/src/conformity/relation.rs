//! Standing relations, and all of them that a declaration has.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use disclosure::{
    Pointer,
    catalog::Catalog,
    manifest::{ConsentForm, Contract, Listed, RecipientForm, RecipientRole, SharingMode},
};

use super::word::Word;

/// Who can tell that it happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Observability {
    /// A back end takes part and reports it.
    Reported,
    /// An SDK sends it from the device by itself: no back end sees it.
    DeviceOnly,
}

/// The way of a declared flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Key of the flow.
    pub flow: String,
    /// Where it starts.
    pub from: Word,
    /// What makes it move.
    pub trigger: Listed<Word>,
}

/// One standing relation of an app with one recipient. In lists, silence and none stay apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Relation {
    /// Names it within the declaration: the recipient, and the flow after `/` where it is one.
    pub key: String,
    /// Key of the recipient or party, `sdk:<key>` of an SDK, or the tenant's own words for a party.
    pub recipient: String,
    /// One entity or a class of them.
    pub form: Option<RecipientForm>,
    /// The legal entity.
    pub entity: Option<String>,
    /// Key of the declared SDK that is the recipient, or by which it goes.
    pub sdk: Option<String>,
    /// The legal role.
    pub role: Option<RecipientRole>,
    /// How it counts in law.
    pub mode: Option<SharingMode>,
    /// What is shared.
    pub data: Data,
    /// Why.
    pub purposes: Listed<Word>,
    /// The legal basis.
    pub basis: Listed<Word>,
    /// The form of consent.
    pub consent: Option<ConsentForm>,
    /// By which way.
    pub method: Listed<Word>,
    /// Where the recipient is.
    pub region: Listed<Word>,
    /// The declared flow; none for what the recipient's own entry says.
    pub route: Option<Route>,
    /// The agreement with the recipient.
    pub contract: Option<Contract>,
    /// How often.
    pub frequency: Listed<Word>,
    /// Who can tell that it happened.
    pub observability: Observability,
    /// Where the declaration says so.
    pub path: Pointer,
    /// Everything that names the recipient.
    pub(super) names: Vec<String>,
    /// Where each of its facts stands, or would stand.
    pub(super) places: Places,
}

/// Where the facts of a relation stand: in the flow where that states them, else in the recipient's entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Places {
    pub entity: Pointer,
    pub sdk: Pointer,
    pub data: Pointer,
    pub purposes: Pointer,
    pub basis: Pointer,
    pub consent: Pointer,
    pub method: Pointer,
    pub region: Pointer,
    pub contract: Pointer,
}

impl Relation {
    /// Whether it passes data on. A notice about data and a movement within the tenant do not.
    pub fn shares(&self) -> bool {
        !matches!(self.mode, Some(SharingMode::Internal | SharingMode::Notify))
    }
}

/// The data of a relation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Data {
    /// As declared.
    pub words: Listed<Word>,
    /// Names of data that are meant one by one.
    pub(super) names: BTreeSet<String>,
    /// Categories that are declared as such: all that is a case of them.
    pub(super) whole: BTreeSet<String>,
    /// Categories of what is declared one by one.
    pub(super) partly: BTreeSet<String>,
    /// Whether a word leaves open what it covers.
    pub(super) vague: bool,
}

impl Data {
    /// The declared data that are no categories, by their codes.
    pub fn items(&self) -> impl Iterator<Item = &str> {
        let codes = self.words.iter().filter_map(|word| word.code.as_deref());
        codes.filter(|code| !self.whole.contains(*code))
    }

    /// Whether it is left open what is shared: by silence, or by words that nobody can compare.
    pub fn is_open(&self) -> bool {
        self.words.is_unstated() || self.vague
    }

    /// The categories of all of it, in order of their keys.
    pub fn categories(&self) -> impl Iterator<Item = &str> {
        self.whole.union(&self.partly).map(String::as_str)
    }
}

/// Whether data is said to go abroad.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Abroad {
    /// It is said that none does.
    Excluded,
    /// It is said that some does, or nothing is said.
    Open,
}

/// What the codes that are reported mean to a declaration.
#[derive(Debug, Clone)]
pub(super) struct Codes {
    pub catalog: Arc<Catalog>,
    /// Keys of declared SDKs by everything that names them.
    pub sdks: HashMap<String, BTreeSet<String>>,
    /// Categories of the app's own data, by key and by fine name.
    pub items: HashMap<String, BTreeSet<String>>,
    /// The catalogue's purposes that own purposes stand for.
    pub purposes: HashMap<String, String>,
    pub abroad: Abroad,
}

/// The relations of one declaration. Never changed; clones share them.
#[derive(Debug, Clone)]
pub struct Relations {
    inner: Arc<Inner>,
    zone: Tz,
}

#[derive(Debug)]
struct Inner {
    all: Vec<Relation>,
    by_recipient: HashMap<String, Vec<usize>>,
    codes: Codes,
}

impl Relations {
    pub(super) fn new(all: Vec<Relation>, codes: Codes) -> Self {
        let mut by_recipient: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, relation) in all.iter().enumerate() {
            for name in relation.names.iter().collect::<BTreeSet<_>>() {
                by_recipient.entry(name.clone()).or_default().push(index);
            }
        }
        Self { inner: Arc::new(Inner { all, by_recipient, codes }), zone: Tz::Asia__Shanghai }
    }

    /// The same, with days that begin in this zone; by default in `Asia/Shanghai`.
    #[must_use]
    pub fn in_zone(self, zone: Tz) -> Self {
        Self { zone, ..self }
    }

    /// All relations, in the order of the declaration: recipients, SDKs, parties.
    pub fn iter(&self) -> std::slice::Iter<'_, Relation> {
        self.inner.all.iter()
    }

    /// The relations with a recipient, by everything that names it.
    pub fn with<'a>(&'a self, recipient: &str) -> impl Iterator<Item = &'a Relation> + use<'a> {
        let found = self.inner.by_recipient.get(recipient).map_or(&[][..], Vec::as_slice);
        found.iter().filter_map(|index| self.inner.all.get(*index))
    }

    pub(super) fn codes(&self) -> &Codes {
        &self.inner.codes
    }

    pub(super) fn day(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.zone).date_naive()
    }
}
