//! One stream on its way into the log, group after group. While one group is recorded the next is read, and it is sent on
//! its way before the first is answered, so that the database never waits for the sender's lines; no third is begun before.

use std::{
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use actix_web::{
    HttpRequest,
    web::{Bytes, Data},
};
use disclosure::texts::Texts;
use tokio::{
    sync::{OwnedSemaphorePermit, mpsc},
    task::JoinHandle,
    time::{sleep, timeout},
};
use tracing::Instrument;

use super::{
    answer::{self, Totals},
    report::report,
    source::{Next, Source},
};
use crate::{
    AppState,
    http::credential,
    platform::{
        AppError, ErrorCode,
        cost::{Allowance, Ledger, Payer},
        error::Result,
        scope::Session,
    },
    sharing::{self, Destination, MAX_BATCH, Report, Reporter},
};

/// Bytes of a group's lines at most, but for the last of them.
const GROUP_BYTES: usize = 1 << 20;
/// How long a group waits to be filled.
const LINGER: Duration = Duration::from_secs(1);

/// Stands for the end of an answer. One that ends without it ends with its connection.
pub(super) const END: Bytes = Bytes::new();

/// A stream.
pub(super) struct Stream {
    pub request: HttpRequest,
    pub state: Data<AppState>,
    pub destination: Destination,
    /// What the sender calls it.
    pub batch: Option<String>,
    pub source: Source,
    pub payer: Payer,
    pub answers: mpsc::Sender<Bytes>,
    pub texts: &'static Texts,
    pub totals: Totals,
    /// The group that is recorded while the next is read, until it is answered.
    pub under_way: Option<JoinHandle<Result<Totals, End>>>,
}

/// Why a stream ends before its time.
pub(super) enum End {
    /// The sender is told.
    Told(AppError),
    /// Nobody listens.
    Gone,
}

impl From<AppError> for End {
    fn from(error: AppError) -> Self {
        Self::Told(error)
    }
}

/// Lines that are recorded together.
#[derive(Default)]
struct Group {
    numbers: Vec<u64>,
    reports: Vec<Result<Report>>,
    bytes: usize,
    /// When its first line came, and the right to hold it.
    held: Option<(Instant, OwnedSemaphorePermit)>,
}

impl Group {
    fn is_due(&self) -> bool {
        self.numbers.len() >= MAX_BATCH
            || self.bytes >= GROUP_BYTES
            || self.held.as_ref().is_some_and(|(begun, _)| begun.elapsed() >= LINGER)
    }
}

impl Stream {
    /// Reads to the end, records and answers.
    pub async fn run(mut self) {
        let taken = self.take_all().await;
        // What is under way is answered also where the stream ends before its time.
        let answered = self.settle().await;
        let last = match taken.and(answered) {
            Ok(()) => self.close().await.map_err(End::from),
            Err(end) => Err(end),
        };
        let (line, whole) = match last {
            Ok(line) => (Ok(line), true),
            Err(End::Gone) => return,
            Err(End::Told(error)) => (answer::ended(self.texts, &shown(error)), false),
        };
        let told = match line {
            Ok(line) => self.teller().tell(line).await.is_ok(),
            Err(error) => {
                error.log();
                false
            }
        };
        // Whoever still sends is let go on for a moment, so that it sees why; then the connection is broken.
        if told && (whole || self.source.drain(LINGER).await) {
            let _ = self.answers.send(END).await;
        }
    }

    async fn take_all(&mut self) -> Result<(), End> {
        let mut group = Group::default();
        loop {
            match self.source.next(LINGER).await? {
                Next::Line(line) => {
                    if group.held.is_none() {
                        // Paid for first: whoever is slowed keeps nobody from a turn.
                        self.pay().await?;
                        group.held = Some((Instant::now(), self.turn().await?));
                    }
                    group.bytes += line.text.as_ref().map_or(0, Bytes::len);
                    group.numbers.push(line.number);
                    group.reports.push(report(&line));
                }
                Next::Nothing => {}
                Next::End => return self.record(group).await,
            }
            if self.state.stopping.load(Ordering::Relaxed) {
                return Err(AppError::new(ErrorCode::RateLimited, "error-stream-stopping").into());
            }
            if group.is_due() {
                self.record(std::mem::take(&mut group)).await?;
            }
        }
    }

    /// Waits until it is this stream's turn to hold a group. Those who wait come one after the other.
    async fn turn(&self) -> Result<OwnedSemaphorePermit> {
        self.state.groups.clone().acquire_owned().await.map_err(AppError::internal)
    }

    /// Sends a group on its way, and waits until the one before is answered.
    async fn record(&mut self, group: Group) -> Result<(), End> {
        let Group { numbers, reports, held, .. } = group;
        if numbers.is_empty() {
            return Ok(());
        }
        self.give_back(MAX_BATCH.saturating_sub(numbers.len())).await;
        let session = self.session().await?;
        let AppState { recorder, catalogs, registers, .. } = &**self.state;
        let reporter = Reporter { session: &session, recorder, catalogs, registers };
        let submitted = sharing::submit_lines(reporter, &self.destination, reports).await?;
        self.settle().await?;
        let (texts, answers) = (self.texts, self.teller());
        let answered = async move {
            let mut rows = submitted.rows().await?;
            drop(held);
            let fault =
                |row: &Result<_>| row.as_ref().is_err_and(|error| error.code() == ErrorCode::Internal);
            if let Some(at) = rows.iter().position(fault) {
                return Err(rows.swap_remove(at).err().map_or(End::Gone, End::Told));
            }
            let (lines, totals) = answer::group(texts, &numbers, &rows)?;
            answers.tell(lines).await?;
            Ok(totals)
        };
        self.under_way = Some(actix_web::rt::spawn(answered.in_current_span()));
        Ok(())
    }

    /// Waits until the group that is under way, if there is one, is answered.
    async fn settle(&mut self) -> Result<(), End> {
        let Some(answered) = self.under_way.take() else { return Ok(()) };
        self.totals.add(answered.await.map_err(AppError::internal)??);
        Ok(())
    }

    /// A session of the caller, whose credential is looked at anew.
    async fn session(&self) -> Result<Session> {
        let principal = credential::principal(&self.request, &self.state).await;
        let principal = principal.map_err(|problem| problem.error)?;
        let AppState { database, clock, random, .. } = &**self.state;
        Ok(Session::new(database.clone(), clock.clone(), random.clone(), principal))
    }

    /// Takes a whole group's lines from the credential's allowance, and waits until it holds them.
    async fn pay(&self) -> Result<()> {
        let units = self.units(MAX_BATCH);
        loop {
            let now = self.state.clock.now();
            let charge = self.state.readers.charge(self.payer, self.allowance(), units, now).await;
            if charge.granted {
                return Ok(());
            }
            if self.state.stopping.load(Ordering::Relaxed) {
                return Err(AppError::new(ErrorCode::RateLimited, "error-stream-stopping"));
            }
            sleep(charge.retry_after.min(LINGER)).await;
        }
    }

    /// Gives back what was paid for lines that did not come.
    async fn give_back(&self, lines: usize) {
        let (units, now) = (self.units(lines), self.state.clock.now());
        self.state.readers.refund(self.payer, self.allowance(), units, now).await;
    }

    fn allowance(&self) -> Allowance {
        let config = &self.state.config.ingest;
        Allowance { capacity: config.capacity, restore_rate: config.restore_rate }
    }

    /// No more than there can ever be.
    fn units(&self, lines: usize) -> u32 {
        u32::try_from(lines).unwrap_or(u32::MAX).min(self.state.config.ingest.capacity)
    }

    /// The last line: what the totals are, and the log's state with all of it.
    async fn close(&self) -> Result<Vec<u8>> {
        let session = self.session().await?;
        let checkpoint =
            sharing::closing(&session, &self.state.recorder, &self.state.sealer, &self.destination).await?;
        answer::closing(self.totals, self.batch.as_deref(), checkpoint)
    }

    fn teller(&self) -> Teller {
        Teller { answers: self.answers.clone(), patience: self.state.config.ingest.idle_time }
    }
}

/// Tells the sender, as long as it listens.
struct Teller {
    answers: mpsc::Sender<Bytes>,
    /// How long it may take to listen.
    patience: Duration,
}

impl Teller {
    async fn tell(&self, lines: Vec<u8>) -> Result<(), End> {
        match timeout(self.patience, self.answers.send(lines.into())).await {
            Ok(Ok(())) => Ok(()),
            _ => Err(End::Gone),
        }
    }
}

/// An error as the sender may see it; a fault of ours is logged.
fn shown(error: AppError) -> AppError {
    if error.code() == ErrorCode::Internal {
        error.log();
        return AppError::new(ErrorCode::Internal, "error-internal");
    }
    error
}
