//! The load: `wrk` on the second core.

use std::{error::Error, process::Command};

use super::server::Server;

/// Seconds of one run, and connections held open.
const SECONDS: u32 = 3;
const CONNECTIONS: u32 = 32;

/// What one run showed.
pub struct Load {
    /// Requests answered a second.
    pub rate: f64,
    /// Microseconds of the server's CPU time a request.
    pub cpu: f64,
}

/// That the tools are there, before anything is started.
pub fn check_tools() -> Result<(), Box<dyn Error>> {
    if std::thread::available_parallelism()?.get() < 2 {
        return Err("two cores are needed: one for the server, one for the load".into());
    }
    for tool in ["wrk", "taskset"] {
        Command::new(tool).arg("--version").output().map_err(|error| format!("{tool}: {error}"))?;
    }
    Ok(())
}

/// Loads the server for a while.
pub fn run(server: &Server, path: &str, headers: &[String]) -> Result<Load, Box<dyn Error>> {
    let before = server.worked()?;
    let mut command = Command::new("taskset");
    command.args(["--cpu-list", "1", "wrk", "-t1"]);
    command.arg(format!("-c{CONNECTIONS}")).arg(format!("-d{SECONDS}s"));
    for header in headers {
        command.args(["-H", header]);
    }
    let output = command.arg(format!("http://127.0.0.1:{}{path}", server.port)).output()?;
    let worked = server.worked()? - before;
    let text = String::from_utf8(output.stdout)?;
    if !output.status.success() || text.contains("Non-2xx") || text.contains("Socket errors") {
        return Err(format!("wrk on {path}:\n{text}").into());
    }
    let rate = figure(&text, "Requests/sec:")?;
    let requests = text.lines().find(|line| line.contains(" requests in "));
    let requests: f64 =
        requests.and_then(|line| line.split_whitespace().next()).ok_or("no count")?.parse()?;
    Ok(Load { rate, cpu: worked * 1_000_000.0 / requests })
}

fn figure(text: &str, label: &str) -> Result<f64, Box<dyn Error>> {
    let line = text.lines().find_map(|line| line.trim().strip_prefix(label));
    Ok(line.ok_or_else(|| format!("wrk did not say {label}"))?.trim().parse()?)
}
