//! The `candor` command.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    api::cli::Cli::parse().run()
}
