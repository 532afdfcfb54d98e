//! What questions about a fleet cost at 100 apps and at 10,000.
//!
//! `cargo bench --bench fleet` measures on SQLite and, where `TEST_DATABASE_URL` is a superuser's address on a PostgreSQL
//! server, there too: databases `candor_bench_100` and `candor_bench_10000`, made anew. Each question is a page of 50, asked
//! by an owner of the tenant and by the operator. Both sizes take turns, and the figures are medians over rounds, so that a
//! machine that is busy for a while slows both alike. At the end the plans of the larger database are printed as PostgreSQL
//! made them for the gateway's own roles, with row-level security. It ends by itself, after a minute or two.

#[path = "../../../tests/support/filling.rs"]
mod filling;
#[expect(dead_code, reason = "the suite's own, of which this uses a part")]
#[path = "../../../tests/support/postgres.rs"]
mod postgres;
mod questions;
mod store;

use std::{
    error::Error,
    io::{self, Write},
    process::ExitCode,
    time::Duration,
};

use questions::{Question, questions};
use store::{Asker, Store};

/// Rounds, each of which asks every question once of both sizes.
const ROUNDS: usize = 15;

/// Apps of the smaller and of the larger fleet.
const SIZES: [usize; 2] = [100, 10_000];

fn main() -> ExitCode {
    // A run of the tests times nothing.
    if !std::env::args().any(|word| word == "--bench") {
        return ExitCode::SUCCESS;
    }
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("fleet: {error}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn run() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let sqlite =
        [Store::sqlite(folder.path(), SIZES[0]).await?, Store::sqlite(folder.path(), SIZES[1]).await?];
    measure("SQLite", &sqlite).await?;
    let (Some(small), Some(large)) = (Store::postgres(SIZES[0]).await?, Store::postgres(SIZES[1]).await?)
    else {
        return Ok(());
    };
    measure("PostgreSQL", &[small, large]).await?;
    explain().await
}

async fn measure(name: &str, stores: &[Store; 2]) -> Result<(), Box<dyn Error>> {
    for asker in [Asker::Owner, Asker::Operator] {
        let mut all: Vec<(Question, [Vec<Duration>; 2])> =
            questions().into_iter().map(|question| (question, Default::default())).collect();
        let mut found = Vec::new();
        for (question, _) in &all {
            let (small, large) =
                (stores[0].ask(asker, question).await?, stores[1].ask(asker, question).await?);
            if small.statements != large.statements {
                return Err(format!(
                    "{}: {} statements became {}",
                    question.name, small.statements, large.statements
                )
                .into());
            }
            found.push((small, large));
        }
        for round in 0..ROUNDS {
            for (question, times) in &mut all {
                // In turns, and in the other order every round.
                for at in if round % 2 == 0 { [0, 1] } else { [1, 0] } {
                    times[at].push(stores[at].ask(asker, question).await?.took);
                }
            }
        }
        let mut out = io::stdout().lock();
        writeln!(out, "\n{name}, asked by {asker}: {ROUNDS} rounds, medians, a page of 50")?;
        writeln!(
            out,
            "{:<34} {:>9} {:>10} {:>10} {:>11} {:>7}",
            "", "rows", "statements", "100, µs", "10,000, µs", "ratio"
        )?;
        for ((question, times), (small, large)) in all.iter().zip(&found) {
            let ratios = times[0]
                .iter()
                .zip(&times[1])
                .map(|(small, large)| large.as_secs_f64() / small.as_secs_f64());
            writeln!(
                out,
                "{:<34} {:>9} {:>10} {:>10.0} {:>11.0} {:>7.2}",
                question.name,
                format!("{}/{}", small.rows, large.rows),
                large.statements,
                median(times[0].iter().map(micros)),
                median(times[1].iter().map(micros)),
                median(ratios),
            )?;
        }
    }
    Ok(())
}

fn micros(time: &Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

fn median(figures: impl Iterator<Item = f64>) -> f64 {
    let mut figures: Vec<f64> = figures.collect();
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

/// Asks every question once, while PostgreSQL tells how it finds the answer.
async fn explain() -> Result<(), Box<dyn Error>> {
    let store = Store::explaining(SIZES[1]).await?;
    tracing_subscriber::fmt()
        .with_env_filter("sqlx::postgres::notice=info")
        .without_time()
        .with_target(false)
        .with_ansi(false)
        .init();
    for asker in [Asker::Owner, Asker::Operator] {
        for question in questions() {
            writeln!(io::stdout().lock(), "\nPlan of `{}` for {asker}", question.name)?;
            store.ask(asker, &question).await?;
        }
    }
    Ok(())
}
