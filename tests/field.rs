//! What apps in the field read: the state of a policy, the language they get, and how scripts and caches may read it.

use api::platform::Clock;
use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    client::{Client, Reply},
    world::{World, done, manifest},
};

/// Publishes another version of the brand's app that takes effect on a day.
async fn publish(world: &World, sdk: &str, effective_on: &str) {
    let brand = &world.brand;
    let owner = world.client(&brand.owner);
    done(&owner.apply(&manifest(&brand.slug, brand.kind, &[&brand.app], sdk), json!({})).await, "applied");
    let draft = done(&owner.open_draft(json!({ "tenant": brand.slug, "app": brand.app })).await, "draft");
    let input = json!({ "draftId": draft["id"], "effectiveOn": effective_on });
    done(&owner.publish(input).await, "version");
}

const STATE: &str = "query($tenant: String!, $app: String!, $accepted: Int) { \
     policyState(tenant: $tenant, app: $app, acceptedVersion: $accepted) { \
       current { version versionDate effectiveDate } acceptanceNeeded changedSince \
       next { version versionDate effectiveDate } } }";

/// The state by HTTP, which GraphQL tells in the same words.
async fn state(world: &World, accepted: Option<i32>) -> Value {
    let (tenant, app) = (&world.brand.slug, &world.brand.app);
    let tail = accepted.map_or_else(String::new, |number| format!("?accepted={number}"));
    let by_http = world.app.stranger().get(&format!("/v1/policy-state/{tenant}/{app}{tail}")).await.json();
    let variables = json!({ "tenant": tenant, "app": app, "accepted": accepted });
    let body = json!({ "query": STATE, "variables": variables });
    let mut by_graphql = world.app.stranger().post(body).await.data()["policyState"].clone();
    if let Some(since) = by_graphql["changedSince"].as_str() {
        by_graphql["changedSince"] = json!(since.replace("+00:00", "Z"));
    }
    assert_eq!(by_http, by_graphql);
    by_http
}

#[tokio::test]
async fn an_app_learns_whether_its_user_must_see_something_new() {
    let world = World::new().await;
    let first = json!({ "version": 1, "versionDate": "2026-01-02", "effectiveDate": "2026-01-02" });
    let known = |needed: bool, next: Value| json!({ "current": first, "acceptanceNeeded": needed, "changedSince": null, "next": next });
    assert_eq!(state(&world, Some(1)).await, known(false, Value::Null));
    assert_eq!(state(&world, None).await, known(true, Value::Null));
    publish(&world, "9.8.0", "2026-01-04").await;
    let second = json!({ "version": 2, "versionDate": "2026-01-02", "effectiveDate": "2026-01-04" });
    assert_eq!(state(&world, Some(1)).await, known(false, second.clone()));
    assert_eq!(state(&world, Some(2)).await, known(false, second.clone()), "accepted before it takes effect");
    assert_eq!(state(&world, Some(7)).await, known(true, second.clone()), "no such version");

    // Midnight in the tenant's zone.
    world
        .app
        .clock
        .advance("2026-01-03T16:00:00Z".parse::<chrono::DateTime<_>>().unwrap() - world.app.clock.now());
    let changed = json!({
        "current": second, "acceptanceNeeded": true, "changedSince": "2026-01-03T16:00:00Z", "next": null,
    });
    assert_eq!(state(&world, Some(1)).await, changed);
    world.app.clock.advance(TimeDelta::microseconds(-1));
    assert_eq!(state(&world, Some(1)).await, known(false, second));
}

#[tokio::test]
async fn a_state_is_read_like_any_page() {
    let world = World::new().await;
    let stranger = world.app.stranger();
    let path = format!("/v1/policy-state/{}/{}", world.brand.slug, world.brand.app);
    let whole = stranger.get(&format!("{path}?accepted=1")).await;
    assert_eq!((whole.status.as_u16(), whole.text.len()), (200, 138));
    assert_eq!((whole.header("content-type"), whole.header("vary")), ("application/json", ""));
    let again = stranger
        .request(Method::GET, &format!("{path}?accepted=1"))
        .header("if-none-match", whole.header("etag"));
    let again = Reply::of(again).await;
    assert_eq!((again.status.as_u16(), again.text.as_str()), (304, ""));
    assert_eq!(again.header("cache-control"), whole.header("cache-control"));
    assert_ne!(stranger.get(&path).await.header("etag"), whole.header("etag"), "another answer, another tag");

    for (tail, status) in [
        ("?accepted=99999999999999999999", 200),
        ("?accepted=", 400),
        ("?accepted=one", 400),
        ("?accepted=-1", 400),
        ("?accepted=1&accepted=2", 400),
        ("?accepted=%ff", 400),
    ] {
        let reply = stranger.get(&format!("{path}{tail}")).await;
        assert_eq!(reply.status, status, "{tail}");
        if status == 400 {
            assert_eq!(reply.refusal(), (400, "INVALID".into()), "{tail}");
        }
    }
}

async fn disclosure(client: &Client, path: &str, language: Option<&str>) -> (String, String, String) {
    let mut request = client.request(Method::GET, path);
    if let Some(language) = language {
        request = request.header("accept-language", language);
    }
    let reply = Reply::of(request).await;
    assert_eq!(reply.status, 200, "{path} {language:?}");
    let header = |name| reply.header(name).to_owned();
    (header("content-language"), header("candor-fallback"), header("vary"))
}

#[tokio::test]
async fn a_reader_gets_the_nearest_language_and_is_told() {
    let world = World::new().await;
    let stranger = world.app.stranger();
    let path = format!("/v1/disclosures/{}/{}", world.brand.slug, world.brand.app);
    for (asked, served, fallback) in [
        (Some("en"), "en", ""),
        (Some("en-GB"), "en", ""),
        (Some("zh-Hans"), "zh-CN", ""),
        (Some("zh-Hant"), "zh-CN", "true"),
        (Some("fr"), "zh-CN", "true"),
        (None, "zh-CN", ""),
    ] {
        let (language, mark, vary) = disclosure(&stranger, &path, asked).await;
        assert_eq!((language.as_str(), mark.as_str()), (served, fallback), "{asked:?}");
        assert_eq!(vary, "Accept, Accept-Encoding, Accept-Language");
        let Some(asked) = asked else { continue };
        // Named in the address: the header has no say, and the answer does not vary by it.
        let named = disclosure(&stranger, &format!("{path}?locale={asked}"), Some("de")).await;
        assert_eq!(named, (served.into(), fallback.into(), "Accept, Accept-Encoding".into()), "{asked}");
    }
    let (language, mark, _) = disclosure(&stranger, &path, Some("fr, zh-HK;q=0.9, en;q=0.1")).await;
    assert_eq!((language.as_str(), mark.as_str()), ("en", ""), "exactly what was asked for, however late");
    let query = "query($t: String!, $a: String!) { disclosure(tenant: $t, app: $a, locale: \"zh-Hant\") { locale fallback } }";
    let body = json!({ "query": query, "variables": { "t": world.brand.slug, "a": world.brand.app } });
    let expected = json!({ "disclosure": { "locale": "zh-CN", "fallback": true } });
    assert_eq!(stranger.post(body).await.data(), expected);
}

#[tokio::test]
async fn scripts_of_any_origin_may_read_v1() {
    let world = World::new().await;
    let stranger = world.app.stranger();
    for path in ["disclosures", "policy-state"] {
        let path = format!("/v1/{path}/{}/{}", world.brand.slug, world.brand.app);
        let ask = async |method: Method, path: &str| {
            let request = stranger.request(method, path).header("origin", "https://app.example");
            Reply::of(request.header("access-control-request-method", "GET")).await
        };
        let preflight = ask(Method::OPTIONS, &path).await;
        assert_eq!((preflight.status.as_u16(), preflight.text.as_str()), (204, ""));
        assert_eq!(preflight.header("access-control-allow-methods"), "GET, HEAD, OPTIONS");
        let allowed = preflight.header("access-control-allow-headers");
        assert_eq!(allowed, "Authorization, If-None-Match, Accept, Accept-Language");
        assert_eq!(preflight.header("access-control-max-age"), "86400");
        let replies = [
            preflight,
            ask(Method::GET, &path).await,
            ask(Method::GET, &format!("{path}-not")).await,
            ask(Method::GET, &format!("{path}?key=cpk_nothing")).await,
            ask(Method::POST, &path).await,
        ];
        let statuses = replies.each_ref().map(|reply| reply.status.as_u16());
        assert_eq!(statuses, [204, 200, 404, 401, 405]);
        for reply in &replies {
            assert_eq!(reply.header("access-control-allow-origin"), "*");
            assert!(reply.header("access-control-expose-headers").contains("ETag"));
            assert_eq!(reply.header("access-control-allow-credentials"), "");
        }
        assert_eq!(replies[4].header("allow"), "GET, HEAD, OPTIONS");
    }
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    let world = World::new().await;
    let stranger = world.app.stranger();
    let place = format!("{}/{}", world.brand.slug, world.brand.app);
    for path in ["/v1/disclosures", "/v1/policy-state", "/p"] {
        let path = format!("{path}/{place}");
        let (get, head) = (stranger.get(&path).await, Reply::of(stranger.request(Method::HEAD, &path)).await);
        assert_eq!((head.status, head.text.as_str()), (get.status, ""), "{path}");
        for name in ["etag", "content-length", "content-type", "cache-control", "vary"] {
            assert_eq!(head.header(name), get.header(name), "{name} of {path}");
        }
        assert!(!head.header("content-length").is_empty(), "{path}");
    }
}
