//! `candor log export` as a process, with the memory it takes.

use std::{
    error::Error,
    fs,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// The gateway.
const CANDOR: &str = env!("CARGO_BIN_EXE_candor");
/// How often the memory is looked at.
const PAUSE: Duration = Duration::from_millis(20);

/// What an export took.
pub struct Taken {
    pub time: Duration,
    /// The most memory that was resident, in MiB.
    pub memory: u64,
}

/// Exports a tenant's log into a folder that is made.
pub fn export(tenant: &str, folder: &Path, settings: &[(&str, &str)]) -> Result<Taken, Box<dyn Error>> {
    let start = Instant::now();
    let mut child = Command::new(CANDOR)
        .args(["log", "export", "--tenant", tenant, "--out"])
        .arg(folder)
        .envs(settings.iter().copied())
        .stdout(Stdio::null())
        .stderr(Stdio::inherit())
        .spawn()?;
    let mut memory = 0;
    let status = loop {
        memory = memory.max(peak(&child.id().to_string()).unwrap_or(0));
        if let Some(status) = child.try_wait()? {
            break status;
        }
        thread::sleep(PAUSE);
    };
    if !status.success() {
        return Err(format!("the export ended with {status}").into());
    }
    Ok(Taken { time: start.elapsed(), memory })
}

/// The most memory that a process has had resident, in MiB; none where it has ended.
pub fn peak(process: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? / 1024)
}
