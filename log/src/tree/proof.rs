//! Proofs that a leaf is in a tree, and that one tree is the beginning of another.

use super::{Hashes, ProofError, cover, fold};
use crate::Hash;

/// The path from the leaf at `index` to the root of the first `size` leaves, the lowest sibling first.
pub fn inclusion_proof<H: Hashes>(
    index: u64,
    size: u64,
    hashes: &mut H,
) -> Result<Vec<Hash>, ProofError<H::Error>> {
    if index >= size {
        return Err(ProofError::Outside);
    }
    let mut siblings = Vec::new();
    let (mut first, mut end) = (0, size);
    while end - first > 1 {
        let middle = first + split(end - first);
        if index < middle {
            siblings.push((middle, end));
            end = middle;
        } else {
            siblings.push((first, middle));
            first = middle;
        }
    }
    siblings.reverse();
    read_ranges(&siblings, hashes)
}

/// The proof that the first `old` leaves of the tree of `new` leaves are those of the older tree. Empty where `old` is 0
/// or `new`.
pub fn consistency_proof<H: Hashes>(
    old: u64,
    new: u64,
    hashes: &mut H,
) -> Result<Vec<Hash>, ProofError<H::Error>> {
    if old > new {
        return Err(ProofError::Outside);
    }
    if old == 0 || old == new {
        return Ok(Vec::new());
    }
    let mut ranges = Vec::new();
    let (mut first, mut end) = (0, new);
    while end != old {
        let middle = first + split(end - first);
        if old <= middle {
            ranges.push((middle, end));
            end = middle;
        } else {
            ranges.push((first, middle));
            first = middle;
        }
    }
    if first > 0 {
        ranges.push((first, end));
    }
    ranges.reverse();
    read_ranges(&ranges, hashes)
}

/// The largest power of two below `n`; `n` is at least 2.
fn split(n: u64) -> u64 {
    1 << (n - 1).ilog2()
}

fn read_ranges<H: Hashes>(ranges: &[(u64, u64)], hashes: &mut H) -> Result<Vec<Hash>, ProofError<H::Error>> {
    let covers: Vec<_> = ranges.iter().map(|&(first, end)| cover(first, end)).collect();
    let read = hashes.read(&covers.concat()).map_err(ProofError::Hashes)?;
    let mut rest = read.as_slice();
    Ok(covers
        .iter()
        .map(|nodes| {
            let (own, others) = rest.split_at(nodes.len());
            rest = others;
            fold(own)
        })
        .collect())
}

/// Whether the proof leads from the leaf at `index` to the root of `size` leaves (RFC 9162, 2.1.3.2).
pub fn verify_inclusion(leaf: Hash, index: u64, size: u64, proof: &[Hash], root: Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut at, mut last, mut hash) = (index, size - 1, leaf);
    for &sibling in proof {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            hash = Hash::node(sibling, hash);
            while at & 1 == 0 && at != 0 {
                (at, last) = (at >> 1, last >> 1);
            }
        } else {
            hash = Hash::node(hash, sibling);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    last == 0 && hash == root
}

/// Whether the proof shows the tree of `old` leaves to be the beginning of that of `new` (RFC 9162, 2.1.4.2). The empty
/// tree is the beginning of every tree.
pub fn verify_consistency(old: u64, old_root: Hash, new: u64, new_root: Hash, proof: &[Hash]) -> bool {
    if old == 0 {
        return proof.is_empty() && old_root == Hash::empty();
    }
    if old >= new {
        return old == new && proof.is_empty() && old_root == new_root;
    }
    let (start, rest) = match (old.is_power_of_two(), proof.split_first()) {
        (_, None) => return false,
        (true, Some(_)) => (old_root, proof),
        (false, Some((&first, rest))) => (first, rest),
    };
    let down = (old - 1).trailing_ones();
    let (mut at, mut last) = ((old - 1) >> down, (new - 1) >> down);
    let (mut older, mut newer) = (start, start);
    for &hash in rest {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            (older, newer) = (Hash::node(hash, older), Hash::node(hash, newer));
            while at & 1 == 0 && at != 0 {
                (at, last) = (at >> 1, last >> 1);
            }
        } else {
            newer = Hash::node(newer, hash);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    last == 0 && older == old_root && newer == new_root
}
