//! The rows of the log.

use entities::{Digest, audit_events, audit_heads};
use sea_orm::ActiveValue::Set;

use super::model::{Event, EventFilter, Hash, Head};
use crate::platform::{
    error::{AppError, Result},
    page::{Page, PageArgs},
    scope::{Change, Keyset, ReadScope, Scoped, Where, WriteScope},
};

fn hash_of(digest: &Digest) -> Result<Hash> {
    digest.bytes().try_into().map_err(AppError::internal)
}

fn head_of(row: &audit_heads::Model) -> Result<Head> {
    Ok(Head { seq: row.seq, hash: hash_of(&row.hash)? })
}

pub async fn head(scope: &ReadScope) -> Result<Head> {
    let row = scope.one(Scoped::<audit_heads::Entity>::all()).await?;
    row.as_ref().map_or(Ok(Head::EMPTY), head_of)
}

/// The head, locked: it puts the events of concurrent transactions in order.
pub async fn lock_head(scope: &WriteScope) -> Result<Head> {
    if let Some(row) = scope.lock(Scoped::<audit_heads::Entity>::all()).await? {
        return head_of(&row);
    }
    // The tenant's first event. Whoever loses the race for the row waits, then locks the winner's.
    let row = audit_heads::ActiveModel {
        seq: Set(Head::EMPTY.seq),
        hash: Set(Head::EMPTY.hash.into()),
        ..Default::default()
    };
    scope.insert_if_absent::<audit_heads::Entity>(row).await?;
    let row = scope.lock(Scoped::<audit_heads::Entity>::all()).await?;
    head_of(&row.ok_or_else(|| AppError::internal("the audit head is missing"))?)
}

pub async fn append(scope: &WriteScope, head: Head, event: &Event) -> Result<()> {
    let detail = serde_json_canonicalizer::to_string(&event.detail).map_err(AppError::internal)?;
    let row = audit_events::ActiveModel {
        seq: Set(event.seq),
        at: Set(event.at),
        actor: Set(event.actor.clone()),
        actor_tenant_id: Set(event.actor_tenant),
        action: Set(event.action.clone()),
        subject_kind: Set(event.subject_kind.clone()),
        subject: Set(event.subject.clone()),
        detail: Set(detail),
        previous_hash: Set(event.previous.into()),
        hash: Set(event.hash.into()),
        ..Default::default()
    };
    scope.insert::<audit_events::Entity>(row).await?;
    let change = Change::<audit_heads::Entity>::of(Where::eq(audit_heads::Column::Seq, head.seq))
        .set(audit_heads::Column::Seq, event.seq)
        .set(audit_heads::Column::Hash, Digest::from(event.hash));
    scope.update_one(change).await
}

pub async fn events(scope: &ReadScope, after: i64, limit: u64) -> Result<Vec<Event>> {
    let rows = Scoped::<audit_events::Entity>::filter(Where::gt(audit_events::Column::Seq, after))
        .ascending(audit_events::Column::Seq)
        .limit(limit);
    scope.all(rows).await?.into_iter().map(event_of).collect()
}

pub async fn page(scope: &ReadScope, filter: EventFilter, args: &PageArgs) -> Result<Page<Event>> {
    use audit_events::Column::{Action, Actor, Seq, Subject, SubjectKind};
    let wanted = [
        (Action, filter.action),
        (Actor, filter.actor),
        (SubjectKind, filter.subject_kind),
        (Subject, filter.subject),
    ];
    let condition = wanted
        .into_iter()
        .filter_map(|(column, value)| Some(Where::eq(column, value?)))
        .fold(Where::everything(), Where::and);
    let newest = Keyset::<audit_events::Entity>::descending("audit_events", [Seq]);
    let Page { edges, has_next, has_previous } = scope.page(condition, &newest, args).await?;
    let edges = edges.into_iter().map(|(cursor, row)| Ok((cursor, event_of(row)?)));
    Ok(Page { edges: edges.collect::<Result<_>>()?, has_next, has_previous })
}

fn event_of(row: audit_events::Model) -> Result<Event> {
    Ok(Event {
        tenant: row.tenant_id,
        seq: row.seq,
        at: row.at,
        actor: row.actor,
        actor_tenant: row.actor_tenant_id,
        action: row.action,
        subject_kind: row.subject_kind,
        subject: row.subject,
        detail: serde_json::from_str(&row.detail).map_err(AppError::internal)?,
        previous: hash_of(&row.previous_hash)?,
        hash: hash_of(&row.hash)?,
    })
}
