//! The vocabulary of declaration codes.

use std::collections::BTreeSet;

use crate::Locale;

use super::{super::*, assert_all_known, is_snake_case};

#[test]
fn a_code_is_found_by_kind_and_key() {
    let catalog = Catalog::builtin();
    let term = catalog.term("opt_out", "browser_settings").unwrap();
    assert_eq!(term.name(&Locale::zh_cn()), "更改浏览器设置");
    assert_eq!(term.name(&Locale::en()), "by changing the browser settings");
    assert!(catalog.term("opt_out", "web_hosting").is_none());
    assert!(catalog.term("no_such_kind", "browser_settings").is_none());
    assert!(catalog.terms("no_such_kind").is_empty());
}

#[test]
fn a_code_is_found_by_the_spelling_of_a_source() {
    let catalog = Catalog::builtin();
    let term = catalog.term_by_alias("recipient_purpose", "joint service; access ends afterwards").unwrap();
    assert_eq!(term.key, "joint_service_access_ends_afterwards");
    assert!(catalog.term_by_alias("recipient_purpose", &term.key).is_none());
}

#[test]
fn codes_are_snake_case_and_kinds_are_not_empty() {
    for kind in Catalog::builtin().term_kinds() {
        assert!(is_snake_case(&kind.key), "{}", kind.key);
        assert!(!kind.terms.is_empty(), "{}", kind.key);
        for term in &kind.terms {
            // Regions are ISO 3166-1 codes, written as that standard writes them.
            let form = if kind.key == "region" { term.key.to_ascii_lowercase() } else { term.key.clone() };
            assert!(is_snake_case(&form), "{} {}", kind.key, term.key);
        }
    }
}

#[test]
fn phrases_fit_inside_a_sentence() {
    let is_han = |letter: char| ('\u{4e00}'..='\u{9fff}').contains(&letter);
    for kind in Catalog::builtin().term_kinds() {
        for TermEntry { key, name: Name { zh, en }, .. } in &kind.terms {
            for text in [zh, en] {
                assert!(!text.is_empty() && text.trim() == text, "{} {key}: {text:?}", kind.key);
                assert!(!text.ends_with(['.', '。', ';', '；', ',', '，']), "{} {key}: {text}", kind.key);
            }
            assert!(!en.contains(is_han), "{} {key}: {en}", kind.key);
            // A Chinese phrase without Chinese letters is a name that stands so in both languages.
            assert!(zh.contains(is_han) || is_same_name(zh, en), "{} {key}: {zh}, {en}", kind.key);
        }
    }
}

/// `Cookie` and `cookies`, `SDK` and `SDKs`, `Android ID` twice.
fn is_same_name(zh: &str, en: &str) -> bool {
    en.to_lowercase().trim_end_matches('s') == zh.to_lowercase().trim_end_matches('s') || zh == "WLAN"
}

#[test]
fn spellings_are_unique_in_their_kind() {
    for kind in Catalog::builtin().term_kinds() {
        let mut seen = BTreeSet::new();
        for term in &kind.terms {
            for alias in &term.aliases {
                assert!(!kind.terms.contains(alias), "{}: {alias} is a key", kind.key);
                assert!(seen.insert(alias), "{}: {alias} stands for two codes", kind.key);
            }
        }
    }
}

#[test]
fn a_spelling_written_as_a_code_is_the_code() {
    for kind in Catalog::builtin().term_kinds() {
        for term in &kind.terms {
            for alias in &term.aliases {
                let words: Vec<_> = alias
                    .split(|letter: char| !letter.is_ascii_alphanumeric())
                    .filter(|word| !word.is_empty())
                    .map(str::to_ascii_lowercase)
                    .collect();
                assert_eq!(words.join("_"), term.key, "{}", kind.key);
            }
        }
    }
}

#[test]
fn every_category_is_a_data_code_of_its_own() {
    let catalog = Catalog::builtin();
    for category in &catalog.data_categories {
        let term = catalog.term("data", &category.key).unwrap_or_else(|| panic!("{}", category.key));
        assert_eq!(term.category.as_ref(), Some(&category.key));
    }
}

#[test]
fn only_data_codes_name_a_category_and_it_is_known() {
    let catalog = Catalog::builtin();
    for kind in catalog.term_kinds() {
        for term in &kind.terms {
            assert!(term.category.is_none() || kind.key == "data", "{} {}", kind.key, term.key);
            assert_all_known(term.category.iter().map(|it| (term.key.as_str(), it.as_str())), |key| {
                catalog.data_categories.contains(key)
            });
        }
    }
}

#[test]
fn codes_stand_for_known_entries_of_their_table() {
    let catalog = Catalog::builtin();
    for kind in catalog.term_kinds() {
        let is_known = |key: &str| match kind.key.as_str() {
            "permission" => catalog.permissions.contains(key),
            "basis_phrase" => catalog.legal_bases.contains(key),
            "right" => catalog.request_types.contains(key),
            "section" => catalog.policy_sections.contains(key),
            _ => false,
        };
        for term in &kind.terms {
            assert_all_known(term.catalog.iter().map(|it| (term.key.as_str(), it.as_str())), is_known);
        }
    }
    assert_eq!(catalog.term("permission", "location").unwrap().catalog, ["location_fine", "location_coarse"]);
}

#[test]
fn every_permission_is_a_permission_code() {
    let catalog = Catalog::builtin();
    for permission in &catalog.permissions {
        let term =
            catalog.term("permission", &permission.key).unwrap_or_else(|| panic!("{}", permission.key));
        assert_eq!(term.catalog, [permission.key.as_str()]);
    }
}
