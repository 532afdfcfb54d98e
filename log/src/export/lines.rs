//! Lines to leaves: one thread reads, others hash, the caller gets the batches in order. The channels are short, so memory
//! is flat whatever the length of the files or of a line.

use std::{
    fs::File as Disk,
    io::{BufRead, BufReader, Read},
    path::Path,
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread,
};

use super::{ExportError, File, MAX_LINE};
use crate::{
    Hash,
    entry::{Body, Parts},
};

/// A batch ends after so many lines, or with the line that brings it to so many bytes.
const BATCH: usize = 256;
const BATCH_BYTES: usize = 1 << 20;
const QUEUE: usize = 4;

/// What a line says.
#[derive(Clone, Copy, Debug)]
pub struct Leaf {
    /// The leaf; of an unreadable line a hash that no leaf has.
    pub hash: Hash,
    /// Whether the line bears the number of its place.
    pub numbered: bool,
    /// Whether the content is erased.
    pub erased: bool,
}

/// Lines, one behind the other in one buffer.
#[derive(Default)]
struct Lines {
    bytes: Vec<u8>,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Lines {
    fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| &self.bytes[start..*end])
    }
}

struct Batch {
    first: u64,
    lines: Lines,
}

/// Hands on the leaves of all lines of the files, in order, with the number of lines of each file at the end.
pub fn for_each_batch(
    folder: &Path,
    files: &[File],
    threads: usize,
    mut take: impl FnMut(Vec<Leaf>) -> Result<(), ExportError>,
) -> Result<Vec<u64>, ExportError> {
    thread::scope(|scope| {
        let (mut work, mut results) = (Vec::new(), Vec::new());
        for _ in 0..threads.max(1) {
            let (to_worker, batches) = sync_channel::<Batch>(QUEUE);
            let (to_caller, leaves) = sync_channel(QUEUE);
            scope.spawn(move || hash_batches(&batches, &to_caller));
            work.push(to_worker);
            results.push(leaves);
        }
        let reader = scope.spawn(move || read_files(folder, files, &work));
        // The n-th batch comes from the n-th worker, in turn; the first that has no more ends the stream.
        for leaves in (0..results.len()).cycle().map_while(|turn| results[turn].recv().ok()) {
            take(leaves)?;
        }
        reader.join().expect("the reader does not panic")
    })
}

fn hash_batches(batches: &Receiver<Batch>, leaves: &SyncSender<Vec<Leaf>>) {
    for Batch { first, lines } in batches {
        let read = lines.iter().zip(first..).map(|(line, place)| read_leaf(line, place)).collect();
        if leaves.send(read).is_err() {
            return;
        }
    }
}

fn read_leaf(line: &[u8], place: u64) -> Leaf {
    let parsed = line.strip_suffix(b"\n").and_then(|line| Parts::from_line(str::from_utf8(line).ok()?));
    match parsed {
        Some((number, parts)) => Leaf {
            hash: parts.leaf(),
            numbered: number == place,
            erased: matches!(parts.body, Body::Erased(_)),
        },
        None => Leaf { hash: Hash::of(&[b"unreadable line"]), numbered: false, erased: false },
    }
}

fn read_files(folder: &Path, files: &[File], work: &[SyncSender<Batch>]) -> Result<Vec<u64>, ExportError> {
    let mut turns = work.iter().cycle();
    let (mut place, mut counts) = (0, Vec::new());
    for file in files {
        let path = folder.join(&file.name);
        let mut disk = BufReader::with_capacity(1 << 18, Disk::open(&path).map_err(ExportError::at(&path))?);
        let start = place;
        loop {
            let lines = read_lines(&mut disk).map_err(ExportError::at(&path))?;
            let (first, read) = (place, lines.ends.len() as u64);
            place += read;
            if read == 0 || turns.next().expect("there is a worker").send(Batch { first, lines }).is_err() {
                break;
            }
        }
        counts.push(place - start);
    }
    Ok(counts)
}

fn read_lines(disk: &mut impl BufRead) -> std::io::Result<Lines> {
    let mut lines = Lines::default();
    while lines.ends.len() < BATCH && lines.bytes.len() < BATCH_BYTES {
        let start = lines.bytes.len();
        disk.by_ref().take(MAX_LINE as u64).read_until(b'\n', &mut lines.bytes)?;
        let read = lines.bytes.len() - start;
        if read == 0 {
            break;
        }
        if read == MAX_LINE && !lines.bytes.ends_with(b"\n") {
            lines.bytes.truncate(start);
            disk.skip_until(b'\n')?;
        }
        lines.ends.push(lines.bytes.len());
    }
    Ok(lines)
}
