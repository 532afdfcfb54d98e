//! What a published disclosure costs over HTTP, beside a bare handler that serves the same bytes from memory.
//!
//! `cargo bench -p api --bench delivery` (Linux with two cores, `wrk` and `taskset`). The server runs on the first core
//! with one worker, the load on the second; what is compared takes turns, in reversed order every round, and the
//! figures are medians of each round's ratio, so that a machine that is busy for a while slows both alike. CPU time per
//! request is the steadiest of them. The whole takes about a minute and ends by itself; all processes it started end
//! with it.

mod bare;
mod http;
mod load;
mod server;

use std::{
    error::Error,
    io::{self, Write},
    process::ExitCode,
};

use http::get;
use load::Load;
use server::Server;

/// Rounds, each of which measures everything once.
const ROUNDS: usize = 5;

/// A kind of request, and where it goes.
struct Target<'a> {
    name: &'static str,
    server: &'a Server,
    path: &'static str,
    headers: Vec<String>,
    status: u16,
    loads: Vec<Load>,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let result = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--bare", port, file] => bare::serve(port, file),
        words if words.contains(&"--bench") => measure(),
        // A run of the tests, which time nothing.
        _ => Ok(()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("delivery: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measure() -> Result<(), Box<dyn Error>> {
    load::check_tools()?;
    let folder = tempfile::tempdir()?;
    let gateway = Server::gateway(folder.path())?;
    const PATH: &str = "/v1/disclosures/idphoto/idphoto?locale=en";
    let wanted = "Accept: application/json".to_owned();
    let answer = get(gateway.port, PATH, std::slice::from_ref(&wanted))?;
    let tag = answer.header("etag").ok_or("the disclosure has no ETag")?.to_owned();
    let bytes = folder.path().join("bytes");
    std::fs::write(&bytes, &answer.body)?;
    let bare = Server::bare(&bytes)?;

    let mut targets = [
        Target::new("bare bytes", &bare, "/bytes", vec![], 200),
        Target::new("/v1", &gateway, PATH, vec![wanted.clone()], 200),
        Target::new("/v1, not modified", &gateway, PATH, vec![wanted, format!("If-None-Match: {tag}")], 304),
    ];
    for target in &targets {
        target.check(&answer.body)?;
    }
    for round in 0..ROUNDS {
        let mut order: Vec<&mut Target<'_>> = targets.iter_mut().collect();
        if round % 2 == 1 {
            order.reverse();
        }
        for target in order {
            target.loads.push(load::run(target.server, target.path, &target.headers)?);
        }
    }
    for target in &targets {
        target.check(&answer.body)?;
    }
    print(&targets, answer.body.len())?;
    Ok(())
}

impl<'a> Target<'a> {
    fn new(
        name: &'static str,
        server: &'a Server,
        path: &'static str,
        headers: Vec<String>,
        status: u16,
    ) -> Self {
        Self { name, server, path, headers, status, loads: Vec::new() }
    }

    /// That the answer is the right one: before and after, so that no figure is that of an error.
    fn check(&self, body: &[u8]) -> Result<(), Box<dyn Error>> {
        let answer = get(self.server.port, self.path, &self.headers)?;
        let right = if self.status == 304 { answer.body.is_empty() } else { answer.body == body };
        if answer.status == self.status && right {
            return Ok(());
        }
        Err(format!("{}: status {}, {} bytes", self.name, answer.status, answer.body.len()).into())
    }

    fn median(&self, figure: impl Fn(usize) -> f64) -> f64 {
        let mut figures: Vec<f64> = (0..self.loads.len()).map(figure).collect();
        figures.sort_by(f64::total_cmp);
        figures[figures.len() / 2]
    }
}

/// One line a target: medians, and their ratios to the first target; above 1 is better than it.
fn print(targets: &[Target<'_>], bytes: usize) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{bytes} bytes, {ROUNDS} rounds, medians")?;
    writeln!(out, "{:<20} {:>10} {:>8} {:>12} {:>8}", "", "requests/s", "ratio", "CPU µs each", "ratio")?;
    let base = &targets[0].loads;
    for target in targets {
        let loads = &target.loads;
        writeln!(
            out,
            "{:<20} {:>10.0} {:>8.2} {:>12.1} {:>8.2}",
            target.name,
            target.median(|round| loads[round].rate),
            target.median(|round| loads[round].rate / base[round].rate),
            target.median(|round| loads[round].cpu),
            target.median(|round| base[round].cpu / loads[round].cpu),
        )?;
    }
    Ok(())
}
