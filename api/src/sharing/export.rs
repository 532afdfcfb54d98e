//! Copies of a log, as of one size.

use sharing_log::{Checkpoint, entry::Parts};

use super::{
    log,
    model::{Environment, Log, Record},
    store,
};
use crate::platform::{
    Sealer,
    error::{AppError, Result},
    scope::ReadScope,
};

/// A log as it was when it was asked for. It only grows, so what is read later of its records is what they were then; a
/// content that is erased meanwhile is told as erased, which changes no leaf.
#[derive(Debug)]
pub struct Snapshot {
    pub log: Log,
    /// The state, as it is signed.
    pub state: Checkpoint,
    /// The state with its signature.
    pub checkpoint: String,
    /// The key with which it is checked.
    pub verifier_key: String,
}

/// A tenant's log of one environment.
///
/// # Errors
/// `NOT_FOUND` where it has not begun; `INTERNAL` where the data key that sealed the log's own is not here.
pub async fn snapshot(scope: &ReadScope, sealer: &Sealer, environment: Environment) -> Result<Snapshot> {
    let log = store::log_of(scope, environment).await?.ok_or_else(AppError::not_found)?;
    let state = Checkpoint { origin: log.origin.clone(), size: log.size(), root: log.frontier.root() };
    let checkpoint = log::checkpoint(scope, sealer, &log).await?;
    let verifier_key = log::verifier_key(scope, &log).await?;
    Ok(Snapshot { log, state, checkpoint, verifier_key })
}

/// The records `from` up to before `to` in the form in which they prove themselves.
///
/// # Errors
/// Those of the database, as codes.
pub async fn parts(scope: &ReadScope, snapshot: &Snapshot, range: (u64, u64)) -> Result<Vec<Parts>> {
    whole(store::parts(scope, snapshot.log.id, range).await?, range)
}

/// A record, and what became of it.
#[derive(Debug)]
pub struct Listed {
    pub record: Record,
    /// Number of the record that has voided or corrected it; none while it counts.
    pub superseded_by: Option<i64>,
}

/// The records `from` up to before `to`, as they stood when the log was asked for.
///
/// # Errors
/// Those of the database, as codes.
pub async fn range(scope: &ReadScope, snapshot: &Snapshot, range: (u64, u64)) -> Result<Vec<Listed>> {
    let log = &snapshot.log;
    let records = whole(store::range(scope, log.id, range).await?, range)?;
    let citing = store::citing_range(scope, log, range).await?;
    let listed = |record: Record| Listed { superseded_by: citing.get(&record.id.seq).copied(), record };
    Ok(records.into_iter().map(listed).collect())
}

fn whole<T>(records: Vec<T>, (from, to): (u64, u64)) -> Result<Vec<T>> {
    if records.len() as u64 == to - from {
        Ok(records)
    } else {
        Err(AppError::internal("records of the log are missing"))
    }
}
