//! `candor log`: sharing logs. `verify` proves a copy offline and needs no server, no database and no environment; what is done
//! with the logs that a gateway keeps is in `log_kept`.

use std::{
    fs,
    io::{self, IsTerminal, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Args, Subcommand};
use sharing_log::{
    Checkpoint,
    export::{ExportError, verify},
    note::{NoteError, Verifier},
};

use super::log_kept;

/// Hashing threads beside the one that reads.
const THREADS: usize = 2;
/// Progress is written once for so many records.
const STEP: u64 = 1 << 16;

/// About sharing logs.
#[derive(Debug, Subcommand)]
pub enum Log {
    /// Check an export against a checkpoint: prints what was read and the first change, if there is one.
    Verify(Verify),
    /// Write a tenant's log into a folder: records and tiles that prove themselves, or a table for people.
    Export(log_kept::Export),
    /// Erase the contents whose term is over, and those that people have asked to be erased. For a daily run; on PostgreSQL
    /// as the owner of the schema (CANDOR_MIGRATION_DATABASE_URL).
    Expire(log_kept::Expire),
}

/// What is verified, and against what.
#[derive(Debug, Clone, Args)]
pub struct Verify {
    /// The folder of the export.
    pub export: PathBuf,
    /// A signed checkpoint that did not come with the export.
    #[arg(long, value_name = "FILE")]
    pub checkpoint: PathBuf,
    /// The log's public key: NAME+ID+KEY.
    #[arg(long, value_name = "VKEY")]
    pub key: Verifier,
}

/// Why nothing could be said about the export.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The checkpoint cannot be read.
    #[error("{}: {source}", path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The checkpoint is none, or not one of this key.
    #[error("checkpoint: {0}")]
    Checkpoint(#[from] NoteError),
    /// The export cannot be read.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// The result cannot be printed.
    #[error(transparent)]
    Print(io::Error),
}

/// Runs the command on the process's own streams: 0 done or all is proven, 1 a change was found, 2 nothing could be done or
/// said.
pub(super) fn main(command: &Log) -> ExitCode {
    let mut progress = Progress { shown: io::stderr().is_terminal(), next: STEP };
    let done = match command {
        Log::Verify(command) => {
            run(command, &mut io::stdout().lock(), &mut |records| progress.hear(records)).map_err(Box::from)
        }
        Log::Export(command) => log_kept::run_export(command, &mut |records| progress.hear(records)),
        Log::Expire(command) => log_kept::run_expire(command, &mut |records| progress.hear(records)),
    };
    report(done)
}

fn report(done: Result<bool, Box<dyn std::error::Error>>) -> ExitCode {
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            let causes = std::iter::successors(Some(&*error), |cause| cause.source());
            let chain: Vec<String> = causes.map(ToString::to_string).collect();
            eprintln!("candor: {}", chain.join(": "));
            ExitCode::from(2)
        }
    }
}

/// Verifies and prints `records N`, `erased N` and, where something is wrong, `problem …` in the words of
/// [`Problem`](sharing_log::export::Problem), one a line. Whether all is proven.
pub fn run(
    command: &Verify,
    results: &mut dyn Write,
    progress: &mut dyn FnMut(u64),
) -> Result<bool, VerifyError> {
    let note = fs::read_to_string(&command.checkpoint)
        .map_err(|source| VerifyError::Unreadable { path: command.checkpoint.clone(), source })?;
    let checkpoint = Checkpoint::open(&note, &command.key)?;
    let report = verify(&command.export, &checkpoint, THREADS, progress)?;
    writeln!(results, "records {}\nerased {}", report.records, report.erased).map_err(VerifyError::Print)?;
    report
        .problem
        .as_ref()
        .map_or(Ok(()), |problem| writeln!(results, "problem {problem}"))
        .map_err(VerifyError::Print)?;
    Ok(report.problem.is_none())
}

/// A line that counts, on a terminal only.
struct Progress {
    shown: bool,
    next: u64,
}

impl Progress {
    fn hear(&mut self, records: u64) {
        if self.shown && records >= self.next {
            eprint!("\r{records}\r");
            self.next = records + STEP;
        }
    }
}
