//! Questions about many apps.

use serde_json::{Value, json};

use crate::support::{
    client::Client,
    world::{Party, World, done},
};

async fn edit(client: &Client, party: &Party, app: &str, edits: Value) -> Value {
    let input = json!({ "tenant": party.slug, "app": app, "edits": edits });
    client.call("editDeclaration", "edited { revision }", input).await
}

fn put(path: &str, value: Value) -> Value {
    json!({ "set": { "path": path, "value": value } })
}

async fn slugs(client: &Client, filter: Value) -> Vec<String> {
    let query = "query($filter: AppFilter) { apps(filter: $filter, first: 100) { nodes { slug } } }";
    let data = client.post(json!({ "query": query, "variables": { "filter": filter } })).await.data();
    let nodes = data["apps"]["nodes"].as_array().expect("a list").clone();
    nodes.iter().map(|node| node["slug"].as_str().expect("a slug").to_owned()).collect()
}

#[tokio::test]
async fn a_fleet_is_asked_by_what_it_declares() {
    let world = World::new().await;
    let brand = &world.brand;
    let owner = world.client(&brand.owner);
    // A key that no other test's app has, on a database that is shared.
    let key = format!("sdk_{}", world.unused());
    let sdk = |version: Value| json!({ "name": { "en": "Push" }, "catalog": key, "version": version });
    for (app, version) in [(&brand.app, json!("4.10")), (&brand.quiet, Value::Null)] {
        let edits = json!([put("/sdks/push", sdk(version))]);
        done(&edit(&owner, brand, app, edits).await, "edited");
    }
    let recipient = json!({ "name": { "en": "Cloud" }, "region": "CN" });
    let login = json!({
        "name": { "en": "Log in" },
        "data": [{ "key": "ip", "label": { "en": "IP" }, "category": "ip_address" }],
    });
    let camera = json!({ "permission": "camera", "requestedBy": "app" });
    let edits = json!([
        put("/recipients/cloud", recipient),
        put("/functions/login", login),
        put("/permissions/camera", camera),
        put("/markets", json!(["CN", "SG"])),
    ]);
    done(&edit(&owner, brand, &brand.app, edits).await, "edited");
    let (loud, quiet) = (vec![brand.app.clone()], vec![brand.quiet.clone()]);
    let both = [loud.clone(), quiet.clone()].concat();
    let of = |below: &str, unknown: bool| json!({ "sdk": { "key": key, "versionBelow": below, "includeUnknownVersion": unknown } });
    for client in [&owner, &world.client(&world.operator)] {
        let mut all = slugs(client, json!({ "sdk": { "key": key } })).await;
        all.sort();
        assert_eq!(all, both);
        assert_eq!(slugs(client, of("4.11", false)).await, loud);
        assert_eq!(slugs(client, of("4.10", false)).await, [""; 0], "not before itself");
        assert_eq!(slugs(client, of("4.9", false)).await, [""; 0], "4.10 is behind 4.9");
        assert_eq!(slugs(client, of("4.9", true)).await, quiet, "who does not say");
        let mut filter = of("4.11", false);
        filter["dataCategory"] = json!("ip_address");
        filter["region"] = json!("CN");
        filter["permission"] = json!("camera");
        filter["market"] = json!("SG");
        filter["status"] = json!("ACTIVE");
        filter["environment"] = json!("LIVE");
        assert_eq!(slugs(client, filter.clone()).await, loud);
        for (member, other) in [
            ("dataCategory", "gender"),
            ("permission", "microphone"),
            ("market", "DE"),
            ("region", "nowhere"),
            ("status", "RETIRED"),
            ("environment", "STAGING"),
        ] {
            let mut filter = filter.clone();
            filter[member] = json!(other);
            assert_eq!(slugs(client, filter).await, [""; 0], "{member}");
        }
    }
    assert_eq!(slugs(&world.client(&world.other.owner), json!({ "sdk": { "key": key } })).await, [""; 0]);
    assert_eq!(slugs(&owner, json!(null)).await, both, "without a filter all of its own");
    done(&edit(&owner, brand, &brand.app, json!([{ "remove": { "path": "/sdks/push" } }])).await, "edited");
    assert_eq!(slugs(&owner, json!({ "sdk": { "key": key } })).await, quiet, "the newest declaration counts");
}

#[tokio::test]
async fn a_version_that_is_none_is_refused() {
    let world = World::new().await;
    let query = r#"{ apps(filter: { sdk: { key: "umeng", versionBelow: "." } }) { nodes { slug } } }"#;
    let reply = world.client(&world.brand.owner).query(query).await;
    assert_eq!(reply.json()["errors"][0]["extensions"]["code"], "INVALID", "{}", reply.text);
}

#[tokio::test]
async fn a_fleet_is_asked_by_what_is_in_force() {
    let world = World::new().await;
    let brand = &world.brand;
    // Time passes, and a token lasts an hour.
    let owner = || world.client(&brand.owner);
    let key = format!("sdk_{}", world.unused());
    let sdk = |version: &str| json!({ "name": { "en": "Push" }, "catalog": key, "version": version });
    let (loud, quiet) = (vec![brand.app.clone()], vec![brand.quiet.clone()]);
    let ask = async |filter: Value| {
        let mut both = Vec::new();
        for client in [owner(), world.client(&world.operator)] {
            let mut filter = filter.clone();
            filter["tenants"] = json!([brand.slug]);
            both.push(slugs(&client, filter).await);
        }
        assert_eq!(both[0], both[1], "the operator sees the same of one tenant");
        both.swap_remove(0)
    };
    let published = |more: Value| {
        let mut filter = json!({ "of": "PUBLISHED", "sdk": { "key": key } });
        filter["sdk"]
            .as_object_mut()
            .expect("an object")
            .extend(more.as_object().expect("an object").clone());
        filter
    };
    let publish = async |effective_on: &str| {
        let draft =
            done(&owner().open_draft(json!({ "tenant": brand.slug, "app": brand.app })).await, "draft");
        let input = json!({ "draftId": draft["id"], "effectiveOn": effective_on });
        done(&owner().publish(input).await, "version");
    };
    assert_eq!(ask(json!({ "hasPublished": true })).await, loud);
    assert_eq!(ask(json!({ "hasPublished": false })).await, quiet);
    assert_eq!(ask(json!({ "of": "PUBLISHED" })).await, loud, "of nothing in force there is no declaration");

    // Declared by both, published by none: what is in force does not ship it.
    for app in [&brand.app, &brand.quiet] {
        done(&edit(&owner(), brand, app, json!([put("/sdks/push", sdk("4.1"))])).await, "edited");
    }
    assert_eq!(ask(json!({ "sdk": { "key": key } })).await, [loud.clone(), quiet.clone()].concat());
    assert_eq!(ask(published(json!({}))).await, [""; 0]);
    // Published, and in force two days later.
    publish("2026-01-04").await;
    assert_eq!(ask(published(json!({}))).await, [""; 0], "not yet");
    world.app.clock.advance(chrono::TimeDelta::days(3));
    assert_eq!(ask(published(json!({}))).await, loud);
    // The next version takes over when it takes effect, and the one before no longer counts.
    done(
        &edit(&owner(), brand, &brand.app, json!([put("/sdks/push/version", json!("5.0"))])).await,
        "edited",
    );
    publish("2026-01-09").await;
    assert_eq!(ask(published(json!({ "versionBelow": "5.0" }))).await, loud);
    world.app.clock.advance(chrono::TimeDelta::days(6));
    assert_eq!(ask(published(json!({ "versionBelow": "5.0" }))).await, [""; 0]);
    assert_eq!(ask(published(json!({ "versionBelow": "5.1" }))).await, loud);

    // All facts are asked of the same declaration.
    let edits = json!([
        put("/markets", json!(["SG"])),
        put("/permissions/camera", json!({ "permission": "camera", "requestedBy": "app" })),
        put("/recipients/cloud", json!({ "name": { "en": "Cloud" }, "region": "CN" })),
        put(
            "/functions/login",
            json!({
                "name": { "en": "Log in" },
                "data": [{ "key": "ip", "label": { "en": "IP" }, "category": "ip_address" }],
            })
        ),
    ]);
    done(&edit(&owner(), brand, &brand.app, edits).await, "edited");
    let facts =
        json!({ "market": "SG", "permission": "camera", "region": "CN", "dataCategory": "ip_address" });
    assert_eq!(ask(facts.clone()).await, loud);
    for (member, value) in facts.as_object().expect("an object") {
        assert_eq!(ask(json!({ "of": "PUBLISHED", member: value })).await, [""; 0], "{member}");
    }
    publish("2026-01-12").await;
    world.app.clock.advance(chrono::TimeDelta::days(4));
    let mut all = facts;
    all["of"] = json!("PUBLISHED");
    assert_eq!(ask(all).await, loud);
}

#[tokio::test]
async fn tenants_out_of_sight_are_as_if_empty() {
    let world = World::new().await;
    let (brand, other) = (&world.brand, &world.other);
    let of = |tenants: &[&str]| json!({ "tenants": tenants });
    let mine = vec![brand.app.clone(), brand.quiet.clone()];
    let (owner, operator) = (world.client(&brand.owner), world.client(&world.operator));
    assert_eq!(slugs(&owner, of(&[&brand.slug])).await, mine);
    assert_eq!(slugs(&owner, of(&[&other.slug, &brand.slug])).await, mine);
    for nobody in [other.slug.as_str(), &world.unused(), "\u{0}", ""] {
        assert_eq!(slugs(&owner, of(&[nobody])).await, [""; 0]);
    }
    assert_eq!(slugs(&owner, of(&[])).await, [""; 0]);
    // The platform above it sees nothing in it.
    assert_eq!(slugs(&world.client(&world.platform.owner), of(&[&brand.slug])).await, [""; 0]);
    assert_eq!(slugs(&operator, of(&[&brand.slug])).await, mine);
    let mut both = slugs(&operator, of(&[&brand.slug, &other.slug, &world.unused()])).await;
    both.sort_unstable();
    let mut expected = [mine, vec![other.app.clone(), other.quiet.clone()]].concat();
    expected.sort_unstable();
    assert_eq!(both, expected);
}
