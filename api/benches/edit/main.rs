//! What one small edit of the largest declaration costs, and how that grows with the declaration.
//!
//! `cargo bench --bench edit`: 200 SDKs and 2,000 uses of data, the same twice and four times as large, on SQLite in a
//! temporary folder. The sizes take turns, and ratios are medians over rounds, so that a machine that is busy for a while
//! slows all alike. It ends by itself, after a minute or two.

#[expect(dead_code, reason = "the suite's own, of which this uses a part")]
#[path = "../../../tests/support/filling.rs"]
mod filling;
#[path = "../../../tests/support/large.rs"]
mod large;
mod subject;

use std::{
    error::Error,
    io::{self, Write},
    process::ExitCode,
    time::{Duration, Instant},
};

use subject::Subject;

/// Rounds, each of which does everything once at every size.
const ROUNDS: usize = 7;

/// How many times as large as the largest declaration.
const SIZES: [usize; 3] = [1, 2, 4];

/// A step with its name.
type Step = (&'static str, fn(&Subject));

/// What happens in an edit, and then to the draft of it: the pure steps that take time.
const STEPS: [Step; 4] = [
    ("make the edit", |subject| drop(subject.apply())),
    ("check the whole", |subject| drop(subject.check())),
    ("compile in one language", |subject| drop(subject.compile())),
    ("write canonical JSON", |subject| drop(subject.canonical())),
];

fn main() -> ExitCode {
    // A run of the tests times nothing.
    if !std::env::args().any(|word| word == "--bench") {
        return ExitCode::SUCCESS;
    }
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("edit: {error}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn run() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let mut subjects = Vec::new();
    for times in SIZES {
        subjects.push(Subject::new(folder.path(), times).await?);
    }
    let mut rows: Vec<(&str, [Vec<Duration>; 3])> = vec![("editDeclaration, preview", Default::default())];
    rows.push(("editDeclaration", Default::default()));
    rows.extend(STEPS.map(|(name, _)| (name, Default::default())));
    let mut statements = [0; 3];
    for round in 0..ROUNDS {
        for at in if round % 2 == 0 { [0, 1, 2] } else { [2, 1, 0] } {
            let subject = &subjects[at];
            rows[0].1[at].push(subject.edit(round, true).await?.0);
            let (took, sent) = subject.edit(round, false).await?;
            rows[1].1[at].push(took);
            statements[at] = sent;
            for (row, (_, step)) in rows[2..].iter_mut().zip(STEPS) {
                let start = Instant::now();
                step(subject);
                row.1[at].push(start.elapsed());
            }
        }
    }
    print(&subjects, &statements, &rows)?;
    Ok(())
}

fn print(subjects: &[Subject], statements: &[u64; 3], rows: &[(&str, [Vec<Duration>; 3])]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "One member of one SDK changes; {ROUNDS} rounds, medians, milliseconds, ratios to the size of 1"
    )?;
    writeln!(out, "{:<26} {:>10} {:>10} {:>10} {:>7} {:>7}", "", "x1", "x2", "x4", "x2/x1", "x4/x1")?;
    let mut line = |name: &str, figures: [f64; 3], ratios: [f64; 2]| {
        let [one, two, four] = figures;
        writeln!(out, "{name:<26} {one:>10.2} {two:>10.2} {four:>10.2} {:>7.2} {:>7.2}", ratios[0], ratios[1])
    };
    for (name, times) in rows {
        let of = |at: usize| times[at].iter().map(|time| time.as_secs_f64() * 1e3).collect::<Vec<_>>();
        let all = [of(0), of(1), of(2)];
        let ratio = |at: usize| median(all[at].iter().zip(&all[0]).map(|(many, one)| many / one));
        let ratios = [ratio(1), ratio(2)];
        line(name, [0, 1, 2].map(|at| median(all[at].iter().copied())), ratios)?;
    }
    #[expect(clippy::cast_precision_loss, reason = "small counts")]
    let counts = |of: &dyn Fn(usize) -> usize| [0, 1, 2].map(|at| of(at) as f64);
    let of_statements = |at: usize| usize::try_from(statements[at]).unwrap_or(usize::MAX);
    for (name, figures) in [
        ("statements", counts(&of_statements)),
        ("bytes of the revision", counts(&|at| subjects[at].canonical().len())),
    ] {
        line(name, figures, [figures[1] / figures[0], figures[2] / figures[0]])?;
    }
    Ok(())
}

fn median(figures: impl Iterator<Item = f64>) -> f64 {
    let mut figures: Vec<f64> = figures.collect();
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
