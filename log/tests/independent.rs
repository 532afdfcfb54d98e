//! Against public implementations: `tlog_tiles` and `signed_note`, which port the reference code of Go's checksum database.

use sharing_log::{
    Checkpoint, Hash,
    note::{Note, Signer, Verifier},
    tile::Tile,
    tree::{Frontier, consistency_proof, inclusion_proof, root, verify_consistency, verify_inclusion},
};
use signed_note::{StandardSigner, StandardVerifier, VerifierList};
use tlog_tiles as public;

use crate::{tile::cut, tree::Stored};

const NAME: &str = "log.example/tenant";
const SIZES: [u64; 13] = [1, 2, 3, 7, 8, 64, 100, 255, 256, 257, 511, 600, 1025];

/// All hashes of a log, as the public implementation keeps them.
struct Log(Vec<public::Hash>);

impl public::HashReader for Log {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<public::Hash>, public::Error> {
        Ok(indexes.iter().map(|index| self.0[usize::try_from(*index).unwrap()]).collect())
    }
}

impl Log {
    fn new(size: u64) -> Self {
        let mut log = Self(Vec::new());
        for number in 0..size {
            let hashes = public::stored_hashes(number, entry(number).as_bytes(), &log).unwrap();
            log.0.extend(hashes);
        }
        log
    }
}

fn entry(number: u64) -> String {
    format!("entry {number}")
}

fn leaves(size: u64) -> Vec<Hash> {
    (0..size).map(|number| Hash::leaf(entry(number).as_bytes())).collect()
}

fn ours(hashes: Vec<public::Hash>) -> Vec<Hash> {
    hashes.into_iter().map(|hash| Hash(hash.0)).collect()
}

fn theirs(hashes: &[Hash]) -> Vec<public::Hash> {
    hashes.iter().map(|hash| public::Hash(hash.0)).collect()
}

#[test]
fn roots_and_proofs_are_those_of_a_public_implementation() {
    let most = SIZES[SIZES.len() - 1];
    let (log, leaves) = (Log::new(most), leaves(most));
    let mut stored = Stored::new(&leaves);
    let roots: Vec<(u64, Hash)> =
        SIZES.into_iter().map(|size| (size, root(size, &mut stored).unwrap())).collect();
    for &(size, head) in &roots {
        assert_eq!(public::tree_hash(size, &log).unwrap().0, head.0, "root of {size}");
        for index in [0, size / 3, size / 2, size - 1] {
            let leaf = leaves[usize::try_from(index).unwrap()];
            let proof = inclusion_proof(index, size, &mut stored).unwrap();
            assert_eq!(proof, ours(public::prove_record(size, index, &log).unwrap()), "{index} in {size}");
            public::check_record(&theirs(&proof), size, public::Hash(head.0), index, public::Hash(leaf.0))
                .unwrap();
            assert!(verify_inclusion(leaf, index, size, &proof, head));
        }
        for &(old, old_head) in roots.iter().filter(|(old, _)| *old <= size) {
            let proof = consistency_proof(old, size, &mut stored).unwrap();
            assert_eq!(proof, ours(public::prove_tree(size, old, &log).unwrap()), "{old} to {size}");
            let (new_root, old_root) = (public::Hash(head.0), public::Hash(old_head.0));
            public::check_tree(&theirs(&proof), size, new_root, old, old_root).unwrap();
            assert!(verify_consistency(old, old_head, size, head, &proof));
        }
    }
}

#[test]
fn tiles_are_those_of_a_public_implementation() {
    for size in SIZES {
        let (log, kept) = (Log::new(size), cut(&leaves(size)));
        for tile in Tile::all(size) {
            let same = public::Tile::new(8, tile.level, tile.index, tile.width.into(), false);
            let hashes = same.read_data(&log).unwrap();
            let built: Vec<u8> = kept.0[&tile].iter().flat_map(|hash| hash.0).collect();
            assert_eq!(hashes, built, "{tile} of {size}");
            // The port writes the height, which the specification leaves out since it is always 8.
            assert_eq!(same.path().replacen("tile/8/", "tile/", 1), tile.to_string());
        }
        let full = public::Tile::new_tiles(8, 0, size).len();
        assert_eq!(full, Tile::all(size).count(), "tiles of {size}");
    }
}

#[test]
fn checkpoints_are_signed_and_read_as_by_a_public_implementation() {
    let seed = [7; 32];
    let signer = Signer::new(NAME, &seed).unwrap();
    let mut frontier = Frontier::default();
    frontier.extend(leaves(1_000));
    let checkpoint = Checkpoint { origin: NAME.into(), size: 1_000, root: frontier.root() };
    let mut note = Note::new(checkpoint.to_string()).unwrap();
    note.sign(&signer);

    let key = StandardVerifier::new(&signer.verifier().to_string()).unwrap();
    let read = signed_note::Note::from_bytes(note.to_string().as_bytes()).unwrap();
    let (good, unknown) = read.verify(&VerifierList::new(vec![Box::new(key)])).unwrap();
    assert_eq!((good.len(), unknown.len()), (1, 0));
    let told = public::Checkpoint::from_bytes(read.text()).unwrap();
    assert_eq!((told.origin(), told.size(), told.hash().0), (NAME, 1_000, checkpoint.root.0));

    let private = private_key(&signer.verifier(), &seed);
    let mut own = signed_note::Note::new(checkpoint.to_string().as_bytes(), &[]).unwrap();
    own.add_sigs(&[&StandardSigner::new(&private).unwrap()]).unwrap();
    let own = String::from_utf8(own.to_bytes()).unwrap();
    assert_eq!(own, note.to_string(), "Ed25519 signs one text in one way");
    assert_eq!(Checkpoint::open(&own, &signer.verifier()).unwrap(), checkpoint);
}

#[test]
fn a_changed_checkpoint_is_refused_by_a_public_implementation() {
    let signer = Signer::new(NAME, &[7; 32]).unwrap();
    let mut note = Note::new(format!("{NAME}\n1\n{}\n", Hash::leaf(b"entry"))).unwrap();
    note.sign(&signer);
    let changed = note.to_string().replacen("\n1\n", "\n2\n", 1);
    let key = StandardVerifier::new(&signer.verifier().to_string()).unwrap();
    let read = signed_note::Note::from_bytes(changed.as_bytes()).unwrap();
    assert!(read.verify(&VerifierList::new(vec![Box::new(key)])).is_err());
    assert!(Checkpoint::open(&changed, &signer.verifier()).is_err());
}

/// A signer's key as the public implementation reads it: `PRIVATE+KEY+NAME+ID+BASE64(0x01 ‖ seed)`.
fn private_key(verifier: &Verifier, seed: &[u8; 32]) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let (named, _) =
        verifier.to_string().rsplit_once('+').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    format!("PRIVATE+KEY+{named}+{}", STANDARD.encode([&[1], &seed[..]].concat()))
}
