//! `candor serve`

use crate::{
    StartError,
    platform::{
        config::{Config, Environment},
        telemetry,
    },
};

/// Reads the environment and serves until the process is asked to stop.
///
/// # Errors
/// The gateway cannot start, or breaks.
pub(super) fn run() -> Result<(), StartError> {
    let mut environment = Environment::of_process();
    let config = Config::read(&mut environment)?;
    telemetry::start(&config.log)?;
    for variable in environment.unknown() {
        tracing::warn!(variable, "unknown variable");
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(crate::run(config))
}
