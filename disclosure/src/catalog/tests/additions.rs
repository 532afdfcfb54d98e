use std::collections::{BTreeMap, HashMap};

use super::super::{
    AdditionError, Additions, Catalog, Confidence, EntryKind, HitRank, Name, OWN_PREFIX, OwnCategory, Sdk,
    SdkFact, SdkRegion, Verification,
};
use crate::manifest::{SdkDeclaration, to_value};

fn name(zh: &str, en: &str) -> Name {
    Name { zh: zh.into(), en: en.into() }
}

fn sdk(key: &str) -> Sdk {
    Sdk {
        key: key.into(),
        name: name("示例统计组件", "Example Statistics"),
        vendor: name("示例科技有限公司", "Example Technology Ltd."),
        vendor_status: Verification::Verified,
        category: "analytics".into(),
        region: SdkRegion::Cn,
        package_prefixes: vec!["com.example.stats".into()],
        privacy_url: Some("https://stats.example/privacy".into()),
        url_status: Some(Verification::Verified),
        homepage: None,
        aliases: vec!["数说通".into()],
        note: None,
        facts: Vec::new(),
        revision: 0,
    }
}

fn fact(range: &str, data: &[&str]) -> SdkFact {
    SdkFact {
        range: range.parse().unwrap(),
        confidence: Confidence::Stated,
        data: data.iter().map(ToString::to_string).collect(),
        permissions: Vec::new(),
        purposes: Vec::new(),
        initialised: None,
        source: "https://stats.example/privacy".into(),
        date: None,
        reviewer: None,
    }
}

fn with(sdks: &[&str], facts: &[(&str, SdkFact)], merges: &[(&str, &str)]) -> Result<Catalog, AdditionError> {
    let text = |(from, into): &(&str, &str)| ((*from).to_owned(), (*into).to_owned());
    let additions = Additions {
        sdks: sdks.iter().map(|key| sdk(key)).collect(),
        facts: facts.iter().map(|(key, fact)| ((*key).to_owned(), fact.clone())).collect(),
        merges: merges.iter().map(text).collect::<BTreeMap<_, _>>(),
        changed: HashMap::from([("example_stats".to_owned(), 3)]),
    };
    Catalog::builtin().with_additions(7, additions)
}

fn data_of(catalog: &Catalog, key: &str, version: Option<&str>) -> Vec<String> {
    catalog.sdk(key).and_then(|sdk| sdk.fact(version)).map(|fact| fact.data.clone()).unwrap_or_default()
}

#[test]
fn additions_join_what_is_shipped_and_name_the_whole() {
    let shipped = Catalog::builtin();
    let more = with(&["example_stats"], &[], &[]).unwrap();
    assert_eq!(more.revision(), format!("{}+7", shipped.revision()));
    assert_eq!(more.sdks.len(), shipped.sdks.len() + 1);
    assert_eq!(more.sdk("example_stats").map(|sdk| sdk.revision), Some(3));
    assert!(shipped.sdk("example_stats").is_none());
    // Nothing else is copied.
    assert!(std::ptr::eq(more.purposes.as_slice(), shipped.purposes.as_slice()));
    let none = shipped.with_additions(0, Additions::default()).unwrap();
    assert_eq!(none.revision(), shipped.revision());
}

#[test]
fn the_narrowest_range_counts() {
    let facts =
        [("umeng_analytics", fact(">=9 <10", &["imei"])), ("umeng_analytics", fact("9.6.1", &["oaid"]))];
    let catalog = with(&[], &facts, &[]).unwrap();
    assert_eq!(data_of(&catalog, "umeng_analytics", Some("9.6.1")), ["oaid"]);
    assert_eq!(data_of(&catalog, "umeng_analytics", Some("9.7")), ["imei"]);
    // What was shipped holds for all other versions, and for one that nobody stated.
    let shipped = data_of(Catalog::builtin(), "umeng_analytics", None);
    assert_eq!(data_of(&catalog, "umeng_analytics", Some("8")), shipped);
    assert_eq!(data_of(&catalog, "umeng_analytics", None), shipped);
    // One for all versions takes the shipped one's place.
    let all = with(&[], &[("umeng_analytics", fact("*", &["idfa"]))], &[]).unwrap();
    assert_eq!(all.sdk("umeng_analytics").map(|sdk| sdk.facts.len()), Some(1));
    assert_eq!(data_of(&all, "umeng_analytics", None), ["idfa"]);
}

#[test]
fn ranges_that_cross_are_refused() {
    let facts = [("umeng_push", fact(">=1 <3", &[])), ("umeng_push", fact(">=2 <4", &[]))];
    let crossing = with(&[], &facts, &[]).unwrap_err();
    assert_eq!(crossing.to_string(), "the ranges >=2 <4 and >=1 <3 cross");
}

#[test]
fn a_code_that_nothing_has_is_refused_with_the_nearest() {
    let unknown = with(&[], &[("umeng_push", fact("*", &["imie"]))], &[]).unwrap_err();
    let expected = AdditionError::UnknownCode {
        kind: "data_category",
        code: "imie".into(),
        nearest: Some("imei".into()),
    };
    assert_eq!(unknown, expected);
    let nobody = with(&[], &[("nobody", fact("*", &[]))], &[]).unwrap_err();
    assert_eq!(nobody, AdditionError::UnknownSdk("nobody".into()));
}

#[test]
fn a_merged_key_means_the_survivor() {
    let merges = [("example_stats", "example_two"), ("example_two", "umeng_analytics")];
    let catalog = with(&["example_stats", "example_two"], &[], &merges).unwrap();
    for key in ["example_stats", "example_two", "umeng_analytics"] {
        assert_eq!(catalog.sdk(key).map(|sdk| sdk.key.as_str()), Some("umeng_analytics"), "{key}");
        assert_eq!(catalog.sdk_keys(key), ["umeng_analytics", "example_stats", "example_two"], "{key}");
    }
    assert_eq!(catalog.merged_sdk("example_stats").map(|sdk| sdk.key.as_str()), Some("example_stats"));
    assert!(catalog.sdks.get("example_stats").is_none() && catalog.merged_sdk("umeng_analytics").is_none());
    assert!(catalog.sdk_keys("nobody").is_empty());
    let hits = catalog.search("example_stats", &[EntryKind::Sdk], 10);
    assert_eq!((hits[0].key, hits[0].rank), ("umeng_analytics", HitRank::Key));
}

#[test]
fn nothing_is_merged_into_itself() {
    for merges in [
        &[("umeng_push", "umeng_push")][..],
        &[("umeng_push", "umeng_analytics"), ("umeng_analytics", "umeng_push")],
        &[("a", "b"), ("b", "c"), ("c", "a")],
    ] {
        let error = with(&["a", "b", "c"], &[], merges).unwrap_err();
        assert!(matches!(error, AdditionError::MergedIntoItself(_)), "{merges:?}: {error}");
    }
    let nobody = with(&[], &[], &[("umeng_push", "nobody")]).unwrap_err();
    assert_eq!(nobody, AdditionError::UnknownSdk("nobody".into()));
}

#[test]
fn an_addition_is_found_by_all_its_names() {
    let catalog = with(&["example_stats"], &[], &[]).unwrap();
    for (query, rank) in [
        ("example-stats", HitRank::Key),
        ("数说通", HitRank::Name),
        ("示例统计", HitRank::Prefix),
        ("统计组件", HitRank::Infix),
        ("example.stats", HitRank::Infix),
        ("Technology Ltd", HitRank::Infix),
    ] {
        let hits = catalog.search(query, &[EntryKind::Sdk], 10);
        let found = hits.iter().find(|hit| hit.key == "example_stats").map(|hit| hit.rank);
        assert_eq!(found, Some(rank), "{query}");
    }
}

fn own(key: &str, parent: &str, sensitive: Option<bool>) -> OwnCategory {
    OwnCategory {
        key: key.into(), name: name("睡眠质量", "Sleep quality"), parent: parent.into(), sensitive
    }
}

fn first(plain: bool) -> String {
    let all = &Catalog::builtin().data_categories;
    all.iter().find(|category| category.sensitive_cn != plain).unwrap().key.clone()
}

#[test]
fn an_own_category_is_at_least_as_sensitive_as_its_parent() {
    let (plain, sensitive) = (first(true), first(false));
    for (parent, said, expected) in [
        (&plain, None, Some(false)),
        (&plain, Some(false), Some(false)),
        (&plain, Some(true), Some(true)),
        (&sensitive, None, Some(true)),
        (&sensitive, Some(true), Some(true)),
        (&sensitive, Some(false), None),
    ] {
        let catalog = Catalog::builtin().with_categories(2, vec![own("own-sleep", parent, said)]);
        let made = catalog.ok().and_then(|catalog| {
            assert_eq!(catalog.revision(), format!("{}+0/2", Catalog::builtin().revision()));
            catalog.data_categories.get("own-sleep").map(|category| category.sensitive_cn)
        });
        assert_eq!(made, expected, "{parent} {said:?}");
    }
}

#[test]
fn an_own_category_has_a_key_of_its_own_and_a_shipped_parent() {
    let shipped = Catalog::builtin();
    assert!(shipped.data_categories.iter().all(|category| !category.key.starts_with(OWN_PREFIX)));
    for key in ["imei", "sleep", "own-", "own-睡", "own-a b"] {
        let made = shipped.with_categories(1, vec![own(key, "imei", None)]);
        // The prefix alone is a code like any other.
        assert_eq!(made.is_ok(), key == "own-", "{key}");
    }
    let unknown = shipped.with_categories(1, vec![own("own-a", "imie", None)]).unwrap_err();
    assert!(matches!(unknown, AdditionError::UnknownCode { .. }), "{unknown}");
    let nested = vec![own("own-a", "imei", None), own("own-b", "own-a", None)];
    assert!(shipped.with_categories(1, nested).is_err());
    let found = shipped.with_categories(1, vec![own("own-sleep", "imei", None)]).unwrap();
    assert_eq!(found.search("眠质", &[EntryKind::DataCategory], 5)[0].key, "own-sleep");
}

#[test]
fn a_suggestion_states_what_is_known_and_nothing_else() {
    let facts = [("example_stats", fact(">=2", &["imei"]))];
    let catalog = with(&["example_stats"], &facts, &[]).unwrap();
    let sdk = catalog.sdk("example_stats").unwrap();
    let known = to_value(&SdkDeclaration::suggested(sdk, Some("2.1")));
    let expected = serde_json::json!({
        "key": "example_stats",
        "name": { "en": "Example Statistics", "zh-CN": "示例统计组件" },
        "catalog": "example_stats",
        "vendorLegalName": "示例科技有限公司",
        "policyUrl": "https://stats.example/privacy",
        "version": "2.1",
        "packages": ["com.example.stats"],
        "data": ["imei"],
    });
    assert_eq!(known, expected);
    let unknown = to_value(&SdkDeclaration::suggested(sdk, Some("1.0")));
    assert_eq!(unknown.get("data"), None);
}
