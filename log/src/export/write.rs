//! Writing an export as a stream.

use std::{
    fs::{self, File as Disk},
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

use super::{ExportError, FORMAT, File, MANIFEST, MAX_FILE_RECORDS, Manifest, build::Builder};
use crate::{Checkpoint, Hash, entry::Body, entry::Parts, tile::Tile};

/// Writes records and tiles as they come; memory does not grow with the log. The folder is an export once
/// [`Writer::finish`] has written the manifest.
#[derive(Debug)]
pub struct Writer {
    folder: PathBuf,
    per_file: u64,
    file: Option<BufWriter<Disk>>,
    files: Vec<File>,
    builder: Builder,
    records: u64,
    erased: u64,
    /// The line that is being written.
    line: Vec<u8>,
}

/// Bytes that are written at once.
const BUFFER: usize = 1 << 18;

impl Writer {
    /// An export into a folder that exists, with at most `per_file` records a file, at most [`MAX_FILE_RECORDS`].
    pub fn new(folder: &Path, per_file: u64) -> Self {
        Self {
            folder: folder.to_owned(),
            per_file: per_file.clamp(1, MAX_FILE_RECORDS),
            file: None,
            files: Vec::new(),
            builder: Builder::default(),
            records: 0,
            erased: 0,
            line: Vec::new(),
        }
    }

    /// Writes the log's next record.
    pub fn append(&mut self, parts: &Parts) -> Result<(), ExportError> {
        if self.files.last().is_none_or(|file| file.records == self.per_file) {
            self.next_file()?;
        }
        let (file, counted) = self.file.as_mut().zip(self.files.last_mut()).expect("a file is open");
        self.line.clear();
        parts.write_line(self.records, &mut self.line);
        self.line.push(b'\n');
        file.write_all(&self.line).map_err(ExportError::at(&counted.name))?;
        counted.records += 1;
        self.records += 1;
        self.erased += u64::from(matches!(parts.body, Body::Erased(_)));
        let folder = &self.folder;
        self.builder.append(parts.leaf(), &mut |tile, hashes| write_tile(folder, tile, hashes))
    }

    /// Ends the export at this checkpoint, which must be that of the records.
    pub fn finish(mut self, checkpoint: &Checkpoint) -> Result<Manifest, ExportError> {
        self.end_file()?;
        let root = self.builder.finish(&mut |tile, hashes| write_tile(&self.folder, tile, hashes))?;
        if (self.records, root) != (checkpoint.size, checkpoint.root) {
            return Err(ExportError::Mismatch);
        }
        let manifest = Manifest {
            format: FORMAT,
            checkpoint: checkpoint.to_string(),
            first: (self.records > 0).then_some(0),
            last: self.records.checked_sub(1),
            records: self.records,
            erased: self.erased,
            files: self.files,
        };
        let path = self.folder.join(MANIFEST);
        fs::write(&path, manifest.to_text()).map_err(ExportError::at(path))?;
        Ok(manifest)
    }

    fn next_file(&mut self) -> Result<(), ExportError> {
        self.end_file()?;
        let name = File::name(self.files.len());
        let path = self.folder.join(&name);
        self.file =
            Some(BufWriter::with_capacity(BUFFER, Disk::create(&path).map_err(ExportError::at(path))?));
        self.files.push(File { name, records: 0 });
        Ok(())
    }

    fn end_file(&mut self) -> Result<(), ExportError> {
        let Some(mut file) = self.file.take() else { return Ok(()) };
        file.flush().map_err(ExportError::at(&self.folder))
    }
}

fn write_tile(folder: &Path, tile: Tile, hashes: &[Hash]) -> Result<(), ExportError> {
    let path = folder.join(tile.to_string());
    let parent = path.parent().expect("a tile's path has folders");
    fs::create_dir_all(parent).map_err(ExportError::at(parent))?;
    let bytes: Vec<u8> = hashes.iter().flat_map(|hash| hash.0).collect();
    fs::write(&path, bytes).map_err(ExportError::at(path))
}
