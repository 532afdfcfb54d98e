//! Group commit: whoever reports to one log at one time joins one transaction.
//!
//! Of those who wait the first leads: a task of its own locks the log, takes what is there by then, up to [`MAX_ROWS`] and
//! [`MAX_BYTES`], commits it, answers, and goes on with what has come meanwhile. Whether the tenant may act is looked at
//! under the lock, when all that is taken is there. A caller who goes away leaves its reports in the group, where its own
//! id of each event finds them again; it breaks nothing. What waits is bounded by [`ROOM`]: who comes then waits outside.
//! Nothing here outlives the process, and nobody is answered before the commit.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use chrono::SubsecRound;
use entities::{TenantId, apps::Environment};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use super::{
    log,
    model::Log,
    places::{Found, Named, Places},
    plan::{Job, Outcome, Plan, plan},
    proofs,
    store::{self, Head},
    subjects,
};
use crate::platform::{
    Clock, ErrorCode, Random, Sealer,
    db::Database,
    error::{AppError, Result},
    scope::{SystemScope, WriteScope},
};

/// Records of one transaction at most, but for a job that is larger by itself.
const MAX_ROWS: usize = 2_000;
/// Bytes of their contents at most, likewise.
const MAX_BYTES: usize = 4 << 20;
/// Bytes that wait for one log at most.
const ROOM: u32 = 16 << 20;
/// What a record weighs beside its content.
const OVERHEAD: usize = 512;

/// Whose log.
type Key = (TenantId, Environment);

/// Takes reports into logs. Cheap to clone; all clones are one.
#[derive(Debug, Clone)]
pub struct Recorder {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    database: Database,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    sealer: Sealer,
    queues: Mutex<HashMap<Key, Queue>>,
    places: Places,
}

#[derive(Debug)]
struct Queue {
    room: Arc<Semaphore>,
    waiting: VecDeque<Waiting>,
    /// Whether a task works on it.
    led: bool,
}

impl Default for Queue {
    fn default() -> Self {
        Self { room: Arc::new(Semaphore::new(ROOM as usize)), waiting: VecDeque::new(), led: false }
    }
}

#[derive(Debug)]
struct Waiting {
    job: Job,
    bytes: usize,
    answer: oneshot::Sender<Result<Outcome>>,
    _room: OwnedSemaphorePermit,
}

/// What stands for the outcome of a job that has entered; none for one of nothing.
#[derive(Debug)]
pub(super) struct Ticket(Option<oneshot::Receiver<Result<Outcome>>>);

impl Ticket {
    /// Waits until the job is done.
    ///
    /// # Errors
    /// `ILLEGAL_STATE` for a tenant that may not act; those of the database, as codes. Then nothing of the job was done, or,
    /// where the commit itself failed, nobody knows: the same again finds out.
    pub async fn outcome(self) -> Result<Outcome> {
        let Some(answered) = self.0 else { return Ok(Vec::new()) };
        answered.await.map_err(|_| AppError::internal("the group of a report was lost"))?
    }
}

impl Recorder {
    /// A recorder of one gateway.
    pub fn new(database: Database, clock: Arc<dyn Clock>, random: Arc<dyn Random>, sealer: Sealer) -> Self {
        let (queues, places) = (Mutex::default(), Places::default());
        Self { shared: Arc::new(Shared { database, clock, random, sealer, queues, places }) }
    }

    /// The gateway acting for those who report.
    pub fn system(&self) -> SystemScope {
        let Shared { database, clock, random, .. } = &*self.shared;
        SystemScope::for_job(database.clone(), clock.clone(), random.clone(), "record sharing")
    }

    /// What is known of an app to which reports go.
    ///
    /// # Errors
    /// Those of the database, as codes.
    pub(super) async fn place(&self, tenant: TenantId, named: Named) -> Result<Arc<Found>> {
        self.shared.places.find(self.system(), tenant, named).await.map_err(|error| told(&error))
    }

    /// Has a job done with whatever else comes to the log at the time. Needs a running tokio.
    ///
    /// # Errors
    /// As for [`Ticket::outcome`].
    pub(super) async fn submit(
        &self,
        tenant: TenantId,
        environment: Environment,
        job: Job,
    ) -> Result<Outcome> {
        self.enter(tenant, environment, job).await?.outcome().await
    }

    /// The same, without waiting until it is done. Jobs are done in the order in which they entered.
    pub(super) async fn enter(&self, tenant: TenantId, environment: Environment, job: Job) -> Result<Ticket> {
        if job.drafts.is_empty() {
            return Ok(Ticket(None));
        }
        let key = (tenant, environment);
        let bytes = job.drafts.iter().map(|draft| draft.canonical.len() + OVERHEAD).sum();
        let room = Arc::clone(&self.queues().entry(key).or_default().room);
        let share = u32::try_from(bytes).unwrap_or(ROOM).min(ROOM);
        let permit = room.acquire_many_owned(share).await.map_err(AppError::internal)?;
        let (answer, answered) = oneshot::channel();
        if self.join(key, Waiting { job, bytes, answer, _room: permit }) {
            tokio::spawn(lead(self.clone(), key));
        }
        Ok(Ticket(Some(answered)))
    }

    /// Says whether somebody has to lead.
    fn join(&self, key: Key, waiting: Waiting) -> bool {
        let mut queues = self.queues();
        let queue = queues.entry(key).or_default();
        queue.waiting.push_back(waiting);
        !std::mem::replace(&mut queue.led, true)
    }

    /// Whether somebody waits; if nobody does, the lead has ended.
    fn goes_on(&self, key: Key) -> bool {
        let mut queues = self.queues();
        let waiting = queues.get(&key).is_some_and(|queue| !queue.waiting.is_empty());
        if !waiting {
            queues.remove(&key);
        }
        waiting
    }

    /// The next group, of those who wait.
    fn next(&self, key: Key) -> Vec<Waiting> {
        let mut queues = self.queues();
        let Some(queue) = queues.get_mut(&key) else { return Vec::new() };
        let (mut group, mut rows, mut bytes) = (Vec::new(), 0, 0);
        while let Some(first) = queue.waiting.front() {
            (rows, bytes) = (rows + first.job.drafts.len(), bytes + first.bytes);
            if !group.is_empty() && (rows > MAX_ROWS || bytes > MAX_BYTES) {
                break;
            }
            group.extend(queue.waiting.pop_front());
        }
        group
    }

    fn queues(&self) -> MutexGuard<'_, HashMap<Key, Queue>> {
        // Each change is made in one step, so a panic elsewhere leaves none half-made.
        self.shared.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The log, held until the scope ends.
    async fn open(&self, (tenant, environment): Key) -> Result<(WriteScope, Log)> {
        let Shared { random, sealer, .. } = &*self.shared;
        let scope = self.system().write(tenant).await?;
        let log = log::lock(&scope, environment, sealer, &**random).await?;
        Ok((scope, log))
    }

    async fn commit(&self, (scope, log): (WriteScope, Log), mut jobs: Vec<Job>) -> Result<Vec<Outcome>> {
        let Shared { random, sealer, .. } = &*self.shared;
        scope.refuse_suspended().await?;
        subjects::refer(&scope, &log, sealer, &**random, &mut jobs).await?;
        let ground = store::ground(&scope, log.id, &jobs).await?;
        // Taken under the lock, so that within a gateway the order of records is that of their times.
        let now = scope.now().trunc_subsecs(3);
        let planned = plan(&log, ground, jobs, now, &**random)?;
        if !planned.records.is_empty() {
            write(scope, &log, &planned).await?;
        }
        Ok(planned.outcomes)
    }
}

async fn write(scope: WriteScope, log: &Log, plan: &Plan) -> Result<()> {
    let leaves: Vec<_> = plan.records.iter().map(|record| record.leaf).collect();
    let mut frontier = log.frontier.clone();
    frontier.extend(leaves.iter().copied());
    let filled = proofs::filled(&scope, log, leaves).await?;
    let tile_month = tile_month(log, frontier.size(), plan.month);
    let head = Head { frontier: &frontier, tiles: &filled, tile_month };
    store::insert_plan(&scope, log, plan, &head).await?;
    scope.commit().await
}

/// The earliest month of the records that stand in no full tile, once the log has `size`.
fn tile_month(log: &Log, size: u64, month: i32) -> i32 {
    let first = size - size % sharing_log::tile::WIDTH;
    match (first == size, first < log.size() && log.tile_month != 0) {
        (true, _) => 0,
        (false, true) => log.tile_month.min(month),
        (false, false) => month,
    }
}

/// Whoever waits behind a lead that ends before its time, as when its thread goes away, is told at once.
struct Lead {
    recorder: Recorder,
    key: Key,
    done: bool,
}

impl Drop for Lead {
    fn drop(&mut self) {
        if !self.done {
            self.recorder.queues().remove(&self.key);
        }
    }
}

/// Why nothing was recorded, for those who reported. A clash between gateways is no conflict of theirs, which they would
/// take for another body under one id and give up: it is a fault, after which the same is sent again.
fn told(error: &AppError) -> AppError {
    match error.code() {
        ErrorCode::Conflict => AppError::internal("a report met another gateway's"),
        code => AppError::new(code, error.message().key),
    }
}

async fn lead(recorder: Recorder, key: Key) {
    let mut lead = Lead { recorder: recorder.clone(), key, done: false };
    loop {
        // Whoever is about to report comes first: many who do so at one time are one group.
        tokio::task::yield_now().await;
        if !recorder.goes_on(key) {
            break;
        }
        // Nor is anybody left out who comes while the log is another's.
        let opened = recorder.open(key).await;
        let group = recorder.next(key);
        let (jobs, waiting): (Vec<Job>, Vec<_>) =
            group.into_iter().map(|one| (one.job, (one.answer, one._room))).unzip();
        let committed = match opened {
            Ok(opened) => recorder.commit(opened, jobs).await,
            Err(error) => Err(error),
        };
        match committed {
            Ok(outcomes) => {
                for ((answer, _), outcome) in waiting.into_iter().zip(outcomes) {
                    // Who has gone away asks again.
                    let _ = answer.send(Ok(outcome));
                }
            }
            Err(error) => {
                if matches!(error.code(), ErrorCode::Internal | ErrorCode::Conflict) {
                    error.log();
                }
                for (answer, _) in waiting {
                    let _ = answer.send(Err(told(&error)));
                }
            }
        }
    }
    lead.done = true;
}
