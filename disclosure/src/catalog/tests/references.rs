//! Every key that one table names stands in the table it means, and facts about one entry agree.

use super::{super::*, assert_all_known, keys};

#[test]
fn categories_name_known_groups_and_store_types() {
    let catalog = Catalog::builtin();
    let categories = || catalog.data_categories.iter();
    assert_all_known(categories().map(|it| (it.key(), it.group.as_str())), |key| {
        catalog.data_groups.contains(key)
    });
    assert_all_known(categories().map(|it| (it.key(), it.apple.as_str())), |key| {
        catalog.apple.collected_data_types.contains(key)
    });
    assert_all_known(categories().map(|it| (it.key(), it.google.as_str())), |key| {
        catalog.google.data_type(key).is_some()
    });
}

#[test]
fn a_category_is_sensitive_when_one_of_its_inputs_is() {
    for category in &Catalog::builtin().data_categories {
        let Sensitivity { gbt45574_2025, gbt35273_2020_annex_b, conservative_default, .. } =
            category.sensitive_detail;
        assert_eq!(
            category.sensitive_cn,
            gbt45574_2025 || gbt35273_2020_annex_b || conservative_default,
            "{}",
            category.key
        );
        assert_eq!(category.dpv_pd.is_some(), category.dpv_match.is_some(), "{}", category.key);
    }
    let categories = &Catalog::builtin().data_categories;
    assert_eq!(categories.iter().filter(|it| it.sensitive_cn).count(), 44);
    assert_eq!(categories.iter().filter(|it| it.gdpr_special).count(), 17);
    assert_eq!(keys(categories.iter().filter(|it| it.gdpr_art10)), ["criminal_record"]);
}

#[test]
fn purposes_name_known_store_purposes() {
    let catalog = Catalog::builtin();
    let purposes = || catalog.purposes.iter();
    assert_all_known(purposes().map(|it| (it.key(), it.apple.as_str())), |key| {
        catalog.apple.purposes.contains(key)
    });
    assert_all_known(purposes().map(|it| (it.key(), it.google.as_str())), |key| {
        catalog.google.purposes.contains(key)
    });
}

#[test]
fn permissions_name_known_groups_and_data_on_some_system() {
    let catalog = Catalog::builtin();
    for permission in &catalog.permissions {
        assert!(catalog.permission_groups.contains(&permission.group), "{}", permission.key);
        assert_all_known(references(permission, &permission.data), |key| {
            catalog.data_categories.contains(key)
        });
        let systems = [&permission.android, &permission.ios, &permission.harmony];
        assert!(systems.iter().any(|constants| !constants.is_empty()), "{}: no system", permission.key);
        assert_eq!(permission.android.is_empty(), permission.android_level.is_none(), "{}", permission.key);
    }
}

#[test]
fn sdks_name_known_purposes_data_and_permissions() {
    let catalog = Catalog::builtin();
    for sdk in &catalog.sdks {
        assert!(catalog.sdk_categories.contains(&sdk.category), "{}", sdk.key);
        assert_eq!(sdk.privacy_url.is_some(), sdk.url_status.is_some(), "{}", sdk.key);
        if let Some(url) = &sdk.privacy_url {
            assert!(url.starts_with("https://") || url.starts_with("http://"), "{url}");
        }
        for fact in &sdk.facts {
            assert!(!fact.purposes.is_empty() && !fact.data.is_empty() && !fact.permissions.is_empty());
            assert_all_known(references(sdk, &fact.purposes), |key| catalog.purposes.contains(key));
            assert_all_known(references(sdk, &fact.data), |key| catalog.data_categories.contains(key));
            assert_all_known(references(sdk, &fact.permissions), |key| catalog.permissions.contains(key));
        }
    }
}

#[test]
fn app_types_are_the_39_of_the_rule() {
    let catalog = Catalog::builtin();
    let numbers: Vec<u8> = catalog.app_types.iter().map(|it| it.number).collect();
    assert_eq!(numbers, (1..=39).collect::<Vec<_>>());
    for app_type in &catalog.app_types {
        assert_eq!(
            app_type.requires_personal_information,
            !app_type.necessary.is_empty(),
            "{}",
            app_type.key
        );
        for item in &app_type.necessary {
            assert_all_known(references(app_type, &item.data), |key| catalog.data_categories.contains(key));
        }
    }
}

#[test]
fn changes_refusals_and_exemptions_name_known_outcomes() {
    let catalog = Catalog::builtin();
    assert_all_known(catalog.material_changes.iter().map(|it| (it.key(), it.action.as_str())), |key| {
        catalog.change_actions.contains(key)
    });
    let ranks: Vec<u8> = catalog.change_actions.iter().map(|it| it.rank).collect();
    assert_eq!(ranks, (0..7).collect::<Vec<_>>());
    for reason in &catalog.refusal_reasons {
        assert!(catalog.refusal_outcomes.contains(&reason.outcome), "{}", reason.key);
        assert_all_known(references(reason, &reason.applies_to), is_request_type);
    }
    for exemption in &catalog.consent_exemptions {
        assert!(catalog.exemption_statuses.contains(&exemption.pipl_status), "{}", exemption.key);
        assert!(!exemption.applies_to.is_empty(), "{}", exemption.key);
        assert_all_known(references(exemption, &exemption.legal_basis), |key| {
            catalog.legal_bases.contains(key)
        });
    }
}

#[test]
fn deadlines_for_requests_name_known_request_types() {
    for rule in &Catalog::builtin().deadlines {
        if rule.kind == DeadlineKind::Dsr {
            assert_all_known(references(rule, &rule.subject), is_request_type);
        }
    }
}

#[test]
fn policy_sections_are_numbered_in_order() {
    let orders: Vec<u8> = Catalog::builtin().policy_sections.iter().map(|it| it.order).collect();
    assert_eq!(orders, (1..=19).collect::<Vec<_>>());
}

fn is_request_type(key: &str) -> bool {
    key == "all" || Catalog::builtin().request_types.contains(key)
}

/// Each named key beside the entry that names it.
fn references<'a>(
    entry: &'a impl Keyed,
    named: impl IntoIterator<Item = &'a String>,
) -> impl Iterator<Item = (&'a str, &'a str)> {
    named.into_iter().map(|key| (entry.key(), key.as_str()))
}
