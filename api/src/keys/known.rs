//! From a key's text to whom it stands for.

use std::{sync::Arc, time::Duration};

use aws_lc_rs::constant_time::verify_slices_are_equal;
use chrono::{DateTime, Utc};
use entities::{ApiKeyId, Digest, TenantId};
use moka::sync::Cache;

use super::{
    activity::Activity,
    model::{ApiKey, KeyKind},
    store,
    text::KeyText,
};
use crate::platform::{
    Joint,
    error::{AppError, Result},
    scope::{Principal, SystemScope},
};

/// How long a publishable key that was revoked elsewhere may still be taken for one here.
pub const STALE: Duration = Duration::from_secs(5);
/// How long a key that was not used stays familiar.
const FAMILIAR: Duration = Duration::from_secs(24 * 60 * 60);
/// Keys kept at most.
const MOST: u64 = 10_000;

/// Why a key was refused. For the log; its sender does not learn it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// No text of a key: cut off, mistyped, made up.
    #[error("no key")]
    Malformed,
    /// Never issued by the tenant that it names.
    #[error("unknown key")]
    Unknown,
    /// Its time is over.
    #[error("key has ended")]
    Ended,
    /// It is another tenant's or app's than what was asked for, or of a kind that has no place there.
    #[error("key of another")]
    Foreign,
}

impl From<Refused> for AppError {
    /// One answer, whatever is wrong.
    fn from(reason: Refused) -> Self {
        Self::unauthenticated().because(reason)
    }
}

/// A key that was accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    pub tenant: TenantId,
    pub id: ApiKeyId,
    /// Whom it stands for.
    pub principal: Principal,
    /// What its row says.
    pub(super) last_used_at: Option<DateTime<Utc>>,
}

/// Accepts keys, and counts what they do. Cheap to clone; all clones are one.
#[derive(Debug, Clone)]
pub struct Keys {
    known: Cache<ApiKeyId, Arc<Row>>,
    /// Hashes of keys of any kind that held when they were last looked up.
    familiar: Cache<ApiKeyId, [u8; 32]>,
    /// Looks up a key once for all of its requests that come at one time.
    rows: Joint<(TenantId, ApiKeyId), Option<Arc<Row>>>,
    activity: Arc<Activity>,
}

/// A key with the hash of its text.
type Row = (ApiKey, Digest);

impl Default for Keys {
    fn default() -> Self {
        let known = Cache::builder().max_capacity(MOST).time_to_live(STALE).build();
        let familiar = Cache::builder().max_capacity(MOST).time_to_idle(FAMILIAR).build();
        Self { known, familiar, rows: Joint::default(), activity: Arc::default() }
    }
}

impl Keys {
    /// Accepts a key without looking it up, where this process has done so lately: publishable keys only.
    ///
    /// # Errors
    /// `UNAUTHENTICATED`; a [`Refused`] is its cause.
    pub fn accept_known(&self, text: &KeyText, now: DateTime<Utc>) -> Result<Option<Verified>> {
        self.known.get(&text.key).map(|row| accept(text, Some(&row), now)).transpose()
    }

    /// Whether this process accepted the very key lately: it is no guess, though it may have ended since.
    pub fn is_familiar(&self, text: &KeyText) -> bool {
        let hash = self.familiar.get(&text.key);
        hash.is_some_and(|hash| verify_slices_are_equal(&hash, &text.sha256).is_ok())
    }

    /// Looks a key up and accepts it.
    ///
    /// # Errors
    /// `UNAUTHENTICATED`, one answer for a key that is unknown, another's, revoked or expired; a [`Refused`] is its cause.
    pub async fn accept(&self, system: SystemScope, text: &KeyText) -> Result<Verified> {
        let now = system.now();
        let (tenant, key) = (text.tenant, text.key);
        let look = move || {
            let system = system.fresh();
            async move { Ok(store::with_hash(&system.read(tenant).await?, key).await?.map(Arc::new)) }
        };
        let row = self.rows.find((tenant, key), look).await?;
        let verified = accept(text, row.as_deref(), now).inspect_err(|_| {
            if self.is_familiar(text) {
                self.familiar.invalidate(&text.key);
            }
        })?;
        self.familiar.insert(text.key, text.sha256);
        if let Some(row) = row.filter(|row| row.0.kind == KeyKind::Publishable) {
            self.known.insert(text.key, row);
        }
        Ok(verified)
    }

    /// Looks a key up anew next time.
    pub fn forget(&self, key: ApiKeyId) {
        self.known.invalidate(&key);
        self.familiar.invalidate(&key);
    }

    /// Counts a request that was made with a key.
    pub fn note(&self, key: &Verified, now: DateTime<Utc>) {
        self.activity.note(key, now);
    }

    /// Writes what was counted.
    ///
    /// # Errors
    /// Those of the database, as codes; what was not written is kept and tried again the next time.
    pub async fn flush(&self, system: &SystemScope) -> Result<()> {
        self.activity.flush(system).await
    }
}

fn accept(text: &KeyText, row: Option<&Row>, now: DateTime<Utc>) -> Result<Verified> {
    let (key, sha256) = row.ok_or(Refused::Unknown)?;
    verify_slices_are_equal(sha256.bytes(), &text.sha256).map_err(|_| Refused::Unknown)?;
    if !key.holds(now) {
        return Err(Refused::Ended.into());
    }
    let principal = key.principal();
    Ok(Verified { tenant: key.tenant, id: key.id, principal, last_used_at: key.last_used_at })
}
