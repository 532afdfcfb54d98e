//! A further column of the list of shared information: when each recipient was last shared with.

use super::LastShared;
use crate::{
    document::{Block, Column, ColumnLevel, Inline, Kind, Table},
    texts::{TextError, Texts},
};

/// Where the column stands.
const PLACE: usize = 1;

/// The table with the column behind that of the names: a list has more columns than most windows show.
pub(super) fn column(table: &Table, known: &LastShared, texts: &Texts) -> Result<Table, TextError> {
    let mut table = table.clone();
    let label = texts.label("last-shared")?;
    let column = Column { key: "last_shared".to_owned(), label, level: ColumnLevel::Optional };
    table.columns.insert(PLACE.min(table.columns.len()), column);
    for row in &mut table.rows {
        let said = said(whose(row).as_deref(), known, texts)?;
        if let Kind::Row { cells } = &mut row.kind {
            cells.insert(PLACE.min(cells.len()), vec![Inline::text(said)]);
        }
    }
    Ok(table)
}

/// From where the column is, and of when.
pub(super) fn note(known: &LastShared, texts: &Texts) -> Result<String, TextError> {
    texts.format("last-shared-note", &[("day", known.as_of.into())])
}

fn said(recipient: Option<&str>, known: &LastShared, texts: &Texts) -> Result<String, TextError> {
    match recipient.and_then(|recipient| known.days.get(recipient)) {
        Some(day) => texts.date(*day),
        None if recipient.is_some_and(|recipient| known.unreported.contains(recipient)) => {
            texts.label("last-shared-unreported")
        }
        None => texts.label("last-shared-never"),
    }
}

/// The recipient of which a row tells, by the first fact of its entry in the declaration.
fn whose(row: &Block) -> Option<String> {
    row.sources.iter().find_map(|source| {
        let mut segments = source.segments();
        match (segments.next()?.as_str(), segments.next()?) {
            ("recipients", key) => Some(key),
            ("sdks", key) => Some(format!("sdk:{key}")),
            _ => None,
        }
    })
}
