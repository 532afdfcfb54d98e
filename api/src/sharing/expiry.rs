//! The end of contents: what has been kept long enough, and what a person has asked for.

use chrono::{DateTime, Utc};
use entities::{LogId, TenantId};
use sharing_log::{Checkpoint, note::Verifier};

use super::{
    log,
    model::{Environment, Log},
    plan::month_of,
    store::{self, Standing},
};
use crate::{
    platform::{
        error::{AppError, Result},
        scope::{ReadScope, SystemScope, WriteScope},
    },
    tenants::{self, Keeping, LEAST_YEARS},
};

/// Records of one transaction at most: some ten milliseconds in which the log waits.
const BATCH: u64 = 1_000;

/// Contents that were erased.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Erased {
    /// Because their term was over.
    pub over: u64,
    /// Because a person asked.
    pub asked: u64,
}

/// Erases in the logs of one tenant, or of all, the contents that are due, batch by batch, the oldest first. What is interrupted is gone on with by the
/// next run. `system` writes as the role that erases, or as the owner of the schema; `progress` hears how many are erased.
///
/// # Errors
/// Those of the database, as codes.
pub async fn expire(
    system: &SystemScope,
    only: Option<TenantId>,
    progress: &mut dyn FnMut(Erased),
) -> Result<Erased> {
    let mut erased = Erased::default();
    let logs = store::all_logs(&system.operator().await?).await?;
    for (tenant, log) in logs.into_iter().filter(|(tenant, _)| only.is_none_or(|only| only == *tenant)) {
        while let Some(batch) = batch(system, tenant, log).await? {
            erased.over += batch.over;
            erased.asked += batch.asked;
            progress(erased);
        }
    }
    Ok(erased)
}

/// One batch of one log; none where nothing is due.
async fn batch(system: &SystemScope, tenant: TenantId, log: LogId) -> Result<Option<Erased>> {
    let scope = system.write(tenant).await?;
    // The log before the tenant, as whoever reports on somebody new holds them.
    let Some(from) = store::lock_expired(&scope, log).await? else { return Ok(None) };
    // Held, so that no hold comes between.
    let keeping = tenants::lock_keeping(&scope).await?;
    if keeping.hold_since.is_some() {
        return Ok(None);
    }
    let asked = asked(&scope, log).await?;
    let over = over(&scope, log, from, &keeping).await?;
    if asked.is_none() && over.is_none() {
        return Ok(None);
    }
    scope.commit().await?;
    Ok(Some(Erased { over: over.unwrap_or(0), asked: asked.unwrap_or(0) }))
}

async fn asked(scope: &WriteScope, log: LogId) -> Result<Option<u64>> {
    let seqs = store::erasing(scope, log, BATCH).await?;
    let Some((first, last)) = seqs.first().zip(seqs.last()) else { return Ok(None) };
    let range = (first.cast_unsigned(), last.cast_unsigned() + 1);
    store::erase(scope, log, range, Standing::Asked).await.map(Some)
}

async fn over(scope: &WriteScope, log: LogId, from: u64, keeping: &Keeping) -> Result<Option<u64>> {
    let Some(limit) = keeping.limit(scope.now()) else { return Ok(None) };
    let times = store::recorded_at(scope, log, (from, from + BATCH)).await?;
    let old = times.iter().take_while(|at| **at <= limit).count() as u64;
    if old == 0 {
        return Ok(None);
    }
    let erased = store::erase(scope, log, (from, from + old), Standing::Over).await?;
    store::set_expired(scope, log, from + old).await?;
    Ok(Some(erased))
}

/// The first month, such as 202311, of which a content taken in it may still have to be kept by everybody. What was made of
/// contents taken before is gone, but where a tenant keeps them for longer.
pub fn least_kept(now: DateTime<Utc>) -> i32 {
    let least = Keeping { years: LEAST_YEARS, hold_since: None };
    least.limit(now).map_or(0, month_of)
}

/// Why a tenant's log cannot be removed yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// A hold stands.
    Held {
        /// Since when.
        since: DateTime<Utc>,
    },
    /// The term of its last record is not over, and the whole log was not handed over.
    Young {
        /// Records that the log has.
        size: u64,
        /// When the term is over.
        until: DateTime<Utc>,
    },
}

/// Waits until whoever records for a tenant at this moment is done: what it reads from here on is that which was decided of the
/// tenant before.
///
/// # Errors
/// Those of the database, as codes.
pub async fn settle(system: &SystemScope, tenant: TenantId) -> Result<()> {
    store::lock_logs(&system.write(tenant).await?).await.map(|_| ())
}

/// What stands against removing a tenant's logs. `handed_over` are signed checkpoints: one of the whole log as it is shows
/// that a copy was made which proves itself, and lets it go early. Logs of staging tell of nothing that was shared.
///
/// # Errors
/// `NOT_FOUND`; those of the database, as codes.
pub async fn kept(scope: &ReadScope, handed_over: &[String], now: DateTime<Utc>) -> Result<Option<Kept>> {
    let keeping = tenants::own_profile(scope).await?.keeping;
    let Some(log) = store::log_of(scope, Environment::Live).await? else { return Ok(None) };
    if let Some(since) = keeping.hold_since {
        return Ok(Some(Kept::Held { since }));
    }
    let Some(last) = store::last_recorded(scope, &log).await? else { return Ok(None) };
    let until = keeping.end(last).ok_or_else(|| AppError::internal("a term without end"))?;
    if until <= now || has_all(scope, &log, handed_over).await? {
        return Ok(None);
    }
    Ok(Some(Kept::Young { size: log.size(), until }))
}

async fn has_all(scope: &ReadScope, log: &Log, handed_over: &[String]) -> Result<bool> {
    let key = log::verifier_key(scope, log).await?;
    let key: Verifier = key.parse().map_err(AppError::internal)?;
    let whole =
        |checkpoint: Checkpoint| (checkpoint.size, checkpoint.root) == (log.size(), log.frontier.root());
    Ok(handed_over.iter().filter_map(|note| Checkpoint::open(note, &key).ok()).any(whole))
}
