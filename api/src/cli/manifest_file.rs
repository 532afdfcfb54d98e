//! A manifest in a file, and its problems on a terminal.

use std::{
    ffi::OsStr,
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use disclosure::{
    Locale,
    catalog::Catalog,
    document::clean,
    manifest::{Format, Limits, Manifest, Problem, Problems, read as read_bytes},
    texts::Texts,
};

use super::compile::Printer;

/// Why a file gives no manifest.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file cannot be opened or read.
    #[error("{}: {error}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// The file holds no manifest; its problems were printed.
    #[error("{}: no manifest, problems: {count}", path.display())]
    Invalid {
        /// The file.
        path: PathBuf,
        /// How many problems were found, at most [`Limits::problems`].
        count: usize,
    },
}

/// Reads the manifest in a file. Never holds more of it than the limit on bytes.
///
/// # Errors
/// The file cannot be read, or holds problems; those are printed, one a line.
pub(super) fn read(path: &Path, printer: &mut Printer<'_>) -> Result<Manifest, ReadError> {
    let unreadable = |error| ReadError::Unreadable { path: path.into(), error };
    let limits = Limits::default();
    let (bytes, length) = bytes(path, limits.bytes).map_err(unreadable)?;
    read_bytes(&bytes, format(path, &bytes), &limits, Catalog::builtin()).map_err(|Problems(mut problems)| {
        if bytes.len() > limits.bytes {
            // Only the beginning was read; the problem names the size of the whole.
            problems.iter_mut().for_each(|problem| problem.subject = length.to_string());
        }
        match print(path, &problems, printer) {
            Ok(()) => ReadError::Invalid { path: path.into(), count: problems.len() },
            Err(error) => unreadable(error),
        }
    })
}

/// At most one byte more than `limit`, and how many there are as far as is known.
fn bytes(path: &Path, limit: usize) -> io::Result<(Vec<u8>, u64)> {
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut bytes = Vec::new();
    let read = file.take(limit as u64 + 1).read_to_end(&mut bytes)?;
    Ok((bytes, length.max(read as u64)))
}

/// The format by the file's ending, else by its first character.
fn format(path: &Path, bytes: &[u8]) -> Format {
    let ending = path.extension().and_then(OsStr::to_str).map(str::to_ascii_lowercase);
    match ending.as_deref() {
        Some("json") => Format::Json,
        Some("yaml" | "yml") => Format::Yaml,
        _ => {
            let content = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            let first = content.iter().find(|byte| !byte.is_ascii_whitespace());
            if first == Some(&b'{') { Format::Json } else { Format::Yaml }
        }
    }
}

fn print(path: &Path, problems: &[Problem], printer: &mut Printer<'_>) -> io::Result<()> {
    let texts = Texts::get(&Locale::en()).map_err(io::Error::other)?;
    let [strong, dim, plain] = if printer.colour { ["\x1b[1m", "\x1b[36m", "\x1b[0m"] } else { [""; 3] };
    let file = path.display().to_string();
    for problem in problems {
        let place = problem.place.map(|place| format!("{}:{}:", place.line, place.column));
        let place = clean(&format!("{file}:{}", place.unwrap_or_default()));
        let message = problem.message(texts).map_err(io::Error::other)?;
        // What was declared is shown here too, and must not steer the terminal.
        let (at, message) = (clean(&problem.path), clean(&message));
        let at = if at.is_empty() { at } else { format!("{dim}{at}:{plain} ") };
        writeln!(printer.problems, "{strong}{place}{plain} {at}{message}")?;
    }
    Ok(())
}
