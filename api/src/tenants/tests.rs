use disclosure::manifest::{TenantProfile, to_value};
use serde_json::{Value, json};

use super::{
    model::{NewTenant, TenantKind},
    profile::{keep_verified, patched},
};
use crate::platform::ErrorCode;

fn profile(more: Value) -> TenantProfile {
    let name = [("en".to_owned(), "Acme".to_owned())].into();
    let new = NewTenant { slug: "acme".into(), kind: TenantKind::AppDeveloper, name };
    let Value::Object(sections) = more else { panic!("no object") };
    patched(&new.profile().expect("a profile"), &sections, "profile").expect("a patch")
}

fn entity(number: &str) -> Value {
    json!({ "key": "main", "name": { "en": "Acme Ltd" }, "region": "GB", "registrationNumber": number })
}

#[test]
fn a_patch_replaces_the_sections_that_it_names() {
    let before =
        profile(json!({ "timeZone": "Europe/Paris", "legalEntities": [entity("1"), { "key": "b" }] }));
    let patch = json!({ "timeZone": null, "legalEntities": [entity("2")] });
    let after = patched(&before, patch.as_object().expect("an object"), "profile").expect("a patch");
    assert_eq!(
        to_value(&after),
        json!({ "slug": "acme", "name": { "en": "Acme" }, "kind": "app_developer", "legalEntities": [entity("2")] })
    );
}

#[test]
fn what_cannot_be_is_refused_with_its_place() {
    let before = profile(json!({}));
    for (patch, rule, path, nearest) in [
        (json!({ "timezone": "UTC" }), Some("problem-unknown-member"), "/tenant/timezone", Some("timeZone")),
        (json!({ "name": null }), Some("problem-missing-member"), "/tenant", None),
        (
            json!({ "legalEntities": [{ "key": "a" }, { "key": "a" }] }),
            Some("problem-duplicate-key"),
            "/tenant/legalEntities/a",
            None,
        ),
        (
            json!({ "contacts": [{ "key": "a", "kind": "emial" }] }),
            Some("problem-unknown-code"),
            "/tenant/contacts/a/kind",
            Some("email"),
        ),
        (json!({ "slug": "other" }), None, "/tenant/slug", None),
        (json!({ "kind": "oem_brand" }), None, "/tenant/kind", None),
    ] {
        let errors = patched(&before, patch.as_object().expect("an object"), "profile").expect_err("refused");
        let place = errors[0].place().expect("a place");
        assert_eq!(errors[0].code(), ErrorCode::Invalid, "{patch}");
        assert_eq!((errors.len(), errors[0].broken_rule()), (1, rule), "{patch}");
        assert_eq!((place.path.as_deref(), place.nearest.as_deref()), (Some(path), nearest), "{patch}");
        assert_eq!(errors[0].field(), Some(&["profile".to_owned()][..]), "{patch}");
    }
}

#[test]
fn what_was_verified_stays_and_is_told() {
    let current = profile(json!({ "legalEntities": [entity("1")] }));
    let mut changed = entity("2");
    changed["usedIn"] = json!("contact_block");
    let wanted = profile(json!({ "timeZone": "UTC", "legalEntities": [changed] }));
    let (kept, withheld) = keep_verified(&current, wanted.clone(), Some("main"));
    let held = &to_value(&kept)["legalEntities"][0];
    assert_eq!((&held["registrationNumber"], &held["usedIn"]), (&json!("1"), &json!("contact_block")));
    assert_eq!(to_value(&kept)["timeZone"], "UTC");
    let told: Vec<_> =
        withheld.iter().map(|it| (it.path.as_str(), it.before.clone(), it.after.clone())).collect();
    assert_eq!(told, [("/legalEntities/main/registrationNumber", Some(json!("1")), Some(json!("2")))]);
    assert_eq!(keep_verified(&current, wanted.clone(), None), (wanted, vec![]));

    // Left out altogether, it is put back.
    let (kept, withheld) = keep_verified(&current, profile(json!({})), Some("main"));
    assert_eq!(kept, current);
    assert_eq!((withheld.len(), withheld[0].path.as_str()), (1, "/legalEntities"));
}
