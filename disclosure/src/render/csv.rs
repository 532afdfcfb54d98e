//! Lists as comma-separated values (RFC 4180), safe to open in a spreadsheet.

use super::{Document, Mode, TextError, Words, rows};
use crate::document::ListKind;

/// Whether a file begins with the mark by which Excel knows UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByteOrderMark {
    With,
    Without,
}

/// One of the document's lists: a row of headings, then the rows; None where the document has no such list.
///
/// Lines end in CRLF. A cell that a spreadsheet would take for a formula is preceded by an apostrophe.
pub fn render(
    document: &Document,
    list: ListKind,
    mode: Mode,
    mark: ByteOrderMark,
) -> Result<Option<String>, TextError> {
    let words = Words::of(document)?;
    let view = document.view(mode)?;
    let Some(table) = view.list(list) else { return Ok(None) };
    let mut records = vec![table.columns.iter().map(|column| guarded(&column.label)).collect::<Vec<_>>()];
    for (_, cells) in rows(table) {
        let plain = cells.iter().map(|cell| Ok(guarded(&words.plain(cell)?)));
        records.push(plain.collect::<Result<_, TextError>>()?);
    }
    let body = records.iter().map(|record| line(record)).collect::<String>();
    let start = if mark == ByteOrderMark::With { "\u{FEFF}" } else { "" };
    Ok(Some(format!("{start}{body}")))
}

/// The cell with an apostrophe before what would be computed. Spaces before the sign do not hide it, and East Asian
/// spreadsheets take the full-width signs too.
fn guarded(cell: &str) -> String {
    let formula = cell.starts_with(['\t', '\r', '\n'])
        || cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if formula { format!("'{cell}") } else { cell.to_owned() }
}

/// One row of a table of its own, with its CRLF; no cell is computed.
pub fn row<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    line(&cells.into_iter().map(guarded).collect::<Vec<_>>())
}

fn line(record: &[String]) -> String {
    let fields: Vec<_> = record.iter().map(|cell| quoted(cell)).collect();
    format!("{}\r\n", fields.join(","))
}

fn quoted(cell: &str) -> String {
    // A lone empty cell would be an empty line, which readers pass over.
    if cell.is_empty() || cell.contains([',', '"', '\r', '\n']) || cell.trim() != cell {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}
