//! All that was declared in some time, by whichever version was in force.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    judge::covers,
    register::{Register, Row},
    relations::Relations,
};

/// The registers of the versions that were in force, the newest first.
#[derive(Debug, Default)]
pub struct Declared {
    versions: Vec<(Register, Relations)>,
}

impl Declared {
    pub(super) fn new(versions: Vec<(Register, Relations)>) -> Self {
        Self { versions }
    }

    /// The relations that pass data on, each once, by their keys, as the newest version that has it declares it; so many of a
    /// version at most.
    pub fn rows(&self, most: usize) -> impl Iterator<Item = Row> + use<> {
        let mut found: BTreeMap<String, Row> = BTreeMap::new();
        for (register, _) in &self.versions {
            for (key, row) in register.first(most) {
                found.entry(key).or_insert(row);
            }
        }
        found.into_values()
    }

    /// Whether a recipient was declared, under any name that it has.
    pub fn knows(&self, recipient: &str) -> bool {
        self.versions.iter().any(|(_, relations)| relations.with(recipient).next().is_some())
    }

    /// Whether a category was declared for a recipient, or may have been: where the declaration is silent or uses words
    /// that nobody can compare, nothing is said to be missing.
    pub fn covers(&self, recipient: &str, category: &str) -> bool {
        self.versions.iter().any(|(_, relations)| {
            let mut with = relations.with(recipient);
            with.any(|relation| relation.data().is_open() || covers(relations, &relation, category))
        })
    }

    /// Whether there was something that a relation may stand for: `seen` has the categories that were named to each
    /// recipient, none where only items were.
    pub fn is_seen(&self, row: &Row, seen: &BTreeMap<&str, BTreeSet<&str>>) -> bool {
        let (key, recipient) = (row.relation.key(), &row.relation.entry().recipient);
        self.versions.iter().any(|(_, relations)| {
            let mut same = relations.with(recipient).filter(|relation| relation.key() == key);
            same.any(|relation| {
                let mut named = relation.entry().names.iter().filter_map(|name| seen.get(name.as_str()));
                named.any(|categories| {
                    categories.is_empty()
                        || relation.data().is_open()
                        || categories.iter().any(|category| covers(relations, &relation, category))
                })
            })
        })
    }
}
