//! The formats of the sharing log: what was shared, in a form that proves itself to anybody with a copy.
//!
//! Pure and synchronous: no database, no clock, no randomness of its own; only [`export`] reads and writes files. The
//! gateway appends with it and the command line verifies with it, so both mean the same bytes. The formats are written
//! down in `log/FORMAT.md`; once records exist, version 1 never changes.

pub mod checkpoint;
pub mod entry;
pub mod export;
mod hash;
mod line;
pub mod note;
pub mod record;
pub mod subject;
pub mod tile;
pub mod tree;

pub use checkpoint::Checkpoint;
pub use hash::{Hash, MalformedHash};
