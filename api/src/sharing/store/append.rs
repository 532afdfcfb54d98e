//! The rows of logs, as they are written.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use entities::{
    AppId, LogId, SharingRecordId, apps::Environment, sharing_categories, sharing_citations, sharing_keys,
    sharing_logs, sharing_reasons, sharing_receipts, sharing_records, sharing_tiles, sharing_totals,
};
use sea_orm::ActiveValue::Set;
use sharing_log::{Hash, entry::Body, record::Kind, tile::root_of, tree::Frontier};

use super::super::{
    model::{Judgement, Log, RecordKind, Recorded, body, codes, kind_of, words},
    plan::{Ground, Job, Known, Plan, named},
    proofs::Filled,
    sums::{ReasonKey, Sums, TotalKey},
};
use crate::platform::{
    Sealed,
    error::{AppError, Result},
    scope::{Beside, Change, Keys, Scoped, SetWrite, Where, WriteScope},
};

/// A log that begins.
#[derive(Debug)]
pub struct NewLog {
    pub id: LogId,
    pub environment: Environment,
    pub origin: String,
    pub public_key: [u8; 32],
    pub seed: Sealed,
}

/// Where a log ends once a plan is written.
#[derive(Debug)]
pub struct Head<'a> {
    pub frontier: &'a Frontier,
    /// The tiles that became full.
    pub tiles: &'a [Filled],
    /// The earliest month of the records that stand in no full tile; 0 where there is none.
    pub tile_month: i32,
}

/// The number of a log's first key.
pub const FIRST_KEY: i32 = 1;

/// The log, held until the scope ends; none where it has not begun.
pub async fn lock_log(scope: &WriteScope, environment: Environment) -> Result<Option<Log>> {
    let one = Where::eq(sharing_logs::Column::Environment, environment);
    let row = scope.lock(Scoped::<sharing_logs::Entity>::filter(one)).await?;
    row.map(Log::try_from).transpose()
}

/// Begins a log, unless somebody has.
pub async fn insert_log(scope: &WriteScope, new: NewLog) -> Result<()> {
    let row = sharing_logs::ActiveModel {
        log_id: Set(new.id),
        environment: Set(new.environment),
        origin: Set(new.origin),
        size: Set(0),
        frontier: Set(Vec::new()),
        expired: Set(0),
        tile_month: Set(0),
        key_id: Set(FIRST_KEY),
        created_at: Set(scope.now()),
        ..Default::default()
    };
    if !scope.insert_if_absent::<sharing_logs::Entity>(row).await? {
        return Ok(());
    }
    let key = sharing_keys::ActiveModel {
        log_id: Set(new.id),
        key_id: Set(FIRST_KEY),
        public_key: Set(new.public_key.to_vec()),
        seed_ciphertext: Set(new.seed.ciphertext),
        seed_key_id: Set(new.seed.key_id),
        created_at: Set(scope.now()),
        ..Default::default()
    };
    scope.insert::<sharing_keys::Entity>(key).await
}

/// What the drafts of a group touch of what is there: at most four statements, whatever their number.
pub async fn ground(scope: &WriteScope, log: LogId, jobs: &[Job]) -> Result<Ground> {
    let drafts = || jobs.iter().flat_map(|job| &job.drafts);
    let cited: HashSet<SharingRecordId> = drafts().filter_map(|draft| draft.cites).collect();
    let (records, citations) = cited_records(scope, log, &cited).await?;
    let mut ground = Ground { receipts: HashMap::new(), citations, records };
    let receipts = receipts(scope, log, named(jobs, &ground.records)).await?;
    let known: Vec<SharingRecordId> = receipts.iter().map(|row| id_of(log, row.month, row.seq)).collect();
    for row in receipts {
        let hash = row.body_sha256.bytes().try_into().map_err(AppError::internal)?;
        ground.receipts.insert((row.app_id, row.external_id), (row.seq, hash));
    }
    ground.records.extend(read(scope, &known).await?);
    Ok(ground)
}

fn id_of(log: LogId, month: i32, seq: i64) -> SharingRecordId {
    SharingRecordId { log, month, seq }
}

/// What is cited, and what has cited it before.
async fn cited_records(
    scope: &WriteScope,
    log: LogId,
    cited: &HashSet<SharingRecordId>,
) -> Result<(HashMap<i64, Known>, HashMap<i64, i64>)> {
    if cited.is_empty() {
        return Ok(Default::default());
    }
    let before = Where::eq(sharing_citations::Column::LogId, log)
        .and(Where::is_in(sharing_citations::Column::Cited, cited.iter().map(|id| id.seq)));
    let before = scope.all(Scoped::<sharing_citations::Entity>::filter(before)).await?;
    let citing = before.iter().map(|row| id_of(log, row.month, row.seq));
    let wanted: Vec<SharingRecordId> =
        cited.iter().copied().filter(|id| id.log == log).chain(citing).collect();
    let citations = before.iter().map(|row| (row.cited, row.seq)).collect();
    Ok((read(scope, &wanted).await?, citations))
}

async fn receipts(
    scope: &WriteScope,
    log: LogId,
    named: HashSet<(AppId, &str)>,
) -> Result<Vec<sharing_receipts::Model>> {
    use sharing_receipts::Column::{AppId as App, ExternalId, LogId as Log};
    let mut keys = Keys::<sharing_receipts::Entity>::new(Log, log, [App, ExternalId]);
    for (app, external_id) in named {
        keys.push(app, external_id);
    }
    scope.by_keys(&keys).await
}

async fn read(scope: &WriteScope, ids: &[SharingRecordId]) -> Result<HashMap<i64, Known>> {
    use sharing_records::Column::{LogId as Log, Month, Seq};
    let mut found = HashMap::new();
    let logs: HashSet<LogId> = ids.iter().map(|id| id.log).collect();
    for log in logs {
        let mut keys = Keys::<sharing_records::Entity>::new(Log, log, [Seq, Month]);
        for id in ids.iter().filter(|id| id.log == log).collect::<HashSet<_>>() {
            keys.push(id.seq, id.month);
        }
        for row in scope.by_keys(&keys).await? {
            found.insert(row.seq, known(row)?);
        }
    }
    Ok(found)
}

/// A record as plans know it.
pub fn known(row: sharing_records::Model) -> Result<Known> {
    // What is to be erased is as good as erased.
    let canonical = row.content.filter(|_| row.erasing_at.is_none());
    let content = canonical.as_deref().map(serde_json::from_str).transpose();
    let kind = match row.kind {
        RecordKind::Record => Kind::Record,
        RecordKind::Void => Kind::Void,
        RecordKind::Correct => Kind::Correct,
    };
    Ok(Known {
        recorded: Recorded {
            id: id_of(row.log_id, row.month, row.seq),
            recorded_at: row.recorded_at,
            conformity: row.conformity,
            reasons: codes(&row.reasons),
            repeated: false,
        },
        kind,
        app: row.app_id,
        content: content.map_err(AppError::internal)?,
        body: canonical.as_deref().map(|canonical| body(kind, row.cites, canonical)),
        subject: row.subject.filter(|_| canonical.is_some()),
        occurred_at: row.occurred_at,
    })
}

pub(super) fn beside(log: LogId) -> Beside<sharing_logs::Entity> {
    Beside::row(sharing_logs::Column::LogId, log)
}

/// Writes what was planned, with the tiles that it fills and the head behind it: a statement a table, the largest not first.
pub async fn insert_plan(scope: &WriteScope, log: &Log, plan: &Plan, head: &Head<'_>) -> Result<()> {
    let id = log.id;
    let sets: [&(dyn Fn() -> Result<SetWrite> + Sync); 8] = [
        &|| receipts_of(scope, id, plan),
        &|| citations_of(scope, id, plan),
        &|| categories_of(scope, id, plan),
        &|| records_of(scope, id, plan),
        &|| totals_of(scope, id, &plan.sums.totals),
        &|| reasons_of(scope, id, &plan.sums.reasons),
        &|| tiles_of(scope, id, head.tiles),
        &|| head_of(scope, log, head),
    ];
    scope.write_sets(sets.into_iter().map(|set| set())).await
}

fn records_of(scope: &WriteScope, log: LogId, plan: &Plan) -> Result<SetWrite> {
    let rows = plan.records.iter().map(|record| {
        let (salt, content) = match &record.parts.body {
            Body::Kept { salt, content } => (Some(salt.0.to_vec()), Some(content.clone())),
            Body::Erased(_) => (None, None),
        };
        let (draft, judgement) = (&record.draft, record.draft.judgement.as_ref());
        sharing_records::ActiveModel {
            log_id: Set(log),
            seq: Set(record.seq),
            month: Set(plan.month),
            kind: Set(kind_of(draft.kind)),
            cites: Set(draft.cites.map(|id| id.seq)),
            app_id: Set(record.app),
            recipient: Set(draft.content.recipient.clone()),
            purpose: Set(draft.content.purpose.clone()),
            subjects: Set(draft.content.subjects.map(u64::cast_signed)),
            occurred_at: Set(draft.occurred_at),
            recorded_at: Set(plan.recorded_at),
            header: Set(record.parts.header.clone()),
            salt: Set(salt),
            content: Set(content),
            content_hash: Set(record.content_hash.0.into()),
            leaf_hash: Set(record.leaf.0.into()),
            conformity: Set(judgement.map(|judgement| judgement.conformity)),
            judged_version: Set(judgement.and_then(|judgement| judgement.version)),
            subject: Set(record.subject.clone()),
            reported_by: Set(Some(record.by.to_string())),
            reasons: Set(judgement.map(|judgement| words(&judgement.reasons)).unwrap_or_default()),
            ..Default::default()
        }
    });
    scope.insertion::<sharing_records::Entity, _>(&beside(log), rows.collect())
}

fn categories_of(scope: &WriteScope, log: LogId, plan: &Plan) -> Result<SetWrite> {
    let rows: Vec<_> = plan
        .records
        .iter()
        .flat_map(|record| record.draft.content.categories.iter().map(|category| (record.seq, category)))
        .map(|(seq, category)| sharing_categories::ActiveModel {
            log_id: Set(log),
            category: Set(category.clone()),
            seq: Set(seq),
            month: Set(plan.month),
            ..Default::default()
        })
        .collect();
    scope.insertion::<sharing_categories::Entity, _>(&beside(log), rows)
}

fn receipts_of(scope: &WriteScope, log: LogId, plan: &Plan) -> Result<SetWrite> {
    let named = plan.records.iter().filter_map(|record| {
        Some(sharing_receipts::ActiveModel {
            log_id: Set(log),
            app_id: Set(record.app),
            external_id: Set(record.draft.content.external_id.clone()?),
            seq: Set(record.seq),
            month: Set(plan.month),
            body_sha256: Set(record.told.into()),
            ..Default::default()
        })
    });
    scope.insertion::<sharing_receipts::Entity, _>(&beside(log), named.collect())
}

fn citations_of(scope: &WriteScope, log: LogId, plan: &Plan) -> Result<SetWrite> {
    let citing = plan.records.iter().filter_map(|record| {
        Some(sharing_citations::ActiveModel {
            log_id: Set(log),
            cited: Set(record.draft.cites?.seq),
            seq: Set(record.seq),
            month: Set(plan.month),
            ..Default::default()
        })
    });
    scope.insertion::<sharing_citations::Entity, _>(&beside(log), citing.collect())
}

/// Adds to sums, or takes away: a statement for all of either kind, and none where there is nothing of it.
pub async fn add_sums(scope: &WriteScope, log: LogId, sums: &Sums) -> Result<()> {
    let sets = [totals_of(scope, log, &sums.totals), reasons_of(scope, log, &sums.reasons)];
    scope.write_sets(sets.into_iter()).await
}

fn reasons_of(scope: &WriteScope, log: LogId, reasons: &BTreeMap<ReasonKey, i64>) -> Result<SetWrite> {
    let rows = reasons.iter().map(|(key, records)| sharing_reasons::ActiveModel {
        log_id: Set(log),
        app_id: Set(key.app),
        day: Set(key.day),
        recipient: Set(key.recipient.clone()),
        reason: Set(key.reason.as_str().to_owned()),
        records: Set(*records),
        ..Default::default()
    });
    let sums = [sharing_reasons::Column::Records];
    scope.addition::<sharing_reasons::Entity, _>(&beside(log), rows.collect(), &sums)
}

fn totals_of(scope: &WriteScope, log: LogId, totals: &BTreeMap<TotalKey, (i64, i64)>) -> Result<SetWrite> {
    let rows = totals.iter().map(|(key, (records, subjects))| sharing_totals::ActiveModel {
        log_id: Set(log),
        app_id: Set(key.app),
        day: Set(key.day),
        recipient: Set(key.recipient.clone()),
        category: Set(key.category.clone()),
        conformity: Set(key.conformity),
        records: Set(*records),
        subjects: Set(*subjects),
        ..Default::default()
    });
    let sums = [sharing_totals::Column::Records, sharing_totals::Column::Subjects];
    scope.addition::<sharing_totals::Entity, _>(&beside(log), rows.collect(), &sums)
}

/// Gives records of one log, at least one, a judgement.
pub async fn set_judgement(
    scope: &WriteScope,
    judgement: &Judgement,
    ids: &BTreeSet<SharingRecordId>,
) -> Result<()> {
    use sharing_records::Column::{Conformity, JudgedVersion, LogId as Log, Month, Reasons, Seq};
    let logs: BTreeSet<LogId> = ids.iter().map(|id| id.log).collect();
    let months: BTreeSet<i32> = ids.iter().map(|id| id.month).collect();
    let these = Where::<sharing_records::Entity>::is_in(Log, logs)
        .and(Where::is_in(Month, months))
        .and(Where::is_in(Seq, ids.iter().map(|id| id.seq)));
    let change = Change::of(these)
        .set(Conformity, judgement.conformity)
        .set(JudgedVersion, judgement.version)
        .set(Reasons, words(&judgement.reasons));
    let written = scope.update(change).await?;
    if written == ids.len() as u64 {
        Ok(())
    } else {
        Err(AppError::internal(format!("{written} records were judged instead of {}", ids.len())))
    }
}

fn tiles_of(scope: &WriteScope, log: LogId, filled: &[Filled]) -> Result<SetWrite> {
    let tiles = filled.iter().flat_map(|filled| {
        (filled.first..).zip(&filled.tiles).map(|(place, hashes)| sharing_tiles::ActiveModel {
            log_id: Set(log),
            level: Set(filled.level.into()),
            place: Set(place.cast_signed()),
            root: Set(root_of(hashes).0.into()),
            hashes: Set(bytes(hashes)),
            ..Default::default()
        })
    });
    scope.insertion::<sharing_tiles::Entity, _>(&beside(log), tiles.collect())
}

fn bytes(hashes: &[Hash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.0).collect()
}

/// Moves the head from where it was.
fn head_of(scope: &WriteScope, log: &Log, head: &Head<'_>) -> Result<SetWrite> {
    let was = Where::eq(sharing_logs::Column::LogId, log.id)
        .and(Where::eq(sharing_logs::Column::Size, log.size().cast_signed()));
    let change = Change::<sharing_logs::Entity>::of(was)
        .set(sharing_logs::Column::Size, head.frontier.size().cast_signed())
        .set(sharing_logs::Column::Frontier, bytes(head.frontier.hashes()))
        .set(sharing_logs::Column::TileMonth, head.tile_month);
    scope.change_of_one(change)
}
