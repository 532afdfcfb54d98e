//! An ordered list of entries with look-up by key.

use std::{collections::HashMap, slice, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use super::Keyed;

/// Entries in the order of their file, found by key in constant time. No key occurs twice. Clones share the entries.
#[derive(Debug, Clone)]
pub struct Table<T> {
    rows: Arc<Vec<T>>,
    index: Arc<HashMap<String, usize>>,
}

/// Two entries of one table with the same key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("key `{0}` occurs twice")]
pub struct DuplicateKey(pub String);

impl<T: Keyed> Table<T> {
    /// Refuses a second entry with a key already seen.
    pub fn new(rows: Vec<T>) -> Result<Self, DuplicateKey> {
        let mut index = HashMap::with_capacity(rows.len());
        for (position, row) in rows.iter().enumerate() {
            if index.insert(row.key().to_owned(), position).is_some() {
                return Err(DuplicateKey(row.key().to_owned()));
            }
        }
        Ok(Self { rows: Arc::new(rows), index: Arc::new(index) })
    }
}

impl<T> Table<T> {
    /// The same keys with other entries; `entry` keeps each row's key.
    pub(super) fn map<U>(&self, entry: impl Fn(&T) -> U) -> Table<U> {
        Table { rows: Arc::new(self.rows.iter().map(entry).collect()), index: Arc::clone(&self.index) }
    }

    /// The entry with exactly this key.
    pub fn get(&self, key: &str) -> Option<&T> {
        self.index.get(key).and_then(|&position| self.rows.get(position))
    }

    pub fn contains(&self, key: &str) -> bool {
        self.index.contains_key(key)
    }

    /// All entries, in file order.
    pub fn iter(&self) -> slice::Iter<'_, T> {
        self.rows.iter()
    }

    /// All entries, in file order.
    pub fn as_slice(&self) -> &[T] {
        &self.rows
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

impl<'a, T> IntoIterator for &'a Table<T> {
    type Item = &'a T;
    type IntoIter = slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'de, T: Keyed + Deserialize<'de>> Deserialize<'de> for Table<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(Vec::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl<T: Serialize> Serialize for Table<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.rows.serialize(serializer)
    }
}
