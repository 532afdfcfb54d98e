use std::{fs, path::Path};

use proptest::prelude::*;
use sharing_log::{
    Checkpoint, Hash,
    entry::{Body, Parts, Salt},
    export::{ExportError, MAX_LINE, Problem, Report, Writer, verify},
    tile::Tile,
    tree::Frontier,
};
use tempfile::TempDir;

fn parts(number: u64) -> Parts {
    let body = Body::Kept {
        salt: Salt([number as u8; 32]),
        content: format!("{{\"externalId\":\"evt \\\"{number}\"}}"),
    };
    Parts { header: "{\"v\":1}".into(), body: if number % 5 == 4 { body.erase() } else { body } }
}

fn checkpoint(size: u64) -> Checkpoint {
    let root = (0..size).map(|number| parts(number).leaf()).collect::<Frontier>().root();
    Checkpoint { origin: "log.example/a".into(), size, root }
}

fn written(size: u64, per_file: u64) -> (TempDir, Checkpoint) {
    let (folder, checkpoint) = (tempfile::tempdir().unwrap(), checkpoint(size));
    let mut writer = Writer::new(folder.path(), per_file);
    (0..size).for_each(|number| writer.append(&parts(number)).unwrap());
    writer.finish(&checkpoint).unwrap();
    (folder, checkpoint)
}

fn problem(folder: &Path, checkpoint: &Checkpoint) -> Option<Problem> {
    verify(folder, checkpoint, 2, &mut |_| ()).unwrap().problem
}

/// Rewrites the one file of records.
fn edit(folder: &TempDir, change: impl FnOnce(&mut Vec<String>)) {
    let path = folder.path().join("records-0000.ndjson");
    let mut lines: Vec<String> = fs::read_to_string(&path).unwrap().lines().map(str::to_owned).collect();
    change(&mut lines);
    fs::write(path, lines.iter().map(|line| format!("{line}\n")).collect::<String>()).unwrap();
}

/// What is said of an export of this size after the change.
fn after(size: u64, change: impl FnOnce(&mut Vec<String>)) -> Option<Problem> {
    let (folder, checkpoint) = written(size, 1_000_000);
    edit(&folder, change);
    problem(folder.path(), &checkpoint)
}

#[test]
fn accepts_what_it_wrote() {
    for size in [0, 1, 255, 256, 257, 700] {
        let (folder, checkpoint) = written(size, 300);
        let mut heard = Vec::new();
        let report = verify(folder.path(), &checkpoint, 2, &mut |records| heard.push(records)).unwrap();
        assert_eq!(report, Report { records: size, erased: size / 5, problem: None });
        assert_eq!(heard.last().copied().unwrap_or(0), size);
    }
}

#[test]
fn needs_two_levels_of_tiles() {
    let (folder, checkpoint) = written(66_000, 1_000_000);
    assert_eq!(problem(folder.path(), &checkpoint), None);
    edit(&folder, |lines| lines[40_000] = parts(0).to_line(40_000));
    assert_eq!(problem(folder.path(), &checkpoint), Some(Problem::Altered(40_000)));
}

#[test]
fn names_the_first_change() {
    for seq in [0_usize, 100, 255, 256, 511, 599] {
        let at = seq as u64;
        assert_eq!(after(600, |l| l[seq] = parts(9_999).to_line(at)), Some(Problem::Altered(at)));
        assert_eq!(after(600, |l| drop(l.remove(seq))), Some(Problem::Removed(at)));
        assert_eq!(after(600, |l| l.insert(seq, parts(9_999).to_line(at))), Some(Problem::Inserted(at)));
        assert_eq!(
            after(600, |l| l[seq] = l[seq].replacen(&format!(":{at},"), ":7777,", 1)),
            Some(Problem::Altered(at))
        );
    }
    assert_eq!(after(600, |l| l.swap(300, 301)), Some(Problem::Reordered(300)));
    assert_eq!(after(600, |l| l[100..200].reverse()), Some(Problem::Reordered(100)));
    assert_eq!(after(600, |l| l.insert(300, l[299].clone())), Some(Problem::Inserted(300)));
    assert_eq!(after(600, |l| l.truncate(512)), Some(Problem::Removed(512)));
    assert_eq!(after(600, Vec::clear), Some(Problem::Removed(0)));
    assert_eq!(after(600, |l| l.push(parts(600).to_line(600))), Some(Problem::Inserted(600)));
}

#[test]
fn names_the_range_where_the_tiles_are_damaged_too() {
    let (folder, checkpoint) = written(600, 1_000_000);
    edit(&folder, |lines| lines[300] = parts(0).to_line(300));
    fs::write(folder.path().join("tile/0/001"), [0; 256 * 32]).unwrap();
    assert_eq!(problem(folder.path(), &checkpoint), Some(Problem::Range { first: 256, last: 511 }));
    fs::remove_file(folder.path().join("tile/1/000.p/2")).unwrap();
    assert_eq!(problem(folder.path(), &checkpoint), Some(Problem::Range { first: 0, last: 599 }));
}

#[test]
fn blames_no_record_for_a_damaged_tile_or_manifest() {
    let (folder, checkpoint) = written(600, 1_000_000);
    fs::remove_file(folder.path().join("manifest.json")).unwrap();
    assert_eq!(problem(folder.path(), &checkpoint), Some(Problem::Manifest));
    fs::remove_file(folder.path().join("tile/0/001")).unwrap();
    assert_eq!(
        problem(folder.path(), &checkpoint),
        Some(Problem::Tile(Tile { level: 0, index: 1, width: 256 }))
    );
}

#[test]
fn opens_only_files_of_an_export() {
    let (folder, checkpoint) = written(3, 1_000_000);
    let path = folder.path().join("manifest.json");
    let manifest = fs::read_to_string(&path).unwrap().replace("records-0000.ndjson", "../secrets.ndjson");
    fs::write(path, manifest).unwrap();
    assert_eq!(problem(folder.path(), &checkpoint), Some(Problem::Manifest));
}

#[test]
fn reads_hostile_lines() {
    let long = "x".repeat(10 << 20);
    assert_eq!(after(300, |l| l[7] = long.clone()), Some(Problem::Altered(7)));
    assert_eq!(after(300, |l| l[7] = "x".repeat(MAX_LINE - 1)), Some(Problem::Altered(7)));
    assert_eq!(after(300, |l| l[7] = "[".repeat(100_000)), Some(Problem::Altered(7)));
    assert_eq!(after(300, |l| l[7].clear()), Some(Problem::Altered(7)));
    let (folder, checkpoint) = written(300, 1_000_000);
    let path = folder.path().join("records-0000.ndjson");
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() - 1]).unwrap();
    assert_eq!(problem(folder.path(), &checkpoint), Some(Problem::Altered(299)));
    fs::write(&path, [0xff; 5000]).unwrap();
    assert_eq!(problem(folder.path(), &checkpoint), Some(Problem::Altered(0)));
}

#[test]
fn writes_no_manifest_for_another_checkpoint() {
    let folder = tempfile::tempdir().unwrap();
    let writer = Writer::new(folder.path(), 10);
    let other = Checkpoint { root: Hash::of(&[b"other"]), ..checkpoint(0) };
    assert!(matches!(writer.finish(&other), Err(ExportError::Mismatch)));
    assert!(!folder.path().join("manifest.json").exists());
}

/// The record whose line holds this byte.
fn line_of(bytes: &[u8], at: usize) -> u64 {
    bytes[..at].iter().filter(|byte| **byte == b'\n').count() as u64
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn locates_every_flipped_bit_of_the_records(at in any::<usize>(), bit in 0u32..8) {
        let (folder, checkpoint) = written(300, 1_000_000);
        let path = folder.path().join("records-0000.ndjson");
        let mut bytes = fs::read(&path).unwrap();
        let at = at % bytes.len();
        let seq = line_of(&bytes, at);
        let (ended, ends) = (bytes[at] == b'\n', bytes[at] ^ (1_u8 << bit) == b'\n');
        bytes[at] ^= 1_u8 << bit;
        fs::write(path, bytes).unwrap();
        let found = problem(folder.path(), &checkpoint);
        let expected = match (ended, ends) {
            (true, _) if seq < 299 => vec![Problem::Altered(seq), Problem::Removed(seq)],
            (_, true) => vec![Problem::Altered(seq), Problem::Inserted(seq)],
            _ => vec![Problem::Altered(seq)],
        };
        prop_assert!(found.as_ref().is_some_and(|found| expected.contains(found)), "{:?} {:?}", found, expected);
    }

    #[test]
    fn finds_every_flipped_bit_of_tiles_and_manifest(which in 0usize..5, at in any::<usize>(), bit in 0u32..8) {
        let (folder, checkpoint) = written(600, 1_000_000);
        let files = ["tile/0/000", "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2", "manifest.json"];
        let path = folder.path().join(files[which]);
        let mut bytes = fs::read(&path).unwrap();
        let at = at % bytes.len();
        bytes[at] ^= 1_u8 << bit;
        fs::write(path, bytes).unwrap();
        let expected = files[which].parse().map_or(Problem::Manifest, Problem::Tile);
        prop_assert_eq!(problem(folder.path(), &checkpoint), Some(expected));
    }
}
