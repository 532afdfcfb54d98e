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

#[test]
fn the_composition_names_what_is_there() {
    let compose = fs::read_to_string(root().join("docker-compose.yml")).expect("it lies at the root");
    let known = api::platform::config::table();
    let mut found = 0;
    for line in compose.lines().map(str::trim).filter(|line| !line.starts_with('#')) {
        // Variables of the gateway are those that it reads; passwords are of the composition.
        if let Some((name, _)) = line.split_once(": ").filter(|(name, _)| name.starts_with("CANDOR_")) {
            let variable = name.strip_suffix("_FILE").unwrap_or(name);
            let read = known.contains(&format!("| `{variable}`"))
                || known.contains(&format!("| `{variable}[_FILE]`"));
            assert!(read || name.ends_with("_PASSWORD"), "nothing reads {name}");
            found += 1;
        }
        if let Some(path) = line.strip_prefix("- ./").and_then(|mount| mount.split(':').next()) {
            assert!(root().join(path).is_file(), "{path}");
        }
        if let Some(path) = line.strip_prefix("dockerfile: ") {
            assert!(root().join(path).is_file(), "{path}");
        }
    }
    assert!(found >= 8, "{found} variables were looked at");
}
