//! Judging again: what occurred in a time for which a version was published, or withdrawn, afterwards.
//!
//! The outbox says that a version was published. From the day on which it takes effect, each stretch of time has one
//! version in force; a record that was judged by another one is judged anew. So nothing has to be remembered of how far the
//! work has come: what a broken gateway left undone is what still bears the other version's number. A batch is a transaction
//! that holds the log's row, as whoever appends does, so that nothing is voided meanwhile; it moves the sums, and the tree
//! does not change.
//!
//! A report is judged before its group takes the lock. One that was under way while the version was published may be
//! appended after the job has passed; so the job comes again once [`SETTLED`] has gone by.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use entities::{AppId, LogId, SharingRecordId, TenantId, apps::Environment, sharing_records};

use super::{
    model::{Conformity, Judgement, words},
    plan::Known,
    service::observed,
    store,
    sums::Sums,
};
use crate::{
    catalog::Catalogs,
    conformity::{self, Registers, Stretch},
    outbox::{self, Claim, Due},
    platform::{
        ErrorCode,
        error::Result,
        scope::{Permission, SystemScope},
    },
    policies::{self, VersionPublished},
};

/// Records of one transaction at most.
const BATCH: u64 = 500;
/// Jobs looked up at once.
const JOBS: u64 = 64;
/// Longer than any report is under way between its judgement and its commit.
const SETTLED: Duration = Duration::from_secs(300);

/// The gateway, judging again.
#[derive(Debug, Clone, Copy)]
pub struct Again<'a> {
    pub system: &'a SystemScope,
    pub catalogs: &'a Catalogs,
    pub registers: &'a Registers,
}

/// A log's records of one app and one stretch of time.
struct Part<'a> {
    log: LogId,
    environment: Environment,
    app: AppId,
    stretch: &'a Stretch,
}

impl Again<'_> {
    /// Works off what is due, of all tenants or of one, job by job; says how many records were judged otherwise than before. A job that fails is
    /// logged and tried again later, and holds up no other.
    ///
    /// # Errors
    /// Those of the database, as codes.
    pub async fn work_off(self, whose: Option<TenantId>) -> Result<u64> {
        let mut changed = 0;
        for due in outbox::due::<VersionPublished>(self.system, whose, JOBS).await? {
            changed += self.attempt(due).await?;
        }
        Ok(changed)
    }

    async fn attempt(self, due: Due) -> Result<u64> {
        let Some(mut claim) = outbox::claim(self.system, due).await? else { return Ok(0) };
        // Before the records are looked at: what comes after this instant is for the next round.
        let settled = claim.due().created_at + SETTLED;
        let last = self.system.now() >= settled;
        match self.judge(&mut claim).await {
            Ok(changed) => {
                let ended = if last {
                    claim.finish(self.system).await
                } else {
                    claim.postpone(self.system, settled).await
                };
                ended.map(|()| changed)
            }
            // The claim had ended: whoever has it now goes on.
            Err(error) if error.code() == ErrorCode::Conflict => Ok(0),
            Err(error) => {
                error.log();
                claim.fail(self.system, &error).await.map(|()| 0)
            }
        }
    }

    async fn judge(self, claim: &mut Claim) -> Result<u64> {
        let published: VersionPublished = claim.due().job()?;
        let session = self.system.session(claim.due().tenant);
        let version = match policies::version_by_id(&session, published.version).await {
            Ok(version) => version,
            Err(error) if error.code() == ErrorCode::NotFound => return Ok(0),
            Err(error) => return Err(error),
        };
        let (app, from) = (version.app, version.effective_at);
        let stretches = conformity::stretches(&session, self.catalogs, self.registers, app, from).await?;
        let logs = store::logs(&session.read(Permission::ReadTenant).await?).await?;
        session.let_go().await;
        let mut changed = 0;
        for (log, environment) in logs {
            for stretch in &stretches {
                let part = Part { log, environment, app, stretch };
                changed += self.judge_part(claim, &part).await?;
            }
        }
        Ok(changed)
    }

    async fn judge_part(self, claim: &mut Claim, part: &Part<'_>) -> Result<u64> {
        let (mut after, mut changed) = (-1, 0);
        while let Some((last, some)) = self.judge_batch(claim, part, after).await? {
            (after, changed) = (last, changed + some);
        }
        Ok(changed)
    }

    /// Judges the next records; the number of the last, and how many came out otherwise. None at the end.
    async fn judge_batch(self, claim: &mut Claim, part: &Part<'_>, after: i64) -> Result<Option<(i64, u64)>> {
        let scope = self.system.write(claim.due().tenant).await?;
        let log = store::lock_log(&scope, part.environment).await?.filter(|log| log.id == part.log);
        let Some(log) = log else { return Ok(None) };
        let number = part.stretch.version.as_ref().map(|version| version.number);
        let during = (part.stretch.from, part.stretch.to);
        let rows = store::judged_otherwise(&scope, (log.id, part.app), during, number, after, BATCH).await?;
        let Some(last) = rows.last().map(|row| row.seq) else { return Ok(None) };
        let cited: Vec<(LogId, i64)> = rows.iter().map(|row| (log.id, row.seq)).collect();
        let superseded = store::superseded(&scope, &cited).await?;
        let verdicts = rows.into_iter().map(|row| verdict(row, part.stretch)).collect::<Result<Vec<_>>>()?;
        let counted =
            verdicts.iter().filter(|it| !superseded.contains_key(&(log.id, it.before.recorded.id.seq)));
        let sums = moved(counted);
        for (judgement, ids) in alike(&verdicts) {
            store::set_judgement(&scope, &judgement, &ids).await?;
        }
        store::add_sums(&scope, log.id, &sums).await?;
        claim.renew(&scope).await?;
        scope.commit().await?;
        let changed = verdicts.iter().filter(|it| it.changed()).count();
        Ok(Some((last, changed as u64)))
    }
}

/// A record with what it is by the version that was in force.
struct Verdict {
    before: Known,
    judgement: Judgement,
}

impl Verdict {
    fn changed(&self) -> bool {
        self.before.recorded.conformity != Some(self.judgement.conformity)
    }
}

fn verdict(row: sharing_records::Model, stretch: &Stretch) -> Result<Verdict> {
    let at = row.occurred_at.unwrap_or(row.recorded_at);
    let before = store::known(row)?;
    let content = before.content.clone().unwrap_or_default();
    let version = stretch.version.as_ref();
    let judged = conformity::judge_by(version, &observed(&content, at));
    let judgement = Judgement::new(version.map(|version| version.number), judged);
    Ok(Verdict { before, judgement })
}

/// What the sums of these records change by.
fn moved<'a>(verdicts: impl Iterator<Item = &'a Verdict>) -> Sums {
    let after = |verdict: &Verdict| {
        let mut after = verdict.before.clone();
        after.recorded.conformity = Some(verdict.judgement.conformity);
        after.recorded.reasons.clone_from(&verdict.judgement.reasons);
        after
    };
    let moved: Vec<(&Known, Known)> = verdicts.map(|verdict| (&verdict.before, after(verdict))).collect();
    Sums::of(moved.iter().flat_map(|(before, after)| [(*before, -1), (after, 1)]))
}

/// The records by what they came out as, so that those alike are written at once.
fn alike(verdicts: &[Verdict]) -> Vec<(Judgement, BTreeSet<SharingRecordId>)> {
    let mut found: BTreeMap<(Conformity, String), (Judgement, BTreeSet<SharingRecordId>)> = BTreeMap::new();
    for Verdict { before, judgement } in verdicts {
        let key = (judgement.conformity, words(&judgement.reasons));
        let (_, ids) = found.entry(key).or_insert_with(|| (judgement.clone(), BTreeSet::new()));
        ids.insert(before.recorded.id);
    }
    found.into_values().collect()
}
