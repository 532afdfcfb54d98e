//! What the sample looks like in every format. To change a golden file on purpose: run the test, read the `.new` file it
//! leaves beside the golden one, and move it over.

use std::{fs, path::Path};

use super::{both, draft, published};
use crate::{
    document::{ListKind, Mode},
    render::{csv, html, json, markdown, text},
};

fn compare(name: &str, actual: &[u8]) -> Option<String> {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/render/golden").join(name);
    let fresh = golden.with_extension(format!("{}.new", golden.extension()?.to_str()?));
    if fs::read(&golden).ok().as_deref() == Some(actual) {
        return None;
    }
    fs::write(&fresh, actual).unwrap();
    Some(name.to_owned())
}

#[test]
fn every_format_is_as_agreed() {
    let mut changed = Vec::new();
    let mut names = Vec::new();
    for document in both() {
        let locale = &document.locale;
        let list = |kind| html::list_page(&document, kind, &published(&document)).unwrap().unwrap();
        let table =
            |kind| csv::render(&document, kind, Mode::Published, csv::ByteOrderMark::With).unwrap().unwrap();
        let outputs = [
            (format!("policy.{locale}.html"), html::page(&document, &published(&document)).unwrap()),
            (format!("draft.{locale}.html"), html::page(&document, &draft(&document)).unwrap()),
            (format!("collected.{locale}.html"), list(ListKind::Collected)),
            (format!("policy.{locale}.md"), markdown::render(&document, Mode::Published).unwrap()),
            (format!("draft.{locale}.md"), markdown::render(&document, Mode::Draft).unwrap()),
            (format!("policy.{locale}.txt"), text::render(&document, Mode::Published).unwrap()),
            (format!("draft.{locale}.txt"), text::render(&document, Mode::Draft).unwrap()),
            (format!("collected.{locale}.csv"), table(ListKind::Collected)),
            (
                format!("policy.{locale}.json"),
                String::from_utf8(json::render(&document, Mode::Published).unwrap()).unwrap(),
            ),
        ];
        for (name, output) in outputs {
            changed.extend(compare(&name, output.as_bytes()));
            names.push(name);
        }
    }
    assert_eq!(changed, [""; 0], "read the .new files beside the golden ones");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/render/golden");
    let unused: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !names.contains(name) && !name.ends_with(".new"))
        .collect();
    assert_eq!(unused, [""; 0], "golden files of no test");
}
