use base64::{Engine, engine::general_purpose::STANDARD};
use sharing_log::{
    Checkpoint, Hash,
    note::{Note, NoteError, Signer, Verifier},
};

// The example of the package documentation of Go's golang.org/x/mod/sumdb/note.
const VKEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const SEED: &str = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const NOTE: &str = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n\
    — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

#[test]
fn agrees_with_go_note() {
    let key: Verifier = VKEY.parse().unwrap();
    let note: Note = NOTE.parse().unwrap();
    assert_eq!(note.verify(&key), Ok(()));
    assert_eq!(key.to_string(), VKEY);
    let seed: [u8; 32] = STANDARD.decode(SEED).unwrap()[1..].try_into().unwrap();
    let signer = Signer::new("PeterNeumann", &seed).unwrap();
    assert_eq!(signer.verifier(), key);
    let mut own = Note::new(note.text().to_owned()).unwrap();
    own.sign(&signer);
    assert_eq!(own.to_string(), NOTE);
    assert_eq!(format!("{signer:?}"), "Signer { name: \"PeterNeumann\", .. }");
}

#[test]
fn refuses_every_flipped_bit_of_a_note() {
    let key: Verifier = VKEY.parse().unwrap();
    for bit in 0..NOTE.len() * 8 {
        let mut bytes = NOTE.as_bytes().to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let accepted = String::from_utf8(bytes)
            .is_ok_and(|text| text.parse::<Note>().is_ok_and(|n| n.verify(&key).is_ok()));
        assert!(!accepted, "bit {bit}");
    }
}

#[test]
fn ignores_the_signatures_of_unknown_keys() {
    let witness = Signer::new("witness.example/w1", &[9; 32]).unwrap();
    let mut note: Note = NOTE.parse().unwrap();
    note.sign(&witness);
    let read: Note = note.to_string().parse().unwrap();
    assert_eq!(read.signatures().len(), 2);
    assert_eq!(read.verify(&VKEY.parse().unwrap()), Ok(()));
    assert_eq!(
        read.verify(&Signer::new("witness.example/w1", &[8; 32]).unwrap().verifier()),
        Err(NoteError::Unsigned)
    );
}

#[test]
fn reads_one_spelling_of_a_checkpoint() {
    let root = Hash::empty();
    let text = format!("log.example/a\n0\n{root}\n");
    let checkpoint: Checkpoint = text.parse().unwrap();
    assert_eq!(checkpoint, Checkpoint { origin: "log.example/a".into(), size: 0, root });
    assert_eq!(checkpoint.to_string(), text);
    for wrong in [
        format!("log.example/a\n00\n{root}\n"),
        format!("log.example/a\n+0\n{root}\n"),
        format!("\n0\n{root}\n"),
        format!("log.example/a\n0\n{root}"),
        format!("log.example/a\n0\n{root}\nmore\n"),
        format!("log.example/a\n18446744073709551616\n{root}\n"),
        "log.example/a\n0\nAAAA\n".to_owned(),
    ] {
        assert_eq!(wrong.parse::<Checkpoint>(), Err(NoteError::Malformed), "{wrong:?}");
    }
}

#[test]
fn opens_a_checkpoint_of_its_own_log_only() {
    let (own, other) =
        (Signer::new("log.example/a", &[1; 32]).unwrap(), Signer::new("log.example/b", &[1; 32]).unwrap());
    let checkpoint = Checkpoint { origin: "log.example/a".into(), size: 7, root: Hash::of(&[b"root"]) };
    let signed = |signer: &Signer| {
        let mut note = Note::new(checkpoint.to_string()).unwrap();
        note.sign(signer);
        note.to_string()
    };
    assert_eq!(Checkpoint::open(&signed(&own), &own.verifier()), Ok(checkpoint.clone()));
    assert_eq!(Checkpoint::open(&signed(&other), &other.verifier()), Err(NoteError::Unsigned));
}

#[test]
fn refuses_malformed_keys() {
    for wrong in [
        "",
        "PeterNeumann",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "a b+c74f20a3+AR==",
    ] {
        assert_eq!(wrong.parse::<Verifier>(), Err(NoteError::Key), "{wrong}");
    }
}
