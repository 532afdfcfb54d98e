use std::{collections::HashMap, convert::Infallible};

use proptest::prelude::*;
use sharing_log::{
    Hash,
    tile::{MalformedPath, Tile, TileHashes, Tiles, root_of},
    tree::{consistency_proof, inclusion_proof},
};

use crate::tree::{Stored, leaves};

pub struct Kept(pub HashMap<Tile, Vec<Hash>>);

impl Tiles for Kept {
    type Error = Infallible;

    fn tile(&mut self, tile: Tile) -> Result<Vec<Hash>, Infallible> {
        Ok(self.0[&tile].clone())
    }
}

/// The tiles of these leaves, each level made from the full tiles of the one below.
pub fn cut(leaves: &[Hash]) -> Kept {
    let mut kept = HashMap::new();
    let (mut level, mut hashes) = (0, leaves.to_vec());
    while !hashes.is_empty() {
        let tiles = hashes.chunks(256).enumerate();
        kept.extend(tiles.map(|(index, part)| {
            (Tile { level, index: index as u64, width: part.len() as u16 }, part.to_vec())
        }));
        hashes = hashes.as_chunks::<256>().0.iter().map(|tile| root_of(tile)).collect();
        level += 1;
    }
    Kept(kept)
}

#[test]
fn writes_paths_as_tlog_tiles_does() {
    // The first is the specification's own example of an index.
    for (path, tile) in [
        ("tile/0/x001/x234/067", Tile { level: 0, index: 1_234_067, width: 256 }),
        ("tile/0/000", Tile { level: 0, index: 0, width: 256 }),
        ("tile/1/273.p/5", Tile { level: 1, index: 273, width: 5 }),
        ("tile/2/x001/000.p/255", Tile { level: 2, index: 1000, width: 255 }),
    ] {
        assert_eq!(tile.to_string(), path);
        assert_eq!(path.parse(), Ok(tile));
    }
}

#[test]
fn refuses_other_spellings() {
    for path in [
        "tile/0/0",
        "tile/0/x000/000",
        "tile/00/000",
        "tile/8/000",
        "tile/0/000.p/256",
        "tile/0/000.p/0",
        "tile/0/001/000",
        "tile/0/000/",
        "tile/entries/000",
        "../tile/0/000",
        "tile/0/000.p/01",
    ] {
        assert_eq!(path.parse::<Tile>(), Err(MalformedPath), "{path}");
    }
}

#[test]
fn names_the_tiles_of_a_tree() {
    // The specification's example: 70,000 entries.
    let names: Vec<String> = Tile::all(70_000).map(|tile| tile.to_string()).collect();
    assert_eq!(names.len(), 274 + 2 + 1);
    assert_eq!(names[272], "tile/0/272");
    assert_eq!(names[273..], ["tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"]);
    assert_eq!(Tile::all(0).count(), 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn tiles_prove_as_the_whole_tree_does(size in 1u64..1500, at in any::<u64>()) {
        let all = leaves(size);
        let mut tiles = TileHashes { tiles: cut(&all), size };
        let mut stored = Stored::new(&all);
        prop_assert_eq!(inclusion_proof(at % size, size, &mut tiles), inclusion_proof(at % size, size, &mut stored));
        prop_assert_eq!(consistency_proof(at % size, size, &mut tiles), consistency_proof(at % size, size, &mut stored));
    }
}
