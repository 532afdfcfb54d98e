//! `candor log verify`, from the bytes on the disk to the words on the screen.

use std::fs;

use api::cli::log::{Verify, VerifyError, run};
use sharing_log::{
    Checkpoint,
    entry::{Body, Parts, Salt},
    export::Writer,
    note::{Note, NoteError, Signer},
    tree::Frontier,
};
use tempfile::TempDir;

/// An export of so many records and its checkpoint, signed.
fn exported(size: u64) -> (TempDir, Verify) {
    let folder = tempfile::tempdir().unwrap();
    let signer = Signer::new("log.example/a", &[1; 32]).unwrap();
    let one = |number: u64| Parts {
        header: "{\"v\":1}".to_owned(),
        body: Body::Kept { salt: Salt([7; 32]), content: format!("{{\"externalId\":\"{number}\"}}") },
    };
    let parts: Vec<Parts> = (1..=size).map(one).collect();
    let root = parts.iter().map(Parts::leaf).collect::<Frontier>().root();
    let checkpoint = Checkpoint { origin: "log.example/a".to_owned(), size, root };
    let export = folder.path().join("export");
    fs::create_dir(&export).unwrap();
    let mut writer = Writer::new(&export, 400);
    parts.iter().for_each(|parts| writer.append(parts).unwrap());
    writer.finish(&checkpoint).unwrap();
    let mut note = Note::new(checkpoint.to_string()).unwrap();
    note.sign(&signer);
    let file = folder.path().join("checkpoint");
    fs::write(&file, note.to_string()).unwrap();
    (folder, Verify { export, checkpoint: file, key: signer.verifier() })
}

fn printed(command: &Verify) -> (bool, String) {
    let mut results = Vec::new();
    let proven = run(command, &mut results, &mut |_| ()).unwrap();
    (proven, String::from_utf8(results).unwrap())
}

#[test]
fn says_what_is_proven_and_what_is_not() {
    let (_folder, command) = exported(3);
    assert_eq!(printed(&command), (true, "records 3\nerased 0\n".to_owned()));
    let records = command.export.join("records-0000.ndjson");
    let text = fs::read_to_string(&records).unwrap();
    fs::write(&records, text.replace(":\\\"2\\\"", ":\\\"9\\\"")).unwrap();
    assert_eq!(printed(&command), (false, "records 3\nerased 0\nproblem altered 1\n".to_owned()));
}

#[test]
fn says_how_far_it_has_come() {
    for size in [0, 1, 1_000, 2_560] {
        let (_folder, command) = exported(size);
        let mut heard = Vec::new();
        assert!(run(&command, &mut Vec::new(), &mut |records| heard.push(records)).unwrap(), "{size}");
        // Each time further than before, and at last the whole.
        assert!(heard.is_sorted_by(|before, now| before < now), "{heard:?}");
        assert_eq!(heard.last().copied().unwrap_or(0), size);
        assert!(size < 1_000 || heard.len() > 1, "{heard:?}");
    }
}

#[test]
fn says_nothing_without_a_checkpoint_of_the_key() {
    let (_folder, mut command) = exported(3);
    command.key = Signer::new("log.example/a", &[2; 32]).unwrap().verifier();
    let refused = run(&command, &mut Vec::new(), &mut |_| ());
    assert!(matches!(refused, Err(VerifyError::Checkpoint(NoteError::Unsigned))), "{refused:?}");
    command.checkpoint = command.export.join("none");
    let refused = run(&command, &mut Vec::new(), &mut |_| ());
    assert!(matches!(refused, Err(VerifyError::Unreadable { .. })), "{refused:?}");
}
