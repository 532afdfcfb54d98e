//! Declarations piece by piece: edits, two editors on one item, and the manifest back out.

use std::time::Duration;

use api::{
    apps::{self, BulkCall, BulkEdited},
    platform::error::ErrorPolicy,
};
use serde_json::{Value, json};

use crate::support::{
    client::Client,
    large,
    rows::Rows,
    world::{Party, World, done, manifest},
};

const EDITED: &str = "edited { app { slug } revision changes { path before after } } \
     conflicts { path base theirs yours }";

/// Edits the brand's app; the payload.
async fn edit(client: &Client, party: &Party, edits: Value, more: Value) -> Value {
    let mut input = json!({ "tenant": party.slug, "app": party.app, "edits": edits });
    input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    client.call("editDeclaration", EDITED, input).await
}

fn version(sdk: &str, version: &str) -> Value {
    json!({ "patch": { "path": format!("/sdks/{sdk}"), "members": { "version": version } } })
}

/// What stands against an edit: code, field, rule and place of each error.
fn reasons(payload: &Value) -> Vec<(Value, Value, Value)> {
    let errors = payload["userErrors"].as_array().expect("a list");
    errors
        .iter()
        .map(|error| (error["code"].clone(), error["rule"].clone(), error["place"]["path"].clone()))
        .collect()
}

async fn manifest_of(client: &Client, party: &Party, format: &str) -> String {
    let app = format!("app(tenant: \"{}\", slug: \"{}\")", party.slug, party.app);
    let reply =
        client.query(&format!("{{ {app} {{ declaration {{ manifest(format: {format}) }} }} }}")).await;
    reply.data()["app"]["declaration"]["manifest"].as_str().expect("a text").to_owned()
}

#[tokio::test]
async fn a_preview_tells_what_the_edit_then_does() {
    let world = World::new().await;
    let brand = &world.brand;
    let owner = world.client(&brand.owner);
    let before = Rows::of(&world.app, brand.owner.tenant).await;
    let edits = json!([version("umeng", "9.1")]);
    let preview = done(&edit(&owner, brand, edits.clone(), json!({ "preview": true })).await, "edited");
    assert_eq!(before, Rows::of(&world.app, brand.owner.tenant).await, "a preview writes nothing");
    let edited = done(&edit(&owner, brand, edits.clone(), json!({})).await, "edited");
    assert_eq!(preview["changes"], edited["changes"]);
    assert_eq!(edited["changes"][0]["path"], "/sdks/umeng/version");
    assert_eq!(edited["changes"].as_array().map(Vec::len), Some(1));
    assert_eq!(edited["revision"], json!(preview["revision"].as_i64().expect("a number") + 1));

    // The same again differs in nothing and writes nothing.
    let after = Rows::of(&world.app, brand.owner.tenant).await;
    let again = done(&edit(&owner, brand, edits, json!({})).await, "edited");
    assert_eq!((&again["changes"], &again["revision"]), (&json!([]), &edited["revision"]));
    assert_eq!(after, Rows::of(&world.app, brand.owner.tenant).await);
}

#[tokio::test]
async fn a_repeated_call_edits_once() {
    let world = World::new().await;
    let brand = &world.brand;
    let owner = world.client(&brand.owner);
    let key = json!({ "idempotencyKey": "one" });
    let first = edit(&owner, brand, json!([version("umeng", "9.1")]), key.clone()).await;
    let second = edit(&owner, brand, json!([version("umeng", "9.1")]), key.clone()).await;
    assert_eq!(first, second);
    let other = edit(&owner, brand, json!([version("umeng", "9.2")]), key).await;
    assert_eq!(other["userErrors"][0]["code"], "CONFLICT");
}

#[tokio::test]
async fn two_editors_meet_on_different_items_and_clash_on_the_same() {
    let world = World::new().await;
    let brand = &world.brand;
    let owner = world.client(&brand.owner);
    let second = json!({ "set": { "path": "/sdks/second", "value": { "name": { "en": "Second" } } } });
    let base = done(&edit(&owner, brand, json!([second]), json!({})).await, "edited")["revision"].clone();
    let saw = json!({ "base": base });
    done(&edit(&owner, brand, json!([version("umeng", "9.1")]), saw.clone()).await, "edited");
    let other = done(&edit(&owner, brand, json!([version("second", "1")]), saw.clone()).await, "edited");
    assert_eq!(other["changes"][0]["path"], "/sdks/second/version");

    let before = Rows::of(&world.app, brand.owner.tenant).await;
    let clash = edit(&owner, brand, json!([version("umeng", "9.2")]), saw.clone()).await;
    assert_eq!((&clash["edited"], &clash["userErrors"][0]["code"]), (&json!(null), &json!("CONFLICT")));
    let conflict = &clash["conflicts"][0];
    assert_eq!(
        (&conflict["path"], clash["conflicts"].as_array().map(Vec::len)),
        (&json!("/sdks/umeng"), Some(1))
    );
    assert_eq!(
        (&conflict["theirs"]["version"], &conflict["yours"]["version"]),
        (&json!("9.1"), &json!("9.2"))
    );
    assert_eq!(before, Rows::of(&world.app, brand.owner.tenant).await, "a conflict writes nothing");

    // An item that vanished in the meantime: their side is nothing. Without a base it is an error.
    let gone = json!({ "tenant": brand.slug, "app": brand.app, "list": "SDKS", "key": "second" });
    done(&owner.call("removeDeclaredItem", EDITED, gone).await, "edited");
    let clash = edit(&owner, brand, json!([version("second", "2")]), saw).await;
    assert_eq!(clash["conflicts"][0]["theirs"], json!(null));
    let vanished = edit(&owner, brand, json!([version("second", "2")]), json!({})).await;
    assert_eq!(reasons(&vanished), [(json!("INVALID"), json!("error-edit-vanished"), json!("/sdks/second"))]);
    assert_eq!(vanished["conflicts"], json!([]));
}

#[tokio::test]
async fn four_writers_lose_no_acknowledged_edit() {
    let world = World::new().await;
    let brand = &world.brand;
    let writer = async |number: usize| {
        let client = world.client(&brand.owner);
        let mut kept = Vec::new();
        for turn in 0..5 {
            let key = format!("w{number}-{turn}");
            let input = json!({
                "tenant": brand.slug, "app": brand.app, "key": key, "version": "1",
                "name": [{ "locale": "en", "text": "SDK" }],
            });
            done(&client.call("declareSdk", EDITED, input).await, "edited");
            kept.push(key);
        }
        kept
    };
    let (a, b, c, d) = tokio::join!(writer(0), writer(1), writer(2), writer(3));
    let text = manifest_of(&world.client(&brand.owner), brand, "JSON").await;
    let manifest: Value = serde_json::from_str(&text).expect("JSON");
    let mut declared: Vec<&str> = manifest["apps"][0]["sdks"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|sdk| sdk["key"].as_str().expect("a key"))
        .collect();
    declared.sort_unstable();
    let mut kept: Vec<String> = [a, b, c, d].concat();
    kept.push("umeng".to_owned());
    kept.sort_unstable();
    assert_eq!(declared, kept);
}

#[tokio::test]
async fn what_would_not_be_a_declaration_is_refused_with_its_place() {
    let world = World::new().await;
    let brand = &world.brand;
    let owner = world.client(&brand.owner);
    let before = Rows::of(&world.app, brand.owner.tenant).await;
    let set = |path: &str, value: Value| json!([{ "set": { "path": path, "value": value } }]);
    let cases = [
        (set("/sdk/umeng", json!({})), "error-edit-place", "/sdk"),
        (set("/sdks/umeng/version", json!(7)), "problem-wrong-type", "/sdks/umeng/version"),
        (set("/sdks/umeng", json!({ "key": "other" })), "error-edit-key", "/sdks/umeng"),
        (set("/slug", json!("other")), "error-edit-key", ""),
        (set("/functions/f/platforms", json!(["watch"])), "problem-missing-member", "/functions/f"),
        (
            set("/functions/f", json!({ "name": { "en": "F" }, "platforms": ["watch"] })),
            "problem-dangling-reference",
            "/functions/f/platforms/0",
        ),
        (set("/name/en", json!("Deeper")), "error-edit-misfit", "/name/en"),
        (set("/name", json!({ "en": "x".repeat(1 << 20) })), "problem-invalid-value", "/name"),
    ];
    let nested = (0..100).fold(json!(1), |inner, _| json!([inner]));
    // 40 levels of a whole manifest are 38 of a declaration in it, and the value stands in the second of them.
    let deep = format!("/minors/age{}", "/0".repeat(36));
    let refused = edit(&owner, brand, set("/minors/age", nested), json!({})).await;
    assert_eq!(reasons(&refused), [(json!("LIMIT_EXCEEDED"), json!("problem-too-deep"), json!(deep))]);
    for (edits, rule, path) in cases {
        let refused = edit(&owner, brand, edits, json!({})).await;
        assert_eq!(reasons(&refused), [(json!("INVALID"), json!(rule), json!(path))], "{path}");
    }
    let many: Vec<Value> = (0..201).map(|number| version("umeng", &number.to_string())).collect();
    let refused = edit(&owner, brand, json!(many), json!({})).await;
    assert_eq!(refused["userErrors"][0]["code"], "LIMIT_EXCEEDED");
    let refused = edit(&owner, brand, json!([version("umeng", "1")]), json!({ "base": 99 })).await;
    assert_eq!(refused["userErrors"][0]["code"], "NOT_FOUND");
    assert_eq!(before, Rows::of(&world.app, brand.owner.tenant).await);
}

#[tokio::test]
async fn an_item_that_others_name_stays() {
    let world = World::new().await;
    let brand = &world.brand;
    let owner = world.client(&brand.owner);
    let asks = json!({
        "tenant": brand.slug, "app": brand.app, "key": "camera", "permission": "camera",
        "requestedBy": "sdk:umeng",
    });
    done(&owner.call("declarePermission", EDITED, asks).await, "edited");
    let gone = json!({ "tenant": brand.slug, "app": brand.app, "list": "SDKS", "key": "umeng" });
    let refused = owner.call("removeDeclaredItem", EDITED, gone).await;
    let place = "/permissions/camera/requestedBy";
    assert_eq!(reasons(&refused), [(json!("INVALID"), json!("problem-dangling-reference"), json!(place))]);
}

#[tokio::test]
async fn what_the_console_edits_survives_the_next_manifest() {
    let world = World::new().await;
    let brand = &world.brand;
    let owner = world.client(&brand.owner);
    let edits = json!([
        version("umeng", "10.2"),
        { "set": { "path": "/name", "value": { "en": "no: \"a\"\n# b", "zh-CN": "相片" } } },
        { "set": { "path": "/permissions", "value": [] } },
    ]);
    done(&edit(&owner, brand, edits, json!({})).await, "edited");
    for format in ["YAML", "JSON"] {
        let text = manifest_of(&owner, brand, format).await;
        let applied = done(&owner.apply(&text, json!({ "format": format })).await, "applied");
        assert_eq!(applied["apps"][0]["outcome"], "UNCHANGED", "{format}");
        assert_eq!(applied["profile"], json!([]), "{format}");
    }
}

/// Edits several apps; the payload.
async fn edit_many(client: &Client, tenant: &str, apps: &[&str], edits: Value, more: Value) -> Value {
    let mut input = json!({ "tenant": tenant, "apps": apps, "edits": edits });
    input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    let told = "accepted refused apps { slug outcome revision changes { path before after } \
         userErrors { code field rule place { path } } }";
    client.call("editDeclarations", told, input).await
}

/// Slug and outcome of each app, and how many were accepted and refused.
fn outcomes(payload: &Value) -> (Vec<(String, String)>, [u64; 2]) {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let each = payload["apps"].as_array().expect("a list").iter();
    let each = each.map(|app| (text(&app["slug"]), text(&app["outcome"]))).collect::<Vec<_>>();
    let counts = ["accepted", "refused"].map(|count| payload[count].as_u64().expect("a number"));
    assert_eq!(u64::try_from(each.len()).unwrap(), counts[0] + counts[1]);
    (each, counts)
}

fn named(apps: &[(&str, &str)]) -> Vec<(String, String)> {
    apps.iter().map(|(app, outcome)| ((*app).to_owned(), (*outcome).to_owned())).collect()
}

#[tokio::test]
async fn many_apps_are_edited_in_one_call() {
    let world = World::new().await;
    let brand = &world.brand;
    let owner = world.client(&brand.owner);
    let (loud, quiet) = (brand.app.as_str(), brand.quiet.as_str());
    let edits = json!([version("umeng", "11.0")]);
    done(&edit(&owner, brand, edits.clone(), json!({})).await, "edited");
    let before = Rows::of(&world.app, brand.owner.tenant).await;
    let apps = [quiet, loud];
    let ask = async |more: Value| edit_many(&owner, &brand.slug, &apps, edits.clone(), more).await;
    let preview = ask(json!({ "preview": true })).await;
    assert_eq!(before, Rows::of(&world.app, brand.owner.tenant).await, "a preview writes nothing");
    let key = json!({ "idempotencyKey": "bulk" });
    let made = ask(key.clone()).await;
    assert_eq!(outcomes(&made), (named(&[(quiet, "CHANGED"), (loud, "UNCHANGED")]), [2, 0]));
    assert_eq!(made["userErrors"], json!([]));
    assert_eq!((&made["apps"][0]["revision"], &made["apps"][1]["revision"]), (&json!(2), &json!(2)));
    for (app, shown) in
        made["apps"].as_array().expect("a list").iter().zip(preview["apps"].as_array().expect("a list"))
    {
        assert_eq!((&app["outcome"], &app["changes"]), (&shown["outcome"], &shown["changes"]));
    }
    assert_eq!(preview["apps"][0]["revision"], json!(1), "a preview tells the revision that there is");
    let change = json!([{ "path": "/sdks/umeng/version", "before": "9.6.1", "after": "11.0" }]);
    assert_eq!(made["apps"][0]["changes"], change);
    let after = Rows::of(&world.app, brand.owner.tenant).await;
    let told: Vec<(String, (usize, usize))> = after.since(&before).into_iter().collect();
    let expected = [
        ("apps", (1, 1)),
        ("audit_events", (0, 1)),
        ("audit_heads", (1, 1)),
        ("declaration_revisions", (0, 1)),
        ("declared_sdks", (1, 1)),
        ("idempotency_keys", (0, 1)),
        ("outbox", (0, 1)),
    ];
    assert_eq!(told, expected.map(|(table, changed)| (table.to_owned(), changed)));
    assert_eq!(ask(key).await, made, "the same key answers the same");
    assert_eq!(after, Rows::of(&world.app, brand.owner.tenant).await);
}

#[tokio::test]
async fn one_app_that_refuses_stops_all_or_is_skipped() {
    let world = World::new().await;
    let brand = &world.brand;
    let owner = world.client(&brand.owner);
    let (loud, quiet, none) = (brand.app.as_str(), brand.quiet.as_str(), world.unused());
    done(&edit(&owner, brand, json!([{ "remove": { "path": "/sdks/umeng" } }]), json!({})).await, "edited");
    let before = Rows::of(&world.app, brand.owner.tenant).await;
    let apps = [quiet, none.as_str(), loud];
    let edits = json!([version("umeng", "11.0")]);
    for preview in [true, false] {
        let more = json!({ "preview": preview, "idempotencyKey": "held" });
        let held = edit_many(&owner, &brand.slug, &apps, edits.clone(), more).await;
        let expected = named(&[(quiet, "HELD_BACK"), (&none, "REFUSED"), (loud, "REFUSED")]);
        assert_eq!(outcomes(&held), (expected, [1, 2]));
        assert_eq!((&held["apps"][0]["revision"], &held["apps"][0]["userErrors"]), (&json!(1), &json!([])));
        let missing = (json!("NOT_FOUND"), json!(null), json!(null));
        let vanished = (json!("INVALID"), json!("error-edit-vanished"), json!("/sdks"));
        assert_eq!(reasons(&held), [missing.clone(), vanished.clone()]);
        assert_eq!(reasons(&held["apps"][1]), [missing]);
        assert_eq!(reasons(&held["apps"][2]), [vanished]);
        assert_eq!(held["userErrors"][1]["field"], json!(["apps", "2"]));
        assert_eq!(before, Rows::of(&world.app, brand.owner.tenant).await, "nothing was written");
    }
    // Nothing came of the call, so that its key is free.
    let skip = json!({ "onError": "SKIP", "idempotencyKey": "held" });
    let skipped = edit_many(&owner, &brand.slug, &apps, edits.clone(), skip.clone()).await;
    let expected = named(&[(quiet, "CHANGED"), (&none, "REFUSED"), (loud, "REFUSED")]);
    assert_eq!((outcomes(&skipped), &skipped["userErrors"]), ((expected, [1, 2]), &json!([])));
    assert_eq!(skipped["apps"][0]["revision"], json!(2));
    let after = Rows::of(&world.app, brand.owner.tenant).await;
    let since = after.since(&before);
    assert_eq!((since["declaration_revisions"], since["idempotency_keys"]), ((0, 1), (0, 1)));
    let again = edit_many(&owner, &brand.slug, &apps, edits.clone(), skip).await;
    assert_eq!(again, skipped, "what was refused is told again too");
    assert_eq!(after, Rows::of(&world.app, brand.owner.tenant).await);

    let retire = json!({ "tenant": brand.slug, "app": loud });
    done(&owner.call("retireApp", "app { slug }", retire).await, "app");
    let retired = edit_many(&owner, &brand.slug, &[loud], edits, json!({ "onError": "SKIP" })).await;
    assert_eq!(retired["apps"][0]["userErrors"][0]["code"], "ILLEGAL_STATE");
}

#[tokio::test]
async fn a_call_for_many_is_bounded_and_its_tenant_s_alone() {
    let world = World::new().await;
    let brand = &world.brand;
    let owner = world.client(&brand.owner);
    let edits = json!([version("umeng", "11.0")]);
    let before = Rows::of(&world.app, brand.owner.tenant).await;
    let refused = async |client: &Client, tenant: &str, apps: &[&str]| {
        let payload = edit_many(client, tenant, apps, edits.clone(), json!({})).await;
        assert_eq!((payload["apps"] == json!([]), &payload["accepted"]), (true, &json!(0)), "{payload}");
        (payload["userErrors"][0]["code"].clone(), payload["userErrors"][0]["field"].clone())
    };
    let many: Vec<String> = (0..101).map(|number| format!("app-{number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(refused(&owner, &brand.slug, &many).await, (json!("LIMIT_EXCEEDED"), json!(["apps"])));
    let twice = refused(&owner, &brand.slug, &[&brand.app, &brand.app]).await;
    assert_eq!(twice, (json!("INVALID"), json!(["apps", "1"])));
    let nowhere = (json!("NOT_FOUND"), json!(["tenant"]));
    let other = world.client(&world.other.owner);
    assert_eq!(refused(&other, &brand.slug, &[&brand.app]).await, nowhere);
    let operator = world.client(&world.operator);
    assert_eq!(refused(&operator, &world.unused(), &[&brand.app]).await, nowhere);
    assert_eq!(before, Rows::of(&world.app, brand.owner.tenant).await);
    let made = edit_many(&operator, &brand.slug, &[&brand.app], edits.clone(), json!({})).await;
    assert_eq!(outcomes(&made), (named(&[(&brand.app, "CHANGED")]), [1, 0]));
}

#[tokio::test]
async fn an_order_that_a_manifest_declares_is_a_change() {
    let world = World::new().await;
    let brand = &world.brand;
    let owner = world.client(&brand.owner);
    let second = json!({ "set": { "path": "/sdks/second", "value": { "name": { "en": "Second" } } } });
    done(&edit(&owner, brand, json!([second]), json!({})).await, "edited");
    let text = manifest_of(&owner, brand, "JSON").await;
    let mut turned: Value = serde_json::from_str(&text).expect("JSON");
    turned["apps"][0]["sdks"].as_array_mut().expect("a list").reverse();
    let preview = done(&owner.apply(&turned.to_string(), json!({ "preview": true })).await, "applied");
    let applied = done(&owner.apply(&turned.to_string(), json!({})).await, "applied");
    assert_eq!(preview["apps"][0]["outcome"], "CHANGED");
    let app = &applied["apps"][0];
    assert_eq!(
        (&app["outcome"], &app["revision"], &app["changes"]),
        (&json!("CHANGED"), &json!(3), &json!([]))
    );
    let back: Value = serde_json::from_str(&manifest_of(&owner, brand, "JSON").await).expect("JSON");
    assert_eq!(back["apps"][0]["sdks"], turned["apps"][0]["sdks"]);
    let again = done(&owner.apply(&turned.to_string(), json!({})).await, "applied");
    assert_eq!(again["apps"][0]["outcome"], "UNCHANGED");
}

/// Of two that race for one declaration both are done, or one is told of a conflict; what is acknowledged is never lost.
#[tokio::test]
async fn an_edit_and_a_manifest_that_race_lose_nothing() {
    let world = World::new().await;
    let brand = &world.brand;
    let owner = world.client(&brand.owner);
    let apps = [brand.app.as_str(), brand.quiet.as_str()];
    for round in 0..8 {
        let number = format!("20.{round}");
        let text = manifest(&brand.slug, brand.kind, &apps, &number);
        let key = format!("raced-{round}");
        let added =
            json!([{ "set": { "path": format!("/sdks/{key}"), "value": { "name": { "en": "Raced" } } } }]);
        let other = [brand.quiet.as_str(), brand.app.as_str()];
        let (edited, applied, both) = tokio::join!(
            edit(&owner, brand, added, json!({})),
            owner.apply(&text, json!({})),
            edit_many(
                &owner,
                &brand.slug,
                &other,
                json!([version("umeng", &format!("21.{round}"))]),
                json!({})
            ),
        );
        let mut acknowledged = 0;
        for payload in [&edited, &applied, &both] {
            let codes: Vec<&Value> =
                payload["userErrors"].as_array().expect("a list").iter().map(|it| &it["code"]).collect();
            assert!(codes.is_empty() || codes == [&json!("CONFLICT")], "{payload}");
            acknowledged += usize::from(codes.is_empty());
        }
        assert!(acknowledged > 0, "somebody is done");
        let told: Value = serde_json::from_str(&manifest_of(&owner, brand, "JSON").await).expect("JSON");
        let sdks = told["apps"][0]["sdks"].as_array().expect("a list");
        let of = |key: &str| sdks.iter().find(|sdk| sdk["key"] == json!(key));
        let (added, umeng) = (of(&key).is_some(), of("umeng").expect("stays")["version"].clone());
        let revision = |payload: &Value, at: &str| payload.pointer(at).and_then(Value::as_i64).unwrap_or(0);
        let edit_at = revision(&edited, "/edited/revision");
        let manifest_at = revision(&applied, "/applied/apps/0/revision");
        let both_at = revision(&both, "/apps/1/revision");
        assert!(
            edit_at == 0 || (edit_at != manifest_at && edit_at != both_at),
            "two revisions of one number"
        );
        // Each revision stands on the one before: the manifest says everything anew, the edits add to it.
        assert_eq!(added, edit_at > manifest_at, "{edited} {applied}");
        let expected = if both_at > manifest_at { format!("21.{round}") } else { number };
        assert_eq!(umeng, json!(expected), "{applied} {both}");
    }
}

#[tokio::test]
async fn calls_for_the_same_apps_in_another_order_wait_for_each_other() {
    let world = World::new().await;
    let brand = &world.brand;
    let owner = world.client(&brand.owner);
    let (one, other) = ([brand.app.as_str(), &brand.quiet], [brand.quiet.as_str(), &brand.app]);
    for round in 0..5 {
        let put = |key: &str| json!([{ "set": { "path": format!("/sdks/{key}-{round}"), "value": { "name": { "en": "New" } } } }]);
        let (a, b, c) = tokio::join!(
            edit_many(&owner, &brand.slug, &one, put("a"), json!({})),
            edit_many(&owner, &brand.slug, &other, put("b"), json!({})),
            edit_many(&owner, &brand.slug, &one, put("c"), json!({})),
        );
        for payload in [a, b, c] {
            assert_eq!(outcomes(&payload).1, [2, 0], "{payload}");
            assert!(
                payload["apps"].as_array().expect("a list").iter().all(|app| app["outcome"] == "CHANGED")
            );
        }
    }
    let told: Value = serde_json::from_str(&manifest_of(&owner, brand, "JSON").await).expect("JSON");
    assert_eq!(told["apps"][0]["sdks"].as_array().map(Vec::len), Some(16));
}

/// While the one thread on which anything may be computed is taken, nothing is planned: neither on the thread of the
/// request, which would hold up all others, nor while others wait to write.
#[test]
fn many_are_planned_where_they_hold_up_neither_requests_nor_writers() {
    let one = tokio::runtime::Builder::new_current_thread().enable_all().max_blocking_threads(1).build();
    one.unwrap().block_on(async {
        let world = World::new().await;
        let brand = &world.brand;
        let owner = world.client(&brand.owner);
        let (release, held) = std::sync::mpsc::channel::<()>();
        let taken = tokio::task::spawn_blocking(move || held.recv());
        let request = world.app.context(Some(brand.owner), "en");
        let call = BulkCall {
            tenant: brand.slug.clone(),
            apps: vec![brand.app.clone(), brand.quiet.clone()],
            edits: serde_json::from_value(json!([version("umeng", "11.0")])).unwrap(),
            on_error: ErrorPolicy::AllOrNothing,
            preview: false,
        };
        let mut editing = Box::pin(apps::edit_many(&request.session, &request.catalogs, call, None));
        let waiting = tokio::time::timeout(Duration::from_millis(500), &mut editing).await;
        assert!(waiting.is_err(), "nothing is planned on the thread of a request");
        // Others write meanwhile, also to the very same app.
        let name = json!([{ "set": { "path": "/sdks/push", "value": { "name": { "en": "Push" } } } }]);
        let theirs = tokio::time::timeout(Duration::from_secs(20), edit(&owner, brand, name, json!({})));
        let theirs = done(&theirs.await.expect("nobody waits for a plan"), "edited");
        assert_eq!(theirs["revision"], 2);

        drop(release);
        let outcomes = editing.await.unwrap();
        assert!(taken.await.is_ok());
        let revisions = outcomes.iter().map(|outcome| match &outcome.edited {
            Ok(BulkEdited::Changed(edited)) => (edited.revision, edited.differences.len()),
            other => panic!("{other:?}"),
        });
        // What was planned for another state of the app was planned anew.
        assert_eq!(revisions.collect::<Vec<_>>(), [(Some(3), 1), (Some(2), 1)]);
        let told: Value = serde_json::from_str(&manifest_of(&owner, brand, "JSON").await).expect("JSON");
        let sdks = told["apps"][0]["sdks"].as_array().expect("a list").iter();
        let sdks: Vec<_> = sdks.map(|sdk| (&sdk["key"], &sdk["version"])).collect();
        assert_eq!(sdks, [(&json!("umeng"), &json!("11.0")), (&json!("push"), &Value::Null)]);
    });
}

/// 200 SDKs and 2,000 uses of data: one member of one SDK changes one row of the projections, and the revision is the
/// only thing that grows with the declaration.
#[tokio::test]
async fn a_small_edit_of_the_largest_declaration_writes_the_difference() {
    let world = World::new().await;
    let other = &world.other;
    let owner = world.client(&other.owner);
    let mut declared = large::manifest(&other.slug, 1);
    declared["apps"][0]["slug"] = json!(other.app);
    let mut tenant: Value = serde_json::from_str(&manifest_of(&owner, other, "JSON").await).expect("JSON");
    tenant["apps"] = declared["apps"].clone();
    done(&owner.apply(&tenant.to_string(), json!({})).await, "applied");
    let before = Rows::of(&world.app, other.owner.tenant).await;
    assert_eq!(before.count("data_uses"), 2000);
    let edited = done(&edit(&owner, other, json!([version("sdk-7", "5.0")]), json!({})).await, "edited");
    assert_eq!(edited["changes"].as_array().map(Vec::len), Some(1));
    let since: Vec<(String, (usize, usize))> =
        Rows::of(&world.app, other.owner.tenant).await.since(&before).into_iter().collect();
    let expected = [
        ("apps", (1, 1)),
        ("audit_events", (0, 1)),
        ("audit_heads", (1, 1)),
        ("declaration_revisions", (0, 1)),
        ("declared_sdks", (1, 1)),
        ("outbox", (0, 1)),
    ];
    assert_eq!(since, expected.map(|(table, changed)| (table.to_owned(), changed)));
}
