//! The rows of logs, as they are read.

mod append;
mod life;

use std::collections::{HashMap, HashSet};

pub use append::{
    FIRST_KEY, Head, NewLog, add_sums, ground, insert_log, insert_plan, known, lock_log, set_judgement,
};
use chrono::{DateTime, NaiveDate, Utc};
use entities::{
    AppId, LogId, SharingRecordId, TenantId,
    apps::Environment,
    sharing_categories, sharing_citations, sharing_keys, sharing_logs, sharing_reasons,
    sharing_records::{self, Column, Conformity, Entity},
    sharing_tiles, sharing_totals,
};
pub use life::{
    NewSubject, Standing, all_logs, citing_range, erase, erasing, insert_subjects, last_recorded,
    lock_expired, lock_logs, mark, parts, range, recorded_at, remove_subjects, set_expired, subjects,
};
use sea_orm::FromQueryResult;
use sharing_log::Hash;

use super::model::{Dimensions, Log, Record, RecordFilter, Total, TotalFilter, hash_of, hashes};
use crate::{
    conformity::ReasonCode,
    platform::{
        Sealed,
        error::{AppError, Result},
        page::{Page, PageArgs},
        scope::{Keyset, OperatorReadScope, ReadScope, Scoped, Where},
    },
};

/// Sums told at most.
const MOST_TOTALS: u64 = 1_000;

pub async fn log_of(scope: &ReadScope, environment: Environment) -> Result<Option<Log>> {
    let one =
        Scoped::<sharing_logs::Entity>::filter(Where::eq(sharing_logs::Column::Environment, environment));
    scope.one(one).await?.map(Log::try_from).transpose()
}

pub async fn log_by_id(scope: &ReadScope, id: LogId) -> Result<Option<Log>> {
    let one = Scoped::<sharing_logs::Entity>::filter(Where::eq(sharing_logs::Column::LogId, id));
    scope.one(one).await?.map(Log::try_from).transpose()
}

/// The environments of logs, by log: of the scope's tenant.
pub async fn logs(scope: &ReadScope) -> Result<Vec<(LogId, Environment)>> {
    logs_in(scope.all(Scoped::<sharing_logs::Entity>::all()).await?)
}

/// The same of the tenants of these apps' records.
pub async fn logs_of_all(
    scope: &OperatorReadScope,
    tenants: &[TenantId],
) -> Result<Vec<(LogId, Environment)>> {
    let these = Where::is_in(sharing_logs::Column::TenantId, tenants.iter().copied());
    logs_in(scope.all(Scoped::<sharing_logs::Entity>::filter(these)).await?)
}

fn logs_in(rows: Vec<sharing_logs::Model>) -> Result<Vec<(LogId, Environment)>> {
    Ok(rows.into_iter().map(|row| (row.log_id, row.environment)).collect())
}

/// The public half of a log's key, and the sealed private one.
pub async fn key(scope: &ReadScope, log: &Log) -> Result<([u8; 32], Sealed)> {
    let one =
        Where::eq(sharing_keys::Column::LogId, log.id).and(Where::eq(sharing_keys::Column::KeyId, log.key));
    let row = scope.get(Scoped::<sharing_keys::Entity>::filter(one)).await?;
    let public = row.public_key.try_into().map_err(|_| AppError::internal("a key of a broken length"))?;
    Ok((public, Sealed { ciphertext: row.seed_ciphertext, key_id: row.seed_key_id }))
}

fn newest() -> Keyset<Entity> {
    Keyset::descending("sharing_records", [Column::LogId, Column::Seq])
}

fn condition(filter: RecordFilter) -> Where<Entity> {
    let RecordFilter { app, recipient, category, purpose, conformity, from, to, subject } = filter;
    // What is to be erased is found by nothing that its content told.
    let by_content = [&recipient, &category, &purpose].iter().any(|it| it.is_some())
        || from.or(to).is_some()
        || subject.is_some();
    let category = category.map(|category| {
        let links = [
            (Column::LogId, sharing_categories::Column::LogId),
            (Column::Seq, sharing_categories::Column::Seq),
            (Column::Month, sharing_categories::Column::Month),
        ];
        let named = Where::<sharing_categories::Entity>::eq(sharing_categories::Column::Category, category);
        Where::related(&links, named)
    });
    [
        app.map(|app| Where::eq(Column::AppId, app)),
        recipient.map(|recipient| Where::eq(Column::Recipient, recipient)),
        category,
        purpose.map(|purpose| Where::eq(Column::Purpose, purpose)),
        conformity.map(|conformity| Where::eq(Column::Conformity, conformity)),
        from.map(|from| Where::gte(Column::OccurredAt, from)),
        to.map(|to| Where::lt(Column::OccurredAt, to)),
        subject.map(|subject| Where::is_in(Column::Subject, subject)),
        by_content.then(|| Where::is_null(Column::ErasingAt)),
    ]
    .into_iter()
    .flatten()
    .fold(Where::everything(), Where::and)
}

pub async fn page(
    scope: &ReadScope,
    log: LogId,
    filter: RecordFilter,
    args: &PageArgs,
) -> Result<Page<Record>> {
    let condition = Where::eq(Column::LogId, log).and(condition(filter));
    records(scope.page(condition, &newest(), args).await?)
}

fn records(page: Page<sharing_records::Model>) -> Result<Page<Record>> {
    let Page { edges, has_next, has_previous } = page;
    let edges = edges.into_iter().map(|(cursor, row)| Ok((cursor, row.try_into()?)));
    Ok(Page { edges: edges.collect::<Result<_>>()?, has_next, has_previous })
}

pub async fn app_pages(
    scope: &ReadScope,
    logs: &[LogId],
    apps: Vec<AppId>,
    args: &PageArgs,
) -> Result<HashMap<AppId, Page<Record>>> {
    let pages = scope.long_pages(|| of_logs(logs), Column::AppId, apps, &newest(), args).await?;
    pages.into_iter().map(|(app, page)| Ok((app, records(page)?))).collect()
}

/// `logs` are of `tenants`, and the apps too.
pub async fn app_pages_of_all(
    scope: &OperatorReadScope,
    (tenants, logs): (&[TenantId], &[LogId]),
    apps: Vec<AppId>,
    args: &PageArgs,
) -> Result<HashMap<AppId, Page<Record>>> {
    let these = || Where::is_in(Column::TenantId, tenants.iter().copied()).and(of_logs(logs));
    let pages = scope.long_pages(these, Column::AppId, apps, &newest(), args).await?;
    pages.into_iter().map(|(app, page)| Ok((app, records(page)?))).collect()
}

fn of_logs(logs: &[LogId]) -> Where<Entity> {
    Where::is_in(Column::LogId, logs.iter().copied())
}

/// Records with these ids, and others beside: an id is a caller's word, and a condition with a part for each could be made
/// deeper than a database reads. [`exactly`] takes the others away.
fn of_ids(ids: &[SharingRecordId]) -> Scoped<Entity> {
    Scoped::filter(near(ids))
}

fn near(ids: &[SharingRecordId]) -> Where<Entity> {
    let (logs, months): (HashSet<_>, HashSet<_>) = ids.iter().map(|id| (id.log, id.month)).unzip();
    Where::is_in(Column::LogId, logs)
        .and(Where::is_in(Column::Month, months))
        .and(Where::is_in(Column::Seq, ids.iter().map(|id| id.seq).collect::<HashSet<_>>()))
}

/// Those of the rows that have one of the ids.
fn exactly(
    ids: &[SharingRecordId],
    rows: Vec<sharing_records::Model>,
) -> impl Iterator<Item = sharing_records::Model> {
    let ids: HashSet<SharingRecordId> = ids.iter().copied().collect();
    let id =
        |row: &sharing_records::Model| SharingRecordId { log: row.log_id, month: row.month, seq: row.seq };
    rows.into_iter().filter(move |row| ids.contains(&id(row)))
}

/// The next records of an app, behind number `after`, that occurred in that time and were judged by another version than
/// the one of this number. Those that were not judged, or whose content was erased, are none of them.
pub async fn judged_otherwise(
    scope: &ReadScope,
    (log, app): (LogId, AppId),
    (from, to): (DateTime<Utc>, Option<DateTime<Utc>>),
    version: Option<i32>,
    after: i64,
    most: u64,
) -> Result<Vec<sharing_records::Model>> {
    let never = || Where::<Entity>::is_null(Column::JudgedVersion);
    let otherwise = match version {
        Some(number) => Where::ne(Column::JudgedVersion, number).or(never()),
        None => never().negate(),
    };
    let condition = Where::eq(Column::LogId, log)
        .and(Where::eq(Column::AppId, app))
        .and(Where::gt(Column::Seq, after))
        .and(Where::gte(Column::OccurredAt, from))
        .and(to.map_or_else(Where::everything, |to| Where::lt(Column::OccurredAt, to)))
        .and(Where::is_not_null(Column::Conformity))
        .and(Where::is_not_null(Column::Content))
        .and(otherwise);
    scope.all(Scoped::filter(condition).ascending(Column::Seq).limit(most)).await
}

pub async fn by_ids(scope: &ReadScope, ids: &[SharingRecordId]) -> Result<Vec<Record>> {
    exactly(ids, scope.all(of_ids(ids)).await?).map(Record::try_from).collect()
}

pub async fn by_ids_of_all(scope: &OperatorReadScope, ids: &[SharingRecordId]) -> Result<Vec<Record>> {
    let tenants = tenants_of(scope, ids.iter().map(|id| id.log)).await?;
    let these = Where::is_in(Column::TenantId, tenants).and(near(ids));
    exactly(ids, scope.all(Scoped::filter(these)).await?).map(Record::try_from).collect()
}

/// The tenants that have these logs: the keys of all other tables lead with them.
async fn tenants_of(
    scope: &OperatorReadScope,
    logs: impl Iterator<Item = LogId>,
) -> Result<HashSet<TenantId>> {
    let these = Where::is_in(sharing_logs::Column::LogId, logs.collect::<HashSet<_>>());
    let rows = scope.all(Scoped::<sharing_logs::Entity>::filter(these)).await?;
    Ok(rows.into_iter().map(|row| row.tenant_id).collect())
}

/// What cites records of these numbers in these logs; [`by_cited`] is asked by both.
fn citing(ids: &[(LogId, i64)]) -> Where<sharing_citations::Entity> {
    use sharing_citations::Column::{Cited, LogId as Log};
    let (logs, seqs): (HashSet<LogId>, HashSet<i64>) = ids.iter().copied().unzip();
    Where::is_in(Log, logs).and(Where::is_in(Cited, seqs))
}

type Citing = HashMap<(LogId, i64), SharingRecordId>;

fn by_cited(rows: Vec<sharing_citations::Model>) -> Citing {
    let id =
        |row: &sharing_citations::Model| SharingRecordId { log: row.log_id, month: row.month, seq: row.seq };
    rows.iter().map(|row| ((row.log_id, row.cited), id(row))).collect()
}

/// Which records have voided or corrected these, by what is cited.
pub async fn superseded(scope: &ReadScope, ids: &[(LogId, i64)]) -> Result<Citing> {
    Ok(by_cited(scope.all(Scoped::filter(citing(ids))).await?))
}

pub async fn superseded_of_all(scope: &OperatorReadScope, ids: &[(LogId, i64)]) -> Result<Citing> {
    let tenants = tenants_of(scope, ids.iter().map(|(log, _)| *log)).await?;
    let these = Where::is_in(sharing_citations::Column::TenantId, tenants).and(citing(ids));
    Ok(by_cited(scope.all(Scoped::filter(these)).await?))
}

#[derive(FromQueryResult)]
struct Sums {
    recipient: Option<String>,
    category: Option<String>,
    day: Option<NaiveDate>,
    conformity: Option<Conformity>,
    records: i64,
    subjects: i64,
}

pub async fn totals(
    scope: &ReadScope,
    log: LogId,
    filter: &TotalFilter,
    by: Dimensions,
) -> Result<Vec<Total>> {
    use sharing_totals::Column as Sum;
    // A record stands once in the rows of no category, and in those of each category that it names.
    let part = Where::eq(Sum::Category, "");
    let part = if by.category { part.negate() } else { part };
    let condition = summed(log, filter).and(part);
    let dimensions = [
        (by.day, Sum::Day),
        (by.recipient, Sum::Recipient),
        (by.category, Sum::Category),
        (by.conformity, Sum::Conformity),
    ];
    let columns: Vec<Sum> = dimensions.into_iter().filter(|(wanted, _)| *wanted).map(|(_, it)| it).collect();
    let sums: Vec<Sums> =
        scope.sums(condition, &columns, &[Sum::Records, Sum::Subjects], MOST_TOTALS + 1).await?;
    if sums.len() as u64 > MOST_TOTALS {
        return Err(AppError::limit_exceeded("error-sharing-totals").arg("most", MOST_TOTALS).at(["by"]));
    }
    let total = |row: Sums| Total {
        recipient: row.recipient,
        category: row.category,
        day: row.day,
        conformity: row.conformity,
        records: row.records,
        subjects: row.subjects,
    };
    Ok(sums.into_iter().map(total).filter(|total| (total.records, total.subjects) != (0, 0)).collect())
}

/// Records of a recipient that have this reason.
#[derive(Debug, FromQueryResult)]
pub struct Reasoned {
    pub reason: String,
    pub recipient: String,
    pub records: i64,
}

/// Reasons and recipients with the number of records, in the order of both. There are no more than of all recipients each
/// with all reasons.
pub async fn reasons(scope: &ReadScope, log: LogId, filter: &TotalFilter) -> Result<Vec<Reasoned>> {
    use sharing_reasons::Column::{AppId, Day, LogId as Log, Reason, Recipient, Records};
    let condition = [
        filter.app.map(|app| Where::<sharing_reasons::Entity>::eq(AppId, app)),
        filter.from.map(|from| Where::gte(Day, from)),
        filter.to.map(|to| Where::lte(Day, to)),
    ];
    // What was voided, or judged again, leaves an empty sum behind.
    let condition = condition.into_iter().flatten().fold(Where::eq(Log, log), Where::and);
    let condition = condition.and(Where::gt(Records, 0));
    let most = MOST_TOTALS * ReasonCode::ALL.len() as u64;
    scope.sums(condition, &[Reason, Recipient], &[Records], most).await
}

/// What was seen of a recipient, and of a category where one is named.
#[derive(Debug, FromQueryResult)]
pub struct Sighting {
    pub recipient: String,
    category: Option<String>,
    pub records: i64,
    pub subjects: i64,
    /// The first day, and the last.
    pub first: NaiveDate,
    pub last: NaiveDate,
}

impl Sighting {
    /// The category; none for all that went to the recipient.
    pub fn category(&self) -> Option<&str> {
        self.category.as_deref().filter(|category| !category.is_empty())
    }
}

/// Recipients with what went to them, and with each category that was named; in the order of both.
pub async fn sightings(scope: &ReadScope, log: LogId, filter: &TotalFilter) -> Result<Vec<Sighting>> {
    use sharing_totals::Column::{Category, Recipient};
    seen(scope, summed(log, filter), &[Recipient, Category]).await
}

/// Recipients with what went to them, in their order.
pub async fn by_recipient(scope: &ReadScope, log: LogId, filter: &TotalFilter) -> Result<Vec<Sighting>> {
    use sharing_totals::Column::{Category, Recipient};
    // The category is told, too, so that a row is a row of both.
    seen(scope, summed(log, filter).and(Where::eq(Category, "")), &[Recipient, Category]).await
}

#[derive(FromQueryResult)]
struct LastDay {
    recipient: String,
    last: NaiveDate,
}

/// The last day up to `to` on which an app shared with each of these recipients, if it ever did.
pub async fn last_days<'a>(
    scope: &ReadScope,
    log: LogId,
    app: AppId,
    to: NaiveDate,
    recipients: impl Iterator<Item = &'a str>,
) -> Result<HashMap<String, NaiveDate>> {
    use sharing_totals::Column::{Category, Day, Recipient, Records};
    let filter = TotalFilter { app: Some(app), from: None, to: Some(to) };
    let condition = summed(log, &filter)
        .and(Where::eq(Category, ""))
        .and(Where::is_in(Recipient, recipients.map(ToOwned::to_owned)))
        .and(Where::gt(Records, 0));
    // As many rows as recipients are named.
    let rows: Vec<LastDay> =
        scope.sums_between(condition, &[Recipient], &[], Day, u64::from(u32::MAX)).await?;
    Ok(rows.into_iter().map(|row| (row.recipient, row.last)).collect())
}

async fn seen(
    scope: &ReadScope,
    condition: Where<sharing_totals::Entity>,
    by: &[sharing_totals::Column],
) -> Result<Vec<Sighting>> {
    use sharing_totals::Column::{Day, Records, Subjects};
    // What was voided leaves an empty sum behind, whose day tells nothing.
    let condition = condition.and(Where::gt(Records, 0));
    let rows: Vec<Sighting> =
        scope.sums_between(condition, by, &[Records, Subjects], Day, MOST_TOTALS + 1).await?;
    if rows.len() as u64 > MOST_TOTALS {
        return Err(AppError::limit_exceeded("error-sharing-totals").arg("most", MOST_TOTALS).at(["to"]));
    }
    Ok(rows)
}

/// The sums of a log to which a filter applies.
fn summed(log: LogId, filter: &TotalFilter) -> Where<sharing_totals::Entity> {
    use sharing_totals::Column as Sum;
    [
        filter.app.map(|app| Where::eq(Sum::AppId, app)),
        filter.from.map(|from| Where::gte(Sum::Day, from)),
        filter.to.map(|to| Where::lte(Sum::Day, to)),
    ]
    .into_iter()
    .flatten()
    .fold(Where::eq(Sum::LogId, log), Where::and)
}

/// The hashes of full tiles, by level and place.
pub async fn tiles(
    scope: &ReadScope,
    log: LogId,
    wanted: &[(u8, u64)],
) -> Result<HashMap<(u8, u64), Vec<Hash>>> {
    use sharing_tiles::Column::{Level, LogId as Log, Place};
    let one = |(level, place): &(u8, u64)| {
        Where::eq(Level, i32::from(*level)).and(Where::eq(Place, place.cast_signed()))
    };
    let Some(condition) = wanted.iter().map(one).reduce(Where::or) else { return Ok(HashMap::new()) };
    let rows = scope.all(Scoped::<sharing_tiles::Entity>::filter(Where::eq(Log, log).and(condition))).await?;
    let tile = |row: sharing_tiles::Model| {
        let level = u8::try_from(row.level).map_err(AppError::internal)?;
        Ok(((level, row.place.cast_unsigned()), hashes(&row.hashes)?))
    };
    rows.into_iter().map(tile).collect()
}

#[derive(FromQueryResult)]
struct Root {
    root: entities::Digest,
}

/// The roots of full tiles of a level, of the places `from` up to before `to`, in their order.
pub async fn roots(scope: &ReadScope, log: LogId, level: u8, (from, to): (u64, u64)) -> Result<Vec<Hash>> {
    use sharing_tiles::Column::{Level, LogId as Log, Place, Root as Column};
    let range = Where::<sharing_tiles::Entity>::eq(Log, log)
        .and(Where::eq(Level, i32::from(level)))
        .and(Where::gte(Place, from.cast_signed()))
        .and(Where::lt(Place, to.cast_signed()));
    let rows: Vec<Root> = scope.columns(Scoped::filter(range).ascending(Place), &[Column]).await?;
    rows.iter().map(|row| hash_of(row.root.bytes())).collect()
}

fn of_range(log: LogId, (from, to): (u64, u64), months: Option<(i32, i32)>) -> Scoped<Entity> {
    let range = Where::<Entity>::eq(Column::LogId, log)
        .and(Where::gte(Column::Seq, from.cast_signed()))
        .and(Where::lt(Column::Seq, to.cast_signed()));
    let range = match months {
        Some((first, last)) => {
            range.and(Where::gte(Column::Month, first)).and(Where::lte(Column::Month, last))
        }
        None => range,
    };
    Scoped::filter(range).ascending(Column::Seq)
}

/// The leaves of the records `from` up to before `to`, which lie in these months: of all apps, whoever asks.
pub async fn leaves(
    scope: &ReadScope,
    log: LogId,
    range: (u64, u64),
    months: (i32, i32),
) -> Result<Vec<Hash>> {
    let leaves = scope.hashes(of_range(log, range, Some(months))).await?;
    leaves.iter().map(|leaf| hash_of(leaf.bytes())).collect()
}

#[derive(FromQueryResult)]
struct Committed {
    header: String,
    content_hash: entities::Digest,
}

/// Header and content hash of the records `from` up to before `to`, in their order.
pub async fn committed(scope: &ReadScope, log: LogId, range: (u64, u64)) -> Result<Vec<(String, Hash)>> {
    let columns = [Column::Header, Column::ContentHash];
    let rows: Vec<Committed> = scope.columns(of_range(log, range, None), &columns).await?;
    rows.into_iter().map(|row| Ok((row.header, hash_of(row.content_hash.bytes())?))).collect()
}
