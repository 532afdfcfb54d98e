//! Tiles after C2SP tlog-tiles: the tree cut into files of up to 256 hashes, eight levels high.

use std::{fmt, str::FromStr};

use crate::{
    Hash,
    tree::{Frontier, Hashes, Node},
};

/// The hashes of a full tile.
pub const WIDTH: u64 = 256;

/// The name of a hash tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tile {
    /// The tile's level: its hashes are nodes of tree level `8·level`. At most 7, enough for 2^64 leaves.
    pub level: u8,
    /// Counted from the left.
    pub index: u64,
    /// How many hashes it has, 1 to 256; below 256 it is partial.
    pub width: u16,
}

/// Not the path of a hash tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the path of a tile")]
pub struct MalformedPath;

impl Tile {
    /// The tiles of one level in a tree of `size` leaves, from the left, the partial one last.
    pub fn of_level(level: u8, size: u64) -> impl Iterator<Item = Self> {
        let hashes = size.checked_shr(8 * u32::from(level)).unwrap_or(0);
        (0..hashes.div_ceil(WIDTH)).map(move |index| Self {
            level,
            index,
            width: (hashes - index * WIDTH).min(WIDTH) as u16,
        })
    }

    /// All tiles of a tree of `size` leaves, the leaves' first.
    pub fn all(size: u64) -> impl Iterator<Item = Self> {
        (0..8).flat_map(move |level| Self::of_level(level, size))
    }

    /// The partial tile of a level in a tree of `size` leaves, if it has one.
    pub fn partial(level: u8, size: u64) -> Option<Self> {
        let hashes = size.checked_shr(8 * u32::from(level)).unwrap_or(0);
        let width = (hashes % WIDTH) as u16;
        (width > 0).then_some(Self { level, index: hashes / WIDTH, width })
    }

    /// The tile of a level that covers this hash of the level, in a tree of `size` leaves.
    pub(crate) fn holding(level: u8, position: u64, size: u64) -> Self {
        let (hashes, index) = (size >> (8 * level), position / WIDTH);
        Self { level, index, width: hashes.saturating_sub(index * WIDTH).min(WIDTH) as u16 }
    }
}

impl fmt::Display for Tile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut groups = vec![format!("{:03}", self.index % 1000)];
        let mut rest = self.index / 1000;
        while rest > 0 {
            groups.push(format!("x{:03}", rest % 1000));
            rest /= 1000;
        }
        groups.reverse();
        write!(f, "tile/{}/{}", self.level, groups.join("/"))?;
        if u64::from(self.width) < WIDTH { write!(f, ".p/{}", self.width) } else { Ok(()) }
    }
}

impl FromStr for Tile {
    type Err = MalformedPath;

    /// Only the one spelling that [`Display`](fmt::Display) writes.
    fn from_str(path: &str) -> Result<Self, MalformedPath> {
        let rest = path.strip_prefix("tile/").ok_or(MalformedPath)?;
        let (rest, width) = rest.split_once(".p/").map_or((rest, "256"), |(rest, width)| (rest, width));
        let (level, index) = rest.split_once('/').ok_or(MalformedPath)?;
        let digits: String = index.chars().filter(|c| !matches!(c, 'x' | '/')).collect();
        let tile = Self {
            level: level.parse().map_err(|_| MalformedPath)?,
            index: digits.parse().map_err(|_| MalformedPath)?,
            width: width.parse().map_err(|_| MalformedPath)?,
        };
        let sound = tile.level < 8 && (1..=256).contains(&tile.width) && tile.to_string() == path;
        if sound { Ok(tile) } else { Err(MalformedPath) }
    }
}

/// Where tiles are kept.
pub trait Tiles {
    /// Why a tile could not be had.
    type Error;

    /// The hashes of a tile, exactly `tile.width` of them.
    fn tile(&mut self, tile: Tile) -> Result<Vec<Hash>, Self::Error>;
}

/// The hashes of a tree of `size` leaves, read from its tiles; each tile is read once a call.
#[derive(Debug)]
pub struct TileHashes<T> {
    /// Where the tiles are.
    pub tiles: T,
    /// The size of the tree the tiles belong to.
    pub size: u64,
}

impl<T: Tiles> Hashes for TileHashes<T> {
    type Error = T::Error;

    fn read(&mut self, nodes: &[Node]) -> Result<Vec<Hash>, T::Error> {
        let mut seen: Vec<(Tile, Vec<Hash>)> = Vec::new();
        let mut hashes = Vec::with_capacity(nodes.len());
        for node in nodes {
            let (level, inner) = (node.level / 8, node.level % 8);
            let first = node.index << inner;
            let tile = Tile::holding(level, first, self.size);
            if !seen.iter().any(|(known, _)| *known == tile) {
                seen.push((tile, self.tiles.tile(tile)?));
            }
            let (_, read) = seen.iter().find(|(known, _)| *known == tile).expect("it was just read");
            let start = (first % WIDTH) as usize;
            hashes.push(root_of(&read[start..start + (1 << inner)]));
        }
        Ok(hashes)
    }
}

/// The root over the hashes of a tile, as the next level holds it where the tile is full.
pub fn root_of(hashes: &[Hash]) -> Hash {
    hashes.iter().copied().collect::<Frontier>().root()
}
