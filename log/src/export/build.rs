//! The tiles of a growing tree, one at a time: at most eight half-filled ones are held.

use crate::{
    Hash,
    tile::{Tile, WIDTH, root_of},
    tree::Frontier,
};

#[derive(Debug, Default)]
pub struct Builder {
    /// By level: the number of tiles done, and the hashes of the one being filled.
    levels: Vec<(u64, Vec<Hash>)>,
    size: u64,
}

impl Builder {
    /// Appends a leaf and hands on the tiles that it fills.
    pub fn append<E>(
        &mut self,
        leaf: Hash,
        done: &mut impl FnMut(Tile, &[Hash]) -> Result<(), E>,
    ) -> Result<(), E> {
        self.size += 1;
        let mut hash = leaf;
        for level in 0.. {
            if self.levels.len() == level {
                self.levels.push((0, Vec::new()));
            }
            let (index, hashes) = &mut self.levels[level];
            hashes.push(hash);
            if hashes.len() as u64 != WIDTH {
                break;
            }
            done(Tile { level: level as u8, index: *index, width: WIDTH as u16 }, hashes)?;
            hash = root_of(hashes);
            *index += 1;
            hashes.clear();
        }
        Ok(())
    }

    /// Hands on the partial tiles, the leaves' first, and tells the root.
    pub fn finish<E>(&self, done: &mut impl FnMut(Tile, &[Hash]) -> Result<(), E>) -> Result<Hash, E> {
        for (level, (index, hashes)) in self.levels.iter().enumerate() {
            if !hashes.is_empty() {
                done(Tile { level: level as u8, index: *index, width: hashes.len() as u16 }, hashes)?;
            }
        }
        Ok(edge_root(self.size, self.levels.iter().rev().map(|(_, hashes)| hashes.as_slice())))
    }
}

/// The root of a tree over its partial tiles, the highest first: side by side they are the tree's right edge.
pub fn edge_root<'a>(size: u64, partial: impl Iterator<Item = &'a [Hash]>) -> Hash {
    let edge =
        partial.flat_map(|hashes| hashes.iter().copied().collect::<Frontier>().hashes().to_vec()).collect();
    Frontier::new(size, edge).expect("each partial tile is one digit of the size").root()
}
