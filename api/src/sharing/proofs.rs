//! Tiles, entries and proofs of a log of any size up to its own.

use std::{collections::HashMap, convert::Infallible};

use sharing_log::{
    Hash,
    entry::{Body, LENGTH, Parts},
    tile::{Tile, TileHashes, Tiles, WIDTH, root_of},
    tree::{ProofError, consistency_proof, inclusion_proof},
};

use super::{model::Log, store};
use crate::platform::{
    error::{AppError, Result},
    scope::ReadScope,
};

/// Notes which tiles are wanted.
#[derive(Default)]
struct Wanted(Vec<Tile>);

impl Tiles for Wanted {
    type Error = Infallible;

    fn tile(&mut self, tile: Tile) -> Result<Vec<Hash>, Infallible> {
        self.0.push(tile);
        Ok(vec![Hash::empty(); tile.width.into()])
    }
}

/// The tiles that were wanted.
struct Read(HashMap<Tile, Vec<Hash>>);

impl Tiles for Read {
    type Error = AppError;

    fn tile(&mut self, tile: Tile) -> Result<Vec<Hash>> {
        self.0.remove(&tile).ok_or_else(|| AppError::internal("a tile was not read"))
    }
}

fn outside(log: &Log) -> AppError {
    AppError::invalid("error-sharing-outside").arg("size", log.size())
}

fn refused(log: &Log, error: ProofError<AppError>) -> AppError {
    match error {
        ProofError::Outside => outside(log),
        ProofError::Hashes(error) => error,
    }
}

/// The proof that the record `seq` is in the log of the first `size` records, the lowest hash first.
///
/// # Errors
/// `INVALID` (`error-sharing-outside`) where the log has not so many records, or these not that one.
pub async fn inclusion(scope: &ReadScope, log: &Log, seq: u64, size: u64) -> Result<Vec<Hash>> {
    if size > log.size() {
        return Err(outside(log));
    }
    let mut wanted = TileHashes { tiles: Wanted::default(), size };
    inclusion_proof(seq, size, &mut wanted).map_err(|_| outside(log))?;
    let mut read = TileHashes { tiles: Read(read(scope, log, wanted.tiles.0).await?), size };
    inclusion_proof(seq, size, &mut read).map_err(|error| refused(log, error))
}

/// The proof that the log of the first `from` records is the beginning of that of the first `to`.
///
/// # Errors
/// As for [`inclusion`].
pub async fn consistency(scope: &ReadScope, log: &Log, from: u64, to: u64) -> Result<Vec<Hash>> {
    if to > log.size() {
        return Err(outside(log));
    }
    let mut wanted = TileHashes { tiles: Wanted::default(), size: to };
    consistency_proof(from, to, &mut wanted).map_err(|_| outside(log))?;
    let mut read = TileHashes { tiles: Read(read(scope, log, wanted.tiles.0).await?), size: to };
    consistency_proof(from, to, &mut read).map_err(|error| refused(log, error))
}

/// The hashes of one tile; none where the log has it not, or not so wide.
///
/// # Errors
/// Those of the database, as codes.
pub async fn tile(scope: &ReadScope, log: &Log, tile: Tile) -> Result<Option<Vec<Hash>>> {
    if !has(log, tile.level, tile.index, tile.width) {
        return Ok(None);
    }
    Ok(read(scope, log, vec![tile]).await?.remove(&tile))
}

/// The entries of the records that a tile of leaves covers, each after its length in two bytes; none where the log has
/// not so many.
///
/// # Errors
/// Those of the database, as codes.
pub async fn entries(scope: &ReadScope, log: &Log, index: u64, width: u16) -> Result<Option<Vec<u8>>> {
    if !has(log, 0, index, width) {
        return Ok(None);
    }
    let first = index * WIDTH;
    let records = store::committed(scope, log.id, (first, first + u64::from(width))).await?;
    if records.len() != usize::from(width) {
        return Err(AppError::internal("records of the log are missing"));
    }
    let length = u16::try_from(LENGTH).map_err(AppError::internal)?.to_be_bytes();
    let entry = |(header, hash)| Parts { header, body: Body::Erased(hash) }.entry();
    Ok(Some(records.into_iter().flat_map(|record| length.into_iter().chain(entry(record))).collect()))
}

fn has(log: &Log, level: u8, index: u64, width: u16) -> bool {
    let hashes = log.size().checked_shr(8 * u32::from(level)).unwrap_or(0);
    index
        .checked_mul(WIDTH)
        .and_then(|first| first.checked_add(width.into()))
        .is_some_and(|end| end <= hashes)
}

/// Reads tiles that the log has: full ones as they are kept, also for those that were narrower once; the rest from the
/// leaves of the newest records and from the roots of full tiles. At most one statement for the full ones and the leaves,
/// and one for each level above.
async fn read(scope: &ReadScope, log: &Log, wanted: Vec<Tile>) -> Result<HashMap<Tile, Vec<Hash>>> {
    let full = |tile: &Tile| (tile.index + 1) * WIDTH <= log.size() >> (8 * u32::from(tile.level));
    let kept: Vec<(u8, u64)> =
        wanted.iter().filter(|tile| full(tile)).map(|tile| (tile.level, tile.index)).collect();
    let kept = store::tiles(scope, log.id, &kept).await?;
    let mut found = HashMap::new();
    for tile in wanted {
        let mut hashes = match kept.get(&(tile.level, tile.index)) {
            Some(hashes) => hashes.clone(),
            None => edge(scope, log, tile).await?,
        };
        if hashes.len() < usize::from(tile.width) {
            return Err(AppError::internal("hashes of the log are missing"));
        }
        hashes.truncate(tile.width.into());
        found.insert(tile, hashes);
    }
    Ok(found)
}

/// The hashes of a tile that is not full.
async fn edge(scope: &ReadScope, log: &Log, tile: Tile) -> Result<Vec<Hash>> {
    let first = tile.index * WIDTH;
    let range = (first, first + u64::from(tile.width));
    match tile.level.checked_sub(1) {
        None => store::leaves(scope, log.id, range, (log.tile_month, i32::MAX)).await,
        Some(below) => store::roots(scope, log.id, below, range).await,
    }
}

/// Tiles of one level that become full, one behind the other.
#[derive(Debug)]
pub struct Filled {
    pub level: u8,
    /// The place of the first.
    pub first: u64,
    pub tiles: Vec<[Hash; 256]>,
}

/// The tiles that `leaves` fill when they are appended, by level.
///
/// # Errors
/// Those of the database, as codes.
pub async fn filled(scope: &ReadScope, log: &Log, leaves: Vec<Hash>) -> Result<Vec<Filled>> {
    let mut filled = Vec::new();
    let (mut level, mut size, mut new) = (0, log.size(), leaves);
    loop {
        let (first, added) = (size / WIDTH, new.len() as u64);
        if (size + added) / WIDTH == first {
            return Ok(filled);
        }
        let range = (first * WIDTH, size);
        let mut hashes = match u8::checked_sub(level, 1) {
            _ if range.0 == range.1 => Vec::new(),
            // A clock that went back leaves records of a later month behind.
            None => store::leaves(scope, log.id, range, (log.tile_month, i32::MAX)).await?,
            Some(below) => store::roots(scope, log.id, below, range).await?,
        };
        if hashes.len() as u64 != size % WIDTH {
            return Err(AppError::internal("hashes of the log are missing"));
        }
        hashes.append(&mut new);
        let (full, _) = hashes.as_chunks::<256>();
        new = full.iter().map(|tile| root_of(tile)).collect();
        filled.push(Filled { level, first, tiles: full.to_vec() });
        (level, size) = (level + 1, size / WIDTH);
    }
}
