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
