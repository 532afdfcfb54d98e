//! The `candor` command: one file a subcommand.
//!
//! Results go to stdout, everything else to stderr. Exit codes: 0 done, 1 not done, 2 called wrongly or given a manifest
//! that cannot be used. Only commands that serve or touch a database read the environment.

pub mod compile;
pub mod folder;
mod manifest;
pub mod manifest_file;
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
    /// Write the disclosures of a manifest's apps into a folder.
    Compile(compile::Compile),
    /// About the manifest, the file form of a declaration.
    #[command(subcommand)]
    Manifest(manifest::Manifest),
    /// Serve the gateway, configured by CANDOR_* variables.
    Serve,
    /// Print the GraphQL schema (SDL).
    Schema,
}

impl Cli {
    /// Runs the command and reports an error on stderr.
    pub fn run(self) -> ExitCode {
        let result: Result<(), Box<dyn std::error::Error>> = match self.command {
            Command::Compile(command) => return compile::main(&command),
            Command::Manifest(command) => manifest::run(&command).map_err(Into::into),
            Command::Serve => serve::run().map_err(Into::into),
            Command::Schema => schema::run().map_err(Into::into),
        };
        match result {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("candor: {error}");
                ExitCode::FAILURE
            }
        }
    }
}
