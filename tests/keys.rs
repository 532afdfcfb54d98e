//! API keys, as programs and their owners meet them.

use api::{
    cli::demo_keys::sample_keys,
    platform::{
        Clock,
        scope::{Principal, Role},
    },
};
use chrono::TimeDelta;
use disclosure::manifest as declared;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{
    app::TestApp,
    client::{Client, Reply},
    rows::Rows,
    world::{Party, World, done, manifest, unused},
};

const VIEWER: &str = "{ viewer { apiKeyId scopes role tenantId account { id } } }";

/// A new key of a tenant: its id and its text.
async fn issue(world: &World, party: &Party, more: Value) -> (String, String) {
    let mut input = json!({ "tenant": party.slug, "name": "Key" });
    input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    let issued = done(&world.client(&party.owner).issue_key(input).await, "issued");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    (text(&issued["apiKey"]["id"]), text(&issued["text"]))
}

async fn secret(world: &World, party: &Party) -> (String, String) {
    issue(world, party, json!({ "kind": "SECRET", "scopes": ["READ"] })).await
}

async fn publishable(world: &World, party: &Party) -> (String, String) {
    issue(world, party, json!({ "kind": "PUBLISHABLE" })).await
}

fn with(app: &TestApp, text: &str) -> Client {
    Client::new(app.url(""), Some(text.to_owned()))
}

/// What of a reply may not depend on why a key was refused.
fn face(reply: &Reply) -> (u16, String, String, String) {
    let (challenge, cache) = (reply.header("www-authenticate"), reply.header("cache-control"));
    (reply.status.as_u16(), reply.text.clone(), challenge.to_owned(), cache.to_owned())
}

#[tokio::test]
async fn a_key_is_shown_once_and_says_who_is_asking() {
    let world = World::new().await;
    let brand = &world.brand;
    let owner = world.client(&brand.owner);
    let input = json!({
        "tenant": brand.slug, "app": brand.app, "name": " Build ", "kind": "SECRET",
        "scopes": ["PUBLISH", "READ", "READ"], "expiresAt": "2027-01-02T03:04:05Z", "idempotencyKey": "once",
    });
    let first = done(&owner.issue_key(input.clone()).await, "issued");
    let again = done(&owner.issue_key(input).await, "issued");
    let text = first["text"].as_str().expect("shown");
    assert_eq!((text.len(), &text[..4]), (116, "csk_"));
    assert_eq!((&again["apiKey"], &again["text"]), (&first["apiKey"], &Value::Null));
    let id = &first["apiKey"]["id"];
    let expected = json!({
        "id": id, "name": "Build", "kind": "SECRET", "scopes": ["READ", "PUBLISH"], "hint": &text[112..],
        "expiresAt": "2027-01-02T03:04:05+00:00", "revokedAt": null, "lastUsedAt": null, "successorId": null,
        "app": { "slug": brand.app },
    });
    assert_eq!(first["apiKey"], expected);
    let viewer = with(&world.app, text).query(VIEWER).await.data()["viewer"].clone();
    let expected = json!({
        "apiKeyId": id, "scopes": ["READ", "PUBLISH"], "role": null, "tenantId": brand.owner.tenant,
        "account": null,
    });
    assert_eq!(viewer, expected);

    let rows = Rows::of(&world.app, brand.owner.tenant).await;
    assert_eq!(rows.with("audit_events", "api_key.issued"), 2, "the world's key and this one");
    let tables = ["api_keys", "audit_events", "outbox", "idempotency_keys"];
    assert_eq!(tables.map(|table| rows.with(table, &text[58..110])), [0; 4], "the secret stands somewhere");
}

#[tokio::test]
async fn every_bad_key_gets_the_same_answer() {
    let world = World::new().await;
    let (app, brand, other) = (&world.app, &world.brand, &world.other);
    let owner = world.client(&brand.owner);
    let ((good_id, good), (revoked_id, revoked)) = (secret(&world, brand).await, secret(&world, brand).await);
    done(&owner.revoke_key(json!({ "apiKeyId": revoked_id })).await, "apiKey");
    let ends = (app.clock.now() + TimeDelta::hours(1)).to_rfc3339();
    let fleeting = json!({ "kind": "SECRET", "scopes": ["READ"], "expiresAt": ends });
    let (_, expired) = issue(&world, brand, fleeting).await;
    assert_eq!(with(app, &expired).query(VIEWER).await.status, 200);
    app.clock.advance(TimeDelta::hours(1));
    // Well formed, and never issued: somebody else's key under this tenant's name, and a key with another's secret.
    let (_, foreign) = secret(&world, other).await;
    let of_this_tenant = api::keys::KeyText::parse(&good).expect("a key");
    let moved = forge(&foreign, &good[4..30], &foreign[31..57]);
    let mixed = forge(&good, &good[4..30], &foreign[31..57]);
    assert_eq!(of_this_tenant.key.to_string(), good_id);
    let bad = [
        revoked,
        expired,
        moved,
        mixed,
        good[..115].to_owned(),
        good[..60].to_owned(),
        format!("{good}0"),
        good.replacen("csk_", "cpk_", 1),
        "csk_".to_owned(),
        "cpk_".to_owned(),
        "not.a.token".to_owned(),
    ];
    let places =
        ["/graphql?query=%7B__typename%7D", &format!("/v1/disclosures/{}/{}", brand.slug, brand.app)];
    for place in places {
        let refused = face(&with(app, "csk_nothing").get(place).await);
        assert_eq!((refused.0, refused.3.as_str()), (401, "no-store"));
        assert_eq!(refused.2, r#"Bearer realm="candor", error="invalid_token""#);
        for text in &bad {
            assert_eq!(face(&with(app, text).get(place).await), refused, "{text} at {place}");
        }
        let twice =
            with(app, &good).request(Method::GET, place).header("authorization", format!("Bearer {good}"));
        assert_eq!(face(&Reply::of(twice).await), refused, "two headers at {place}");
        assert_eq!(with(app, &good).get(place).await.status, 200, "the good one at {place}");
    }
}

/// A text of the right form with another's tenant and key in it.
fn forge(text: &str, tenant: &str, key: &str) -> String {
    use sha2::{Digest, Sha256};
    let body = format!("{}{tenant}_{key}{}", &text[..4], &text[57..110]);
    let digits = b"0123456789abcdefghjkmnpqrstvwxyz";
    let check = Sha256::digest(&body)[..6]
        .iter()
        .map(|byte| char::from(digits[usize::from(byte & 31)]))
        .collect::<String>();
    let forged = format!("{body}{check}");
    assert!(api::keys::KeyText::parse(&forged).is_some(), "{forged} has the form of a key");
    forged
}

#[tokio::test]
async fn a_key_and_its_successor_overlap() {
    let world = World::new().await;
    let (app, brand) = (&world.app, &world.brand);
    let owner = world.client(&brand.owner);
    let (id, old) = secret(&world, brand).await;
    let rotated = done(&owner.rotate_key(json!({ "apiKeyId": id, "overlapHours": 2 })).await, "issued");
    let new = rotated["text"].as_str().expect("shown").to_owned();
    assert_eq!((&rotated["apiKey"]["name"], &rotated["apiKey"]["scopes"]), (&json!("Key"), &json!(["READ"])));
    let status = async |text: &str| with(app, text).query(VIEWER).await.status;
    assert_eq!((status(&old).await, status(&new).await), (StatusCode::OK, StatusCode::OK));
    app.clock.advance(TimeDelta::hours(2));
    let owner = world.client(&brand.owner);
    assert_eq!((status(&old).await, status(&new).await), (StatusCode::UNAUTHORIZED, StatusCode::OK));

    let refused = async |input: Value| owner.rotate_key(input).await["userErrors"].clone();
    let error = |code: &str, field: &str| json!([{ "code": code, "field": [field] }]);
    let again = refused(json!({ "apiKeyId": id })).await;
    assert_eq!(again, error("ILLEGAL_STATE", "apiKeyId"), "it has a successor");
    let successor = &rotated["apiKey"]["id"];
    for hours in [-1, 721, i32::MAX, i32::MIN] {
        let input = json!({ "apiKeyId": successor, "overlapHours": hours });
        assert_eq!(refused(input).await, error("INVALID", "overlapHours"), "{hours}");
    }
    let past = json!({ "apiKeyId": successor, "expiresAt": "2026-01-01T00:00:00Z" });
    assert_eq!(refused(past).await, error("INVALID", "expiresAt"));
    // No overlap at all: a key that leaked.
    let last = done(&owner.rotate_key(json!({ "apiKeyId": successor, "overlapHours": 0 })).await, "issued");
    assert_eq!(status(&new).await, StatusCode::UNAUTHORIZED);
    assert_eq!(status(last["text"].as_str().expect("shown")).await, StatusCode::OK);
    let rows = Rows::of(app, brand.owner.tenant).await;
    assert_eq!(rows.with("audit_events", "api_key.rotated"), 2);
}

#[tokio::test]
async fn a_revoked_key_is_refused_at_once() {
    let world = World::new().await;
    let (app, brand) = (&world.app, &world.brand);
    let owner = world.client(&brand.owner);
    for (id, text) in [secret(&world, brand).await, publishable(&world, brand).await] {
        // Twice: a publishable key is kept from the first time on.
        for _ in 0..2 {
            assert_eq!(with(app, &text).query(VIEWER).await.status, 200);
        }
        let revoked = done(&owner.revoke_key(json!({ "apiKeyId": id })).await, "apiKey");
        assert_eq!(revoked, json!({ "id": id, "revokedAt": app.clock.now().to_rfc3339() }));
        assert_eq!(with(app, &text).query(VIEWER).await.refusal(), (401, "UNAUTHENTICATED".into()));
        app.clock.advance(TimeDelta::minutes(10));
        let again = done(&owner.revoke_key(json!({ "apiKeyId": id })).await, "apiKey");
        assert_eq!(again, revoked, "the time of revoking stays");
    }
    let rows = Rows::of(app, brand.owner.tenant).await;
    assert_eq!(rows.with("audit_events", "api_key.revoked"), 2);
}

#[tokio::test]
async fn a_key_of_a_suspended_tenant_reads_on_and_can_be_revoked() {
    let world = World::new().await;
    let (app, brand) = (&world.app, &world.brand);
    let (id, text) = secret(&world, brand).await;
    let suspend = json!({ "tenant": brand.slug, "reason": "TERMS" });
    let operator = world.client(&world.operator);
    done(&operator.call("suspendTenant", "tenant { slug }", suspend).await, "tenant");
    assert_eq!(with(app, &text).query(VIEWER).await.status, 200);
    app.state.write_counts().await;
    assert_eq!(used(&world, &id).await["usage"], json!([{ "day": "2026-01-02", "requests": 1 }]));
    let owner = world.client(&brand.owner);
    let rotated = owner.rotate_key(json!({ "apiKeyId": id })).await;
    assert_eq!(rotated["userErrors"][0]["code"], "ILLEGAL_STATE");
    done(&owner.revoke_key(json!({ "apiKeyId": id })).await, "apiKey");
    assert_eq!(with(app, &text).query(VIEWER).await.status, 401);
}

#[tokio::test]
async fn what_cannot_be_a_key_is_refused() {
    let world = World::new().await;
    let brand = &world.brand;
    let owner = world.client(&brand.owner);
    let refused = async |more: Value| {
        let mut input = json!({ "tenant": brand.slug, "name": "Key", "kind": "SECRET", "scopes": ["READ"] });
        input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        owner.issue_key(input).await["userErrors"].clone()
    };
    let before = Rows::of(&world.app, brand.owner.tenant).await;
    for (more, code, field) in [
        (json!({ "name": "" }), "INVALID", json!(["name"])),
        (json!({ "name": "\u{0}" }), "INVALID", json!(["name"])),
        (json!({ "scopes": [] }), "INVALID", json!(["scopes"])),
        (json!({ "kind": "PUBLISHABLE" }), "INVALID", json!(["scopes"])),
        (json!({ "expiresAt": "2026-01-02T03:04:05Z" }), "INVALID", json!(["expiresAt"])),
        (json!({ "expiresAt": "9999-12-31T23:59:59Z" }), "INVALID", json!(["expiresAt"])),
        (json!({ "app": "nothing" }), "NOT_FOUND", json!(null)),
        (json!({ "app": world.other.app }), "NOT_FOUND", json!(null)),
        (json!({ "tenant": world.other.slug }), "NOT_FOUND", json!(null)),
    ] {
        assert_eq!(refused(more.clone()).await, json!([{ "code": code, "field": field }]), "{more}");
    }
    assert_eq!(Rows::of(&world.app, brand.owner.tenant).await, before);
}

#[tokio::test]
async fn a_key_reads_what_is_published_of_its_own_tenant() {
    let world = World::new().await;
    let (app, brand, other) = (&world.app, &world.brand, &world.other);
    let ((_, ours), (_, theirs)) = (publishable(&world, brand).await, publishable(&world, other).await);
    let bound = json!({ "kind": "PUBLISHABLE", "app": brand.quiet });
    let (_, quiet) = issue(&world, brand, bound).await;
    let (_, whole) = secret(&world, brand).await;
    let token = app.token(&other.owner);
    let stranger = app.stranger();
    for (path, nothing) in [
        (
            format!("/v1/disclosures/{}/{}", brand.slug, brand.app),
            format!("/v1/disclosures/{}/{}", brand.slug, brand.quiet),
        ),
        (
            format!("/v1/policy-state/{}/{}", brand.slug, brand.app),
            format!("/v1/policy-state/{}/{}", brand.slug, brand.quiet),
        ),
        (format!("/p/{}/{}", brand.slug, brand.app), format!("/p/{}/{}", brand.slug, brand.quiet)),
    ] {
        let public = stranger.get(&path).await;
        assert_eq!(public.status, 200);
        for text in [&ours, &whole, &token] {
            let reply = with(app, text).get(&path).await;
            assert_eq!((reply.status, &reply.text), (public.status, &public.text), "{path}");
        }
        let in_address = stranger.get(&format!("{path}?key={ours}")).await;
        assert_eq!((in_address.status, &in_address.text), (public.status, &public.text), "{path}");

        let refused = [
            with(app, &theirs).get(&path).await,
            with(app, &quiet).get(&path).await,
            stranger.get(&format!("{path}?key={theirs}")).await,
            stranger.get(&format!("{path}?key={quiet}")).await,
            stranger.get(&format!("{path}?key={whole}")).await,
            stranger.get(&format!("{path}?key={token}")).await,
            stranger.get(&format!("{path}?key=")).await,
            with(app, &ours).get(&format!("{path}?key={ours}")).await,
        ];
        let statuses = refused.each_ref().map(|reply| reply.status.as_u16());
        assert_eq!(statuses, [401; 8], "{path}");
        assert!(refused.iter().all(|reply| face(reply) == face(&refused[0])), "{path}");
        // Where there is nothing, no key tells more than none.
        let none = face(&stranger.get(&nothing).await);
        assert_eq!(none.0, 404, "{nothing}");
        for text in [&ours, &theirs, &quiet] {
            assert_eq!(face(&with(app, text).get(&nothing).await), none, "{nothing}");
        }
    }
}

#[tokio::test]
async fn a_key_neither_splits_nor_poisons_a_shared_cache() {
    let world = World::new().await;
    let (app, brand) = (&world.app, &world.brand);
    let (_, key) = publishable(&world, brand).await;
    for path in ["disclosures", "policy-state"] {
        let path = format!("/v1/{path}/{}/{}", brand.slug, brand.app);
        let (plain, keyed) = (app.stranger().get(&path).await, with(app, &key).get(&path).await);
        for name in ["etag", "vary", "cache-control", "content-language", "content-type"] {
            assert_eq!(plain.header(name), keyed.header(name), "{name} of {path}");
        }
        assert_eq!(plain.text, keyed.text);
        assert!(!plain.header("vary").to_lowercase().contains("authorization"), "{}", plain.header("vary"));
        let rest = "max-age=60, stale-while-revalidate=60, stale-if-error=86400";
        assert_eq!(plain.header("cache-control"), format!("public, {rest}"));
        let in_address = app.stranger().get(&format!("{path}?key={key}")).await;
        assert_eq!(in_address.header("cache-control"), format!("private, {rest}"));
        assert_eq!(in_address.header("etag"), plain.header("etag"));
        let bad = with(app, "cpk_nothing").get(&path).await;
        assert_eq!((bad.status.as_u16(), bad.header("cache-control")), (401, "no-store"));
    }
}

const USAGE: &str =
    "query($id: ID!) { node(id: $id) { ... on ApiKey { lastUsedAt usage(days: 2) { day requests } } } }";

async fn used(world: &World, id: &str) -> Value {
    let body = json!({ "query": USAGE, "variables": { "id": id } });
    world.client(&world.brand.owner).post(body).await.data()["node"].clone()
}

#[tokio::test]
async fn requests_are_counted_by_key_and_day() {
    let world = World::new().await;
    let (app, brand) = (&world.app, &world.brand);
    let (id, text) = publishable(&world, brand).await;
    let path = format!("/v1/disclosures/{}/{}", brand.slug, brand.app);
    let read = async |times: usize| {
        for _ in 0..times {
            assert_eq!(with(app, &text).get(&path).await.status, 200);
        }
    };
    read(2).await;
    app.stranger().get(&path).await;
    assert_eq!(with(app, &text).query(VIEWER).await.status, 200);
    app.state.write_counts().await;
    let hour = "2026-01-02T03:00:00+00:00";
    let first = json!({ "lastUsedAt": hour, "usage": [{ "day": "2026-01-02", "requests": 3 }] });
    assert_eq!(used(&world, &id).await, first);
    app.state.write_counts().await;
    assert_eq!(used(&world, &id).await, first, "nothing is counted twice");

    app.clock.advance(TimeDelta::minutes(30));
    read(1).await;
    app.state.write_counts().await;
    assert_eq!(used(&world, &id).await["lastUsedAt"], hour, "within the hour it stays");
    app.clock.advance(TimeDelta::days(1));
    read(4).await;
    app.state.write_counts().await;
    let days = json!([{ "day": "2026-01-02", "requests": 4 }, { "day": "2026-01-03", "requests": 4 }]);
    let second = json!({ "lastUsedAt": "2026-01-03T03:00:00+00:00", "usage": days });
    assert_eq!(used(&world, &id).await, second);
    app.clock.advance(TimeDelta::days(1));
    assert_eq!(used(&world, &id).await["usage"], json!([{ "day": "2026-01-03", "requests": 4 }]));

    let out_of_range = USAGE.replace("days: 2", "days: 0");
    let body = json!({ "query": out_of_range, "variables": { "id": id } });
    assert_eq!(world.client(&brand.owner).post(body).await.refusal(), (200, "INVALID".into()));
}

#[tokio::test]
async fn what_was_counted_is_written_when_the_gateway_stops() {
    let world = World::new().await;
    let (_, text) = publishable(&world, &world.brand).await;
    let (tenant, url) = (world.brand.owner.tenant, Rows::url(&world.app));
    let stored = async || Rows::at(&url, tenant).await.count("api_key_usage");
    let path = format!("/v1/policy-state/{}/{}", world.brand.slug, world.brand.app);
    assert_eq!(with(&world.app, &text).get(&path).await.status, 200);
    assert_eq!(stored().await, 0, "not in the way of the request");
    let app = world.app;
    app.running.stop().await.expect("stops");
    assert_eq!(stored().await, 1);
}

/// Another gateway on the world's database, with settings of its own.
async fn beside(world: &World, settings: &[(&str, &str)]) -> TestApp {
    let database = world.app.state.config.database.file().map(|file| format!("sqlite:{}", file.display()));
    let database = database.as_deref().map(|url| ("CANDOR_DATABASE_URL", url));
    let settings: Vec<(&str, &str)> = settings.iter().copied().chain(database).collect();
    TestApp::start_with(&settings).await
}

#[tokio::test]
async fn a_key_has_a_larger_allowance_and_guessing_one_has_its_own() {
    let world = World::new().await;
    let ((_, key), (_, whole)) =
        (publishable(&world, &world.brand).await, secret(&world, &world.brand).await);
    let (slug, published) = (world.brand.slug.clone(), world.brand.app.clone());
    let settings = [
        ("CANDOR_READ_CAPACITY", "2"),
        ("CANDOR_READ_RESTORE_RATE", "1"),
        ("CANDOR_KEY_READ_CAPACITY", "4"),
        ("CANDOR_KEY_READ_RESTORE_RATE", "1"),
    ];
    let small = beside(&world, &settings).await;
    let path = format!("/v1/disclosures/{slug}/{published}");
    let statuses = async |client: &Client, times: usize| {
        let mut seen = Vec::new();
        for _ in 0..times {
            seen.push(client.get(&path).await.status.as_u16());
        }
        seen
    };
    assert_eq!(statuses(&small.stranger(), 3).await, [200, 200, 429]);
    assert_eq!(statuses(&with(&small, &key), 5).await, [200, 200, 200, 200, 429]);
    // A secret key is looked up each time, and not held up by that.
    assert_eq!(statuses(&with(&small, &whole), 5).await, [200, 200, 200, 200, 429]);
    // Keys that do not hold are looked up twice, and no more until time has passed.
    let guess = forge(&key, &key[4..30], &"0".repeat(26));
    assert_eq!(statuses(&with(&small, &guess), 3).await, [401, 401, 429]);
    // The key that has held is not kept out by what others behind its address make up.
    with(&small, &whole).query("{ viewer { role } }").await.data();
    let kept_out = with(&small, &guess).get(&path).await;
    assert_eq!((kept_out.status.as_u16(), kept_out.header("retry-after")), (429, "1"));
    small.clock.advance(TimeDelta::seconds(60));
    assert_eq!(statuses(&with(&small, &guess), 1).await, [401]);
}

#[tokio::test]
async fn each_key_pays_from_its_own_purse() {
    let world = World::new().await;
    let ((_, one), (_, other)) = (secret(&world, &world.brand).await, secret(&world, &world.brand).await);
    let left = async |text: &str| {
        let reply = with(&world.app, text).query(VIEWER).await.json();
        reply["extensions"]["cost"]["remaining"].as_i64().expect("a number")
    };
    let (first, second) = (left(&one).await, left(&one).await);
    assert_eq!(first - second, 100_000_000 - first, "the same again");
    assert_eq!(left(&other).await, first, "a purse of its own");
}

#[tokio::test]
async fn hands_that_share_a_publishable_key_share_no_purse() {
    let world = World::new().await;
    let ((_, shared), (_, whole)) =
        (publishable(&world, &world.brand).await, secret(&world, &world.brand).await);
    let app = beside(&world, &[("CANDOR_PROXIES", "1")]).await;
    let left = async |text: &str, address: &str| {
        let request = with(&app, text).request(Method::POST, "/graphql").header("x-forwarded-for", address);
        let reply = Reply::of(request.json(&json!({ "query": "{ viewer { role } }" }))).await.json();
        reply["extensions"]["cost"]["remaining"].as_i64().expect("a number")
    };
    let mut seen = Vec::new();
    for address in ["192.0.2.1", "192.0.2.2", "192.0.2.1"] {
        seen.push((left(&shared, address).await, left(&whole, address).await));
    }
    assert_eq!(seen, [(19_998, 19_998), (19_998, 19_996), (19_996, 19_994)]);
}

#[tokio::test]
async fn of_two_rotations_at_once_one_is_done() {
    let world = World::new().await;
    let (id, _) = secret(&world, &world.brand).await;
    let owner = world.client(&world.brand.owner);
    let (one, other) = tokio::join!(
        owner.rotate_key(json!({ "apiKeyId": id })),
        owner.rotate_key(json!({ "apiKeyId": id })),
    );
    let mut codes = [&one, &other].map(|payload| payload["userErrors"][0]["code"].as_str().unwrap_or("done"));
    codes.sort_unstable();
    assert_eq!(codes, ["ILLEGAL_STATE", "done"]);
    let rows = Rows::of(&world.app, world.brand.owner.tenant).await;
    assert_eq!(rows.count("api_keys"), 3, "the world's, this one and its successor");
}

#[tokio::test]
async fn the_demo_knows_its_keys_again() {
    let app = TestApp::start().await;
    let operator = Principal { operator: true, ..app.somebody(Role::Owner) };
    let slug = unused(&app);
    let text = manifest(&slug, "APP_DEVELOPER", &["photo", "camera"], "9.6.1");
    let name = json!([{ "locale": "en", "text": "Tenant" }]);
    let input = json!({ "slug": slug, "kind": "APP_DEVELOPER", "name": name });
    done(&app.client(&operator).create_tenant(input).await, "tenant");
    done(&app.client(&operator).apply(&text, json!({})).await, "applied");
    let (limits, catalog) = (declared::Limits::default(), disclosure::catalog::Catalog::builtin());
    let loaded =
        vec![declared::read(text.as_bytes(), declared::Format::Json, &limits, catalog).expect("a manifest")];
    let keys = async || sample_keys(&app.state, operator, &loaded).await.expect("keys");

    let first = keys().await;
    assert_eq!(first.keys().collect::<Vec<_>>(), [&format!("{slug}/camera"), &format!("{slug}/photo")]);
    let viewer = with(&app, &first[&format!("{slug}/photo")]).query(VIEWER).await.data()["viewer"].clone();
    assert_eq!(viewer["scopes"], json!([]));
    assert_eq!(keys().await, first, "the file keeps them");
    done(&app.client(&operator).revoke_key(json!({ "apiKeyId": viewer["apiKeyId"] })).await, "apiKey");
    let second = keys().await;
    assert_ne!(second[&format!("{slug}/photo")], first[&format!("{slug}/photo")]);
    assert_eq!(second[&format!("{slug}/camera")], first[&format!("{slug}/camera")]);
    assert_eq!(keys().await, second);
}
