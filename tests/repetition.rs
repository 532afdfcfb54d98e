//! A call that is sent again, and a call that only asks: neither changes anything. What is done once leaves an event in
//! the audit log and, where somebody has to hear of it, a job.

use api::{
    audit::{self, Head},
    platform::{SystemRandom, scope::SystemScope},
};
use entities::TenantId;
use serde_json::{Value, json};

use crate::support::{
    app::TestApp,
    rows::Rows,
    world::{Party, World, done, manifest},
};

async fn check_chain(app: &TestApp, tenant: TenantId) -> Vec<String> {
    let (database, clock) = (app.state.database.clone(), app.clock.clone());
    let job = SystemScope::for_job(database, clock, std::sync::Arc::new(SystemRandom), "test");
    let scope = job.read(tenant).await.expect("a scope");
    let events = audit::events(&scope, 0, 1000).await.expect("reads");
    let head = audit::head(&scope).await.expect("reads");
    assert_eq!(audit::check_chain(Head::EMPTY, &events), Ok(head));
    events.into_iter().map(|event| event.action).collect()
}

/// Sends the same twice and once with another input under the same key; nothing but the first may change anything.
async fn repeat(world: &World, party: &Party, send: impl AsyncFn(Value) -> Value, other: Value) -> Value {
    let rows = async || Rows::of(&world.app, party.owner.tenant).await;
    let key = json!({ "idempotencyKey": world.unused() });
    let first = send(key.clone()).await;
    assert_eq!(first["userErrors"], json!([]), "{first}");
    let after = rows().await;
    world.app.clock.advance(chrono::TimeDelta::seconds(1));
    assert_eq!(send(key.clone()).await, first, "the same key answers the same");
    assert_eq!(rows().await, after, "the same key changes nothing");
    let mut changed = key;
    changed.as_object_mut().expect("an object").extend(other.as_object().expect("an object").clone());
    let conflict = send(changed).await;
    assert_eq!(conflict["userErrors"][0]["code"], "CONFLICT", "{conflict}");
    assert_eq!(rows().await, after, "a conflict changes nothing");
    first
}

fn with(mut input: Value, more: Value) -> Value {
    let more = more.as_object().expect("an object").clone();
    input.as_object_mut().expect("an object").extend(more);
    input
}

#[tokio::test]
async fn a_repeated_call_answers_the_same_and_changes_nothing() {
    let world = World::new().await;
    let brand = &world.brand;
    let owner = world.client(&brand.owner);
    let (tenant, app) = (brand.slug.as_str(), brand.app.as_str());

    let apply = async |more: Value| {
        let version = more["version"].as_str().unwrap_or("10.0.0").to_owned();
        let key = json!({ "idempotencyKey": more["idempotencyKey"] });
        owner.apply(&manifest(tenant, brand.kind, &[app], &version), key).await
    };
    let applied = repeat(&world, brand, apply, json!({ "version": "10.0.1" })).await;
    let apps = json!([{
        "slug": app,
        "outcome": "CHANGED",
        "revision": 2,
        "changes": [{ "path": "/sdks/umeng/version", "before": "9.6.1", "after": "10.0.0" }],
    }]);
    assert_eq!(applied["applied"]["apps"], apps);

    let base = json!({ "tenant": tenant, "app": app });
    let open = async |more: Value| owner.open_draft(with(base.clone(), more)).await;
    let opened = repeat(&world, brand, open, json!({ "app": brand.quiet })).await;

    let base = json!({ "draftId": opened["draft"]["id"], "effectiveOn": "2026-01-02" });
    let publish = async |more: Value| owner.publish(with(base.clone(), more)).await;
    let published = repeat(&world, brand, publish, json!({ "effectiveOn": "2026-01-09" })).await;
    assert_eq!(published["version"]["number"], 2);

    let actions = check_chain(&world.app, brand.owner.tenant).await;
    assert_eq!(actions.iter().filter(|action| *action == "declaration.changed").count(), 3);
    assert_eq!(actions.iter().filter(|action| *action == "version.published").count(), 2);
    let rows = Rows::of(&world.app, brand.owner.tenant).await;
    assert_eq!(rows.with("outbox", "declaration.changed"), 3);
    assert_eq!(rows.with("outbox", "version.published"), 2);
    assert_eq!(rows.count("audit_events"), actions.len());
}

#[tokio::test]
async fn what_is_decided_about_a_tenant_is_done_once() {
    let world = World::new().await;
    let brand = &world.brand;
    let (owner, operator) = (world.client(&brand.owner), world.client(&world.operator));
    let base = json!({ "tenant": brand.slug });

    let input = with(base.clone(), json!({ "profile": { "timeZone": "UTC" } }));
    let told = "updated { tenant { id } profile { path before after } }";
    let update = async |more: Value| owner.call("updateTenant", told, with(input.clone(), more)).await;
    repeat(&world, brand, update, json!({ "requiredApprovals": 1 })).await;

    let told = "tenant { id status parent { slug } }";
    let input = with(base.clone(), json!({ "parent": world.platform.slug }));
    let place = async |more: Value| operator.call("moveTenant", told, with(input.clone(), more)).await;
    repeat(&world, brand, place, json!({ "parent": null })).await;
    let input = with(base.clone(), json!({ "reason": "LAW" }));
    let suspend = async |more: Value| operator.call("suspendTenant", told, with(input.clone(), more)).await;
    repeat(&world, brand, suspend, json!({ "reason": "TERMS" })).await;
    let input = with(base, json!({ "idempotencyKey": world.unused() }));
    let first = operator.call("reinstateTenant", told, input.clone()).await;
    assert_eq!(first["userErrors"], json!([]), "{first}");
    assert_eq!(operator.call("reinstateTenant", told, input).await, first);

    let actions = check_chain(&world.app, brand.owner.tenant).await;
    for action in ["tenant.profile_changed", "tenant.moved", "tenant.suspended", "tenant.reinstated"] {
        let expected = if action == "tenant.profile_changed" { 2 } else { 1 };
        assert_eq!(actions.iter().filter(|it| *it == action).count(), expected, "{action}");
    }
}

#[tokio::test]
async fn a_tenant_is_made_once() {
    let world = World::new().await;
    for maker in [&world.operator, &world.platform.owner] {
        let client = world.client(maker);
        let (slug, key) = (world.unused(), world.unused());
        let name = json!([{ "locale": "en", "text": "Once" }]);
        let input = json!({ "slug": slug, "kind": "OEM_BRAND", "name": name, "idempotencyKey": key });
        let first = client.create_tenant(input.clone()).await;
        let tenant = done(&first, "tenant");
        let id: TenantId = tenant["id"].as_str().expect("an id").parse().expect("an id");
        let after = Rows::of(&world.app, id).await;
        assert_eq!(client.create_tenant(input.clone()).await, first);
        assert_eq!(Rows::of(&world.app, id).await, after);
        let renamed = with(input.clone(), json!({ "name": [{ "locale": "en", "text": "Twice" }] }));
        let elsewhere = with(input.clone(), json!({ "slug": world.unused() }));
        for other in [renamed, elsewhere] {
            let conflict = client.create_tenant(other.clone()).await;
            assert_eq!(conflict["userErrors"][0]["code"], "CONFLICT", "{other}");
            let slug = other["slug"].as_str().expect("a slug");
            let found = json!({ "query": format!("{{ tenant(slug: {slug:?}) {{ id }} }}") });
            let made = client.post(found).await.data()["tenant"]["id"].clone();
            assert_eq!(made == tenant["id"], *slug == input["slug"], "{other}");
        }
        assert_eq!(Rows::of(&world.app, id).await, after);
        // Without the key it is the slug that is taken.
        let mut again = input;
        again.as_object_mut().expect("an object").remove("idempotencyKey");
        let taken = client.create_tenant(again).await;
        assert_eq!(taken["userErrors"], json!([{ "code": "CONFLICT" }]));
        assert_eq!(check_chain(&world.app, id).await, ["tenant.created"]);
    }
}

#[tokio::test]
async fn a_preview_says_what_the_call_will_do_and_writes_nothing() {
    let world = World::new().await;
    let brand = &world.brand;
    let owner = world.client(&brand.owner);
    let new = format!("c{}", brand.slug);
    let text = manifest(&brand.slug, brand.kind, &[&brand.app, &brand.quiet, &new], "9.6.1")
        .replacen("9.6.1", "11.0.0", 1)
        .replacen("Tenant", "Renamed", 1);
    let before = Rows::of(&world.app, brand.owner.tenant).await;
    let preview = done(&owner.apply(&text, json!({ "preview": true })).await, "applied");
    let key = json!({ "preview": true, "idempotencyKey": "k" });
    assert_eq!(done(&owner.apply(&text, key).await, "applied"), preview);
    assert_eq!(Rows::of(&world.app, brand.owner.tenant).await, before);

    let applied = done(&owner.apply(&text, json!({})).await, "applied");
    let outcomes: Vec<_> =
        applied["apps"].as_array().expect("a list").iter().map(|app| &app["outcome"]).collect();
    assert_eq!(outcomes, ["CHANGED", "UNCHANGED", "CREATED"]);
    assert_eq!(applied["profile"].as_array().map(Vec::len), Some(1), "{applied}");
    assert_eq!(changes(&preview), changes(&applied), "a preview tells exactly what then changes");
    let again = done(&owner.apply(&text, json!({})).await, "applied");
    assert_eq!(changes(&again)["profile"], json!([]));
    check_chain(&world.app, brand.owner.tenant).await;
}

/// What was told to change, without the revision that a preview cannot know.
fn changes(applied: &Value) -> Value {
    let mut applied = applied.clone();
    for app in applied["apps"].as_array_mut().expect("a list") {
        app.as_object_mut().expect("an object").remove("revision");
    }
    applied
}

#[tokio::test]
async fn a_preview_refuses_what_the_call_refuses() {
    let world = World::new().await;
    let brand = &world.brand;
    let owner = world.client(&brand.owner);
    let good = manifest(&brand.slug, brand.kind, &[&brand.app], "9.6.1");
    let zone = good.replacen(r#""kind":"#, r#""timeZone":"Mars/Olympus","kind":"#, 1);
    let kind = manifest(&brand.slug, "APP_DEVELOPER", &[&brand.app], "9.6.1");
    for bad in [zone, kind] {
        let preview = owner.apply(&bad, json!({ "preview": true })).await;
        assert_eq!(preview["userErrors"][0]["code"], "INVALID", "{preview}");
        assert_eq!(owner.apply(&bad, json!({})).await, preview);
    }
}
