//! `candor manifest`

use clap::Subcommand;

/// What is asked about manifests.
#[derive(Debug, Subcommand)]
pub(super) enum Manifest {
    /// Print the JSON Schema of the manifest, for editors.
    Schema,
}

/// Prints the schema, indented.
pub(super) fn run(command: &Manifest) {
    match command {
        Manifest::Schema => super::print(&format!("{:#}", disclosure::manifest::json_schema())),
    }
}
