//! A log as a folder: `manifest.json`, `records-NNNN.ndjson` and the tiles under `tile/`, all of it provable against a
//! checkpoint. A whole log from its first record; what was erased stays as the hash of its content.

mod build;
mod lines;
mod locate;
mod verify;
mod write;

use std::{io, path::PathBuf};

use serde::{Deserialize, Serialize};

pub use verify::{Problem, Report, verify};
pub use write::Writer;

/// The format of an export.
pub const FORMAT: u8 = 1;
/// The most records of one file.
pub const MAX_FILE_RECORDS: u64 = 1_000_000;
/// The longest line that is read, with its line feed. Longer ones are skipped and count as altered.
pub const MAX_LINE: usize = 1 << 20;
const MANIFEST: &str = "manifest.json";
/// The largest manifest that is read: more files than any log fills.
const MAX_MANIFEST: u64 = 16 << 20;

/// What an export claims to hold; all of it is checked. Written as compact JSON with the members in this order and a
/// line feed at the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: u8,
    /// The text of the checkpoint that the export was made at: origin, size, root.
    pub checkpoint: String,
    /// The number of the first record; `null` in an empty log.
    pub first: Option<u64>,
    /// The number of the last record.
    pub last: Option<u64>,
    /// How many records.
    pub records: u64,
    /// How many of them are erased.
    pub erased: u64,
    /// The files of records, in order.
    pub files: Vec<File>,
}

/// A file of records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// `records-NNNN.ndjson`, numbered from 0.
    pub name: String,
    /// How many records it has.
    pub records: u64,
}

impl File {
    fn name(number: usize) -> String {
        format!("records-{number:04}.ndjson")
    }
}

impl Manifest {
    /// The text of the file: one line of JSON.
    pub fn to_text(&self) -> String {
        serde_json::to_string(self).expect("strings and numbers are always JSON") + "\n"
    }
}

/// Why an export could not be read or written at all.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// A file could not be opened, read or written.
    #[error("{}", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The records do not give the checkpoint's size and root.
    #[error("the records are not those of the checkpoint")]
    Mismatch,
}

impl ExportError {
    fn at(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}
