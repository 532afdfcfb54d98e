//! Expected outputs as files, changed only on purpose.
//!
//! They lie under `tests/golden/`, one folder a test. `UPDATE_GOLDEN=1 cargo test` writes what came out instead, and
//! removes what nothing came out for; the change is then read like any other.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Every folder of expected outputs; one without a test that compares it would rot unseen.
const FOLDERS: &[&str] = &["anchors", "renditions"];

/// Whether this run renews what is expected.
#[expect(clippy::disallowed_methods, reason = "the suite's one setting for expected outputs")]
pub fn updates() -> bool {
    std::env::var_os("UPDATE_GOLDEN").is_some_and(|value| value == "1")
}

/// One test's folder of expected outputs.
pub struct Goldens {
    folder: PathBuf,
    update: bool,
    compared: BTreeSet<String>,
    differences: Vec<String>,
}

impl Goldens {
    /// The folder of that name, which [`FOLDERS`] lists.
    pub fn of(folder: &str) -> Self {
        assert!(FOLDERS.contains(&folder), "{folder} is in no list");
        Self::at(root().join(folder), updates())
    }

    fn at(folder: PathBuf, update: bool) -> Self {
        Self { folder, update, compared: BTreeSet::new(), differences: Vec::new() }
    }

    /// Compares an output with the file of that name, byte for byte. A name may have folders: `app/policy.en.md`.
    pub fn compare(&mut self, name: &str, output: &str) {
        assert!(self.compared.insert(name.to_owned()), "{name} is compared twice");
        let path = self.folder.join(name);
        let expected = fs::read_to_string(&path);
        if expected.as_ref().is_ok_and(|expected| expected == output) {
            return;
        }
        if self.update {
            fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder");
            fs::write(&path, output).expect("the file can be written");
        } else {
            self.differences.push(match expected {
                Ok(expected) => format!("{name}, {}", first_difference(&expected, output)),
                Err(_) => format!("{name} is missing"),
            });
        }
    }

    /// Fails with every output that differs and every file that no output was compared with.
    pub fn finish(mut self) {
        for (name, path) in files(&self.folder) {
            if !self.compared.contains(&name) {
                if self.update {
                    fs::remove_file(path).expect("the file can be removed");
                } else {
                    self.differences.push(format!("{name} is not used"));
                }
            }
        }
        assert!(self.differences.is_empty(), "{}", self.differences.join("\n"));
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden")
}

/// Every file under a folder, by its name in it.
fn files(folder: &Path) -> Vec<(String, PathBuf)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("a readable folder").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("names are plain").to_owned();
        if path.is_dir() {
            files.extend(
                self::files(&path).into_iter().map(|(inner, path)| (format!("{name}/{inner}"), path)),
            );
        } else {
            files.push((name, path));
        }
    }
    files
}

fn first_difference(expected: &str, output: &str) -> String {
    let (mut expected, mut output) = (expected.split('\n'), output.split('\n'));
    let mut line = 1;
    loop {
        match (expected.next(), output.next()) {
            (Some(one), Some(other)) if one == other => line += 1,
            (one, other) => {
                let shown =
                    |text: Option<&str>| text.map_or("the end".to_owned(), |text| format!("{text:?}"));
                return format!("line {line}: expected {}, found {}", shown(one), shown(other));
            }
        }
    }
}

#[test]
fn every_folder_has_its_test() {
    let mut found: Vec<String> = fs::read_dir(root())
        .expect("the folder of expected outputs")
        .map(|entry| entry.expect("a readable folder"))
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_str().expect("names are plain").to_owned())
        .collect();
    found.sort();
    assert_eq!(found, FOLDERS);
}

#[test]
fn differences_missing_and_unused_files_are_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_owned();
    let run = |outputs: &[(&str, &str)], update: bool| {
        let mut goldens = Goldens::at(path.clone(), update);
        outputs.iter().for_each(|(name, output)| goldens.compare(name, output));
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| goldens.finish()))
            .map_err(|panic| panic.downcast_ref::<String>().expect("a message").clone())
    };
    assert_eq!(run(&[("a", "1\n2"), ("b/c", "x")], true), Ok(()));
    assert_eq!(run(&[("a", "1\n2"), ("b/c", "x")], false), Ok(()));
    assert_eq!(
        run(&[("a", "1\n3"), ("d", "")], false),
        Err("a, line 2: expected \"2\", found \"3\"\nd is missing\nb/c is not used".into())
    );
    assert_eq!(
        run(&[("a", "1\n2\n"), ("b/c", "x")], false),
        Err("a, line 3: expected the end, found \"\"".into())
    );
    assert_eq!(run(&[("a", "1\n3")], true), Ok(()));
    assert_eq!(files(&path).len(), 1);
}

/// Compares an output with one file, line by line; a name is relative to `tests/golden`.
pub fn check(name: &str, output: &str) {
    let path = root().join(name);
    if updates() {
        fs::write(&path, output).expect("writes");
        return;
    }
    let expected = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    for (number, (expected, output)) in expected.lines().zip(output.lines()).enumerate() {
        assert_eq!(expected, output, "{name}, line {}", number + 1);
    }
    assert_eq!(expected.len(), output.len(), "{name} ends elsewhere");
}
