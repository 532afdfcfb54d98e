//! What a published disclosure costs over HTTP, beside a bare handler that serves the same bytes from memory.
//!
//! `cargo bench -p api --bench delivery` (Linux with two cores, `wrk` and `taskset`). The server runs on the first core
//! with one worker, the load on the second; what is compared takes turns, in reversed order every round, and the
//! figures are medians of each round's ratio, so that a machine that is busy for a while slows both alike. CPU time per
//! request is the steadiest of them. The whole takes about two minutes and ends by itself; all processes it started end
//! with it.

mod bare;
mod http;
mod load;
mod server;

use std::{
    error::Error,
    io::{self, Write},
    path::Path,
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
    /// How the right answer begins: the whole, or all but the bill.
    body: Vec<u8>,
    /// The target that serves the same bytes from memory.
    base: usize,
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

/// The disclosure as one GraphQL query, which the gateway answers from bytes that it keeps.
const STORED: &str = "/graphql?query=%7Bdisclosure(tenant:%22idphoto%22,app:%22idphoto%22,locale:%22en%22)%7Btitle%20html%7D%7D";
/// The same in a form that is executed each time.
const EXECUTED: &str = "/graphql?query=%7B...F%7D%20fragment%20F%20on%20Query%20%7B\
disclosure(tenant:%22idphoto%22,app:%22idphoto%22,locale:%22en%22)%7Btitle%20html%7D%7D";

/// The answer at an address of the gateway, and a bare server of its bytes.
fn bare_of(
    gateway: &Server,
    path: &str,
    headers: &[String],
    file: &Path,
) -> Result<(http::Answer, Server), Box<dyn Error>> {
    let answer = get(gateway.port, path, headers)?;
    std::fs::write(file, &answer.body)?;
    Ok((answer, Server::bare(file)?))
}

fn measure() -> Result<(), Box<dyn Error>> {
    load::check_tools()?;
    let folder = tempfile::tempdir()?;
    let gateway = Server::gateway(folder.path())?;
    const PATH: &str = "/v1/disclosures/idphoto/idphoto?locale=en";
    let wanted = "Accept: application/json".to_owned();
    let (answer, bare) =
        bare_of(&gateway, PATH, std::slice::from_ref(&wanted), &folder.path().join("bytes"))?;
    let (asked, bare_asked) = bare_of(&gateway, STORED, &[], &folder.path().join("asked"))?;
    let tag = answer.header("etag").ok_or("the disclosure has no ETag")?.to_owned();
    let unless = vec![wanted.clone(), format!("If-None-Match: {tag}")];
    let end = asked.body.windows(14).rposition(|bytes| bytes == b",\"extensions\":").ok_or("no bill")?;
    let data = &asked.body[..end];

    let mut targets = [
        Target::new("bare bytes", &bare, "/bytes", &answer.body, 0),
        Target { headers: vec![wanted], ..Target::new("/v1", &gateway, PATH, &answer.body, 0) },
        Target { headers: unless, status: 304, ..Target::new("/v1, not modified", &gateway, PATH, &[], 0) },
        Target::new("bare GraphQL bytes", &bare_asked, "/bytes", &asked.body, 3),
        Target::new("GraphQL, kept", &gateway, STORED, data, 3),
        Target::new("GraphQL, executed", &gateway, EXECUTED, data, 3),
    ];
    for target in &targets {
        target.check()?;
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
        target.check()?;
    }
    print(&targets)?;
    Ok(())
}

impl<'a> Target<'a> {
    fn new(name: &'static str, server: &'a Server, path: &'static str, body: &[u8], base: usize) -> Self {
        let body = body.to_vec();
        Self { name, server, path, headers: vec![], status: 200, body, base, loads: Vec::new() }
    }

    /// That the answer is the right one: before and after, so that no figure is that of an error.
    fn check(&self) -> Result<(), Box<dyn Error>> {
        let answer = get(self.server.port, self.path, &self.headers)?;
        let right = answer.body.starts_with(&self.body) && answer.body.is_empty() == self.body.is_empty();
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

/// One line a target: medians, and their ratios to the target that serves the same bytes; above 1 is better than it.
fn print(targets: &[Target<'_>]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{ROUNDS} rounds, medians")?;
    writeln!(
        out,
        "{:<20} {:>7} {:>10} {:>8} {:>12} {:>8}",
        "", "bytes", "requests/s", "ratio", "CPU µs each", "ratio"
    )?;
    for target in targets {
        let (loads, base) = (&target.loads, &targets[target.base].loads);
        writeln!(
            out,
            "{:<20} {:>7} {:>10.0} {:>8.2} {:>12.1} {:>8.2}",
            target.name,
            target.body.len(),
            target.median(|round| loads[round].rate),
            target.median(|round| loads[round].rate / base[round].rate),
            target.median(|round| loads[round].cpu),
            target.median(|round| base[round].cpu / loads[round].cpu),
        )?;
    }
    Ok(())
}
