//! The sample tenants: every declared fact reaches the reader, in every language.

use std::{collections::BTreeSet, fs, path::Path};

use disclosure::{
    catalog::Catalog,
    compile::{Input, compile},
    document::Document,
    manifest::{Declaration, Format, Limits, Manifest, declaration_leaves, profile_leaves, read, to_value},
    texts::SUPPORTED,
};

fn samples() -> Vec<(String, Manifest)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../api/samples");
    let files = fs::read_dir(folder).expect("the samples lie beside the gateway");
    let mut samples: Vec<_> = files
        .map(|file| {
            let path = file.expect("a file").path();
            let bytes = fs::read(&path).expect("readable");
            let manifest = read(&bytes, Format::Yaml, &Limits::default(), Catalog::builtin());
            (
                path.display().to_string(),
                manifest.unwrap_or_else(|problems| panic!("{}: {problems:#?}", path.display())),
            )
        })
        .collect();
    samples.sort_by(|one, other| one.0.cmp(&other.0));
    assert!(!samples.is_empty());
    samples
}

fn document(manifest: &Manifest, app: &Declaration, tag: &str) -> Document {
    let input = Input { profile: &manifest.tenant, declaration: app, catalog: Catalog::builtin() };
    compile(&input, &tag.parse().unwrap()).unwrap_or_else(|error| panic!("{tag}: {error}"))
}

#[test]
fn every_declared_leaf_reaches_the_reader() {
    for (name, manifest) in samples() {
        for app in &manifest.apps {
            let mut leaves: BTreeSet<String> =
                declaration_leaves(&to_value(app)).into_iter().map(|leaf| leaf.path).collect();
            let profile = profile_leaves(&to_value(&manifest.tenant));
            leaves.extend(profile.into_iter().map(|leaf| format!("/tenant{}", leaf.path)));
            assert!(leaves.len() > 100, "{name}: {} leaves", leaves.len());
            for tag in SUPPORTED {
                let document = document(&manifest, app, tag);
                let told: BTreeSet<String> = document.sources().map(ToString::to_string).collect();
                let untold: Vec<&String> = leaves.difference(&told).collect();
                assert_eq!(untold, [""; 0], "{name} {tag}");
                let unknown: Vec<&String> = told.difference(&leaves).collect();
                assert_eq!(unknown, [""; 0], "{name} {tag}: cited and not declared");
            }
        }
    }
}

#[test]
fn both_languages_have_the_same_clauses() {
    for (name, manifest) in samples() {
        for app in &manifest.apps {
            let ids = |tag: &str| -> Vec<String> {
                document(&manifest, app, tag).walk().map(|block| block.id.to_string()).collect()
            };
            assert_eq!(ids("zh-CN"), ids("en"), "{name}");
        }
    }
}
