//! The forms of the stores, and the ids by which build tools know SDKs.

use std::collections::BTreeSet;

use super::{super::*, assert_all_known, keys};

#[test]
fn apple_knows_its_categories_and_17_reasons() {
    let apple = &Catalog::builtin().apple;
    assert_all_known(apple.collected_data_types.iter().map(|it| (it.key(), it.category.as_str())), |key| {
        apple.categories.contains(key)
    });
    let reasons = || apple.accessed_api_categories.iter().flat_map(|it| &it.reasons);
    let codes: BTreeSet<_> = reasons().map(|reason| &reason.code).collect();
    assert_eq!((reasons().count(), codes.len()), (17, 17));
    let sdk_only: Vec<_> = reasons().filter(|it| it.sdk_only).map(|it| it.code.as_str()).collect();
    assert_eq!(sdk_only, ["0A2A.1", "C56D.1"]);
}

#[test]
fn the_play_form_has_the_rows_it_says() {
    let google = &Catalog::builtin().google;
    let types: Vec<_> = google.data_type_groups.iter().flat_map(|group| keys(&group.types)).collect();
    assert_eq!(types.iter().collect::<BTreeSet<_>>().len(), types.len(), "a type stands in two groups");
    let rows = 1 + google.general_questions.len() + types.len() + types.len() * google.usage_block.len();
    assert_eq!((rows, google.csv.rows_total), (783, 783));
    assert_eq!(google.csv.header.len(), 5);
}

#[test]
fn the_play_form_is_labelled() {
    let google = &Catalog::builtin().google;
    let types = google.data_type_groups.iter().flat_map(|group| &group.types);
    assert!(types.map(|it| &it.label_en).all(|label| !label.is_empty()));
    assert!(google.general_questions.iter().all(|it| !it.label_en.is_empty()));
    for question in &google.usage_block {
        assert!(question.label_en.starts_with("Data usage and handling ({type})/"), "{}", question.label_en);
    }
}

#[test]
fn harmony_labels_cover_every_category() {
    let catalog = Catalog::builtin();
    let labels = &catalog.harmony.labels;
    assert_all_known(labels.iter().map(|it| (it.key(), it.data_type.as_str())), |key| {
        catalog.harmony.data_types.contains(key)
    });
    let covered: BTreeSet<_> = labels.iter().flat_map(|it| &it.data).map(String::as_str).collect();
    assert_eq!(covered, keys(&catalog.data_categories).into_iter().collect());
}

#[test]
fn wechat_keys_name_known_categories() {
    let catalog = Catalog::builtin();
    for key in &catalog.wechat_keys {
        assert!(!key.zh.is_empty(), "{}", key.key);
        assert_eq!(key.data.is_empty(), key.matching == WechatMatch::PermissionOnly, "{}", key.key);
        assert_all_known(key.data.iter().map(|it| (key.key(), it.as_str())), |it| {
            catalog.data_categories.contains(it)
        });
    }
}

#[test]
fn every_sdk_has_its_row_of_coordinates() {
    let catalog = Catalog::builtin();
    let sdks: BTreeSet<_> = keys(&catalog.sdks).into_iter().collect();
    assert_eq!(keys(&catalog.sdk_coordinates).into_iter().collect::<BTreeSet<_>>(), sdks);
    let mut ids = 0;
    for row in &catalog.sdk_coordinates {
        let columns: [(&[Coordinate], Form); 6] = [
            (&row.maven, is_maven),
            (&row.cocoapods, is_pod),
            (&row.npm, is_npm),
            (&row.dart, |id| consists_of(id, "_") && id.to_lowercase() == id),
            (&row.bridges, |id| {
                id.split(':').count() <= 2 && id.split(':').all(|part| consists_of(part, "_.-"))
            }),
            (&row.files, |id| !id.contains(char::is_whitespace)),
        ];
        let count: usize = columns.iter().map(|(column, _)| column.len()).sum();
        assert!(count > 0 || row.note.is_some(), "{}: empty without a note", row.key);
        for (column, has_form) in columns {
            let distinct: BTreeSet<_> = column.iter().map(|it| &it.id).collect();
            assert_eq!(distinct.len(), column.len(), "{}: an id occurs twice", row.key);
            column.iter().for_each(|it| assert!(!it.id.is_empty() && has_form(&it.id), "{}", it.id));
        }
        ids += count;
    }
    assert_eq!(ids, 386);
}

/// Whether an id is written as its registry writes them.
type Form = fn(&str) -> bool;

/// `group:artifact`, or `group:*`.
fn is_maven(id: &str) -> bool {
    id.split_once(':').is_some_and(|(group, artifact)| {
        consists_of(group, "_.-") && (artifact == "*" || consists_of(artifact, "_.-"))
    })
}

/// `Pod`, or `Pod/Subspec`.
fn is_pod(id: &str) -> bool {
    let (pod, subspec) = id.split_once('/').unwrap_or((id, "Any"));
    consists_of(pod, "_.+-") && consists_of(subspec, "_-")
}

/// `package`, or `@scope/package`.
fn is_npm(id: &str) -> bool {
    let (scope, package) = match id.strip_prefix('@') {
        Some(scoped) => scoped.split_once('/').unwrap_or((scoped, "")),
        None => ("any", id),
    };
    id.to_lowercase() == id && consists_of(scope, "-") && consists_of(package, ".-")
}

fn consists_of(text: &str, marks: &str) -> bool {
    !text.is_empty() && text.chars().all(|letter| letter.is_ascii_alphanumeric() || marks.contains(letter))
}
