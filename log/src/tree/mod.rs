//! The Merkle tree of RFC 6962 and RFC 9162, section 2.1.
//!
//! What is stored are the hashes of complete subtrees, which never change: a [`Node`] at level `l` with index `i` covers
//! the leaves `i·2^l .. (i+1)·2^l`. Every root and proof is a fold over such nodes, so [`Hashes`] is asked once, for all of
//! them, whatever stands behind it.

mod frontier;
mod proof;

pub use frontier::Frontier;
pub use proof::{consistency_proof, inclusion_proof, verify_consistency, verify_inclusion};

use crate::Hash;

/// A complete subtree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Node {
    /// 0 for a leaf.
    pub level: u8,
    /// Counted from the left of its level.
    pub index: u64,
}

/// Where the hashes of complete subtrees are kept.
pub trait Hashes {
    /// Why a hash could not be had.
    type Error;

    /// The hashes of these nodes, in this order, exactly as many. One call serves one proof.
    fn read(&mut self, nodes: &[Node]) -> Result<Vec<Hash>, Self::Error>;
}

/// The root of the first `size` leaves.
pub fn root<H: Hashes>(size: u64, hashes: &mut H) -> Result<Hash, H::Error> {
    Ok(fold(&hashes.read(&cover(0, size))?))
}

/// A proof was asked of a tree that does not hold what it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError<E> {
    /// The leaf or the older tree lies outside the tree.
    #[error("outside the tree")]
    Outside,
    /// The hashes could not be read.
    #[error("hashes unreadable")]
    Hashes(E),
}

/// The complete subtrees that cover the leaves `first..end`, from left to right.
fn cover(first: u64, end: u64) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut at = first;
    while at < end {
        let level = at.trailing_zeros().min((end - at).ilog2());
        nodes.push(Node { level: level as u8, index: at >> level });
        at += 1 << level;
    }
    nodes
}

/// The hash of a range whose complete subtrees are these: the last two join first.
fn fold(hashes: &[Hash]) -> Hash {
    hashes.iter().rev().copied().reduce(|right, left| Hash::node(left, right)).unwrap_or_else(Hash::empty)
}
