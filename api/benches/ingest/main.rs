//! What it costs to take records into the log, beside the bare database.
//!
//! `cargo bench --bench ingest [-- --size 1000000]` measures on SQLite and, where `TEST_DATABASE_URL` is a superuser's address
//! on a PostgreSQL server, there too: the database `candor_bench_ingest`, made anew. What is compared takes turns, in the other
//! order every round, and the figures are medians over rounds of each round's ratio.
//!
//! - In bulk: 1,000 records a commit from parsed reports on (judged, sequenced, hashed, with receipts, categories, sums and
//!   tiles), against `COPY` of the very same rows of `sharing_records` into a table with the same indexes: the primary key
//!   `(tenant_id, log_id, month, seq)` and those by app, recipient, purpose, conformity and time. On SQLite against
//!   `insert … select` of these rows, which is faster than any insert of bound values.
//! - Single records by 64 clients who each wait for their answer.
//! - In bulk again, once the log has `--size` records, against the first rounds.
//! - Hashing alone: leaf and tree of 1,000 records, as part of the time of a commit.

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
    let (mut ratios, mut bulk, mut single, mut hashing) = (vec![], vec![], vec![], vec![]);
    for round in 0..ROUNDS {
        let rows = store.rows_to_copy(COMMITS, RECORDS).await?;
        let (ours, bare) = if round % 2 == 0 {
            let ours = store.ingest(COMMITS, RECORDS).await?;
            (ours, store.copy(rows).await?)
        } else {
            let bare = store.copy(rows).await?;
            (store.ingest(COMMITS, RECORDS).await?, bare)
        };
        ratios.push(bare.as_secs_f64() / ours.as_secs_f64());
        bulk.push(rate(COMMITS * RECORDS, ours));
        hashing.push(hash(RECORDS)?.as_secs_f64() * COMMITS as f64 / ours.as_secs_f64());
        single.push(rate(CLIENTS.0 * CLIENTS.1, store.single(CLIENTS).await?));
    }
    let first = median(bulk);
    let mut out = io::stdout().lock();
    writeln!(out, "\n{name}: {ROUNDS} rounds, medians")?;
    writeln!(out, "{:<52} {first:>9.0}", "in bulk, records a second")?;
    writeln!(out, "{:<52} {:>9.2}", "in bulk, speed against the bare database", median(ratios))?;
    writeln!(out, "{:<52} {:>9.3}", "hashing alone, part of the time in bulk", median(hashing))?;
    writeln!(out, "{:<52} {:>9.0}", "single by 64 clients, records a second", median(single))?;
    while store.size() < size {
        store.ingest(COMMITS, RECORDS).await?;
    }
    let mut late = Vec::new();
    for _ in 0..ROUNDS {
        late.push(rate(COMMITS * RECORDS, store.ingest(COMMITS, RECORDS).await?));
    }
    let label = format!("in bulk at {} records, speed against at first", store.size());
    writeln!(out, "{label:<52} {:>9.2}", median(late) / first)?;
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
