//! Declared words that mean something to a browser, a spreadsheet or a template stay words in every file.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::run::{Workshop, sample};

const WORDS: &str = "<script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}{% x %}${1}](javascript:alert(3))\" onclick=\"x";

/// The sample with the words in every text and every exact value.
fn hostile(words: &str) -> Value {
    let mut manifest = sample();
    soil(&mut manifest, words);
    manifest["tenant"]["contacts"][0]["value"] = json!(words);
    manifest["apps"][0]["sdks"][0]["policyUrl"] = json!("javascript:alert(4)");
    manifest["apps"][0]["sdks"][0]["vendorLegalName"] = json!(words);
    manifest
}

fn soil(value: &mut Value, words: &str) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                if name == "en" || name == "zh-CN" { *value = json!(words) } else { soil(value, words) }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| soil(item, words)),
        _ => {}
    }
}

fn compiled(words: &str) -> BTreeMap<String, String> {
    let workshop = Workshop::of(&hostile(words));
    let ran = workshop.compile();
    assert_eq!((ran.exit_code, ran.problems.as_str()), (0, ""));
    workshop.files()
}

/// The files of one ending; both languages have some.
fn of<'a>(files: &'a BTreeMap<String, String>, ending: &'a str) -> impl Iterator<Item = &'a String> {
    assert!(files.keys().filter(|name| name.ends_with(ending)).count() >= 2, "{ending}");
    files.iter().filter(move |(name, _)| name.ends_with(ending)).map(|(_, content)| content)
}

#[test]
fn pages_hold_no_mark_up_but_our_own() {
    let files = compiled(WORDS);
    for page in of(&files, ".html") {
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "the words are shown");
        assert!(page.contains("{{7*7}}{% x %}${1}"), "nothing is computed");
        for refused in ["<script", "<img", "onclick=\"", "href=\"javascript:"] {
            assert!(!page.contains(refused), "{refused}");
        }
    }
}

#[test]
fn markdown_holds_no_mark_up_and_no_link_of_theirs() {
    let files = compiled(WORDS);
    for text in of(&files, ".md") {
        assert!(text.contains("\\<script\\>"), "the words are shown");
        for refused in ["](javascript:", "<javascript:", "{{7"] {
            assert!(!text.replace("\\]", "").replace("\\{", "").contains(refused), "{refused}");
        }
        let bare = |tag: &str| text.match_indices(tag).filter(|(at, _)| !text[..*at].ends_with('\\')).count();
        assert_eq!((bare("<script"), bare("<img"), bare("](javascript")), (0, 0, 0));
    }
}

#[test]
fn text_and_json_hold_the_words_as_they_are() {
    let files = compiled(WORDS);
    for text in of(&files, ".txt") {
        assert!(text.contains(WORDS));
    }
    for json in of(&files, ".json") {
        let document: Value = serde_json::from_str(json).unwrap();
        assert_eq!(document["appName"], WORDS);
    }
}

#[test]
fn cells_compute_nothing() {
    for words in ["=HYPERLINK(\"http://x\",\"y\")", "+1", "-1", "@SUM(1)", "\u{ff1d}1"] {
        let files = compiled(words);
        for list in of(&files, ".csv") {
            let escaped = words.replace('"', "\"\"");
            assert!(list.contains(&format!("'{escaped}")), "the words are shown: {list}");
            for start in ['=', '+', '-', '@', '\u{ff1d}'] {
                for before in ["\n", ",", "\"", "\u{feff}"] {
                    assert!(!list.contains(&format!("{before}{start}")), "{list}");
                }
            }
        }
    }
}
