//! All that was declared in some time, by whichever version was in force.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{
    judge::covers,
    register::Register,
    relation::{Relation, Relations},
};

/// The registers of the versions that were in force, the newest first.
#[derive(Debug, Default)]
pub struct Declared {
    versions: Vec<(Arc<Register>, Relations)>,
}

/// A relation of one of the registers.
#[derive(Debug, Clone)]
pub struct DeclaredRow {
    /// The register of the newest version that has it.
    pub register: Arc<Register>,
    /// Its place among the rows.
    pub place: usize,
}

impl DeclaredRow {
    /// The relation, as that version declares it.
    pub fn relation(&self) -> &Relation {
        &self.register.rows[self.place].relation
    }
}

impl Declared {
    pub(super) fn new(versions: Vec<(Arc<Register>, Relations)>) -> Self {
        Self { versions }
    }

    /// The relations that pass data on, each once, by their keys.
    pub fn rows(&self) -> impl Iterator<Item = DeclaredRow> + use<> {
        let mut found: BTreeMap<String, DeclaredRow> = BTreeMap::new();
        for (register, _) in &self.versions {
            for (place, row) in register.rows.iter().enumerate() {
                let one = || DeclaredRow { register: Arc::clone(register), place };
                found.entry(row.relation.key.clone()).or_insert_with(one);
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
            with.any(|relation| relation.data.is_open() || covers(relations, relation, category))
        })
    }

    /// Whether there was something that a relation may stand for: `seen` has the categories that were named to each
    /// recipient, none where only items were.
    pub fn is_seen(&self, row: &DeclaredRow, seen: &BTreeMap<&str, BTreeSet<&str>>) -> bool {
        let key = &row.relation().key;
        let versions = self.versions.iter();
        let mut same = versions.flat_map(|(_, relations)| {
            relations
                .iter()
                .filter(|relation| relation.key == *key)
                .map(move |relation| (relations, relation))
        });
        same.any(|(relations, relation)| {
            let mut named = relation.names.iter().filter_map(|name| seen.get(name.as_str()));
            named.any(|categories| {
                categories.is_empty()
                    || relation.data.is_open()
                    || categories.iter().any(|category| covers(relations, relation, category))
            })
        })
    }
}
