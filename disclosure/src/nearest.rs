//! The valid name that a misspelt one was probably meant to be.

/// Names less alike than this are no help.
const THRESHOLD: f64 = 0.8;

/// The candidate most like `name`; none where nothing is alike. Ties go to the first in order of spelling.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates {
        let likeness = strsim::jaro_winkler(name, candidate);
        let better =
            best.is_none_or(|(known, text)| likeness > known || (likeness == known && candidate < text));
        if likeness >= THRESHOLD && better {
            best = Some((likeness, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}
