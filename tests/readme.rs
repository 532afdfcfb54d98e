//! What the README says is so.

use std::{fs, path::PathBuf};

use crate::support::golden;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).expect("the README lies at the root")
}

/// What stands between `<!-- name -->` and `<!-- /name -->`, each on a line of its own.
fn part<'a>(text: &'a str, name: &str) -> &'a str {
    let (_, rest) = text.split_once(&format!("<!-- {name} -->\n")).expect("the part begins");
    rest.split_once(&format!("<!-- /{name} -->\n")).expect("the part ends").0
}

#[test]
fn the_variables_are_those_that_are_read() {
    let table = api::platform::config::table();
    let text = readme();
    let written = part(&text, "configuration");
    if written != table && golden::updates() {
        let marked = |table: &str| format!("<!-- configuration -->\n{table}<!-- /configuration -->\n");
        fs::write(root().join("README.md"), text.replace(&marked(written), &marked(&table)))
            .expect("the README can be written");
    } else {
        assert_eq!(written, table, "UPDATE_GOLDEN=1 renews the table");
    }
}

#[test]
fn the_layout_names_what_is_there() {
    let text = readme();
    let paths: Vec<&str> = part(&text, "layout").lines().filter_map(|line| line.split('`').nth(1)).collect();
    assert!(paths.contains(&"disclosure/") && paths.contains(&"api/schema.graphql"), "{paths:?}");
    for path in paths {
        assert!(root().join(path).exists(), "{path}");
        assert_eq!(path.ends_with('/'), root().join(path).is_dir(), "{path}");
    }
}

#[test]
fn the_manifest_that_is_shown_is_in_order() {
    use disclosure::{
        catalog::Catalog,
        manifest::{Format, Limits, read},
    };
    let text = readme();
    let (_, rest) = text.split_once("```yaml\n").expect("an example");
    let (example, _) = rest.split_once("```\n").expect("its end");
    let manifest = read(example.as_bytes(), Format::Yaml, &Limits::default(), Catalog::builtin());
    assert_eq!(manifest.expect("in order").apps.len(), 1);
}
