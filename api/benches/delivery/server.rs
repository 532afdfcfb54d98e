//! The servers that are compared: processes on the first core, ended when dropped.

use std::{
    error::Error,
    fs,
    io::{BufRead, BufReader},
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use super::http::get;

/// The gateway.
const CANDOR: &str = env!("CARGO_BIN_EXE_candor");
/// Times a server is asked whether it serves, and the pause between.
const ATTEMPTS: usize = 300;
const PAUSE: Duration = Duration::from_millis(100);
/// Clock ticks a second in which Linux counts a process's time (`USER_HZ`, the same on every architecture we run on).
const TICKS: f64 = 100.0;

/// A process that listens.
pub struct Server {
    child: Child,
    pub port: u16,
}

impl Server {
    /// The gateway on one worker, with the samples published, and no limit on reads: the limit is not what is timed.
    pub fn gateway(folder: &Path) -> Result<Self, Box<dyn Error>> {
        load_samples(folder)?;
        let port = free_port()?;
        let mut command = on_first_core(CANDOR);
        command
            .arg("serve")
            .env("CANDOR_DATA", folder)
            .env("CANDOR_LISTEN", format!("127.0.0.1:{port}"))
            .env("CANDOR_WORKERS", "1")
            .env("CANDOR_LOG", "warn")
            .env("CANDOR_READ_CAPACITY", u32::MAX.to_string())
            .env("CANDOR_READ_RESTORE_RATE", u32::MAX.to_string())
            .env("CANDOR_STRANGER_COST_CAPACITY", u32::MAX.to_string())
            .env("CANDOR_STRANGER_COST_RESTORE_RATE", u32::MAX.to_string());
        Self::start(&mut command, port, "/readyz")
    }

    /// This program again, serving a file.
    pub fn bare(file: &Path) -> Result<Self, Box<dyn Error>> {
        let port = free_port()?;
        let program = std::env::current_exe()?;
        let mut command = on_first_core(program.to_str().ok_or("the bench's own path is no text")?);
        command.arg("--bare").arg(port.to_string()).arg(file);
        Self::start(&mut command, port, "/bytes")
    }

    fn start(command: &mut Command, port: u16, path: &str) -> Result<Self, Box<dyn Error>> {
        let server = Self { child: command.stdin(Stdio::null()).spawn()?, port };
        for _ in 0..ATTEMPTS {
            if get(port, path, &[]).is_ok_and(|answer| answer.status == 200) {
                return Ok(server);
            }
            thread::sleep(PAUSE);
        }
        Err(format!("nothing serves {path} on port {port}").into())
    }

    /// Seconds that the process has worked, in itself and in the system on its behalf.
    pub fn worked(&self) -> Result<f64, Box<dyn Error>> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // The name in brackets may hold spaces; after it `utime` and `stime` are the 12th and 13th field.
        let (_, fields) = stat.rsplit_once(") ").ok_or("an unknown form of /proc/…/stat")?;
        let fields: Vec<&str> = fields.split(' ').collect();
        let ticks = fields[11].parse::<f64>()? + fields[12].parse::<f64>()?;
        Ok(ticks / TICKS)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that has ended already is what is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Lets the demo fill the folder, and ends it once it serves.
fn load_samples(folder: &Path) -> Result<(), Box<dyn Error>> {
    let mut command = Command::new(CANDOR);
    command.args(["demo", "--json", "--listen", "127.0.0.1:0", "--data"]).arg(folder);
    let mut demo = Server { child: command.stdout(Stdio::piped()).spawn()?, port: 0 };
    let mut line = String::new();
    if let Some(stdout) = demo.child.stdout.take() {
        BufReader::new(stdout).read_line(&mut line)?;
    }
    if line.is_empty() { Err("the demo did not start".into()) } else { Ok(()) }
}

/// `taskset` becomes the program it starts, so that the process measured is the server itself.
fn on_first_core(program: &str) -> Command {
    let mut command = Command::new("taskset");
    command.args(["--cpu-list", "0", program]);
    command
}

fn free_port() -> Result<u16, Box<dyn Error>> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
