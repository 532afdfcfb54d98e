//! `candor log export --format parquet`: a log as typed columns, for analysis.
//!
//! `records-NNNN.parquet`, each of as many records as a file of the NDJSON form has, and beside them `manifest.json` with the
//! same members. Each file also bears the checkpoint's text under the key `candor.checkpoint`. The columns are those of the
//! table for people, in their order; lists are lists, instants are milliseconds in UTC, and what is not said is null. A
//! content that was erased is null in all its columns.
//!
//! Records are held until they make a row group, whatever the length of the log.

use std::{
    fs::{self, File},
    io,
    path::PathBuf,
    sync::Arc,
};

use parquet::{
    basic::Compression,
    data_type::{BoolType, ByteArray, ByteArrayType, Int64Type},
    errors::ParquetError,
    file::{
        metadata::KeyValue,
        properties::WriterProperties,
        writer::{SerializedColumnWriter, SerializedFileWriter},
    },
    schema::{parser::parse_message_type, types::TypePtr},
};
use sharing_log::{
    Checkpoint,
    export::{self, FORMAT, MAX_FILE_RECORDS, Manifest},
};
use tokio::sync::mpsc::Receiver;

use super::log_kept::{Apps, COLUMNS, KeptError, conformity_word, kind_word};
use crate::sharing::Listed;

/// A row group ends with so many records, or with the one that brings it to so many bytes.
const GROUP: usize = 10_000;
const GROUP_BYTES: usize = 32 << 20;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    Number,
    Instant,
    Flag,
    Text,
    Texts,
}

/// What each of [`COLUMNS`] holds, and whether it can be null.
const KINDS: [(Holds, bool); COLUMNS.len()] = [
    (Holds::Number, false),
    (Holds::Instant, false),
    (Holds::Text, false),
    (Holds::Text, false),
    (Holds::Number, true),
    (Holds::Number, true),
    (Holds::Text, true),
    (Holds::Texts, false),
    (Holds::Text, true),
    (Holds::Flag, false),
    (Holds::Text, true),
    (Holds::Text, true),
    (Holds::Text, true),
    (Holds::Texts, true),
    (Holds::Texts, true),
    (Holds::Text, true),
    (Holds::Text, true),
    (Holds::Text, true),
    (Holds::Text, true),
    (Holds::Text, true),
    (Holds::Text, true),
    (Holds::Number, true),
    (Holds::Text, true),
    (Holds::Instant, true),
    (Holds::Text, true),
    (Holds::Text, true),
];

/// The schema in the words of the format.
fn schema() -> String {
    let column = |(name, (holds, null)): (&str, (Holds, bool))| {
        let presence = if null { "optional" } else { "required" };
        match holds {
            Holds::Number => format!("{presence} int64 {name};"),
            Holds::Instant => format!("{presence} int64 {name} (TIMESTAMP(MILLIS,true));"),
            Holds::Flag => format!("{presence} boolean {name};"),
            Holds::Text => format!("{presence} binary {name} (STRING);"),
            Holds::Texts => format!(
                "{presence} group {name} (LIST) {{ repeated group list {{ required binary element (STRING); }} }}"
            ),
        }
    };
    let columns: Vec<String> = COLUMNS.into_iter().zip(KINDS).map(column).collect();
    format!("message record {{ {} }}", columns.join(" "))
}

/// A value of a row.
#[derive(Debug)]
enum Cell {
    Null,
    /// Also of an instant.
    Number(i64),
    Flag(bool),
    Text(String),
    Texts(Vec<String>),
}

impl From<Option<i64>> for Cell {
    fn from(number: Option<i64>) -> Self {
        number.map_or(Self::Null, Self::Number)
    }
}

impl From<Option<String>> for Cell {
    fn from(text: Option<String>) -> Self {
        text.map_or(Self::Null, Self::Text)
    }
}

/// A row, by [`COLUMNS`].
fn row(apps: &Apps, Listed { record, superseded_by }: Listed) -> [Cell; COLUMNS.len()] {
    let erased = record.content.is_none();
    let content = record.content.unwrap_or_default();
    let texts = |texts: Vec<String>| if erased { Cell::Null } else { Cell::Texts(texts) };
    [
        Cell::Number(record.id.seq),
        Cell::Number(record.recorded_at.timestamp_millis()),
        Cell::Text(kind_word(record.kind).to_owned()),
        Cell::Text(apps.get(&record.app).cloned().unwrap_or_else(|| record.app.to_string())),
        record.cites.into(),
        superseded_by.into(),
        record.conformity.map(|conformity| conformity_word(conformity).to_owned()).into(),
        Cell::Texts(record.reasons.iter().map(|reason| reason.as_str().to_owned()).collect()),
        record.reported_by.into(),
        Cell::Flag(erased),
        content.recipient.into(),
        content.entity.into(),
        content.sdk.into(),
        texts(content.items),
        texts(content.categories),
        content.purpose.into(),
        content.basis.into(),
        content.consent.into(),
        content.contract.into(),
        content.method.into(),
        content.region.into(),
        content.subjects.map(u64::cast_signed).into(),
        content.subject.into(),
        record.occurred_at.map(|at| at.timestamp_millis()).into(),
        content.external_id.into(),
        content.reason.into(),
    ]
}

/// The values of one column and one row group, with the levels that say which are there and where lists begin.
#[derive(Debug)]
struct Column {
    holds: Holds,
    null: bool,
    numbers: Vec<i64>,
    flags: Vec<bool>,
    texts: Vec<ByteArray>,
    present: Vec<i16>,
    continued: Vec<i16>,
}

impl Column {
    fn new((holds, null): (Holds, bool)) -> Self {
        Self {
            holds,
            null,
            numbers: Vec::new(),
            flags: Vec::new(),
            texts: Vec::new(),
            present: Vec::new(),
            continued: Vec::new(),
        }
    }

    /// Takes a value; says how many bytes it has, about.
    fn push(&mut self, cell: Cell) -> usize {
        // Of a list: null, empty and an element are a level each, and null is none where it cannot be.
        let here = i16::from(self.null);
        match cell {
            Cell::Null => self.level(0, 0),
            Cell::Number(number) => {
                self.numbers.push(number);
                self.level(here, 0);
            }
            Cell::Flag(flag) => {
                self.flags.push(flag);
                self.level(here, 0);
            }
            Cell::Text(text) => {
                let bytes = text.len();
                self.texts.push(text.into_bytes().into());
                self.level(here, 0);
                return bytes + size_of::<ByteArray>();
            }
            Cell::Texts(texts) if texts.is_empty() => self.level(here, 0),
            Cell::Texts(texts) => {
                let bytes: usize = texts.iter().map(|text| text.len() + size_of::<ByteArray>()).sum();
                for (place, text) in texts.into_iter().enumerate() {
                    self.texts.push(text.into_bytes().into());
                    self.level(here + 1, i16::from(place > 0));
                }
                return bytes;
            }
        }
        size_of::<i64>()
    }

    fn level(&mut self, present: i16, continued: i16) {
        self.present.push(present);
        self.continued.push(continued);
    }

    /// Writes what was taken, and is empty again.
    fn write(&mut self, mut writer: SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        let list = self.holds == Holds::Texts;
        let present = (self.null || list).then_some(self.present.as_slice());
        let continued = list.then_some(self.continued.as_slice());
        match self.holds {
            Holds::Number | Holds::Instant => {
                writer.typed::<Int64Type>().write_batch(&self.numbers, present, continued)
            }
            Holds::Flag => writer.typed::<BoolType>().write_batch(&self.flags, present, continued),
            Holds::Text | Holds::Texts => {
                writer.typed::<ByteArrayType>().write_batch(&self.texts, present, continued)
            }
        }?;
        writer.close()?;
        *self = Self::new((self.holds, self.null));
        Ok(())
    }
}

/// The files, as they are written.
struct Table {
    out: PathBuf,
    schema: TypePtr,
    checkpoint: String,
    /// How many records the checkpoint is of.
    size: u64,
    columns: Vec<Column>,
    /// Records, and bytes about, of the row group.
    rows: usize,
    bytes: usize,
    file: Option<SerializedFileWriter<File>>,
    files: Vec<export::File>,
    records: u64,
    erased: u64,
}

impl Table {
    fn new(out: PathBuf, checkpoint: &Checkpoint) -> Result<Self, ParquetError> {
        Ok(Self {
            out,
            schema: Arc::new(parse_message_type(&schema())?),
            checkpoint: checkpoint.to_string(),
            size: checkpoint.size,
            columns: KINDS.into_iter().map(Column::new).collect(),
            rows: 0,
            bytes: 0,
            file: None,
            files: Vec::new(),
            records: 0,
            erased: 0,
        })
    }

    fn append(&mut self, apps: &Apps, listed: Listed) -> Result<(), ParquetError> {
        if self.files.last().is_none_or(|file| file.records == MAX_FILE_RECORDS) {
            self.next_file()?;
        }
        self.erased += u64::from(listed.record.content.is_none());
        self.records += 1;
        self.rows += 1;
        if let Some(file) = self.files.last_mut() {
            file.records += 1;
        }
        for (column, cell) in self.columns.iter_mut().zip(row(apps, listed)) {
            self.bytes += column.push(cell);
        }
        if self.rows >= GROUP || self.bytes >= GROUP_BYTES { self.end_group() } else { Ok(()) }
    }

    fn end_group(&mut self) -> Result<(), ParquetError> {
        let Some(file) = self.file.as_mut().filter(|_| self.rows > 0) else { return Ok(()) };
        let mut group = file.next_row_group()?;
        for column in &mut self.columns {
            let writer = group.next_column()?;
            column.write(writer.ok_or_else(|| ParquetError::General("a column too many".into()))?)?;
        }
        group.close()?;
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }

    fn next_file(&mut self) -> Result<(), ParquetError> {
        self.end_file()?;
        let name = format!("records-{:04}.parquet", self.files.len());
        let checkpoint = KeyValue::new("candor.checkpoint".to_owned(), self.checkpoint.clone());
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by("candor".to_owned())
            .set_key_value_metadata(Some(vec![checkpoint]))
            .build();
        let disk = File::create(self.out.join(&name))?;
        self.file = Some(SerializedFileWriter::new(disk, Arc::clone(&self.schema), Arc::new(properties))?);
        self.files.push(export::File { name, records: 0 });
        Ok(())
    }

    fn end_file(&mut self) -> Result<(), ParquetError> {
        self.end_group()?;
        self.file.take().map_or(Ok(()), |file| file.close().map(|_| ()))
    }

    fn finish(mut self) -> Result<(), ParquetError> {
        self.end_file()?;
        if self.records != self.size {
            return Err(ParquetError::General(KeptError::CutShort.to_string()));
        }
        let manifest = Manifest {
            format: FORMAT,
            checkpoint: self.checkpoint,
            first: (self.records > 0).then_some(0),
            last: self.records.checked_sub(1),
            records: self.records,
            erased: self.erased,
            files: self.files,
        };
        Ok(fs::write(self.out.join("manifest.json"), manifest.to_text())?)
    }
}

/// Writes the batches as they come.
pub(super) fn write(
    out: PathBuf,
    checkpoint: &Checkpoint,
    apps: &Apps,
    batches: Receiver<Vec<Listed>>,
) -> Result<(), KeptError> {
    write_all(out, checkpoint, apps, batches).map_err(|error| KeptError::Io(io::Error::other(error)))
}

fn write_all(
    out: PathBuf,
    checkpoint: &Checkpoint,
    apps: &Apps,
    mut batches: Receiver<Vec<Listed>>,
) -> Result<(), ParquetError> {
    let mut table = Table::new(out, checkpoint)?;
    while let Some(batch) = batches.blocking_recv() {
        for listed in batch {
            table.append(apps, listed)?;
        }
    }
    table.finish()
}
