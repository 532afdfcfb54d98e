//! `candor manifest`

use std::io::{self, Write};

use clap::Subcommand;

/// What is asked about manifests.
#[derive(Debug, Subcommand)]
pub(super) enum Manifest {
    /// Print the JSON Schema of the manifest, for editors.
    Schema,
}

/// Prints the schema, indented.
///
/// # Errors
/// stdout cannot be written.
pub(super) fn run(command: &Manifest) -> io::Result<()> {
    match command {
        Manifest::Schema => writeln!(io::stdout(), "{:#}", disclosure::manifest::json_schema()),
    }
}
