//! The rows of logs, as they end, and as they are copied.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entities::{
    Digest, LogId, TenantId, sharing_citations, sharing_logs,
    sharing_records::{Column, Entity},
    sharing_subjects,
};
use sea_orm::{ActiveValue::Set, FromQueryResult};
use sharing_log::entry::{Body, Parts, Salt};

use super::{
    super::model::{Log, Record, hash_of},
    append::beside,
    of_range,
};
use crate::platform::{
    Sealed,
    error::{AppError, Result},
    scope::{Change, OperatorReadScope, ReadScope, Scoped, TenantSql, Where, WriteScope},
};

/// A person's key that begins.
#[derive(Debug)]
pub struct NewSubject {
    pub fingerprint: Digest,
    pub key: Sealed,
}

fn of_fingerprints(fingerprints: Vec<[u8; 32]>) -> Where<sharing_subjects::Entity> {
    let fingerprints = fingerprints.into_iter().map(Digest::from);
    Where::is_in(sharing_subjects::Column::Fingerprint, fingerprints)
}

pub async fn subjects(
    scope: &ReadScope,
    fingerprints: Vec<[u8; 32]>,
) -> Result<Vec<sharing_subjects::Model>> {
    scope.all(Scoped::filter(of_fingerprints(fingerprints))).await
}

/// Keeps keys, each unless its person has one.
pub async fn insert_subjects(scope: &WriteScope, log: LogId, new: Vec<NewSubject>) -> Result<()> {
    let row = |subject: NewSubject| sharing_subjects::ActiveModel {
        fingerprint: Set(subject.fingerprint),
        key_ciphertext: Set(subject.key.ciphertext),
        seal_key_id: Set(subject.key.key_id),
        created_at: Set(scope.now()),
        ..Default::default()
    };
    let rows = new.into_iter().map(row).collect();
    scope.insert_set_if_absent::<sharing_subjects::Entity, _>(beside(log), rows).await
}

pub async fn remove_subjects(scope: &WriteScope, fingerprints: Vec<[u8; 32]>) -> Result<u64> {
    scope.delete(of_fingerprints(fingerprints)).await
}

/// The tenant's logs, held until the scope ends.
pub async fn lock_logs(scope: &WriteScope) -> Result<Vec<Log>> {
    let all = Scoped::<sharing_logs::Entity>::all().ascending(sharing_logs::Column::LogId);
    scope.lock_all(all).await?.into_iter().map(Log::try_from).collect()
}

/// The logs of all tenants.
pub async fn all_logs(scope: &OperatorReadScope) -> Result<Vec<(TenantId, LogId)>> {
    let rows = scope.all(Scoped::<sharing_logs::Entity>::all()).await?;
    Ok(rows.into_iter().map(|row| (row.tenant_id, row.log_id)).collect())
}

/// Has the contents of the records with these references erased; says of how many.
pub async fn mark(scope: &WriteScope, log: LogId, references: Vec<String>) -> Result<u64> {
    let theirs = Where::eq(Column::LogId, log)
        .and(Where::is_in(Column::Subject, references))
        .and(Where::is_null(Column::ErasingAt))
        .and(Where::is_not_null(Column::Content));
    scope.update(Change::<Entity>::of(theirs).set(Column::ErasingAt, scope.now())).await
}

#[derive(FromQueryResult)]
struct Seq {
    seq: i64,
}

/// Numbers of records whose contents are to be erased, the first in front, so many at most.
pub async fn erasing(scope: &ReadScope, log: LogId, most: u64) -> Result<Vec<i64>> {
    let marked = Where::<Entity>::eq(Column::LogId, log).and(Where::is_not_null(Column::ErasingAt));
    let marked = Scoped::filter(marked).ascending(Column::Seq).limit(most);
    let rows: Vec<Seq> = scope.columns(marked, &[Column::Seq]).await?;
    Ok(rows.into_iter().map(|row| row.seq).collect())
}

#[derive(FromQueryResult)]
struct Taken {
    recorded_at: DateTime<Utc>,
}

/// When the log took the records `from` up to before `to`, in their order.
pub async fn recorded_at(scope: &ReadScope, log: LogId, range: (u64, u64)) -> Result<Vec<DateTime<Utc>>> {
    let rows: Vec<Taken> = scope.columns(of_range(log, range, None), &[Column::RecordedAt]).await?;
    Ok(rows.into_iter().map(|row| row.recorded_at).collect())
}

/// When the log took its last record; none where it has none.
pub async fn last_recorded(scope: &ReadScope, log: &Log) -> Result<Option<DateTime<Utc>>> {
    let last = (log.size().saturating_sub(1), log.size());
    Ok(recorded_at(scope, log.id, last).await?.pop())
}

/// Which contents of a range are erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// All: their term is over.
    Over,
    /// Those that are to be: a person has asked.
    Asked,
}

const CATEGORIES: TenantSql = TenantSql::by_database(
    "delete from sharing_categories where tenant_id = $1 and log_id = $2 and (category, seq, month) in \
     (select each.value, r.seq, r.month from sharing_records r, json_each(r.content, '$.categories') each \
      where r.tenant_id = $1 and r.log_id = $2 and r.seq >= $3 and r.seq < $4 \
      and ($5 or r.erasing_at is not null))",
    "delete from sharing_categories c using sharing_records r, \
     jsonb_array_elements_text(coalesce(r.content::jsonb -> 'categories', '[]'::jsonb)) each(category) \
     where c.tenant_id = $1 and c.log_id = $2 and c.category = each.category and c.seq = r.seq and c.month = r.month \
     and r.tenant_id = $1 and r.log_id = $2 and r.seq >= $3 and r.seq < $4 \
     and ($5 or r.erasing_at is not null)",
);

const RECEIPTS: TenantSql = TenantSql::by_database(
    "delete from sharing_receipts where tenant_id = $1 and log_id = $2 and (app_id, external_id) in \
     (select r.app_id, json_extract(r.content, '$.externalId') from sharing_records r \
      where r.tenant_id = $1 and r.log_id = $2 and r.seq >= $3 and r.seq < $4 \
      and ($5 or r.erasing_at is not null))",
    "delete from sharing_receipts where tenant_id = $1 and log_id = $2 and (app_id, external_id) in \
     (select r.app_id, r.content::jsonb ->> 'externalId' from sharing_records r \
      where r.tenant_id = $1 and r.log_id = $2 and r.seq >= $3 and r.seq < $4 \
      and ($5 or r.erasing_at is not null))",
);

const CONTENTS: TenantSql = TenantSql::new(
    "update sharing_records set salt = null, content = null, recipient = null, purpose = null, subjects = null, \
     occurred_at = null, subject = null, erasing_at = null \
     where tenant_id = $1 and log_id = $2 and seq >= $3 and seq < $4 and content is not null \
     and ($5 or erasing_at is not null)",
);

/// Erases contents of the records `from` up to before `to`, with all that was made of them; says of how many. Only the
/// role that erases may, and the owner of the schema.
pub async fn erase(scope: &WriteScope, log: LogId, range: (u64, u64), standing: Standing) -> Result<u64> {
    let (from, to) = (range.0.cast_signed(), range.1.cast_signed());
    let mut erased = 0;
    // The contents last: by them the others are found.
    for sql in [CATEGORIES, RECEIPTS, CONTENTS] {
        let sql = sql.bind(log).bind(from).bind(to).bind(standing == Standing::Over);
        erased = scope.execute(sql).await?;
    }
    Ok(erased)
}

#[derive(FromQueryResult)]
struct Expired {
    expired: i64,
}

/// Up to where the term of a log's records is known to be over; none where there is no such log, which is held until the scope
/// ends.
pub async fn lock_expired(scope: &WriteScope, log: LogId) -> Result<Option<u64>> {
    let one = Scoped::<sharing_logs::Entity>::filter(Where::eq(sharing_logs::Column::LogId, log));
    let row: Option<Expired> = scope.lock_columns(one, &[sharing_logs::Column::Expired]).await?;
    Ok(row.map(|row| row.expired.cast_unsigned()))
}

/// Says up to where the term is over. Only they may.
pub async fn set_expired(scope: &WriteScope, log: LogId, expired: u64) -> Result<()> {
    let one = Where::eq(sharing_logs::Column::LogId, log);
    let change = Change::<sharing_logs::Entity>::of(one);
    scope.update_one(change.set(sharing_logs::Column::Expired, expired.cast_signed())).await
}

#[derive(FromQueryResult)]
struct Copied {
    header: String,
    salt: Option<Vec<u8>>,
    content: Option<String>,
    content_hash: Digest,
    erasing_at: Option<DateTime<Utc>>,
}

impl TryFrom<Copied> for Parts {
    type Error = AppError;

    fn try_from(row: Copied) -> Result<Self> {
        let body = match row.salt.zip(row.content).filter(|_| row.erasing_at.is_none()) {
            Some((salt, content)) => {
                let salt = Salt(salt.as_slice().try_into().map_err(AppError::internal)?);
                Body::Kept { salt, content }
            }
            None => Body::Erased(hash_of(row.content_hash.bytes())?),
        };
        Ok(Self { header: row.header, body })
    }
}

/// The records `from` up to before `to` in the form in which they prove themselves, in their order.
pub async fn parts(scope: &ReadScope, log: LogId, range: (u64, u64)) -> Result<Vec<Parts>> {
    let columns = [Column::Header, Column::Salt, Column::Content, Column::ContentHash, Column::ErasingAt];
    let rows: Vec<Copied> = scope.columns(of_range(log, range, None), &columns).await?;
    rows.into_iter().map(Parts::try_from).collect()
}

/// Which records of the log, as far as it has come, cite those from `from` up to before `to`: numbers by numbers.
pub async fn citing_range(scope: &ReadScope, log: &Log, (from, to): (u64, u64)) -> Result<HashMap<i64, i64>> {
    use sharing_citations::Column::{Cited, LogId as Of, Seq as By};
    let these = Where::eq(Of, log.id)
        .and(Where::gte(Cited, from.cast_signed()))
        .and(Where::lt(Cited, to.cast_signed()))
        .and(Where::lt(By, log.size().cast_signed()));
    let rows = scope.all(Scoped::<sharing_citations::Entity>::filter(these)).await?;
    Ok(rows.into_iter().map(|row| (row.cited, row.seq)).collect())
}

/// The records `from` up to before `to`, in their order.
pub async fn range(scope: &ReadScope, log: LogId, range: (u64, u64)) -> Result<Vec<Record>> {
    scope.all(of_range(log, range, None)).await?.into_iter().map(Record::try_from).collect()
}
