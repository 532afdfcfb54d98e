//! Appending to a tenant's log, and reading it.

use super::{
    model::{Entry, Event, EventFilter, Head},
    store,
};
use crate::platform::{
    error::{AppError, Result},
    page::{Page, PageArgs},
    scope::{ReadScope, WriteScope},
};

/// Writes `entry` down in the scope's transaction, as done now by the scope's actor. Two transactions of one tenant that
/// both append wait for each other from here on: append last.
///
/// # Errors
/// Those of the database, as codes.
pub async fn append(scope: &WriteScope, entry: Entry) -> Result<()> {
    let head = store::lock_head(scope).await?;
    let mut event = Event {
        tenant: scope.tenant(),
        seq: head.seq + 1,
        at: scope.now(),
        actor: scope.actor().to_string(),
        actor_tenant: scope.actor_tenant(),
        action: entry.action.to_owned(),
        subject_kind: entry.subject_kind.to_owned(),
        subject: entry.subject,
        detail: entry.detail,
        previous: head.hash,
        hash: [0; 32],
    };
    event.hash = event.compute_hash().map_err(AppError::internal)?;
    store::append(scope, head, &event).await
}

/// Where the tenant's log ends.
///
/// # Errors
/// Those of the database, as codes.
pub async fn head(scope: &ReadScope) -> Result<Head> {
    store::head(scope).await
}

/// The events after number `after`, oldest first, `limit` at most.
///
/// # Errors
/// Those of the database, as codes.
pub async fn events(scope: &ReadScope, after: i64, limit: u64) -> Result<Vec<Event>> {
    store::events(scope, after, limit).await
}

/// One page of the tenant's events, the newest first.
///
/// # Errors
/// `INVALID` for a cursor of another list.
pub async fn page(scope: &ReadScope, filter: EventFilter, args: &PageArgs) -> Result<Page<Event>> {
    store::page(scope, filter, args).await
}
