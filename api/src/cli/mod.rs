//! The `candor` command: one file a subcommand.
//!
//! Results go to stdout, everything else to stderr. Exit codes: 0 done, 1 not done, 2 called wrongly.

mod schema;
mod serve;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Multi-tenant privacy disclosures behind one GraphQL gateway.
#[derive(Debug, Parser)]
#[command(name = "candor", version)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the gateway, configured by CANDOR_* variables.
    Serve,
    /// Print the GraphQL schema (SDL).
    Schema,
}

impl Cli {
    /// Runs the command and reports an error on stderr.
    pub fn run(self) -> ExitCode {
        let result: Result<(), Box<dyn std::error::Error>> = match self.command {
            Command::Serve => serve::run().map_err(Into::into),
            Command::Schema => schema::run().map_err(Into::into),
        };
        match result {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                let causes = std::iter::successors(Some(&*error), |cause| cause.source());
                let chain: Vec<String> = causes.map(ToString::to_string).collect();
                eprintln!("candor: {}", chain.join(": "));
                ExitCode::FAILURE
            }
        }
    }
}
