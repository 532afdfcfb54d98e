//! Expected outputs, in `tests/golden`. `UPDATE_GOLDEN=1` writes them anew, to be read before they are committed.

use std::path::Path;

#[expect(clippy::disallowed_methods, reason = "the suite's one setting for goldens")]
fn update() -> bool {
    std::env::var("UPDATE_GOLDEN").is_ok_and(|value| value == "1")
}

/// Compares with the golden file, line by line.
pub fn check(name: &str, actual: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden").join(name);
    if update() {
        std::fs::create_dir_all(path.parent().expect("it is in a folder")).expect("a folder");
        std::fs::write(&path, actual).expect("writes");
        return;
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    for (number, (golden, actual)) in golden.lines().zip(actual.lines()).enumerate() {
        assert_eq!(golden, actual, "{name}, line {}", number + 1);
    }
    assert_eq!(golden.len(), actual.len(), "{name} ends elsewhere");
}
