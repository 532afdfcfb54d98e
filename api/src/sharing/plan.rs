//! What becomes of the reports of one group: pure, from what is known under the log's lock to the rows to write.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use chrono::{DateTime, Datelike, Utc};
use entities::{AppId, SharingRecordId};
use sharing_log::{
    Hash,
    entry::{Body, Parts, Salt},
    record::{Content, Header, Kind, VERSION, timestamp},
};

use super::{
    model::{Draft, Log, Recorded},
    sums::Sums,
};
use crate::platform::{
    Random,
    error::{AppError, Result},
    scope::Actor,
};

/// The reports of one caller.
#[derive(Debug)]
pub struct Job {
    /// Who reports.
    pub by: Actor,
    pub drafts: Vec<Draft>,
    /// Whether one refused refuses all.
    pub whole: bool,
}

/// One answer for each draft, in their order.
pub type Outcome = Vec<Result<Recorded>>;

/// A record that is there.
#[derive(Debug, Clone)]
pub struct Known {
    pub recorded: Recorded,
    pub kind: Kind,
    pub app: AppId,
    /// None once it was erased.
    pub content: Option<Arc<Content>>,
    /// Hash of what it tells; none once it was erased.
    pub body: Option<[u8; 32]>,
    pub occurred_at: Option<DateTime<Utc>>,
    /// The reference of the one person whom it is about.
    pub subject: Option<String>,
}

/// What the drafts of a group touch of what is there.
#[derive(Debug, Default)]
pub struct Ground {
    /// By app and the reporter's own id: number of the record, and hash of what it tells.
    pub receipts: HashMap<(AppId, String), (i64, [u8; 32])>,
    /// By what is cited: by which.
    pub citations: HashMap<i64, i64>,
    /// Those that receipts and citations name, by number.
    pub records: HashMap<i64, Known>,
}

/// The apps and the reporters' own ids under which something that a group tells may stand already. One that voids is of the
/// app of what it cites: where that is not there, it may be of the group itself, and its app one of the group's.
pub fn named<'a>(jobs: &'a [Job], records: &HashMap<i64, Known>) -> HashSet<(AppId, &'a str)> {
    let app = |draft: &Draft| draft.app.or_else(|| Some(records.get(&draft.cites?.seq)?.app));
    let drafts = || jobs.iter().flat_map(|job| &job.drafts);
    let apps: HashSet<AppId> = drafts().filter_map(app).collect();
    let mut named = HashSet::new();
    for draft in drafts() {
        let Some(id) = draft.content.external_id.as_deref() else { continue };
        match app(draft) {
            Some(app) => _ = named.insert((app, id)),
            None => named.extend(apps.iter().map(|app| (*app, id))),
        }
    }
    named
}

/// A record to write.
#[derive(Debug)]
pub struct NewRecord {
    pub seq: i64,
    /// Who reported it.
    pub by: Actor,
    pub draft: Draft,
    /// Hash of what it tells.
    pub told: [u8; 32],
    pub app: AppId,
    /// The reference of the one person whom it, or what it cites, is about: with that person's records it is erased.
    pub subject: Option<String>,
    pub parts: Parts,
    pub content_hash: Hash,
    pub leaf: Hash,
}

/// What is to be written, and what is to be answered once it is.
#[derive(Debug)]
pub struct Plan {
    pub month: i32,
    pub recorded_at: DateTime<Utc>,
    pub records: Vec<NewRecord>,
    /// What to add to sums, or to take away.
    pub sums: Sums,
    pub outcomes: Vec<Outcome>,
}

/// Plans a group. `now` is when the log takes it.
pub fn plan(
    log: &Log,
    ground: Ground,
    jobs: Vec<Job>,
    now: DateTime<Utc>,
    random: &dyn Random,
) -> Result<Plan> {
    let first = i64::try_from(log.size()).map_err(AppError::internal)?;
    let month = month_of(now);
    let (headers, records) = (HashMap::new(), Vec::new());
    let mut planner = Planner { log, ground, month, now, random, next: first, headers, records };
    let outcomes = jobs.into_iter().map(|job| planner.job(job)).collect::<Result<_>>()?;
    let sums = planner.sums();
    Ok(Plan { month, recorded_at: now, records: planner.records, sums, outcomes })
}

/// Year and month, such as 202611.
pub fn month_of(at: DateTime<Utc>) -> i32 {
    at.year() * 100 + at.month().cast_signed()
}

struct Planner<'a> {
    log: &'a Log,
    ground: Ground,
    month: i32,
    now: DateTime<Utc>,
    random: &'a dyn Random,
    next: i64,
    /// By app the header that all records of one group have who cite none.
    headers: HashMap<AppId, String>,
    records: Vec<NewRecord>,
}

/// What a draft comes to.
enum Step {
    /// It is there already.
    Repeated(Recorded),
    /// A new record of this app.
    New(AppId),
}

impl Planner<'_> {
    fn job(&mut self, job: Job) -> Result<Outcome> {
        let Job { by, drafts, whole } = job;
        let kept = self.records.len();
        let mut outcome = Vec::with_capacity(drafts.len());
        for draft in drafts {
            outcome.push(match self.step(&draft) {
                Err(error) => Err(error),
                Ok(Step::Repeated(recorded)) => Ok(recorded),
                Ok(Step::New(app)) => Ok(self.add(draft, app, by)?),
            });
        }
        if whole && outcome.iter().any(Result::is_err) {
            self.take_back(kept);
        }
        Ok(outcome)
    }

    /// Drops the records from `kept` on, as if they had never been planned.
    fn take_back(&mut self, kept: usize) {
        for record in self.records.drain(kept..) {
            if let Some(external) = &record.draft.content.external_id {
                self.ground.receipts.remove(&(record.app, external.clone()));
            }
            if let Some(cited) = record.draft.cites {
                self.ground.citations.remove(&cited.seq);
            }
            self.ground.records.remove(&record.seq);
            self.next -= 1;
        }
    }

    fn step(&self, draft: &Draft) -> Result<Step> {
        let cited = draft.cites.map(|id| self.cited(id, draft)).transpose()?;
        let app = draft.app.or(cited.map(|cited| cited.app));
        let app = app.ok_or_else(|| AppError::internal("a record of no app"))?;
        if let Some(external) = &draft.content.external_id
            && let Some((seq, known)) = self.ground.receipts.get(&(app, external.clone()))
        {
            return if *known == draft.body() {
                self.repeat(*seq)
            } else {
                Err(AppError::conflict("error-sharing-external-id").at(["externalId"]))
            };
        }
        let Some((cited, id)) = cited.zip(draft.cites) else { return Ok(Step::New(app)) };
        if let Some(by) = self.ground.citations.get(&id.seq) {
            let other = self.ground.records.get(by);
            return if other.and_then(|other| other.body) == Some(draft.body()) {
                self.repeat(*by)
            } else {
                Err(AppError::illegal_state("error-sharing-superseded").at([cited_field(draft)]))
            };
        }
        if cited.kind == Kind::Void {
            return Err(AppError::illegal_state("error-sharing-void").at([cited_field(draft)]));
        }
        Ok(Step::New(app))
    }

    /// The record that a draft cites, if it may.
    fn cited(&self, id: SharingRecordId, draft: &Draft) -> Result<&Known> {
        let found = self.ground.records.get(&id.seq).filter(|known| known.recorded.id == id);
        let within =
            |known: &&Known| [draft.app, draft.reach].into_iter().flatten().all(|app| app == known.app);
        found.filter(within).ok_or_else(|| AppError::not_found().at([cited_field(draft)]))
    }

    fn repeat(&self, seq: i64) -> Result<Step> {
        let known = self.ground.records.get(&seq);
        let known = known.ok_or_else(|| AppError::internal("a receipt of no record"))?;
        Ok(Step::Repeated(Recorded { repeated: true, ..known.recorded.clone() }))
    }

    fn add(&mut self, draft: Draft, app: AppId, by: Actor) -> Result<Recorded> {
        let seq = self.next;
        let header = self.header(&draft, app)?;
        let mut salt = [0; 32];
        self.random.fill(&mut salt);
        let parts = Parts { header, body: Body::Kept { salt: Salt(salt), content: draft.canonical.clone() } };
        let judgement = draft.judgement.as_ref();
        let recorded = Recorded {
            id: SharingRecordId { log: self.log.id, month: self.month, seq },
            recorded_at: self.now,
            conformity: judgement.map(|judgement| judgement.conformity),
            reasons: judgement.map(|judgement| judgement.reasons.clone()).unwrap_or_default(),
            repeated: false,
        };
        let subject = self.subject(&draft);
        let told = draft.body();
        self.remember(&draft, told, app, subject.clone(), &recorded);
        let (content_hash, leaf) = (parts.body.hash(), parts.leaf());
        self.records.push(NewRecord { seq, by, draft, told, app, subject, parts, content_hash, leaf });
        self.next += 1;
        Ok(recorded)
    }

    fn header(&mut self, draft: &Draft, app: AppId) -> Result<String> {
        if let (None, Some(header)) = (draft.cites, self.headers.get(&app)) {
            return Ok(header.clone());
        }
        let header = Header {
            app: app.to_string(),
            cites: draft.cites.map(|id| id.seq.cast_unsigned()),
            kind: draft.kind,
            recorded_at: timestamp(self.now),
            v: VERSION,
        };
        let header = header.to_canonical(self.next.cast_unsigned()).map_err(AppError::internal)?;
        if draft.cites.is_none() {
            self.headers.insert(app, header.clone());
        }
        Ok(header)
    }

    /// Whose record it is: one that voids another is that one's, and so is one that corrects it and tells of no more people.
    fn subject(&self, draft: &Draft) -> Option<String> {
        let cited = || self.ground.records.get(&draft.cites?.seq)?.subject.clone();
        let of_one = draft.content.subjects.is_none_or(|count| count == 1);
        draft.content.subject.clone().or_else(|| cited().filter(|_| of_one))
    }

    /// What the rest of the group may touch of a record that was just planned.
    fn remember(
        &mut self,
        draft: &Draft,
        told: [u8; 32],
        app: AppId,
        subject: Option<String>,
        recorded: &Recorded,
    ) {
        let seq = recorded.id.seq;
        if let Some(external) = &draft.content.external_id {
            self.ground.receipts.insert((app, external.clone()), (seq, told));
        }
        if let Some(cited) = draft.cites {
            self.ground.citations.insert(cited.seq, seq);
        }
        let known = Known {
            recorded: recorded.clone(),
            kind: draft.kind,
            app,
            content: Some(Arc::clone(&draft.content)),
            body: Some(told),
            occurred_at: draft.occurred_at,
            subject,
        };
        self.ground.records.insert(seq, known);
    }

    fn sums(&self) -> Sums {
        let known = |seq: i64| self.ground.records.get(&seq);
        let new = self.records.iter().filter_map(|record| Some((known(record.seq)?, 1)));
        let cited = self.records.iter().filter_map(|record| Some((known(record.draft.cites?.seq)?, -1)));
        Sums::of(new.chain(cited))
    }
}

fn cited_field(draft: &Draft) -> &'static str {
    if draft.kind == Kind::Void { "recordId" } else { "corrects" }
}
