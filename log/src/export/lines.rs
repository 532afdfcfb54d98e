//! Lines to leaves, on several threads: each reads and hashes every so many-th piece of the files, the caller gets the leaves
//! in order. The channels are short, so memory is flat whatever the length of the files or of a line.

use std::{
    fs::File as Disk,
    io::{self, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    sync::mpsc::{SyncSender, sync_channel},
    thread,
};

use super::{ExportError, File, MAX_LINE};
use crate::{Hash, line::Line};

/// Bytes of a piece: the lines that begin in them are read together.
const PIECE: u64 = 1 << 20;
/// Bytes that are read at once to find the end of a piece's last line.
const MORE: usize = 1 << 14;
/// Pieces of one thread that are read and not taken.
const QUEUE: usize = 2;

/// What a line says.
#[derive(Clone, Copy, Debug)]
pub struct Leaf {
    /// The leaf; of an unreadable line a hash that no leaf has.
    pub hash: Hash,
    /// The number that the line bears.
    pub number: Option<u64>,
    /// Whether the content is erased.
    pub erased: bool,
}

/// A piece of a file.
#[derive(Clone, Copy, Debug)]
struct Piece {
    file: usize,
    start: u64,
}

/// Hands on the leaves of all lines of the files, in order, with the number of lines of each file at the end.
pub fn for_each_batch(
    folder: &Path,
    files: &[File],
    threads: usize,
    mut take: impl FnMut(Vec<Leaf>) -> Result<(), ExportError>,
) -> Result<Vec<u64>, ExportError> {
    let paths: Vec<PathBuf> = files.iter().map(|file| folder.join(&file.name)).collect();
    let pieces = pieces(&paths)?;
    let (mut counts, threads) = (vec![0; files.len()], threads.max(1));
    thread::scope(|scope| {
        let (paths, pieces) = (&paths, &pieces);
        let mut results = Vec::new();
        for first in 0..threads {
            let (to_caller, leaves) = sync_channel(QUEUE);
            scope.spawn(move || read_pieces(paths, pieces.iter().skip(first).step_by(threads), &to_caller));
            results.push(leaves);
        }
        for (piece, turn) in pieces.iter().zip((0..threads).cycle()) {
            let leaves = results[turn].recv().expect("a thread answers for each of its pieces")?;
            counts[piece.file] += leaves.len() as u64;
            take(leaves)?;
        }
        Ok(counts)
    })
}

fn pieces(paths: &[PathBuf]) -> Result<Vec<Piece>, ExportError> {
    let mut pieces = Vec::new();
    for (file, path) in paths.iter().enumerate() {
        let length = Disk::open(path).and_then(|disk| disk.metadata()).map_err(ExportError::at(path))?.len();
        pieces.extend((0..length.div_ceil(PIECE)).map(|number| Piece { file, start: number * PIECE }));
    }
    Ok(pieces)
}

/// Sends the leaves of each piece, up to the first that cannot be read or is not taken.
fn read_pieces<'a>(
    paths: &[PathBuf],
    pieces: impl Iterator<Item = &'a Piece>,
    to_caller: &SyncSender<Result<Vec<Leaf>, ExportError>>,
) {
    let mut reader = Reader::default();
    for piece in pieces {
        let path = &paths[piece.file];
        let leaves = reader.leaves(path, *piece).map_err(ExportError::at(path));
        let failed = leaves.is_err();
        if to_caller.send(leaves).is_err() || failed {
            return;
        }
    }
}

/// Reads pieces, in room that is used again for the next.
#[derive(Default)]
struct Reader {
    open: Option<(usize, Disk)>,
    bytes: Vec<u8>,
    line: Line,
}

impl Reader {
    fn leaves(&mut self, path: &Path, Piece { file, start }: Piece) -> io::Result<Vec<Leaf>> {
        let mut disk = match self.open.take() {
            Some((open, disk)) if open == file => disk,
            _ => Disk::open(path)?,
        };
        // The byte before the piece tells whether a line begins with it.
        let (before, from) = if start == 0 { (0, 0) } else { (1, start - 1) };
        disk.seek(SeekFrom::Start(from))?;
        self.bytes.clear();
        disk.by_ref().take(PIECE + before).read_to_end(&mut self.bytes)?;
        let within = self.bytes.len();
        let mut leaves = Vec::new();
        let mut next = if start == 0 { Some(0) } else { end_of_line(&self.bytes) };
        while let Some(begin) = next.filter(|begin| *begin < within) {
            let mut end = end_of_line(&self.bytes[begin..]);
            while end.is_none() && self.bytes.len() - begin < MAX_LINE {
                let (searched, wanted) = (self.bytes.len(), MORE as u64);
                if disk.by_ref().take(wanted).read_to_end(&mut self.bytes)? == 0 {
                    break;
                }
                end = end_of_line(&self.bytes[searched..]).map(|end| searched - begin + end);
            }
            let line = &self.bytes[begin..end.map_or(self.bytes.len(), |end| begin + end)];
            leaves.push(read_leaf(&mut self.line, line));
            next = end.map(|end| begin + end);
        }
        self.open = Some((file, disk));
        Ok(leaves)
    }
}

/// How many bytes there are up to and with the first line feed.
fn end_of_line(bytes: &[u8]) -> Option<usize> {
    memchr::memchr(b'\n', bytes).map(|at| at + 1)
}

fn read_leaf(room: &mut Line, line: &[u8]) -> Leaf {
    let whole = line.strip_suffix(b"\n").filter(|_| line.len() <= MAX_LINE);
    match whole.and_then(|whole| room.read(whole)) {
        Some(number) => Leaf { hash: room.leaf(), number: Some(number), erased: room.is_erased() },
        None => Leaf { hash: Hash::of(&[b"unreadable line"]), number: None, erased: false },
    }
}
