mod additions;
mod calendar;
mod dpv;
mod ranges;
mod references;
mod search;
mod shape;
mod shipped;
mod stores;
mod terms;

use super::{Keyed, sources::SOURCES};

/// The shipped file of that name as plain JSON.
fn file(name: &str) -> serde_json::Value {
    let (_, text) = SOURCES.iter().find(|(source, _)| *source == name).unwrap();
    serde_json::from_str(text).unwrap()
}

/// Lower-case words joined by underscores, the first starting with a letter.
fn is_snake_case(key: &str) -> bool {
    key.starts_with(|letter: char| letter.is_ascii_lowercase())
        && key.chars().all(|letter| matches!(letter, 'a'..='z' | '0'..='9' | '_'))
}

fn keys<'a, T: Keyed + 'a>(entries: impl IntoIterator<Item = &'a T>) -> Vec<&'a str> {
    entries.into_iter().map(Keyed::key).collect()
}

/// Fails with all unknown references at once: (where, key).
fn assert_all_known<'a>(
    references: impl IntoIterator<Item = (&'a str, &'a str)>,
    known: impl Fn(&str) -> bool,
) {
    let unknown: Vec<_> = references.into_iter().filter(|(_, key)| !known(key)).collect();
    assert!(unknown.is_empty(), "unknown references: {unknown:?}");
}
