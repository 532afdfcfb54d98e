//! The `candor` command: one file a subcommand.
//!
//! Results go to stdout, everything else to stderr. Exit codes: 0 done, 1 not done, 2 called wrongly or given a manifest
//! that cannot be used. Only commands that serve or touch a database read the environment.

pub mod compile;
pub mod demo;
pub mod demo_keys;
pub mod folder;
pub mod log;
pub mod log_kept;
#[cfg(feature = "parquet")]
mod log_parquet;
mod manifest;
pub mod manifest_file;
pub mod migrate;
pub mod operator;
mod schema;
mod serve;
pub mod tenant;

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
    /// About sharing logs: verify a copy, make one, erase what is due.
    #[command(subcommand)]
    Log(log::Log),
    /// Serve the gateway, configured by CANDOR_* variables.
    Serve,
    /// Serve an embedded gateway with the sample tenants, loaded and published.
    Demo(demo::Options),
    /// Bring the database's schema up to date.
    Migrate,
    /// Manage the platform's own people.
    #[command(subcommand)]
    Operator(Operator),
    /// Print the GraphQL schema (SDL).
    Schema,
    /// Export or erase what one tenant has.
    #[command(subcommand)]
    Tenant(tenant::Tenant),
}

#[derive(Debug, Subcommand)]
enum Operator {
    /// Make a person an owner of the platform and print a one-time link to set a password; to an owner who has lost it,
    /// a new one.
    Create {
        /// The person's e-mail address.
        #[arg(long)]
        email: String,
        /// Print an access token (12 hours) in place of the link.
        #[arg(long)]
        token: bool,
    },
}

/// Writes a result to stdout.
fn print(text: &str) {
    use std::io::Write;
    // A reader that has gone away is no fault of ours.
    let _ = writeln!(std::io::stdout(), "{text}");
}

impl Cli {
    /// Runs the command and reports an error on stderr.
    pub fn run(self) -> ExitCode {
        let result: Result<(), Box<dyn std::error::Error>> = match self.command {
            Command::Compile(command) => return compile::main(&command),
            Command::Log(command) => return log::main(&command),
            Command::Manifest(command) => {
                manifest::run(&command);
                Ok(())
            }
            Command::Serve => serve::run().map_err(Into::into),
            Command::Demo(options) => demo::run(&options).map_err(Into::into),
            Command::Migrate => migrate::run().map_err(Into::into),
            Command::Operator(Operator::Create { email, token }) => {
                let printed = if token { operator::Printed::Token } else { operator::Printed::Link };
                operator::create(&email, printed).map_err(Into::into)
            }
            Command::Schema => schema::run().map_err(Into::into),
            Command::Tenant(command) => tenant::run(&command).map_err(Into::into),
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
