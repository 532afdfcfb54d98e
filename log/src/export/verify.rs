//! Checking an export against a checkpoint, as a stream.

use std::{
    fmt, fs,
    io::Read,
    path::{Path, PathBuf},
};

use super::{
    ExportError, FORMAT, File, MANIFEST, MAX_MANIFEST, Manifest, build::Builder, lines::Leaf,
    lines::for_each_batch, locate::locate,
};
use crate::{Checkpoint, Hash, tile::Tile, tile::WIDTH};

/// The most differing tiles of one level that are kept to locate a change.
const MAX_KEPT: usize = 64;

/// What was checked, and the first thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// How many records were read.
    pub records: u64,
    /// How many of them are erased.
    pub erased: u64,
    /// None: every record is the log's, in its place, and every tile too.
    pub problem: Option<Problem>,
}

/// What is wrong with an export. The place is proven; the kind of change is what best explains it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The record of this number is another one, or its line is not as it must be written.
    Altered(u64),
    /// The record of this number is missing.
    Removed(u64),
    /// Before the record of this number stands one that the log does not have there.
    Inserted(u64),
    /// In the place of this number stands another of the log's records.
    Reordered(u64),
    /// The change lies in this range; the tiles that would say where are damaged too.
    Range {
        /// The first number.
        first: u64,
        /// The last number.
        last: u64,
    },
    /// All records are right; this tile is not.
    Tile(Tile),
    /// Records and tiles are right; the manifest is unreadable or says something else.
    Manifest,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Altered(seq) => write!(f, "altered {seq}"),
            Self::Removed(seq) => write!(f, "removed {seq}"),
            Self::Inserted(seq) => write!(f, "inserted {seq}"),
            Self::Reordered(seq) => write!(f, "reordered {seq}"),
            Self::Range { first, last } => write!(f, "range {first} {last}"),
            Self::Tile(tile) => write!(f, "{tile}"),
            Self::Manifest => f.write_str("manifest"),
        }
    }
}

/// Checks the export in `folder` against a checkpoint whose signature the caller has verified, reading and hashing on
/// `threads` threads. `progress` hears the number of records so far, once for each MiB or so.
///
/// An error is a file of records that cannot be read; everything else wrong is the report's problem.
pub fn verify(
    folder: &Path,
    checkpoint: &Checkpoint,
    threads: usize,
    progress: &mut dyn FnMut(u64),
) -> Result<Report, ExportError> {
    let mut pass = Pass::new(folder, checkpoint.size);
    let manifest = read_manifest(folder);
    let files = manifest.as_ref().map_or_else(|| list_files(folder), |manifest| manifest.files.clone());
    let counts = for_each_batch(folder, &files, threads, |leaves| {
        for leaf in leaves {
            pass.take(leaf)?;
        }
        progress(pass.records);
        Ok(())
    })?;
    let root = pass.builder.finish(&mut |tile, built| pass.differing.compare(tile, built))?;
    let problem = if (pass.records, root) != (checkpoint.size, checkpoint.root) {
        Some(locate(&pass.differing, checkpoint, pass.records))
    } else if let Some(seq) = pass.misnumbered {
        Some(Problem::Altered(seq))
    } else if let Some(tile) = pass.differing.first {
        Some(Problem::Tile(tile))
    } else {
        let sound = manifest.is_some_and(|manifest| manifest == pass.manifest(checkpoint, &counts));
        (!sound).then_some(Problem::Manifest)
    };
    Ok(Report { records: pass.records, erased: pass.erased, problem })
}

fn read_manifest(folder: &Path) -> Option<Manifest> {
    let mut text = String::new();
    fs::File::open(folder.join(MANIFEST)).ok()?.take(MAX_MANIFEST).read_to_string(&mut text).ok()?;
    let manifest: Manifest = serde_json::from_str(&text).ok()?;
    // Names are never taken from the file: only the ones that an export has are opened.
    let named = manifest.files.iter().enumerate().all(|(number, file)| file.name == File::name(number));
    (named && manifest.to_text() == text).then_some(manifest)
}

/// The files of records where the manifest does not tell.
fn list_files(folder: &Path) -> Vec<File> {
    let names = (0..).map(File::name).take_while(|name| folder.join(name).is_file());
    names.map(|name| File { name, records: 0 }).collect()
}

/// The first reading of an export.
struct Pass {
    builder: Builder,
    differing: Differing,
    records: u64,
    erased: u64,
    misnumbered: Option<u64>,
}

impl Pass {
    fn new(folder: &Path, size: u64) -> Self {
        let differing = Differing { folder: folder.to_owned(), size, first: None, built: Vec::new() };
        Self { builder: Builder::default(), differing, records: 0, erased: 0, misnumbered: None }
    }

    fn take(&mut self, leaf: Leaf) -> Result<(), ExportError> {
        if leaf.number != Some(self.records) && self.misnumbered.is_none() {
            self.misnumbered = Some(self.records);
        }
        self.erased += u64::from(leaf.erased);
        self.records += 1;
        // What comes after the log's last record is counted and hashed no more.
        if self.records > self.differing.size {
            return Ok(());
        }
        self.builder.append(leaf.hash, &mut |tile, built| self.differing.compare(tile, built))
    }

    fn manifest(&self, checkpoint: &Checkpoint, counts: &[u64]) -> Manifest {
        let files =
            counts.iter().enumerate().map(|(number, &records)| File { name: File::name(number), records });
        Manifest {
            format: FORMAT,
            checkpoint: checkpoint.to_string(),
            first: (self.records > 0).then_some(0),
            last: self.records.checked_sub(1),
            records: self.records,
            erased: self.erased,
            files: files.collect(),
        }
    }
}

/// The tiles whose hashes by the records are not those stored.
pub struct Differing {
    folder: PathBuf,
    size: u64,
    first: Option<Tile>,
    built: Vec<(Tile, Vec<Hash>)>,
}

impl Differing {
    fn compare(&mut self, tile: Tile, built: &[Hash]) -> Result<(), ExportError> {
        let stored = Tile::holding(tile.level, tile.index * WIDTH, self.size);
        if self.read(stored).as_deref() != Some(built) {
            self.first.get_or_insert(stored);
            let kept = self.built.iter().filter(|(kept, _)| kept.level == tile.level).count();
            if kept < MAX_KEPT || u64::from(stored.width) < WIDTH {
                self.built.push((stored, built.to_vec()));
            }
        }
        Ok(())
    }

    /// The stored hashes of a tile, if there are as many as it must have.
    pub fn read(&self, tile: Tile) -> Option<Vec<Hash>> {
        let mut bytes = Vec::new();
        let limit = u64::from(tile.width) * 32;
        fs::File::open(self.folder.join(tile.to_string()))
            .ok()?
            .take(limit + 1)
            .read_to_end(&mut bytes)
            .ok()?;
        let (hashes, rest) = bytes.as_chunks::<32>();
        (bytes.len() as u64 == limit && rest.is_empty()).then(|| hashes.iter().copied().map(Hash).collect())
    }

    /// The hashes that the records give a tile which differs; none where the records end before it.
    pub fn built(&self, tile: Tile, records: u64) -> Option<&[Hash]> {
        let kept = self.built.iter().find(|(kept, _)| *kept == tile).map(|(_, hashes)| hashes.as_slice());
        let beyond = records >> (8 * tile.level) <= tile.index * WIDTH;
        kept.or(if beyond { Some(&[]) } else { None })
    }
}
