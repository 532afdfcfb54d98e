//! The register: the relations of a version, with the days between which each stands.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use entities::PolicyVersionId;

use super::{Relation, Relations};
use crate::policies::{self, Version};

/// The relations of one version that pass data on.
#[derive(Debug, Clone)]
pub struct Register {
    /// The version's number.
    pub version: i32,
    /// In the order of the declaration.
    pub rows: Vec<Row>,
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
#[derive(Debug, Clone, Copy)]
pub(super) struct Span<'a> {
    pub from: DateTime<Utc>,
    pub version: Option<&'a Version>,
}

/// The spans of an app's versions, from the first that takes effect on.
pub(super) fn spans(versions: &[Version]) -> Vec<Span<'_>> {
    let turns = versions.iter().flat_map(|version| [Some(version.effective_at), version.withdrawn_at]);
    let mut turns: Vec<DateTime<Utc>> = turns.flatten().collect();
    turns.sort_unstable();
    turns.dedup();
    let mut spans: Vec<Span<'_>> = Vec::new();
    for from in turns {
        let version = policies::in_force(versions, from);
        let before = spans.last().and_then(|span| span.version).map(|version| version.id);
        if version.map(|version| version.id) != before {
            spans.push(Span { from, version });
        }
    }
    spans
}

/// The register of one of an app's versions. `relations` holds those of each.
pub(super) fn register(
    versions: &[Version],
    relations: &HashMap<PolicyVersionId, Relations>,
    shown: &Version,
) -> Register {
    let spans = spans(versions);
    let declares = |span: &Span<'_>, key: &str| {
        let declared = span.version.and_then(|version| relations.get(&version.id));
        declared
            .is_some_and(|declared| declared.iter().any(|relation| relation.key == key && relation.shares()))
    };
    let day = |span: &Span<'_>| span.from.with_timezone(&shown.zone).date_naive();
    // A version may come back into force where a later one is withdrawn.
    let last = spans.iter().rposition(|span| span.version.is_some_and(|version| version.id == shown.id));
    let row = |relation: &Relation| {
        let (before, after) = last.map_or((&spans[..0], &spans[..0]), |last| spans.split_at(last + 1));
        let stands = before.iter().rev().take_while(|span| declares(span, &relation.key));
        Row {
            since: stands.last().map(day),
            until: after.iter().find(|span| !declares(span, &relation.key)).map(day),
            relation: relation.clone(),
        }
    };
    let declared = relations.get(&shown.id);
    let rows = declared.into_iter().flat_map(Relations::iter).filter(|relation| relation.shares());
    Register { version: shown.number, rows: rows.map(row).collect() }
}
