//! Keys are snake_case, names stand in both languages, and no text tells of the machine it was written on.

use super::{super::*, is_snake_case};

fn assert_keys<'a, T: Keyed + 'a>(entries: impl IntoIterator<Item = &'a T>) {
    for entry in entries {
        assert!(is_snake_case(entry.key()), "key {} is not snake_case", entry.key());
    }
}

fn assert_names<'a, T: Named + 'a>(entries: impl IntoIterator<Item = &'a T>) {
    for entry in entries {
        assert_text(entry.key(), entry.names());
    }
}

fn assert_text(key: &str, Name { zh, en }: &Name) {
    for text in [zh, en] {
        assert!(!text.is_empty() && text.trim() == text, "{key}: name {text:?}");
    }
}

fn assert_entries<'a, T: Named + 'a>(entries: impl IntoIterator<Item = &'a T> + Copy) {
    assert_keys(entries);
    assert_names(entries);
}

#[test]
fn keys_are_snake_case_and_names_bilingual() {
    let catalog = Catalog::builtin();
    for groups in [
        &catalog.data_groups,
        &catalog.permission_groups,
        &catalog.sdk_categories,
        &catalog.consent_levels,
        &catalog.exemption_statuses,
        &catalog.refusal_outcomes,
        &catalog.apple.categories,
    ] {
        assert_entries(groups);
    }
    assert_entries(&catalog.data_categories);
    assert_entries(&catalog.purposes);
    assert_entries(&catalog.legal_bases);
    assert_entries(&catalog.separate_consent_cases);
    assert_entries(&catalog.consent_exemptions);
    assert_entries(&catalog.permissions);
    assert_entries(&catalog.sdks);
    assert_entries(&catalog.app_types);
    assert_entries(&catalog.request_types);
    assert_entries(&catalog.refusal_reasons);
    assert_entries(&catalog.material_changes);
    assert_entries(&catalog.change_actions);
    assert_entries(&catalog.policy_sections);
    assert_entries(&catalog.disclosure_lists);
    catalog.disclosure_lists.iter().for_each(|list| assert_entries(&list.columns));
    assert_entries(&catalog.dpv_terms.consent_statuses);
    assert_keys(&catalog.deadlines);
    assert_text(&catalog.guardian_consent.key, &catalog.guardian_consent.name);
}

#[test]
fn names_beside_keys_are_bilingual() {
    let catalog = Catalog::builtin();
    for sdk in &catalog.sdks {
        assert_text(&sdk.key, &sdk.vendor);
    }
    for app_type in &catalog.app_types {
        assert!(!app_type.basic_function_zh.is_empty() && !app_type.basic_function_en.is_empty());
        app_type.necessary.iter().for_each(|item| assert_text(&app_type.key, &item.name));
    }
    assert_names(&catalog.notice_requirements);
    assert_names(&catalog.apple.collected_data_types);
    assert_names(&catalog.apple.purposes);
    assert_names(&catalog.apple.accessed_api_categories);
    assert_names(&catalog.apple.label_sections);
    assert_names(&catalog.google.purposes);
    for group in &catalog.google.data_type_groups {
        assert_text(&group.question_id, &group.name);
        assert_names(&group.types);
    }
    assert_names(&catalog.dpv_terms.properties);
    assert_names(&catalog.dpv_terms.classes);
}

#[test]
fn a_requirement_is_named_by_its_regime() {
    for requirement in &Catalog::builtin().notice_requirements {
        let (regime, rest) = requirement.key.split_once('.').unwrap();
        assert_eq!(regime, requirement.regime);
        assert!(is_snake_case(regime) && is_snake_case(rest), "{}", requirement.key);
    }
}

#[test]
fn a_name_is_chosen_by_language() {
    let camera = Catalog::builtin().permissions.get("camera").unwrap();
    for (tag, name) in [("zh-CN", "相机"), ("zh-Hant-TW", "相机"), ("en", "Camera"), ("de", "Camera")] {
        assert_eq!(camera.name(&tag.parse().unwrap()), name, "{tag}");
    }
}

#[test]
fn no_text_holds_a_path_of_a_machine() {
    for (name, text) in sources::SOURCES {
        for folder in ["home", "work", "farm", "tmp", "root", "Users", "mnt", "var"] {
            for (position, path) in text.match_indices(&format!("/{folder}/")) {
                let before = text[..position].chars().next_back().unwrap_or(' ');
                let inside = before.is_alphanumeric() || matches!(before, '_' | '.' | ':' | '/');
                assert!(inside, "{name}: absolute path {path} at byte {position}");
            }
        }
    }
}
