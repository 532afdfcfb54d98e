//! `candor compile` on manifests that cannot be used.

use std::fs;

use api::cli::compile::Compile;
use serde_json::json;

use super::run::{Ran, Workshop, app, ran, sample};

/// That the manifest was refused with these lines, and nothing was written.
fn assert_refused(workshop: &Workshop, ran: &Ran, lines: &[&str]) {
    assert_eq!(ran.exit_code, 2);
    assert_eq!(workshop.shorten(&ran.problems).lines().collect::<Vec<_>>(), lines);
    let error = workshop.shorten(&ran.error.as_ref().unwrap().to_string());
    assert!(error.ends_with(&format!(": no manifest, problems: {}", lines.len())), "{error}");
    assert!(!workshop.out().exists());
}

fn refused(name: &str, manifest: impl AsRef<[u8]>, lines: &[&str]) {
    let workshop = Workshop::new(name, manifest);
    assert_refused(&workshop, &workshop.compile(), lines);
}

#[test]
fn a_problem_has_its_place_its_path_and_the_nearest_name() {
    let yaml = "schema: candor.manifest/1\n\
                tenant:\n  slug: acme\n  nmae: {en: Acme}\n  name: {en: Acme}\n  kind: app_develper\napps: []\n";
    refused(
        "manifest.yaml",
        yaml,
        &[
            "…/manifest.yaml:4:3: /tenant/nmae: There is no member named “nmae”. Did you mean “name”?",
            "…/manifest.yaml:6:3: /tenant/kind: “app_develper” is none of the allowed values: operator, \
             developer_platform, oem_brand, app_developer. Did you mean “app_developer”?",
        ],
    );
}

#[test]
fn files_that_are_no_manifest_are_refused() {
    refused("a.yaml", "", &["…/a.yaml:1:1: Syntax error: the file is empty."]);
    refused("a.json", "{\"a\": 1,}", &["…/a.json:1:9: Syntax error: trailing comma."]);
    refused("a.yaml", "- 1\n- 2\n", &["…/a.yaml:1:1: Wrong type: expected an object, found ."]);
    refused("a.yaml", b"a: 1\nb: \xff", &["…/a.yaml:2:4: The file is not valid UTF-8 (byte 0xff)."]);
    refused("a.json", [0xff, 0xfe], &["…/a.json:1:1: The file is not valid UTF-8 (byte 0xff)."]);
}

#[test]
fn a_file_over_the_limit_is_refused_by_its_size() {
    let workshop = Workshop::new("a.yaml", "");
    let file = fs::File::create(workshop.path().join("a.yaml")).unwrap();
    // Takes no room on the disk, and would not fit into memory.
    file.set_len(1 << 40).unwrap();
    let line = "…/a.yaml: The file has 1099511627776 bytes; at most 4194304 are allowed.";
    assert_refused(&workshop, &workshop.compile(), &[line]);
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let workshop = Workshop::of(&sample());
    for name in ["missing.yaml", ""] {
        let manifest = workshop.path().join(name);
        let ran = ran(&Compile { manifest: manifest.clone(), ..workshop.command() }, false);
        assert_eq!((ran.exit_code, ran.problems.as_str()), (2, ""));
        let error = ran.error.unwrap().to_string();
        assert!(error.starts_with(&format!("{}: ", manifest.display())), "{error}");
        assert!(!workshop.out().exists());
    }
}

#[test]
fn a_slug_cannot_be_a_path() {
    for slug in ["../x", "/etc", "a/b", "..", "C:\\x", "a\u{0}b", "."] {
        let mut manifest = sample();
        manifest["apps"] = json!([app("lamp"), app(slug)]);
        let workshop = Workshop::of(&manifest);
        let ran = workshop.compile();
        assert_eq!(ran.exit_code, 2, "{slug}");
        assert_eq!(ran.problems.lines().count(), 1, "{slug}: {}", ran.problems);
        assert!(ran.problems.contains("The value is not valid: "), "{slug}: {}", ran.problems);
        let left: Vec<_> = fs::read_dir(workshop.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(left, ["manifest.json"], "{slug}");
    }
}

#[test]
fn two_apps_cannot_share_a_folder() {
    let mut manifest = sample();
    manifest["apps"] = json!([app("lamp"), app("lamp")]);
    let workshop = Workshop::of(&manifest);
    let ran = workshop.compile();
    assert_eq!(ran.exit_code, 2);
    assert!(ran.problems.ends_with(": “lamp” stands twice.\n"), "{}", ran.problems);
}

#[test]
fn a_terminal_is_coloured_and_never_steered() {
    let yaml = "schema: candor.manifest/1\ntenant: {slug: acme, name: {en: A}, kind: operator, \"\\e[2J\\u202Ex\": 1}\napps: []\n";
    let workshop = Workshop::new("a.yaml", yaml);
    let plain = ran(&workshop.command(), false).problems;
    assert_eq!(workshop.shorten(&plain), "…/a.yaml:2:53: /tenant/ [2Jx: There is no member named “ [2Jx”.\n");
    let coloured = ran(&workshop.command(), true).problems;
    assert_eq!(
        workshop.shorten(&coloured),
        "\u{1b}[1m…/a.yaml:2:53:\u{1b}[0m \u{1b}[36m/tenant/ [2Jx:\u{1b}[0m There is no member named “ [2Jx”.\n"
    );
}
