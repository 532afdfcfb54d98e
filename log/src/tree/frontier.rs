//! Appending without the tree: what a log keeps of it.

use super::fold;
use crate::Hash;

/// The right edge of a tree: one hash for each bit of its size, the largest subtree first. At most 64 hashes, whatever
/// the size.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    hashes: Vec<Hash>,
}

/// The hashes are not as many as a tree of this size has complete subtrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the frontier does not fit the size")]
pub struct Misfit;

impl Frontier {
    /// The frontier that was stored.
    pub fn new(size: u64, hashes: Vec<Hash>) -> Result<Self, Misfit> {
        if size.count_ones() as usize == hashes.len() { Ok(Self { size, hashes }) } else { Err(Misfit) }
    }

    /// The number of leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// What is stored between two appends, the largest subtree first.
    pub fn hashes(&self) -> &[Hash] {
        &self.hashes
    }

    /// Appends one leaf; one hash for each trailing one of the size.
    pub fn append(&mut self, leaf: Hash) {
        let joined = self.size.trailing_ones() as usize;
        let kept = self.hashes.len() - joined;
        let top = self.hashes.drain(kept..).rev().fold(leaf, |right, left| Hash::node(left, right));
        self.hashes.push(top);
        self.size += 1;
    }

    /// The root of the tree.
    pub fn root(&self) -> Hash {
        fold(&self.hashes)
    }
}

impl Extend<Hash> for Frontier {
    fn extend<I: IntoIterator<Item = Hash>>(&mut self, leaves: I) {
        leaves.into_iter().for_each(|leaf| self.append(leaf));
    }
}

impl FromIterator<Hash> for Frontier {
    fn from_iter<I: IntoIterator<Item = Hash>>(leaves: I) -> Self {
        let mut frontier = Self::default();
        frontier.extend(leaves);
        frontier
    }
}
