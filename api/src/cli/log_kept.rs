//! `candor log export` and `candor log expire`: the logs that a gateway keeps.

use std::{
    error::Error,
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    pin::pin,
    sync::Arc,
};

use clap::{Args, ValueEnum};
use disclosure::render::csv;
use futures_util::{StreamExt, future, stream};
use sharing_log::{
    Checkpoint,
    entry::Parts,
    export::{ExportError, MAX_FILE_RECORDS, Writer},
    record::timestamp,
};
use tokio::sync::mpsc::{Receiver, channel};

use super::tenant::owner;
use crate::{
    AppState, StartError, apps,
    platform::{
        AppError, SystemClock, SystemRandom,
        config::{Config, ConfigError, Environment as Variables, Problem},
        db::{DatabaseError, Role, drop_empty_months},
        scope::{ReadScope, SystemScope},
    },
    sharing::{self, Environment, Erased, Listed, Snapshot},
};

/// Records that are read at once, each time in a transaction of its own: no writer waits, and nothing is held open for
/// longer than a batch takes.
const BATCH: u64 = 2_000;
/// Batches that are read at a time, so that the database has the next one ready.
const READING: usize = 2;
/// Batches that wait to be written.
const AHEAD: usize = 2;

/// What of a log is written, and where to.
#[derive(Debug, Clone, Args)]
pub struct Export {
    /// The tenant's slug.
    #[arg(long)]
    pub tenant: String,
    /// Which of its logs.
    #[arg(long, value_enum, ignore_case = true, default_value = "LIVE")]
    pub environment: Which,
    /// The folder; made where it is missing, and empty. What it holds is confidential.
    #[arg(long)]
    pub out: PathBuf,
    /// The form.
    #[arg(long, value_enum, default_value = "ndjson")]
    pub format: Format,
}

/// Whose contents are erased.
#[derive(Debug, Clone, Args)]
pub struct Expire {
    /// The tenant's slug; left out: of all tenants.
    #[arg(long)]
    pub tenant: Option<String>,
    /// Also drop what PostgreSQL keeps by month and is empty by then: the categories of months of which all contents are
    /// erased, in all tenants. As the owner of the schema.
    #[arg(long)]
    pub drop_months: bool,
}

/// One of a tenant's two logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Which {
    /// Of the live apps.
    #[value(name = "LIVE")]
    Live,
    /// Of those in staging.
    #[value(name = "STAGING")]
    Staging,
}

/// The form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Records and tiles that `candor log verify` proves (log/FORMAT.md, section 5), with `checkpoint` and `key`.
    Ndjson,
    /// A table for people, `records.csv`.
    Csv,
    /// Typed columns, `records-NNNN.parquet`, with `manifest.json`, `checkpoint` and `key`; in builds with the feature `parquet`.
    Parquet,
}

/// Why it was not done.
#[derive(Debug, thiserror::Error)]
pub enum KeptError {
    /// A variable is wrong or missing.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The database cannot be used.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The database of the role that erases, or of the owner, cannot be used.
    #[error("{0}")]
    Role(&'static str, #[source] DatabaseError),
    /// There is no such tenant, or it has no such log.
    #[error("no tenant {0}, or it has shared nothing yet")]
    Missing(String),
    /// This build has no Parquet.
    #[error("this candor was built without Parquet: build it with --features api/parquet")]
    WithoutParquet,
    /// Not all records were there to be written.
    #[error("the log could not be read to its end")]
    CutShort,
    /// The folder is in use.
    #[error("{}: not empty", .0.display())]
    Occupied(PathBuf),
    /// The gateway's own refusal.
    #[error("{0:?}")]
    App(#[from] AppError),
    /// The export cannot be written.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// The system refuses.
    #[error("{0}")]
    Io(#[from] io::Error),
}

type Done = Result<bool, Box<dyn Error>>;

/// Runs `candor log export`; `progress` hears how many records are read.
pub(super) fn run_export(command: &Export, progress: &mut dyn FnMut(u64)) -> Done {
    run(async |state| export(state, command, progress).await)
}

/// Runs `candor log expire`; `progress` hears how many contents are erased.
pub(super) fn run_expire(command: &Expire, progress: &mut dyn FnMut(u64)) -> Done {
    run(async |state| expire(state, command, progress).await)
}

fn run(work: impl AsyncFnOnce(&AppState) -> Result<String, KeptError>) -> Done {
    let config = Config::read(&mut Variables::of_process())?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let state = AppState::open(config, Arc::new(SystemClock), Arc::new(SystemRandom)).await?;
        let done = work(&state).await;
        state.database.close().await;
        super::print(&done?);
        Ok(true)
    })
}

/// Who erases on PostgreSQL, by the variable with its address: a role that can do nothing else, or, where none is named, the
/// owner of the schema.
fn eraser(state: &AppState) -> Result<(&'static str, Option<Role<'_>>), ConfigError> {
    let (own, owner) = (ERASER, OWNER);
    let config = &state.config.database;
    match (&config.eraser_url, &config.migration_url) {
        _ if config.file().is_some() => Ok((own, None)),
        (Some(url), _) => Ok((own, Some(Role::Eraser(url)))),
        (None, Some(url)) => Ok((owner, Some(Role::Owner(url)))),
        (None, None) => Err(ConfigError::new(own, Problem::NeededBy("candor log expire"))),
    }
}

const ERASER: &str = "CANDOR_ERASER_DATABASE_URL";
const OWNER: &str = "CANDOR_MIGRATION_DATABASE_URL";

/// Erases what is due. Returns what to tell.
///
/// # Errors
/// On PostgreSQL where neither `CANDOR_ERASER_DATABASE_URL` nor `CANDOR_MIGRATION_DATABASE_URL` is there; those of the
/// database. What was begun is gone on with when the command runs again.
pub async fn expire(
    state: &AppState,
    command: &Expire,
    progress: &mut dyn FnMut(u64),
) -> Result<String, KeptError> {
    let (variable, role) = eraser(state)?;
    let erased = async |database| {
        let (clock, random) = (state.clock.clone(), state.random.clone());
        let system = SystemScope::for_job(database, clock, random, "candor log expire");
        let only = match &command.tenant {
            None => None,
            Some(slug) => {
                let found = system.find_tenant(slug).await?;
                Some(found.ok_or_else(|| KeptError::Missing(slug.clone()))?.id)
            }
        };
        let mut hear = |erased: Erased| progress(erased.over + erased.asked);
        sharing::expire(&system, only, &mut hear).await.map_err(KeptError::from)
    };
    let erased = state.database.written_as(role, erased).await;
    let erased = erased.map_err(|error| KeptError::Role(variable, error))??;
    let mut told = format!(
        "{} contents erased at the end of their term, {} for people who asked",
        erased.over, erased.asked
    );
    if command.drop_months {
        told.push_str(&dropped(state).await?);
    }
    if matches!(role, Some(Role::Owner(_))) {
        told.push_str("\nErased as the owner of the schema: name a role that can do nothing else in ");
        told.push_str(ERASER);
    }
    Ok(told)
}

/// Drops the months in which nothing is left. Returns what to tell.
async fn dropped(state: &AppState) -> Result<String, KeptError> {
    let Some(owner) = owner(state, "candor log expire --drop-months")? else {
        return Ok("\nNothing to drop: this database keeps nothing by month".to_owned());
    };
    let before = sharing::least_kept(state.clock.now());
    let dropped = drop_empty_months(owner, before).await.map_err(|error| KeptError::Role(OWNER, error))?;
    let named = |months: &[i32]| {
        let named: Vec<String> = months.iter().map(|it| format!("{}-{:02}", it / 100, it % 100)).collect();
        named.join(" ")
    };
    let mut told = format!("\n{} empty months dropped", dropped.months.len());
    if !dropped.months.is_empty() {
        told.push_str(&format!(": {}", named(&dropped.months)));
    }
    if !dropped.busy.is_empty() {
        told.push_str(&format!("; in use, and left for the next time: {}", named(&dropped.busy)));
    }
    Ok(told)
}

/// Writes a log into an empty folder. Returns what to tell.
///
/// NDJSON: the export of `log/FORMAT.md`, and beside its files `checkpoint`, the signed state that it proves, and `key`, the
/// log's verifier key: whoever verifies later keeps these two elsewhere. CSV: `records.csv`, see [`COLUMNS`]. Parquet: the
/// same columns with their types, in builds with the feature `parquet`; it proves nothing by itself.
///
/// # Errors
/// As for [`KeptError`].
pub async fn export(
    state: &AppState,
    command: &Export,
    progress: &mut dyn FnMut(u64),
) -> Result<String, KeptError> {
    if command.format == Format::Parquet && !cfg!(feature = "parquet") {
        return Err(KeptError::WithoutParquet);
    }
    let missing = || KeptError::Missing(command.tenant.clone());
    let system = job(state);
    let tenant = system.find_tenant(&command.tenant).await?.ok_or_else(missing)?.id;
    let environment = match command.environment {
        Which::Live => Environment::Live,
        Which::Staging => Environment::Staging,
    };
    let scope = system.read(tenant).await?;
    let snapshot = sharing::snapshot(&scope, &state.sealer, environment).await;
    let snapshot = snapshot.map_err(|error| match error.code() {
        crate::platform::ErrorCode::NotFound => missing(),
        _ => error.into(),
    })?;
    let apps = apps::slugs(&scope).await?;
    drop((scope, system));
    fs::create_dir_all(&command.out)?;
    if fs::read_dir(&command.out)?.next().is_some() {
        return Err(KeptError::Occupied(command.out.clone()));
    }
    let source = Source { state, tenant, snapshot: &snapshot };
    let out = command.out.clone();
    match command.format {
        Format::Ndjson => {
            let checkpoint = snapshot.state.clone();
            let write = move |batches| write_lines(&out, &checkpoint, batches);
            source
                .each(async |scope, range| sharing::parts(scope, &snapshot, range).await, write, progress)
                .await?;
            write_beside(&command.out, &snapshot)?;
        }
        #[cfg(feature = "parquet")]
        Format::Parquet => {
            let checkpoint = snapshot.state.clone();
            let write = move |batches| super::log_parquet::write(out, &checkpoint, &apps, batches);
            source
                .each(async |scope, range| sharing::range(scope, &snapshot, range).await, write, progress)
                .await?;
            write_beside(&command.out, &snapshot)?;
        }
        #[cfg(not(feature = "parquet"))]
        Format::Parquet => return Err(KeptError::WithoutParquet),
        Format::Csv => {
            let size = snapshot.log.size();
            let write = move |batches| write_table(&out, &apps, size, batches);
            source
                .each(async |scope, range| sharing::range(scope, &snapshot, range).await, write, progress)
                .await?;
        }
    }
    Ok(format!("{}: {} records in {}", command.tenant, snapshot.log.size(), command.out.display()))
}

/// The signed state that a copy is of, and the key with which it is checked.
fn write_beside(out: &Path, snapshot: &Snapshot) -> io::Result<()> {
    fs::write(out.join("checkpoint"), &snapshot.checkpoint)?;
    fs::write(out.join("key"), format!("{}\n", snapshot.verifier_key))
}

fn job(state: &AppState) -> SystemScope {
    let (clock, random) = (state.clock.clone(), state.random.clone());
    SystemScope::for_job(state.database.clone(), clock, random, "candor log export")
}

/// What an export reads.
struct Source<'a> {
    state: &'a AppState,
    tenant: entities::TenantId,
    snapshot: &'a Snapshot,
}

impl Source<'_> {
    /// Reads all records batch by batch and has a thread of its own write them; a few batches are in memory at a time.
    async fn each<T: Send + 'static>(
        &self,
        read: impl AsyncFn(&ReadScope, (u64, u64)) -> Result<Vec<T>, AppError>,
        write: impl FnOnce(Receiver<Vec<T>>) -> Result<(), KeptError> + Send + 'static,
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), KeptError> {
        let size = self.snapshot.log.size();
        let (batches, received) = channel(AHEAD);
        let writing = tokio::task::spawn_blocking(move || write(received));
        let batch = async |from: u64| {
            let (scope, to) = (job(self.state).read(self.tenant).await?, size.min(from + BATCH));
            read(&scope, (from, to)).await.map(|batch| (batch, to))
        };
        let starts = (0..size).step_by(BATCH as usize);
        let mut reading = pin!(stream::iter(starts).map(batch).buffered(READING));
        let mut next = reading.next().await;
        let read = loop {
            let (batch, to) = match next {
                Some(Ok(read)) => read,
                Some(Err(error)) => break Err(error),
                None => break Ok(()),
            };
            // Reading goes on meanwhile: no transaction stands still because a disk does.
            let (sent, following) = future::join(batches.send(batch), reading.next()).await;
            // Where nobody takes it, the writer has something to say.
            if sent.is_err() {
                break Ok(());
            }
            progress(to);
            next = following;
        };
        drop(batches);
        let written = writing.await.map_err(io::Error::other)?;
        read?;
        written
    }
}

fn write_lines(
    out: &Path,
    checkpoint: &Checkpoint,
    mut batches: Receiver<Vec<Parts>>,
) -> Result<(), KeptError> {
    let mut writer = Writer::new(out, MAX_FILE_RECORDS);
    while let Some(batch) = batches.blocking_recv() {
        for parts in &batch {
            writer.append(parts)?;
        }
    }
    writer.finish(checkpoint)?;
    Ok(())
}

/// The columns of `records.csv`, one row a record. Those up to `erased` stay for ever; those after it are empty once the
/// content was erased. Times are UTC; items and categories are parted by spaces. `app` is the slug, `cites` the number of the
/// record that is voided or corrected, `supersededBy` that of the one which did so to it, `reportedBy` the id of the account or key. The rest is as reported.
pub const COLUMNS: [&str; 26] = [
    "seq",
    "recordedAt",
    "kind",
    "app",
    "cites",
    "supersededBy",
    "conformity",
    "reasons",
    "reportedBy",
    "erased",
    "recipient",
    "entity",
    "sdk",
    "items",
    "categories",
    "purpose",
    "basis",
    "consent",
    "contract",
    "method",
    "region",
    "subjects",
    "subject",
    "occurredAt",
    "externalId",
    "reason",
];

/// Slugs of apps.
pub(super) type Apps = std::collections::HashMap<entities::AppId, String>;

/// All records, or no file.
fn write_table(
    out: &Path,
    apps: &Apps,
    size: u64,
    mut batches: Receiver<Vec<Listed>>,
) -> Result<(), KeptError> {
    let path = out.join("records.csv");
    let mut file = BufWriter::new(File::create(&path)?);
    let mut written = 0;
    // The mark by which a spreadsheet knows UTF-8.
    write!(file, "\u{FEFF}{}", csv::row(COLUMNS))?;
    while let Some(batch) = batches.blocking_recv() {
        for listed in batch {
            let cells = cells(apps, listed);
            file.write_all(csv::row(cells.iter().map(String::as_str)).as_bytes())?;
            written += 1;
        }
    }
    file.flush()?;
    if written != size {
        fs::remove_file(&path)?;
        return Err(KeptError::CutShort);
    }
    Ok(())
}

pub(super) fn conformity_word(conformity: sharing::Conformity) -> &'static str {
    match conformity {
        sharing::Conformity::Conforms => "CONFORMS",
        sharing::Conformity::Deviates => "DEVIATES",
        sharing::Conformity::Undecided => "UNDECIDED",
    }
}

pub(super) fn kind_word(kind: sharing::RecordKind) -> &'static str {
    match kind {
        sharing::RecordKind::Record => "RECORD",
        sharing::RecordKind::Void => "VOID",
        sharing::RecordKind::Correct => "CORRECT",
    }
}

fn cells(apps: &Apps, Listed { record, superseded_by }: Listed) -> [String; 26] {
    let erased = record.content.is_none();
    let content = record.content.unwrap_or_default();
    let text = |text: Option<String>| text.unwrap_or_default();
    let number = |number: Option<u64>| number.map_or_else(String::new, |number| number.to_string());
    let reasons: Vec<&str> = record.reasons.iter().map(|reason| reason.as_str()).collect();
    let conformity = record.conformity.map(conformity_word);
    [
        record.id.seq.to_string(),
        timestamp(record.recorded_at),
        kind_word(record.kind).to_owned(),
        apps.get(&record.app).cloned().unwrap_or_else(|| record.app.to_string()),
        number(record.cites.map(i64::cast_unsigned)),
        number(superseded_by.map(i64::cast_unsigned)),
        conformity.unwrap_or_default().to_owned(),
        reasons.join(" "),
        text(record.reported_by),
        erased.to_string(),
        text(content.recipient),
        text(content.entity),
        text(content.sdk),
        content.items.join(" "),
        content.categories.join(" "),
        text(content.purpose),
        text(content.basis),
        text(content.consent),
        text(content.contract),
        text(content.method),
        text(content.region),
        number(content.subjects),
        text(content.subject),
        text(content.occurred_at),
        text(content.external_id),
        text(content.reason),
    ]
}
