//! Standing relations, and what they are made of.

use std::{
    borrow::Cow,
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use disclosure::{
    Pointer,
    catalog::Catalog,
    manifest::{ConsentForm, Contract, Listed, RecipientForm, RecipientRole, SharingMode},
};

use super::word::Word;

/// Methods that no back end takes part in.
const FROM_DEVICE: [&str; 3] = ["sdk_collection", "client_transfer", "page_redirect"];

/// Who can tell that it happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Observability {
    /// A back end takes part and reports it.
    Reported,
    /// An SDK sends it from the device by itself: no back end sees it.
    DeviceOnly,
}

/// What the entry of a recipient, an SDK or a party says. In lists, silence and none stay apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Key of the recipient or party, `sdk:<key>` of an SDK, or the tenant's own words for a party.
    pub recipient: String,
    /// One entity or a class of them.
    pub form: Option<RecipientForm>,
    /// The legal entity.
    pub entity: Option<String>,
    /// The legal role.
    pub role: Option<RecipientRole>,
    /// Why.
    pub purposes: Listed<Word>,
    /// The form of consent.
    pub consent: Option<ConsentForm>,
    /// The agreement with the recipient.
    pub contract: Option<Contract>,
    /// How often.
    pub frequency: Listed<Word>,
    /// Key of the declared SDK that it is.
    pub(super) sdk: Option<String>,
    /// What a flow does not state is this.
    pub(super) facts: Facts,
    /// Everything that names the recipient.
    pub(super) names: Vec<String>,
    /// Where it stands.
    pub(super) path: Pointer,
    /// The members that name the legal entity and the purposes.
    pub(super) members: [&'static str; 2],
}

/// The way of a declared flow.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    /// Key of the flow.
    pub flow: String,
    /// Where it starts.
    pub from: Word,
    /// What makes it move.
    pub trigger: Listed<Word>,
    /// Key of the declared SDK by which it goes.
    pub(super) sdk: Option<String>,
    /// What it states.
    pub(super) facts: Facts,
    /// Where it stands.
    pub(super) path: Pointer,
}

/// What both an entry and a flow may state.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Facts {
    pub mode: Option<SharingMode>,
    pub data: Data,
    pub basis: Listed<Word>,
    pub method: Listed<Word>,
    pub region: Listed<Word>,
}

/// One standing relation of an app with one recipient: an entry, read along a flow where there is one. Both are shared by
/// all relations that are made of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Relation {
    entry: Arc<Entry>,
    route: Option<Arc<Route>>,
    /// What the entry names beyond the flows that end with it, where that is not all of it.
    rest: Option<Arc<Data>>,
}

impl Relation {
    pub(super) fn of(entry: Arc<Entry>, rest: Option<Arc<Data>>) -> Self {
        Self { entry, route: None, rest }
    }

    pub(super) fn along(entry: Arc<Entry>, route: Arc<Route>) -> Self {
        Self { entry, route: Some(route), rest: None }
    }

    /// Names it within the declaration: the recipient, and the flow after `/` where it is one.
    pub fn key(&self) -> Cow<'_, str> {
        match &self.route {
            Some(route) => format!("{}/{}", self.entry.recipient, route.flow).into(),
            None => self.entry.recipient.as_str().into(),
        }
    }

    /// The entry of its recipient.
    pub fn entry(&self) -> &Entry {
        &self.entry
    }

    /// The declared flow; none for what the recipient's own entry says.
    pub fn route(&self) -> Option<&Route> {
        self.route.as_deref()
    }

    /// Key of the declared SDK that is the recipient, or by which it goes.
    pub fn sdk(&self) -> Option<&str> {
        self.entry.sdk.as_deref().or(self.route()?.sdk.as_deref())
    }

    /// How it counts in law.
    pub fn mode(&self) -> Option<SharingMode> {
        self.route().and_then(|route| route.facts.mode).or(self.entry.facts.mode)
    }

    /// What is shared.
    pub fn data(&self) -> &Data {
        match &self.rest {
            Some(rest) => rest,
            None => &self.stating(|facts| facts.data.words.is_unstated()).data,
        }
    }

    pub(super) fn rest(&self) -> Option<&Data> {
        self.rest.as_deref()
    }

    /// The legal basis.
    pub fn basis(&self) -> &Listed<Word> {
        &self.stating(|facts| facts.basis.is_unstated()).basis
    }

    /// By which way.
    pub fn method(&self) -> &Listed<Word> {
        &self.stating(|facts| facts.method.is_unstated()).method
    }

    /// Where the recipient is.
    pub fn region(&self) -> &Listed<Word> {
        &self.stating(|facts| facts.region.is_unstated()).region
    }

    /// What the flow states of a fact, or else the entry.
    fn stating(&self, is_unstated: fn(&Facts) -> bool) -> &Facts {
        let route = self.route().map(|route| &route.facts);
        route.filter(|facts| !is_unstated(facts)).unwrap_or(&self.entry.facts)
    }

    /// Who can tell that it happened: no back end where an SDK sends it, unless it starts at our servers or goes by a way of
    /// back ends.
    pub fn observability(&self) -> Observability {
        let by_sdk = self.sdk().is_some();
        let from = self.route().and_then(|route| route.from.code.as_deref());
        let device = match self.method().iter().find_map(|word| word.code.as_deref()) {
            Some("sdk_collection") => true,
            Some(code) => by_sdk && FROM_DEVICE.contains(&code),
            None => by_sdk && !matches!(from, Some("server" | "tenant")),
        };
        if device { Observability::DeviceOnly } else { Observability::Reported }
    }

    /// Whether it passes data on. A notice about data and a movement within the tenant do not.
    pub fn shares(&self) -> bool {
        shares(self.mode())
    }

    /// Where the declaration says so.
    pub fn path(&self) -> &Pointer {
        self.route().map_or(&self.entry.path, |route| &route.path)
    }

    /// Where one of its facts stands, or would stand: in the flow where that states it, else in the recipient's entry.
    pub(super) fn place(&self, fact: Fact) -> Pointer {
        let [entity, purposes] = self.entry.members;
        let (name, is_unstated): (_, fn(&Facts) -> bool) = match fact {
            Fact::Sdk if self.route.is_none() => return self.entry.path.clone(),
            Fact::Sdk => return self.path().child("from"),
            Fact::Entity => (entity, |_| true),
            Fact::Purposes => (purposes, |_| true),
            Fact::Consent => ("consent", |_| true),
            Fact::Contract => ("contract", |_| true),
            Fact::Data => ("data", |facts| facts.data.words.is_unstated()),
            Fact::Basis => ("basis", |facts| facts.basis.is_unstated()),
            Fact::Method => ("method", |facts| facts.method.is_unstated()),
            Fact::Region => ("region", |facts| facts.region.is_unstated()),
        };
        match self.route() {
            Some(route) if !is_unstated(&route.facts) => route.path.child(name),
            _ => self.entry.path.child(name),
        }
    }
}

/// A fact of a relation.
#[derive(Debug, Clone, Copy)]
pub(super) enum Fact {
    Entity,
    Sdk,
    Data,
    Purposes,
    Basis,
    Consent,
    Method,
    Region,
    Contract,
}

pub(super) fn shares(mode: Option<SharingMode>) -> bool {
    !matches!(mode, Some(SharingMode::Internal | SharingMode::Notify))
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
    /// Whether a datum is one that is meant by name: itself, or its fine name, or what it is the fine name of.
    pub(super) fn is_named(&self, datum: &str, known: &HashMap<String, BTreeSet<String>>) -> bool {
        let kin = |kin: &BTreeSet<String>| {
            // By the shorter of the two, so that many that are alike cost no more than they are long.
            let (few, many) =
                if kin.len() < self.names.len() { (kin, &self.names) } else { (&self.names, kin) };
            few.iter().any(|name| many.contains(name))
        };
        self.names.contains(datum) || known.get(datum).is_some_and(kin)
    }

    /// The declared data that are no categories, by their codes.
    pub fn items(&self) -> impl Iterator<Item = &str> {
        let codes = self.words.iter().filter_map(|word| word.code.as_deref());
        codes.filter(|code| !self.whole.contains(*code))
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
    /// Fine names of the app's own data by key, and the other way round, where they differ.
    pub kin: HashMap<String, BTreeSet<String>>,
    /// The catalogue's purposes that own purposes stand for.
    pub purposes: HashMap<String, String>,
    pub abroad: Abroad,
}
