//! Finding a change: from the root, which the checkpoint vouches for, down through the tiles that it proves.

use super::{
    build::edge_root,
    verify::{Differing, Problem},
};
use crate::{
    Checkpoint, Hash,
    tile::{Tile, WIDTH, root_of},
};

/// Where the records, which are not those of the checkpoint, first differ.
pub fn locate(tiles: &Differing, checkpoint: &Checkpoint, records: u64) -> Problem {
    let size = checkpoint.size;
    let whole = Problem::Range { first: 0, last: size.saturating_sub(1) };
    let partial: Vec<Tile> = (0..8).rev().filter_map(|level| Tile::partial(level, size)).collect();
    let Some(edge) = partial.iter().map(|tile| tiles.read(*tile)).collect::<Option<Vec<_>>>() else {
        return whole;
    };
    if edge_root(size, edge.iter().map(Vec::as_slice)) != checkpoint.root {
        return whole;
    }
    for (tile, proven) in partial.into_iter().zip(edge) {
        if tiles.built(tile, records).is_some_and(|built| first_difference(built, &proven).is_some()) {
            return descend(tiles, tile, proven, records, size);
        }
    }
    // Every record of the log is there: what is wrong comes after the last one.
    if records > size { Problem::Inserted(size) } else { whole }
}

/// Follows the first difference of a proven tile down to the record.
fn descend(tiles: &Differing, mut tile: Tile, mut proven: Vec<Hash>, records: u64, size: u64) -> Problem {
    loop {
        let first = tile.index * WIDTH;
        let Some(built) = tiles.built(tile, records) else { return range(tile.level + 1, tile.index) };
        let Some(place) = first_difference(built, &proven) else { return range(tile.level + 1, tile.index) };
        if tile.level == 0 {
            return name(first, place, built, &proven, records, size);
        }
        let node = first + place as u64;
        let child = Tile { level: tile.level - 1, index: node, width: WIDTH as u16 };
        match tiles.read(child) {
            Some(hashes) if root_of(&hashes) == proven[place] => (tile, proven) = (child, hashes),
            _ => return range(tile.level, node),
        }
    }
}

/// The leaves under a node of a tile level.
fn range(level: u8, node: u64) -> Problem {
    let first = node << (8 * level);
    Problem::Range { first, last: first + (1 << (8 * level)) - 1 }
}

fn first_difference(built: &[Hash], proven: &[Hash]) -> Option<usize> {
    (0..proven.len()).find(|&place| built.get(place) != proven.get(place))
}

/// What best explains a leaf that is not the proven one: the number of records tells whether one is missing or too many.
fn name(first: u64, place: usize, built: &[Hash], proven: &[Hash], records: u64, size: u64) -> Problem {
    let seq = first + place as u64;
    let known = built.get(place).is_some_and(|leaf| proven.contains(leaf)) || built.contains(&proven[place]);
    let last = place + 1 == proven.len();
    match records.cmp(&size) {
        std::cmp::Ordering::Less if built.get(place).is_none() || known || last => Problem::Removed(seq),
        std::cmp::Ordering::Greater if known || last => Problem::Inserted(seq),
        std::cmp::Ordering::Equal if known => Problem::Reordered(seq),
        _ => Problem::Altered(seq),
    }
}
