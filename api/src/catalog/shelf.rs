//! The catalogues that this process has in use.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use disclosure::catalog::Catalog;
use moka::sync::Cache;

use crate::platform::scope::FoundTenant;

/// How long a revision that another process has made may stay unseen here.
pub const STALE: TimeDelta = TimeDelta::seconds(5);

/// Revisions kept at a time: the newest, and those from which somebody builds again.
const KEPT: u64 = 8;

/// Catalogues by revision. Cheap to clone; all clones are one.
#[derive(Debug, Clone)]
pub struct Catalogs {
    head: Arc<Mutex<Option<Head>>>,
    looking: Arc<tokio::sync::Mutex<()>>,
    kept: Cache<i32, Arc<Catalog>>,
}

/// The newest revision that this process has seen.
#[derive(Debug, Clone, Copy)]
pub(super) struct Head {
    /// None while there is no operator: then nothing is added.
    pub operator: Option<FoundTenant>,
    pub number: i32,
    pub seen_at: DateTime<Utc>,
}

impl Default for Catalogs {
    fn default() -> Self {
        Self { head: Arc::default(), looking: Arc::default(), kept: Cache::new(KEPT) }
    }
}

impl Catalogs {
    /// Held by the one who looks what the newest revision is.
    pub(super) async fn looking(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.looking.lock().await
    }

    /// The same, unless somebody holds it.
    pub(super) fn try_looking(&self) -> Option<tokio::sync::MutexGuard<'_, ()>> {
        self.looking.try_lock().ok()
    }

    /// What was seen last, whenever that was.
    pub(super) fn last_seen(&self) -> Option<Head> {
        *self.head.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The newest revision, if it was seen not too long before `now`.
    pub(super) fn fresh(&self, now: DateTime<Utc>) -> Option<Head> {
        self.last_seen().filter(|head| head.seen_at <= now && now - head.seen_at < STALE)
    }

    /// Remembers what was seen. Numbers only grow: of two that cross, the larger is the newer.
    pub(super) fn saw(&self, head: Head) {
        let mut last = self.head.lock().unwrap_or_else(PoisonError::into_inner);
        let known = last.map_or(0, |last| last.number);
        *last = Some(Head { number: head.number.max(known), ..head });
    }

    pub(super) fn get(&self, number: i32) -> Option<Arc<Catalog>> {
        self.kept.get(&number)
    }

    pub(super) fn keep(&self, number: i32, catalog: &Arc<Catalog>) {
        self.kept.insert(number, Arc::clone(catalog));
    }
}
