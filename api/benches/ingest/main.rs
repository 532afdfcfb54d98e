//! What it costs to take records into the log, beside the bare database.
//!
//! `cargo bench --bench ingest [-- --size 1000000]` measures on SQLite and, where `TEST_DATABASE_URL` is a superuser's address
//! on a PostgreSQL server, there too: the database `candor_bench_ingest`, made anew. What is compared takes turns, and the
//! figures are medians over rounds of each round's ratio; only what has grown is compared by medians of both.
//!
//! - In bulk: 1,000 records a commit from parsed reports on (judged, sequenced, hashed, with receipts, categories, sums and
//!   tiles), against `COPY` of as many of its rows of `sharing_records` into a table with the same indexes, before and after
//!   it by turns: the primary key `(tenant_id, log_id, seq, month)` and those by app, recipient, purpose, conformity, time,
//!   subject and erasing. And against `COPY` of the rows of all tables that have some for each record: records, categories
//!   and receipts, with their indexes. On SQLite against `insert … select` of these rows, which is faster than any insert of
//!   bound values.
//! - Single records by 64 clients who each wait for their answer; on SQLite against a prepared insert of 64 rows a commit.
//! - In bulk again, once the log has `--size` records, against the first rounds.
//! - Hashing alone: leaf and tree of 1,000 records, as part of the time of a commit.
//! - `candor log export`, as a process, against `COPY TO` of the same records into a file, and the memory of both programs.

mod bare;
mod export;
#[path = "../../../tests/support/filling.rs"]
mod filling;
#[path = "../../../tests/support/postgres.rs"]
#[expect(dead_code, reason = "the suite's own, of which this uses a part")]
mod postgres;
mod store;

use std::{
    error::Error,
    io::{self, Write},
    process::ExitCode,
    time::{Duration, Instant},
};

use bare::Tables;
use sharing_log::{
    entry::{Body, Parts, Salt},
    tree::Frontier,
};
use store::Store;

/// Rounds, each of which measures everything once.
const ROUNDS: usize = 7;
/// Commits of a round.
const COMMITS: usize = 10;
/// Records of a commit.
const RECORDS: usize = 1_000;
/// Exports that are timed.
const EXPORTS: usize = 3;
/// Who reports single records, and how many each.
const CLIENTS: (usize, usize) = (64, 10);

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().collect();
    // A run of the tests times nothing.
    if !words.iter().any(|word| word == "--bench") {
        return ExitCode::SUCCESS;
    }
    let size = words.iter().position(|word| word == "--size").and_then(|at| words.get(at + 1)?.parse().ok());
    match run(size.unwrap_or(1_000_000)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("ingest: {error}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn run(size: usize) -> Result<(), Box<dyn Error>> {
    if let Some(store) = Store::postgres().await? {
        measure("PostgreSQL", store, size).await?;
    }
    let folder = tempfile::tempdir()?;
    measure("SQLite", Store::sqlite(folder.path()).await?, size).await
}

async fn measure(name: &str, mut store: Store, size: usize) -> Result<(), Box<dyn Error>> {
    // Opens the log and fills the caches.
    store.ingest(COMMITS, RECORDS).await?;
    let (mut records, mut all, mut bulk) = (vec![], vec![], vec![]);
    let (mut single, mut inserted, mut hashing) = (vec![], vec![], vec![]);
    for round in 0..ROUNDS {
        let ranges = store.last(COMMITS, RECORDS);
        let early = round % 2 == 0;
        let mut ours = if early { store.ingest(COMMITS, RECORDS).await? } else { Duration::ZERO };
        let mut bare = Vec::new();
        for tables in [Tables::Records, Tables::All] {
            let rows = store.bare.rows(tables, &ranges).await?;
            bare.push(store.bare.write(tables, rows).await?.as_secs_f64());
        }
        if !early {
            ours = store.ingest(COMMITS, RECORDS).await?;
        }
        records.push(bare[0] / ours.as_secs_f64());
        all.push(bare[1] / ours.as_secs_f64());
        bulk.push(rate(COMMITS * RECORDS, ours));
        hashing.push(hash(RECORDS)?.as_secs_f64() * COMMITS as f64 / ours.as_secs_f64());
        let time = store.single(CLIENTS).await?;
        single.push(rate(CLIENTS.0 * CLIENTS.1, time));
        if let Some(bare) = store.bare.insert(&store.last(CLIENTS.1, CLIENTS.0)).await? {
            inserted.push(bare.as_secs_f64() / time.as_secs_f64());
        }
    }
    let first = median(bulk);
    let say = |what: &str, figure: String| writeln!(io::stdout().lock(), "{what:<56} {figure:>9}");
    say(&format!("\n{name}: {ROUNDS} rounds, medians"), String::new())?;
    say("in bulk, records a second", format!("{first:.0}"))?;
    say("in bulk, speed against the bare records", format!("{:.2}", median(records)))?;
    say("in bulk, speed against the bare rows of all tables", format!("{:.2}", median(all)))?;
    say("hashing alone, part of the time in bulk", format!("{:.3}", median(hashing)))?;
    say("single by 64 clients, records a second", format!("{:.0}", median(single)))?;
    if !inserted.is_empty() {
        say("single, speed against a bare insert of 64 rows", format!("{:.2}", median(inserted)))?;
    }
    say("memory of the gateway at most, MiB", format!("{}", export::peak("self").unwrap_or(0)))?;
    while store.size() < size {
        store.ingest(COMMITS, RECORDS).await?;
    }
    let (mut late, mut beside) = (vec![], vec![]);
    for _ in 0..ROUNDS {
        let ranges = store.last(COMMITS, RECORDS);
        let rows = store.bare.rows(Tables::All, &ranges).await?;
        let bare = store.bare.write(Tables::All, rows).await?.as_secs_f64();
        let ours = store.ingest(COMMITS, RECORDS).await?;
        late.push(rate(COMMITS * RECORDS, ours));
        beside.push(bare / ours.as_secs_f64());
    }
    let size = store.size();
    say(
        &format!("in bulk at {size} records, speed against at first"),
        format!("{:.2}", median(late) / first),
    )?;
    let label = format!("in bulk at {size} records, against the bare rows of all");
    say(&label, format!("{:.2}", median(beside)))?;
    say("memory of the gateway at most, MiB", format!("{}", export::peak("self").unwrap_or(0)))?;
    // The folders last: a file system is slow to make files right after as many were removed.
    let (mut exports, mut folders) = (Vec::new(), Vec::new());
    for _ in 0..EXPORTS {
        folders.push(tempfile::tempdir()?);
        let Some(folder) = folders.last() else { break };
        let Some((taken, bare)) = store.export(folder.path()).await? else { return Ok(()) };
        exports.push(bare.as_secs_f64() / taken.time.as_secs_f64());
        say("memory of the export at most, MiB", format!("{}", taken.memory))?;
    }
    say("export, speed against COPY TO", format!("{:.2}", median(exports)))?;
    Ok(())
}

/// The time to make leaves and tree of so many records.
fn hash(records: usize) -> Result<Duration, Box<dyn Error>> {
    let content = store::report(0).content.to_canonical(sharing_log::record::Kind::Record);
    let content = content.map_err(|error| error.to_string())?;
    let (start, mut tree) = (Instant::now(), Frontier::default());
    for number in 0..records {
        let header = format!("{{\"app\":\"app\",\"kind\":\"RECORD\",\"recordedAt\":\"{number}\",\"v\":1}}");
        let salt = Salt([u8::try_from(number % 256)?; 32]);
        let parts = Parts { header, body: Body::Kept { salt, content: content.clone() } };
        tree.extend([parts.leaf()]);
    }
    std::hint::black_box(tree.root());
    Ok(start.elapsed())
}

fn rate(records: usize, time: Duration) -> f64 {
    records as f64 / time.as_secs_f64()
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
