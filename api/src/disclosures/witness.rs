//! On what an answer rests, so that it can be given again without being made again.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};

use super::shelf::Standing;

/// Which versions an app had when it was looked up, if it was there.
#[derive(Debug, Clone)]
pub(super) struct Looked {
    pub tenant: String,
    pub app: String,
    pub standing: Option<Arc<Standing>>,
}

/// Sees what is looked up while an answer is made. Cheap to clone; all clones are one.
#[derive(Debug, Clone, Default)]
pub struct Witness(Arc<Mutex<Vec<Looked>>>);

/// What an answer rests on: the versions of the apps that it tells of, and which of them are in force. As long as that
/// stands, the same question has the same answer, byte for byte, since what was published never changes.
#[derive(Debug)]
pub struct Grounds {
    pub(super) looked: Vec<Looked>,
    from: Option<DateTime<Utc>>,
    until: Option<DateTime<Utc>>,
}

impl Witness {
    pub(super) fn note(&self, tenant: &str, app: &str, standing: Option<&Arc<Standing>>) {
        let looked =
            Looked { tenant: tenant.to_owned(), app: app.to_owned(), standing: standing.map(Arc::clone) };
        self.lock().push(looked);
    }

    /// Whether nothing was looked up: the answer was not made, or rests on nothing.
    pub fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    /// The grounds of an answer that was made between two instants; none where what is in force changed meanwhile.
    pub fn grounds(&self, since: DateTime<Utc>, now: DateTime<Utc>) -> Option<Grounds> {
        let looked = self.lock().clone();
        let mut turns: Vec<DateTime<Utc>> = looked
            .iter()
            .filter_map(|looked| looked.standing.as_ref())
            .flat_map(|standing| &standing.versions)
            .flat_map(|(version, _)| [Some(version.effective_at), version.withdrawn_at])
            .flatten()
            .collect();
        turns.sort_unstable();
        let behind = turns.partition_point(|turn| *turn <= now);
        let from = behind.checked_sub(1).map(|at| turns[at]);
        let until = turns.get(behind).copied();
        from.is_none_or(|from| from <= since).then_some(Grounds { looked, from, until })
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Looked>> {
        // Each note is made in one step, so a panic elsewhere leaves none half-made.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Grounds {
    /// Whether what is in force at an instant is what was, if the versions are the same.
    pub(super) fn cover(&self, at: DateTime<Utc>) -> bool {
        self.from.is_none_or(|from| from <= at) && self.until.is_none_or(|until| at < until)
    }
}

impl Looked {
    /// Whether the app has the versions that it had.
    pub fn stands(&self, now: Option<&Arc<Standing>>) -> bool {
        match (&self.standing, now) {
            (None, None) => true,
            (Some(then), Some(now)) => Arc::ptr_eq(then, now) || then == now,
            _ => false,
        }
    }
}
