//! The rows of the outbox.

use chrono::{DateTime, Utc};
use entities::{
    OutboxId, TenantId,
    outbox::{self, Column, Entity},
};
use sea_orm::ActiveValue::Set;

use super::model::Due;
use crate::platform::{
    error::Result,
    scope::{Change, OperatorReadScope, Scoped, Where, WriteScope},
};

pub async fn insert(scope: &WriteScope, id: OutboxId, kind: &str, payload: String) -> Result<()> {
    let now = scope.now();
    let row = outbox::ActiveModel {
        id: Set(id),
        kind: Set(kind.to_owned()),
        payload: Set(payload),
        created_at: Set(now),
        available_at: Set(now),
        attempts: Set(0),
        last_error: Set(None),
        done_at: Set(None),
        ..Default::default()
    };
    scope.insert::<outbox::Entity>(row).await
}

pub async fn due(
    scope: &OperatorReadScope,
    kind: &str,
    whose: Option<TenantId>,
    now: DateTime<Utc>,
    most: u64,
) -> Result<Vec<Due>> {
    let waiting = Where::<Entity>::eq(Column::Kind, kind)
        .and(Where::is_null(Column::DoneAt))
        .and(Where::lte(Column::AvailableAt, now))
        .and(whose.map_or_else(Where::everything, |tenant| Where::eq(Column::TenantId, tenant)));
    let rows = scope.all(Scoped::filter(waiting).ascending(Column::AvailableAt).limit(most)).await?;
    Ok(rows.into_iter().map(Due::from).collect())
}

/// The job's row as long as it is to be tried at `held` and not before.
fn held(due: &Due, held: DateTime<Utc>) -> Change<Entity> {
    Change::of(
        Where::eq(Column::Id, due.id)
            .and(Where::eq(Column::AvailableAt, held))
            .and(Where::is_null(Column::DoneAt)),
    )
}

/// Moves the time before which the job is not tried.
pub async fn set_available(
    scope: &WriteScope,
    due: &Due,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<()> {
    scope.update_one(held(due, from).set(Column::AvailableAt, to)).await
}

pub async fn set_done(scope: &WriteScope, due: &Due, from: DateTime<Utc>) -> Result<()> {
    scope.update_one(held(due, from).set(Column::DoneAt, scope.now())).await
}

pub async fn set_failed(
    scope: &WriteScope,
    due: &Due,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    code: &str,
) -> Result<()> {
    let failed = held(due, from)
        .set(Column::AvailableAt, to)
        .set(Column::Attempts, due.attempts + 1)
        .set(Column::LastError, code);
    scope.update_one(failed).await
}
