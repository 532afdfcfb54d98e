//! Apps that come, change their terms, and go.

use serde_json::{Value, json};

use crate::support::{
    client::Client,
    rows::Rows,
    world::{Party, World, done, manifest},
};

/// What a member of an app's newest declaration tells.
async fn told(client: &Client, party: &Party, app: &str, field: &str) -> Value {
    let query = format!(
        "query($t: String!, $s: String!) {{ app(tenant: $t, slug: $s) {{ declaration {{ it: {field} }} }} }}"
    );
    let body = json!({ "query": query, "variables": { "t": party.slug, "s": app } });
    client.post(body).await.data()["app"]["declaration"]["it"].clone()
}

fn name(text: &str) -> Value {
    json!([{ "locale": "en", "text": text }])
}

async fn register(client: &Client, tenant: &str, slug: &str) -> Value {
    let input = json!({ "tenant": tenant, "slug": slug, "name": name("Lamp"), "environment": "STAGING" });
    client.call("registerApp", "app { slug name status environment }", input).await
}

#[tokio::test]
async fn an_app_is_registered_changed_and_retired() {
    let world = World::new().await;
    let brand = &world.brand;
    let owner = world.client(&brand.owner);
    let lamp = json!({ "slug": "lamp", "name": "Lamp", "status": "ACTIVE", "environment": "STAGING" });
    assert_eq!(done(&register(&owner, &brand.slug, "lamp").await, "app"), lamp);
    assert_eq!(
        told(&owner, brand, "lamp", "document").await,
        json!({ "slug": "lamp", "name": { "en": "Lamp" } })
    );
    let taken = register(&owner, &brand.slug, "lamp").await;
    assert_eq!(
        (&taken["userErrors"][0]["code"], &taken["userErrors"][0]["field"]),
        (&json!("CONFLICT"), &json!(["slug"]))
    );
    let wrong = register(&owner, &brand.slug, "../lamp").await;
    assert_eq!(
        (&wrong["userErrors"][0]["code"], &wrong["userErrors"][0]["field"]),
        (&json!("INVALID"), &json!(["slug"]))
    );

    let input = json!({ "tenant": brand.slug, "app": "lamp", "name": name("Torch"), "environment": "LIVE" });
    let told_of = "app { slug name status environment }";
    let torch = json!({ "slug": "lamp", "name": "Torch", "status": "ACTIVE", "environment": "LIVE" });
    assert_eq!(done(&owner.call("updateApp", told_of, input.clone()).await, "app"), torch);
    assert_eq!(told(&owner, brand, "lamp", "revision").await, 2);
    let rows = Rows::of(&world.app, brand.owner.tenant).await;
    assert_eq!(done(&owner.call("updateApp", told_of, input).await, "app"), torch);
    assert_eq!(Rows::of(&world.app, brand.owner.tenant).await, rows, "nothing was left to change");
    for action in ["app.environment_changed", "app.registered"] {
        assert!(rows.with("audit_events", action) > 0, "{action}");
    }
}

#[tokio::test]
async fn a_retired_app_stays_readable_and_changes_no_more() {
    let world = World::new().await;
    let brand = &world.brand;
    let owner = world.client(&brand.owner);
    let input = json!({ "tenant": brand.slug, "app": brand.app });
    let retired = done(&owner.call("retireApp", "app { status }", input.clone()).await, "app");
    assert_eq!(retired["status"], "RETIRED");
    let rows = Rows::of(&world.app, brand.owner.tenant).await;
    assert_eq!(done(&owner.call("retireApp", "app { status }", input.clone()).await, "app"), retired);
    let edits = json!([{ "set": { "path": "/minors", "value": { "none": true } } }]);
    let edits = json!({ "tenant": brand.slug, "app": brand.app, "edits": edits });
    let draft = json!({ "draftId": brand.draft_id, "effectiveOn": "2026-01-02" });
    for refused in [
        owner.call("editDeclaration", "edited { revision }", edits).await,
        owner.apply(&manifest(&brand.slug, brand.kind, &[&brand.app], "11"), json!({})).await,
        owner
            .call(
                "updateApp",
                "app { slug }",
                json!({ "tenant": brand.slug, "app": brand.app, "environment": "STAGING" }),
            )
            .await,
        owner.open_draft(input).await,
        owner.publish(draft).await,
    ] {
        assert_eq!(refused["userErrors"][0]["code"], "ILLEGAL_STATE", "{refused}");
    }
    assert_eq!(Rows::of(&world.app, brand.owner.tenant).await, rows);
    let path = format!("/v1/disclosures/{}/{}", brand.slug, brand.app);
    assert_eq!(world.app.stranger().get(&path).await.status, 200);
}

#[tokio::test]
async fn no_app_is_registered_in_a_tenant_of_another() {
    let world = World::new().await;
    let other = world.client(&world.other.owner);
    let before = Rows::of(&world.app, world.brand.owner.tenant).await;
    let foreign = register(&other, &world.brand.slug, "lamp").await;
    let never = register(&other, &world.unused(), "lamp").await;
    assert_eq!(foreign, never);
    assert_eq!(foreign["userErrors"][0]["code"], "NOT_FOUND");
    assert_eq!(Rows::of(&world.app, world.brand.owner.tenant).await, before);
}

#[tokio::test]
async fn another_order_is_a_change_too() {
    let world = World::new().await;
    let brand = &world.brand;
    let owner = world.client(&brand.owner);
    let edit = async |edits: Value| {
        let input = json!({ "tenant": brand.slug, "app": brand.app, "edits": edits });
        done(&owner.call("editDeclaration", "edited { revision changes { path } }", input).await, "edited")
    };
    edit(json!([{ "set": { "path": "/sdks/map", "value": { "name": { "en": "Map" } } } }])).await;
    let edited = edit(json!([{ "order": { "path": "/sdks", "keys": ["map", "umeng"] } }])).await;
    assert_eq!(edited, json!({ "revision": 3, "changes": [] }));
    let document = told(&owner, brand, &brand.app, "document").await;
    let keys: Vec<&Value> =
        document["sdks"].as_array().expect("a list").iter().map(|sdk| &sdk["key"]).collect();
    assert_eq!(keys, ["map", "umeng"]);
}
