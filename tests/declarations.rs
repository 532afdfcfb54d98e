//! Declarations piece by piece: edits, two editors on one item, and the manifest back out.

use serde_json::{Value, json};

use crate::support::{
    client::Client,
    rows::Rows,
    world::{Party, World, done},
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
