//! The register: the relations of a version, with the days between which each stands.

use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use entities::PolicyVersionId;

use super::{
    relation::{Entry, Relation, Route, shares},
    relations::{Everyone, Keys, Relations},
};
use crate::{
    platform::{
        error::Result,
        page::{Page, PageArgs},
    },
    policies::{self, Version},
};

/// The relations of one version that pass data on, read page by page.
#[derive(Debug)]
pub struct Register {
    /// The version's number.
    pub version: i32,
    /// Those that are kept, by key.
    own: Vec<(String, Relation)>,
    /// The recipients of flows to all, by what the keys of their relations begin with.
    recipients: Vec<(String, Arc<Entry>)>,
    /// The flows to all of a recipient that shares where a flow does not say it, and of one that does not; by key.
    routes: [Vec<Arc<Route>>; 2],
    /// The spans before the end of the last one of this version, and those after it.
    spans: [Vec<Span>; 2],
    zone: Tz,
}

/// A relation with the days between which it stands without a break, in the zone of the tenant.
#[derive(Debug, Clone)]
pub struct Row {
    /// The relation, as this version declares it.
    pub relation: Relation,
    /// The day on which the first version took effect from which on it is declared; none where this version never was in
    /// force.
    pub since: Option<NaiveDate>,
    /// The day from which on it is declared no more, which may lie in the future; none while no version ends it.
    pub until: Option<NaiveDate>,
}

/// A time in which one version, or none, is in force; it ends where the next begins.
#[derive(Debug, Clone)]
struct Span {
    from: DateTime<Utc>,
    declared: Option<Arc<Keys>>,
}

impl Span {
    fn declares(&self, relation: &Relation) -> bool {
        self.declared.as_ref().is_some_and(|keys| keys.declare(relation))
    }
}

impl Register {
    /// The register of one of an app's versions. `keys` holds those of each.
    pub(super) fn new(
        versions: &[Version],
        keys: &HashMap<PolicyVersionId, Arc<Keys>>,
        shown: &Version,
        relations: &Relations,
    ) -> Self {
        let mut turns = turns(versions);
        // A version may come back into force where a later one is withdrawn.
        let last = turns.iter().rposition(|(_, version)| version.is_some_and(|it| it.id == shown.id));
        let after = turns.split_off(last.map_or(0, |last| last + 1));
        let span = |(from, version): (_, Option<&Version>)| Span {
            from,
            declared: version.and_then(|version| keys.get(&version.id)).cloned(),
        };
        let after = if last.is_some() { after } else { Vec::new() };
        let spans = [turns, after].map(|turns| turns.into_iter().map(span).collect());
        let sharing = relations.own().iter().filter(|relation| relation.shares());
        let mut own: Vec<_> = sharing.map(|it| (it.key().into_owned(), it.clone())).collect();
        own.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        let Everyone { recipients, routes } = relations.everyone();
        let prefixed = |entry: &Arc<Entry>| (format!("{}/", entry.recipient), Arc::clone(entry));
        let mut recipients: Vec<_> = recipients.iter().map(prefixed).collect();
        recipients.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        let routes = [true, false].map(|entry_shares| {
            let shares = |route: &&Arc<Route>| match route.facts.mode {
                None => entry_shares,
                stated => shares(stated),
            };
            let mut routes: Vec<_> = routes.iter().filter(shares).cloned().collect();
            routes.sort_unstable_by(|one, other| one.flow.cmp(&other.flow));
            routes
        });
        Self { version: shown.number, own, recipients, routes, spans, zone: shown.zone }
    }

    /// A page of the relations by their key. What flows to all recipients make is made for this page alone.
    ///
    /// # Errors
    /// As for [`Page::of_sorted`].
    pub fn page(&self, connection: &str, args: &PageArgs) -> Result<Page<Row>> {
        let place = Page::<Row>::place(connection, args)?;
        let forward = matches!(args, PageArgs::Forward { .. });
        // One more, which tells whether others follow.
        let count = usize::try_from(args.count()).unwrap_or(usize::MAX).saturating_add(1);
        let page = Page::of_sorted(connection, self.near(place.as_deref(), forward, count), args)?;
        Ok(page.map(|relation| self.row(relation)))
    }

    /// So many relations at least, if there are, that come next after a place, or before it.
    fn near(&self, place: Option<&str>, forward: bool, count: usize) -> Vec<(String, Relation)> {
        let beyond = |key: &str| match place {
            None => true,
            Some(place) if forward => key > place,
            Some(place) => key < place,
        };
        let own = directed(&self.own, forward).filter(|(key, _)| beyond(key));
        let mut near: Vec<(String, Relation)> = own.take(count).cloned().collect();
        let mut general = Vec::new();
        for (prefix, entry) in directed(&self.recipients, forward) {
            if general.len() >= count {
                break;
            }
            let routes = &self.routes[usize::from(!shares(entry.facts.mode))];
            let key = |route: &Arc<Route>| format!("{prefix}{}", route.flow);
            // The keys of one recipient lie next to each other.
            if !directed(routes, !forward).next().is_some_and(|route| beyond(&key(route))) {
                continue;
            }
            let along = |route| (key(route), Relation::along(Arc::clone(entry), Arc::clone(route)));
            let along = directed(routes, forward).map(along).filter(|(key, _)| beyond(key));
            general.extend(along.take(count - general.len()));
        }
        near.append(&mut general);
        near.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        near
    }

    fn row(&self, relation: Relation) -> Row {
        let day = |span: &Span| span.from.with_timezone(&self.zone).date_naive();
        let [before, after] = &self.spans;
        let stands = before.iter().rev().take_while(|span| span.declares(&relation));
        Row {
            since: stands.last().map(day),
            until: after.iter().find(|span| !span.declares(&relation)).map(day),
            relation,
        }
    }
}

/// Both ways through a list.
fn directed<T>(list: &[T], forward: bool) -> impl Iterator<Item = &T> {
    let (to, fro) = if forward { (list.iter(), [].iter()) } else { ([].iter(), list.iter()) };
    to.chain(fro.rev())
}

/// When which of an app's versions, or none, comes into force, from the first that does.
fn turns(versions: &[Version]) -> Vec<(DateTime<Utc>, Option<&Version>)> {
    let days = versions.iter().flat_map(|version| [Some(version.effective_at), version.withdrawn_at]);
    let mut days: Vec<DateTime<Utc>> = days.flatten().collect();
    days.sort_unstable();
    days.dedup();
    let mut turns: Vec<(DateTime<Utc>, Option<&Version>)> = Vec::new();
    for from in days {
        let version = policies::in_force(versions, from);
        let before = turns.last().and_then(|(_, version)| *version).map(|version| version.id);
        if version.map(|version| version.id) != before {
            turns.push((from, version));
        }
    }
    turns
}
