use std::{collections::HashMap, convert::Infallible};

use proptest::prelude::*;
use serde_json::Value;
use sharing_log::{
    Hash,
    tree::{
        Frontier, Hashes, Node, consistency_proof, inclusion_proof, root, verify_consistency,
        verify_inclusion,
    },
};

/// All complete subtrees of some leaves.
pub struct Stored(HashMap<Node, Hash>);

impl Stored {
    pub fn new(leaves: &[Hash]) -> Self {
        let mut nodes = HashMap::new();
        let (mut level, mut hashes) = (0, leaves.to_vec());
        while !hashes.is_empty() {
            nodes.extend(
                hashes.iter().enumerate().map(|(index, hash)| (Node { level, index: index as u64 }, *hash)),
            );
            hashes =
                hashes.as_chunks::<2>().0.iter().map(|[left, right]| Hash::node(*left, *right)).collect();
            level += 1;
        }
        Self(nodes)
    }
}

impl Hashes for Stored {
    type Error = Infallible;

    fn read(&mut self, nodes: &[Node]) -> Result<Vec<Hash>, Infallible> {
        Ok(nodes.iter().map(|node| self.0[node]).collect())
    }
}

/// The definition of RFC 6962, word for word.
fn from_scratch(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash::of(&[]),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            Hash::node(from_scratch(left), from_scratch(right))
        }
    }
}

pub fn leaves(count: u64) -> Vec<Hash> {
    (0..count).map(|number| Hash::leaf(format!("entry {number}").as_bytes())).collect()
}

fn flipped(hash: Hash, bit: usize) -> Hash {
    let mut hash = hash;
    hash.0[bit / 8 % 32] ^= 1 << (bit % 8);
    hash
}

fn vectors(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn hex_hashes(list: &Value) -> Vec<Hash> {
    let hash = |text: &Value| Hash(hex::decode(text.as_str().unwrap()).unwrap().try_into().unwrap());
    list.as_array().unwrap().iter().map(hash).collect()
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap()
}

#[test]
fn agrees_with_the_reference_code_of_rfc_6962() {
    let vectors = vectors(include_str!("vectors/rfc6962.json"));
    let entries = vectors["leaves"].as_array().unwrap();
    let leaves: Vec<Hash> =
        entries.iter().map(|entry| Hash::leaf(&hex::decode(entry.as_str().unwrap()).unwrap())).collect();
    let mut frontier = Frontier::default();
    let roots: Vec<Hash> = leaves
        .iter()
        .map(|leaf| {
            frontier.append(*leaf);
            frontier.root()
        })
        .collect();
    assert_eq!(roots, hex_hashes(&vectors["roots"]));
    let mut stored = Stored::new(&leaves);
    for case in vectors["inclusion"].as_array().unwrap() {
        let proof = inclusion_proof(number(&case["index"]), number(&case["size"]), &mut stored).unwrap();
        assert_eq!(proof, hex_hashes(&case["proof"]));
    }
    for case in vectors["consistency"].as_array().unwrap() {
        let proof = consistency_proof(number(&case["old"]), number(&case["new"]), &mut stored).unwrap();
        assert_eq!(proof, hex_hashes(&case["proof"]));
    }
}

#[test]
fn agrees_with_pymerkle() {
    let vectors = vectors(include_str!("vectors/pymerkle.json"));
    let leaves = leaves(300);
    let mut stored = Stored::new(&leaves);
    let roots: Vec<(u64, Hash)> = vectors["roots"]
        .as_array()
        .unwrap()
        .iter()
        .map(|case| (number(&case["size"]), case["root"].as_str().unwrap().parse().unwrap()))
        .collect();
    for &(size, expected) in &roots {
        assert_eq!(root(size, &mut stored), Ok(expected));
        for &(old, old_root) in roots.iter().filter(|(old, _)| *old <= size) {
            let proof = consistency_proof(old, size, &mut stored).unwrap();
            assert!(verify_consistency(old, old_root, size, expected, &proof), "{old} {size}");
        }
    }
    for case in vectors["inclusion"].as_array().unwrap() {
        let expected: Vec<Hash> = case["proof"]
            .as_array()
            .unwrap()
            .iter()
            .map(|hash| hash.as_str().unwrap().parse().unwrap())
            .collect();
        assert_eq!(inclusion_proof(number(&case["index"]), number(&case["size"]), &mut stored), Ok(expected));
    }
}

#[test]
fn refuses_what_lies_outside() {
    let mut stored = Stored::new(&leaves(4));
    assert!(inclusion_proof(4, 4, &mut stored).is_err());
    assert!(consistency_proof(5, 4, &mut stored).is_err());
    assert!(Frontier::new(3, leaves(1)).is_err());
    assert_eq!(Frontier::default().root(), Hash::empty());
}

proptest! {
    #[test]
    fn batches_give_the_tree_from_scratch(batches in prop::collection::vec(0u64..70, 0..12)) {
        let all = leaves(batches.iter().sum());
        let mut rest = all.as_slice();
        let mut frontier = Frontier::default();
        for batch in batches {
            let (now, later) = rest.split_at(batch as usize);
            rest = later;
            frontier = Frontier::new(frontier.size(), frontier.hashes().to_vec()).unwrap();
            frontier.extend(now.iter().copied());
        }
        prop_assert_eq!(frontier.root(), from_scratch(&all));
        prop_assert_eq!(root(all.len() as u64, &mut Stored::new(&all)), Ok(frontier.root()));
    }

    #[test]
    fn inclusion_verifies_and_no_flip_does(size in 1u64..200, at in any::<u64>(), bit in 0usize..256, which in any::<usize>()) {
        let (all, index) = (leaves(size), at % size);
        let root = from_scratch(&all);
        let leaf = all[index as usize];
        let proof = inclusion_proof(index, size, &mut Stored::new(&all)).unwrap();
        prop_assert!(verify_inclusion(leaf, index, size, &proof, root));
        prop_assert!(!verify_inclusion(flipped(leaf, bit), index, size, &proof, root));
        prop_assert!(!verify_inclusion(leaf, index, size, &proof, flipped(root, bit)));
        if !proof.is_empty() {
            let mut wrong = proof.clone();
            let place = which % proof.len();
            wrong[place] = flipped(wrong[place], bit);
            prop_assert!(!verify_inclusion(leaf, index, size, &wrong, root));
            prop_assert!(!verify_inclusion(leaf, index, size, &proof[1..], root));
        }
    }

    #[test]
    fn consistency_verifies_and_no_flip_does(new in 1u64..200, at in any::<u64>(), bit in 0usize..256, which in any::<usize>()) {
        let (all, old) = (leaves(new), at % new + 1);
        let (older, newer) = (from_scratch(&all[..old as usize]), from_scratch(&all));
        let proof = consistency_proof(old, new, &mut Stored::new(&all)).unwrap();
        prop_assert!(verify_consistency(old, older, new, newer, &proof));
        prop_assert!(!verify_consistency(old, flipped(older, bit), new, newer, &proof));
        prop_assert!(!verify_consistency(old, older, new, flipped(newer, bit), &proof));
        if !proof.is_empty() {
            let mut wrong = proof.clone();
            let place = which % proof.len();
            wrong[place] = flipped(wrong[place], bit);
            prop_assert!(!verify_consistency(old, older, new, newer, &wrong));
        }
    }
}
