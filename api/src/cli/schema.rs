//! `candor schema`

use std::io::{self, Write};

/// Prints the contract.
///
/// # Errors
/// stdout cannot be written.
pub(super) fn run() -> io::Result<()> {
    io::stdout().write_all(crate::graphql::sdl().as_bytes())
}
