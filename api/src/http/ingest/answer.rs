//! The lines of an answer.

use disclosure::texts::Texts;
use serde::Serialize;

use crate::{
    http::language,
    platform::{AppError, error::Result},
    sharing::Recorded,
};

/// What became of a stream, or of a group of it. `accepted`, `repeated` and `refused` make `received`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Totals {
    pub received: u64,
    pub accepted: u64,
    pub repeated: u64,
    pub refused: u64,
}

impl Totals {
    pub fn add(&mut self, more: Self) {
        self.received += more.received;
        self.accepted += more.accepted;
        self.repeated += more.repeated;
        self.refused += more.refused;
    }
}

#[derive(Serialize)]
struct Group {
    lines: (u64, u64),
    /// Numbers in the log of the new records, which stand one after the other; none where there is none.
    seq: Option<(i64, i64)>,
    accepted: u64,
    repeated: u64,
    refused: u64,
}

#[derive(Serialize)]
struct Refused {
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    error: Reason,
}

#[derive(Serialize)]
struct Reason {
    code: &'static str,
    message: String,
    /// JSON Pointer of the member that it is about; empty: the line as a whole.
    path: String,
}

#[derive(Serialize)]
struct Closing<'a> {
    received: u64,
    accepted: u64,
    repeated: u64,
    refused: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    batch: Option<&'a str>,
    checkpoint: Option<String>,
}

/// The lines about a group, those that were refused first; `numbers` are those of its lines.
pub(super) fn group(texts: &Texts, numbers: &[u64], rows: &[Result<Recorded>]) -> Result<(Vec<u8>, Totals)> {
    let mut lines = Vec::new();
    let mut totals = Totals { received: numbers.len() as u64, ..Totals::default() };
    let mut seq: Option<(i64, i64)> = None;
    for (number, row) in numbers.iter().zip(rows) {
        match row {
            Ok(recorded) if recorded.repeated => totals.repeated += 1,
            Ok(recorded) => {
                totals.accepted += 1;
                seq = Some((seq.map_or(recorded.id.seq, |(first, _)| first), recorded.id.seq));
            }
            Err(error) => {
                totals.refused += 1;
                write(&mut lines, &Refused { line: Some(*number), error: reason(texts, error) })?;
            }
        }
    }
    if let (Some(first), Some(last)) = (numbers.first(), numbers.last()) {
        let Totals { accepted, repeated, refused, .. } = totals;
        write(&mut lines, &Group { lines: (*first, *last), seq, accepted, repeated, refused })?;
    }
    Ok((lines, totals))
}

/// The line about what ended a stream before its time.
pub(super) fn ended(texts: &Texts, error: &AppError) -> Result<Vec<u8>> {
    let mut line = Vec::new();
    write(&mut line, &Refused { line: None, error: reason(texts, error) })?;
    Ok(line)
}

/// The last line.
pub(super) fn closing(totals: Totals, batch: Option<&str>, checkpoint: Option<String>) -> Result<Vec<u8>> {
    let Totals { received, accepted, repeated, refused } = totals;
    let mut line = Vec::new();
    write(&mut line, &Closing { received, accepted, repeated, refused, batch, checkpoint })?;
    Ok(line)
}

fn reason(texts: &Texts, error: &AppError) -> Reason {
    let path = error.field().unwrap_or_default().iter();
    Reason {
        code: error.code().as_str(),
        message: language::message_in(texts, error),
        path: path.map(|part| format!("/{}", part.replace('~', "~0").replace('/', "~1"))).collect(),
    }
}

fn write(lines: &mut Vec<u8>, line: &impl Serialize) -> Result<()> {
    serde_json::to_writer(&mut *lines, line).map_err(AppError::internal)?;
    lines.push(b'\n');
    Ok(())
}
