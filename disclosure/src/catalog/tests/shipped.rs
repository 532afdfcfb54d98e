//! What is shipped is what is read: every fact of every file reaches its type, and the revision names the bytes.

use serde::Serialize;
use serde_json::{Value, json};

use super::{super::*, file};

/// The entries of `member` in the file, and what the catalogue made of them, are the same JSON.
fn assert_kept(name: &str, member: &str, read: &impl Serialize) {
    assert_eq!(file(name)[member], serde_json::to_value(read).unwrap(), "{name}.{member}");
}

#[test]
fn the_tables_have_their_known_sizes() {
    let catalog = Catalog::builtin();
    assert_eq!(
        [catalog.data_categories.len(), catalog.data_groups.len(), catalog.purposes.len()],
        [127, 15, 34]
    );
    assert_eq!([catalog.legal_bases.len(), catalog.separate_consent_cases.len()], [25, 5]);
    assert_eq!([catalog.permissions.len(), catalog.permission_groups.len()], [62, 23]);
    assert_eq!([catalog.sdks.len(), catalog.sdk_categories.len()], [81, 22]);
    assert_eq!([catalog.material_changes.len(), catalog.change_actions.len()], [22, 7]);
    assert_eq!([catalog.refusal_reasons.len(), catalog.request_types.len()], [26, 13]);
    assert_eq!([catalog.consent_exemptions.len(), catalog.exemption_statuses.len()], [20, 5]);
    assert_eq!([catalog.deadlines.len(), catalog.notice_requirements.len()], [36, 70]);
    assert_eq!([catalog.disclosure_lists.len(), catalog.policy_sections.len()], [7, 19]);
    assert_eq!([catalog.wechat_keys.len(), catalog.harmony.labels.len()], [28, 90]);
    assert_eq!(catalog.app_types.len(), 39);
}

#[test]
fn every_fact_of_the_law_is_kept() {
    let catalog = Catalog::builtin();
    assert_kept("legal_bases", "legal_bases", &catalog.legal_bases);
    assert_kept("legal_bases", "separate_consent_cases", &catalog.separate_consent_cases);
    assert_kept("legal_bases", "guardian_consent", &catalog.guardian_consent);
    assert_kept("legal_bases", "consent_form_levels", &catalog.consent_levels);
    assert_kept("consent_exemptions", "consent_exemptions", &catalog.consent_exemptions);
    assert_kept("consent_exemptions", "pipl_status", &catalog.exemption_statuses);
    assert_kept("refusal_reasons", "refusal_reasons", &catalog.refusal_reasons);
    assert_kept("refusal_reasons", "request_types", &catalog.request_types);
    assert_kept("refusal_reasons", "outcomes", &catalog.refusal_outcomes);
    assert_kept("material_changes", "material_changes", &catalog.material_changes);
    assert_kept("material_changes", "actions", &catalog.change_actions);
    assert_kept("deadlines", "deadlines", &catalog.deadlines);
    assert_kept("notice_requirements", "requirements", &catalog.notice_requirements);
    assert_kept("disclosure_columns", "lists", &catalog.disclosure_lists);
    assert_kept("policy_sections", "sections", &catalog.policy_sections);
    assert_kept("cn_working_days", "coverage", &catalog.working_calendar.coverage);
    assert_kept("cn_working_days", "years", &catalog.working_calendar.years);
}

#[test]
fn every_fact_of_the_taxonomies_is_kept() {
    let catalog = Catalog::builtin();
    assert_kept("data_categories", "categories", &catalog.data_categories);
    assert_kept("data_categories", "groups", &catalog.data_groups);
    assert_kept("purposes", "purposes", &catalog.purposes);
    assert_kept("permissions", "permissions", &catalog.permissions);
    assert_kept("permissions", "groups", &catalog.permission_groups);
    assert_kept("sdks", "categories", &catalog.sdk_categories);
    assert_kept("sdk_coordinates", "coordinates", &catalog.sdk_coordinates);
    assert_kept("app_types", "app_types", &catalog.app_types);
    assert_kept("terms", "kinds", catalog.term_kinds());
}

#[test]
fn every_value_of_the_stores_is_kept() {
    let Catalog { apple, google, harmony, wechat_keys, .. } = Catalog::builtin();
    assert_kept("apple_privacy", "categories", &apple.categories);
    assert_kept("apple_privacy", "collected_data_types", &apple.collected_data_types);
    assert_kept("apple_privacy", "purposes", &apple.purposes);
    assert_kept("apple_privacy", "accessed_api_categories", &apple.accessed_api_categories);
    assert_kept("apple_privacy", "label_sections", &apple.label_sections);
    assert_kept("google_data_safety", "general_questions", &google.general_questions);
    assert_kept("google_data_safety", "data_type_groups", &google.data_type_groups);
    assert_kept("google_data_safety", "purposes", &google.purposes);
    assert_kept("google_data_safety", "usage_block", &google.usage_block);
    assert_kept("harmony_pac", "data_types", &harmony.data_types);
    assert_kept("harmony_pac", "labels", &harmony.labels);
    assert_kept("harmony_pac", "purposes", &harmony.purposes);
    assert_kept("harmony_pac", "special_apis", &harmony.special_apis);
    assert_kept("wechat_privacy_keys", "keys", &wechat_keys);
}

#[test]
fn every_fact_of_the_data_privacy_vocabulary_is_kept() {
    let terms = &Catalog::builtin().dpv_terms;
    assert_kept("dpv_terms", "prefixes", &terms.prefixes);
    assert_kept("dpv_terms", "properties", &terms.properties);
    assert_kept("dpv_terms", "classes", &terms.classes);
    assert_kept("dpv_terms", "consent_statuses", &terms.consent_statuses);
    assert_kept("dpv_terms", "iso27560_fields", &terms.iso27560_fields);
    assert_kept("dpv_terms", "request_type_rights", &terms.request_type_rights);
    assert_kept("dpv_vocabulary", "terms", &DpvVocabulary::builtin().terms);
}

#[test]
fn an_sdk_is_read_with_one_fact_that_asserts_little() {
    let source = file("sdks")["source"].clone();
    let rows: Vec<Value> = Catalog::builtin().sdks.iter().map(row).collect();
    assert_eq!(file("sdks")["sdks"], Value::Array(rows));
    for sdk in &Catalog::builtin().sdks {
        let [fact] = sdk.facts.as_slice() else { panic!("{}: one fact", sdk.key) };
        assert_eq!(serde_json::to_value(fact).unwrap()["confidence"], "UPPER_BOUND");
        assert_eq!((fact.range.to_string().as_str(), fact.date, &fact.reviewer), ("*", None, &None));
        assert_eq!(source, fact.source);
    }
}

/// The SDK as its file states it.
fn row(sdk: &Sdk) -> Value {
    let fact = &sdk.facts[0];
    json!({
        "key": sdk.key, "name_zh": sdk.name.zh, "name_en": sdk.name.en, "vendor_zh": sdk.vendor.zh,
        "vendor_en": sdk.vendor.en, "category": sdk.category, "region": sdk.region,
        "package_prefixes": sdk.package_prefixes, "purposes": fact.purposes, "data": fact.data,
        "permissions": fact.permissions, "privacy_url": sdk.privacy_url, "vendor_status": sdk.vendor_status,
        "url_status": sdk.url_status, "note": sdk.note,
    })
}

#[test]
fn the_revision_names_the_bytes() {
    let revision = Catalog::builtin().revision();
    assert_eq!(revision.len(), 64);
    assert_eq!(revision, sources::revision(sources::SOURCES));
    let one = sources::revision(&[("a", "1"), ("b", "2")]);
    // sha256sum of `a 1`, newline, `1b 1`, newline, `2`
    assert_eq!(one, "ea3a2460d189723a94bed1a710472c3b8d6140ef3981d2b21335feff93cd445a");
    assert_ne!(one, sources::revision(&[("a", "1"), ("b", "3")]));
    assert_ne!(one, sources::revision(&[("b", "2"), ("a", "1")]));
}

#[test]
fn every_shipped_file_belongs_to_the_revision() {
    let mut shipped: Vec<_> = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/catalog"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    shipped.sort();
    let named: Vec<_> = sources::SOURCES.iter().map(|(name, _)| format!("{name}.json")).collect();
    assert_eq!(shipped, named);
}

#[test]
fn a_missing_or_malformed_file_is_refused() {
    let without: Vec<_> = sources::SOURCES.iter().copied().filter(|(name, _)| *name != "purposes").collect();
    let error = Catalog::read(&without).unwrap_err();
    assert_eq!(
        (error.code(), error.to_string().as_str()),
        ("CATALOG_FILE_MISSING", "catalogue file `purposes` is missing")
    );

    let twice = r#"{"kinds": [{"kind": "role", "terms": []}, {"kind": "role", "terms": []}]}"#;
    let broken: Vec<_> = sources::SOURCES
        .iter()
        .map(|&(name, text)| if name == "terms" { (name, twice) } else { (name, text) })
        .collect();
    let error = Catalog::read(&broken).unwrap_err();
    assert_eq!(error.code(), "CATALOG_FILE_MALFORMED");
    assert!(error.to_string().contains("key `role` occurs twice"), "{error}");
}
