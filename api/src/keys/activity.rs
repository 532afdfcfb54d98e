//! What keys do, counted in this process until it is written.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, DurationRound, NaiveDate, TimeDelta, Utc};
use entities::{ApiKeyId, TenantId};

use super::{Verified, store};
use crate::platform::{error::Result, scope::SystemScope};

/// What one key has done since it was last written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Done {
    requests: BTreeMap<NaiveDate, i64>,
    /// The hour to be written as that of its last use; none where the row has it already.
    last_used: Option<DateTime<Utc>>,
}

type Tally = HashMap<TenantId, BTreeMap<ApiKeyId, Done>>;

/// The counters. There is one for each key that was accepted since they were last written, so they are no more than
/// there are keys.
#[derive(Debug, Default)]
pub struct Activity(Mutex<Tally>);

impl Activity {
    /// Counts a request.
    pub fn note(&self, key: &Verified, now: DateTime<Utc>) {
        let hour = now.duration_trunc(TimeDelta::hours(1)).unwrap_or(now);
        let done = Done {
            requests: BTreeMap::from([(now.date_naive(), 1)]),
            last_used: key.last_used_at.is_none_or(|last| last < hour).then_some(hour),
        };
        add(&mut self.lock(), key.tenant, key.id, done);
    }

    /// Writes what was counted, a transaction a tenant. What cannot be written is kept for the next time.
    ///
    /// # Errors
    /// The first reason why something was not written; the others were tried all the same.
    pub async fn flush(&self, system: &SystemScope) -> Result<()> {
        let tally = std::mem::take(&mut *self.lock());
        let mut outcome = Ok(());
        for (tenant, keys) in tally {
            if let Err(error) = write(system, tenant, &keys).await {
                let mut tally = self.lock();
                keys.into_iter().for_each(|(key, done)| add(&mut tally, tenant, key, done));
                outcome = outcome.and(Err(error));
            }
        }
        outcome
    }

    fn lock(&self) -> MutexGuard<'_, Tally> {
        // Each count is added in one step, so a panic elsewhere leaves none half-added.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn add(tally: &mut Tally, tenant: TenantId, key: ApiKeyId, done: Done) {
    let kept = tally.entry(tenant).or_default().entry(key).or_default();
    for (day, requests) in done.requests {
        *kept.requests.entry(day).or_default() += requests;
    }
    kept.last_used = kept.last_used.max(done.last_used);
}

async fn write(system: &SystemScope, tenant: TenantId, keys: &BTreeMap<ApiKeyId, Done>) -> Result<()> {
    let scope = system.write(tenant).await?;
    for (key, done) in keys {
        for (day, requests) in &done.requests {
            store::add_usage(&scope, *key, *day, *requests).await?;
        }
        if let Some(hour) = done.last_used {
            store::set_last_used(&scope, *key, hour).await?;
        }
    }
    scope.commit().await
}
