//! All relations that a declaration has.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::{
    relation::{Codes, Entry, Observability, Relation, Route, shares},
    weight,
};

/// The relations of one declaration. Never changed; clones share them.
///
/// A flow to all recipients is a relation with each: as many as there are recipients, for each such flow. These are made
/// when they are asked for and never kept, so that a declaration takes no more memory than about what it says.
#[derive(Debug, Clone)]
pub struct Relations {
    inner: Arc<Inner>,
    zone: Tz,
}

#[derive(Debug)]
struct Inner {
    own: Vec<Relation>,
    by_name: HashMap<String, Vec<usize>>,
    everyone: Everyone,
    recipients: HashMap<String, usize>,
    codes: Codes,
    keys: Arc<Keys>,
    weight: usize,
}

/// Somebody to whom data is passed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named<'a> {
    /// Everything that names it and nobody else's key.
    pub names: BTreeSet<&'a str>,
    /// Who can tell that it happened: a back end, where it can of one of the relations.
    pub observability: Observability,
}

/// What flows to all recipients make relations of.
#[derive(Debug, Default)]
pub(super) struct Everyone {
    /// The recipients; none where no flow goes to all.
    pub recipients: Vec<Arc<Entry>>,
    /// The flows.
    pub routes: Vec<Arc<Route>>,
}

/// The keys of the relations that pass data on, to be found among those of another version.
#[derive(Debug, Default)]
pub(super) struct Keys {
    own: HashSet<String>,
    /// Whether a recipient's entry shares, where a flow does not say it.
    recipients: HashMap<String, bool>,
    /// Whether a flow to all recipients shares, where it says it.
    routes: HashMap<String, Option<bool>>,
}

impl Keys {
    fn new(own: &[Relation], everyone: &Everyone) -> Self {
        let entry = |entry: &Arc<Entry>| (entry.recipient.clone(), shares(entry.facts.mode));
        let route =
            |route: &Arc<Route>| (route.flow.clone(), route.facts.mode.map(|mode| shares(Some(mode))));
        Self {
            own: own.iter().filter(|it| it.shares()).map(|it| it.key().into_owned()).collect(),
            recipients: everyone.recipients.iter().map(entry).collect(),
            routes: everyone.routes.iter().map(route).collect(),
        }
    }

    /// Whether a relation of that key passes data on.
    pub fn declare(&self, relation: &Relation) -> bool {
        if self.own.contains(&*relation.key()) {
            return true;
        }
        let Some(route) = relation.route() else { return false };
        let both = self.recipients.get(&relation.entry().recipient).zip(self.routes.get(&route.flow));
        both.is_some_and(|(entry, route)| route.unwrap_or(*entry))
    }
}

impl Relations {
    pub(super) fn new(own: Vec<Relation>, everyone: Everyone, codes: Codes) -> Self {
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, relation) in own.iter().enumerate() {
            for name in relation.entry().names.iter().collect::<BTreeSet<_>>() {
                by_name.entry(name.clone()).or_default().push(index);
            }
        }
        let recipients = everyone.recipients.iter().enumerate();
        let recipients = recipients.map(|(index, entry)| (entry.recipient.clone(), index)).collect();
        let keys = Arc::new(Keys::new(&own, &everyone));
        let weight = weight::of(&own, &everyone, &codes);
        let inner = Inner { own, by_name, everyone, recipients, codes, keys, weight };
        Self { inner: Arc::new(inner), zone: Tz::Asia__Shanghai }
    }

    /// The same, with days that begin in this zone; by default in `Asia/Shanghai`.
    #[must_use]
    pub fn in_zone(self, zone: Tz) -> Self {
        Self { zone, ..self }
    }

    /// All relations but those along flows to all recipients, in the order of the declaration: recipients, SDKs, parties.
    pub(super) fn own(&self) -> &[Relation] {
        &self.inner.own
    }

    pub(super) fn everyone(&self) -> &Everyone {
        &self.inner.everyone
    }

    /// The relations that pass data on to a recipient, by everything that names it.
    pub fn with<'a>(&'a self, recipient: &str) -> impl Iterator<Item = Relation> + use<'a> {
        let Inner { own, by_name, everyone, recipients, .. } = &*self.inner;
        let entry = recipients.get(recipient).and_then(|index| everyone.recipients.get(*index));
        let general = entry.into_iter().flat_map(|entry| {
            let along = |route: &Arc<Route>| Relation::along(Arc::clone(entry), Arc::clone(route));
            everyone.routes.iter().map(along)
        });
        let found = by_name.get(recipient).map_or(&[][..], Vec::as_slice);
        let found = found.iter().filter_map(|index| own.get(*index)).cloned();
        general.chain(found).filter(Relation::shares)
    }

    /// Everybody to whom a relation passes data on, by the key under which it is declared.
    pub fn recipients(&self) -> BTreeMap<&str, Named<'_>> {
        let Inner { own, everyone, .. } = &*self.inner;
        let own = own.iter().filter(|it| it.shares()).map(|it| (it.entry(), it.observability()));
        let general = everyone.recipients.iter().flat_map(|entry| {
            let along = |route: &Arc<Route>| Relation::along(Arc::clone(entry), Arc::clone(route));
            let general = everyone.routes.iter().map(along).filter(Relation::shares);
            general.map(move |it| (&**entry, it.observability()))
        });
        let mut found: BTreeMap<&str, Named<'_>> = BTreeMap::new();
        for (entry, observability) in own.chain(general) {
            let named = found.entry(&entry.recipient).or_insert_with(|| Named {
                names: entry.names.iter().map(String::as_str).collect(),
                observability,
            });
            if observability == Observability::Reported {
                named.observability = observability;
            }
        }
        // What is another's key names that one.
        let keys: BTreeSet<&str> = found.keys().copied().collect();
        for (key, named) in &mut found {
            named.names.retain(|name| name == key || !keys.contains(name));
        }
        found
    }

    /// What they take in memory, in bytes, about.
    pub fn weight(&self) -> usize {
        self.inner.weight
    }

    pub(super) fn keys(&self) -> &Arc<Keys> {
        &self.inner.keys
    }

    pub(super) fn codes(&self) -> &Codes {
        &self.inner.codes
    }

    pub(super) fn day(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.zone).date_naive()
    }
}
