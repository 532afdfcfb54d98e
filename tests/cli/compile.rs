//! `candor compile` on manifests that are in order.

use api::cli::compile::Compile;
use disclosure::{
    Locale,
    texts::{SUPPORTED, Texts},
};
use serde_json::json;

use super::run::{Workshop, app, ran, sample};

/// The files of one app in one language.
fn names(prefix: &str, tag: &str) -> Vec<String> {
    [
        "collected.{}.csv",
        "collected.{}.html",
        "policy.{}.html",
        "policy.{}.json",
        "policy.{}.md",
        "policy.{}.txt",
        "shared.{}.csv",
        "shared.{}.html",
    ]
    .iter()
    .map(|name| format!("{prefix}{}", name.replace("{}", tag)))
    .collect()
}

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names
}

#[test]
fn every_form_is_written_in_every_language() {
    let workshop = Workshop::of(&sample());
    let ran = workshop.compile();
    assert_eq!((ran.exit_code, ran.problems.as_str()), (0, ""));
    let expected = sorted([names("", "zh-CN"), names("", "en")].concat());
    assert_eq!(workshop.files().into_keys().collect::<Vec<_>>(), expected);
    let printed = sorted(workshop.shorten(&ran.results).lines().map(str::to_owned).collect());
    assert_eq!(printed, expected.iter().map(|name| format!("…/out/{name}")).collect::<Vec<_>>());
}

#[test]
fn several_apps_have_a_folder_each() {
    let mut manifest = sample();
    manifest["apps"] = json!([app("lamp"), app("torch")]);
    let workshop = Workshop::of(&manifest);
    assert_eq!(workshop.compile_in(&["en"]).exit_code, 0);
    let expected = [names("lamp/", "en"), names("torch/", "en")].concat();
    assert_eq!(workshop.files().into_keys().collect::<Vec<_>>(), expected);
}

#[test]
fn languages_are_those_asked_for_else_those_declared() {
    let mut manifest = sample();
    manifest["apps"][0]["policy"] = json!({ "languages": ["fr", "en"] });
    let workshop = Workshop::of(&manifest);
    assert_eq!(workshop.compile().exit_code, 0);
    assert_eq!(workshop.files().into_keys().collect::<Vec<_>>(), names("", "en"), "those that have texts");

    let workshop = Workshop::of(&manifest);
    assert_eq!(workshop.compile_in(&["zh-CN", "zh-CN"]).exit_code, 0);
    assert_eq!(workshop.files().into_keys().collect::<Vec<_>>(), names("", "zh-CN"), "asked for, once");

    manifest["apps"][0]["policy"] = json!({ "languages": ["fr"] });
    let workshop = Workshop::of(&manifest);
    assert_eq!(workshop.compile().exit_code, 0);
    assert_eq!(workshop.files().len(), SUPPORTED.len() * 8, "all, where none of the declared has texts");
}

#[test]
fn a_language_without_texts_is_refused() {
    let workshop = Workshop::of(&sample());
    let ran = workshop.compile_in(&["en", "fr"]);
    assert_eq!(ran.exit_code, 2);
    assert_eq!(ran.error.unwrap().to_string(), "no texts for locale fr; there are texts for zh-CN, en");
    assert!(!workshop.out().exists());
}

#[test]
fn a_draft_marks_what_is_missing_and_a_published_text_does_not() {
    let mut manifest = sample();
    manifest["tenant"]["legalEntities"] = json!(null);
    let workshop = Workshop::of(&manifest);
    let label = |tag: &str| {
        let texts = Texts::get(&tag.parse::<Locale>().unwrap()).unwrap();
        texts.label("gap-label").unwrap()
    };
    for published in [false, true] {
        assert_eq!(ran(&Compile { published, ..workshop.command() }, false).exit_code, 0);
        let files = workshop.files();
        for tag in SUPPORTED {
            for ending in ["md", "html", "txt"] {
                let marked = files[&format!("policy.{tag}.{ending}")].contains(&label(tag));
                assert_eq!(marked, !published, "{tag} {ending}");
            }
            assert_eq!(files[&format!("policy.{tag}.json")].contains("\"GAP\""), !published, "{tag}");
        }
    }
}

#[test]
fn pages_lead_to_the_files_beside_them() {
    let mut manifest = sample();
    manifest["apps"] = json!([app("lamp"), app("torch")]);
    let workshop = Workshop::of(&manifest);
    assert_eq!(workshop.compile().exit_code, 0);
    let files = workshop.files();
    for (name, page) in files.iter().filter(|(name, _)| name.ends_with(".html")) {
        let (folder, file) = name.split_once('/').unwrap();
        let targets: Vec<&str> =
            page.split(" href=\"").skip(1).map(|rest| rest.split_once('"').unwrap().0).collect();
        let beside: Vec<&&str> = targets
            .iter()
            .filter(|target| !["#", "https:", "mailto:"].iter().any(|start| target.starts_with(start)))
            .collect();
        for target in &beside {
            assert!(files.contains_key(&format!("{folder}/{target}")), "{name} leads to {target}");
        }
        let (stem, _) = file.split_once('.').unwrap();
        for tag in SUPPORTED {
            assert!(beside.iter().any(|target| **target == format!("{stem}.{tag}.html")), "{name} in {tag}");
        }
        let tag = file.split('.').nth(1).unwrap();
        for list in ["policy", "collected", "shared"] {
            assert!(beside.iter().any(|target| **target == format!("{list}.{tag}.html")), "{name}: {list}");
        }
    }
}

#[test]
fn a_translation_says_that_it_is_one() {
    let mut manifest = sample();
    manifest["apps"][0]["policy"] = json!({ "languages": ["zh-CN", "en"], "governingLanguage": "zh-CN" });
    let workshop = Workshop::of(&manifest);
    assert_eq!(workshop.compile().exit_code, 0);
    let files = workshop.files();
    let note = "This translation has not been approved by Acme Imaging";
    assert!(files["policy.en.html"].contains(note));
    assert!(files["shared.en.html"].contains(note));
    assert_eq!(files["policy.zh-CN.html"].matches("class=\"note\"").count(), 1, "that it is a draft");
    assert_eq!(files["policy.en.html"].matches("class=\"note\"").count(), 2);
}

#[test]
fn yaml_and_json_give_the_same_bytes_whatever_the_file_is_called() {
    let json = sample().to_string();
    let yaml = "# a comment\n".to_owned() + &json;
    let expected = {
        let workshop = Workshop::new("a.json", &json);
        assert_eq!(workshop.compile().exit_code, 0);
        workshop.files()
    };
    let marked = format!("\u{feff}\n{json}");
    for (name, content) in
        [("a.yaml", &yaml), ("a.YML", &yaml), ("a", &yaml), ("a.txt", &json), ("a", &marked)]
    {
        let workshop = Workshop::new(name, content);
        assert_eq!(workshop.compile().exit_code, 0, "{name}");
        assert_eq!(workshop.files(), expected, "{name}");
    }
    let workshop = Workshop::new("a.json", &yaml);
    assert_eq!(workshop.compile().exit_code, 2, "the ending decides");
}

#[test]
fn a_second_run_gives_the_same_bytes_and_a_failed_one_leaves_them() {
    let workshop = Workshop::of(&sample());
    assert_eq!(workshop.compile().exit_code, 0);
    let first = workshop.files();
    assert_eq!(workshop.compile().exit_code, 0);
    assert_eq!(workshop.files(), first);
    std::fs::write(workshop.path().join("manifest.json"), "{}").unwrap();
    assert_eq!(workshop.compile().exit_code, 2);
    assert_eq!(workshop.files(), first);
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let workshop = Workshop::of(&sample());
    let out = workshop.path().join("manifest.json");
    let ran = ran(&Compile { out, ..workshop.command() }, false);
    assert_eq!(ran.exit_code, 1);
    let error = workshop.shorten(&ran.error.unwrap().to_string());
    assert!(error.starts_with("…/manifest.json/policy.zh-CN.json: "), "{error}");
}

#[cfg(unix)]
#[test]
fn a_link_does_not_lead_out_of_the_folder() {
    let mut manifest = sample();
    manifest["apps"] = json!([app("lamp"), app("torch")]);
    let workshop = Workshop::of(&manifest);
    let elsewhere = workshop.path().join("elsewhere");
    std::fs::create_dir_all(&elsewhere).unwrap();
    std::fs::create_dir_all(workshop.out()).unwrap();
    std::os::unix::fs::symlink(&elsewhere, workshop.out().join("lamp")).unwrap();
    let ran = workshop.compile();
    assert_eq!(ran.exit_code, 1);
    assert_eq!(std::fs::read_dir(&elsewhere).unwrap().count(), 0);
    let error = workshop.shorten(&ran.error.unwrap().to_string());
    assert_eq!(error, "…/out/lamp/policy.zh-CN.json: outside of the folder");
}
