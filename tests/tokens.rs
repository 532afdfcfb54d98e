//! Tokens, as the gateway meets them.

use api::platform::{Clock, SystemRandom, scope::Role};
use chrono::TimeDelta;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

use crate::support::{
    app::TestApp,
    client::{Client, Reply},
};

const VIEWER: &str = "{ viewer { role tenantId account { id } } }";

/// A gateway's claims and key id, as a forger who has seen one of its tokens knows them.
struct Seen {
    claims: Value,
    kid: String,
}

async fn seen(app: &TestApp) -> Seen {
    let now = app.clock.now().timestamp();
    let somebody = app.somebody(Role::Owner);
    let (account, tenant) = (somebody.account(), somebody.tenant);
    let keys = app.stranger().get("/.well-known/jwks.json").await.json();
    Seen {
        claims: json!({
            "iss": "candor", "aud": "candor-gateway", "sub": account, "tid": tenant, "role": "OWNER", "opr": true,
            "iat": now, "nbf": now, "exp": now + 600, "jti": "x",
        }),
        kid: keys["keys"][0]["kid"].as_str().expect("a key's id").to_owned(),
    }
}

async fn ask(app: &TestApp, authorization: &str) -> Reply {
    let request = app.stranger().request(reqwest::Method::POST, "/graphql");
    Reply::of(request.header("authorization", authorization).json(&json!({ "query": VIEWER }))).await
}

#[tokio::test]
async fn a_token_says_who_is_asking() {
    let app = TestApp::start().await;
    let principal = app.somebody(Role::Reviewer);
    let expected = json!({
        "role": "REVIEWER", "tenantId": principal.tenant, "account": { "id": principal.account() },
    });
    assert_eq!(app.client(&principal).query(VIEWER).await.data()["viewer"], expected);
    assert_eq!(app.stranger().query(VIEWER).await.data(), json!({ "viewer": null }));
}

#[tokio::test]
async fn every_bad_token_gets_the_same_answer() {
    let app = TestApp::start().await;
    let Seen { claims, kid } = seen(&app).await;
    let good = app.token(&app.somebody(Role::Owner));
    let (head, _) = good.rsplit_once('.').expect("three parts");

    let header =
        |algorithm| Header { typ: Some("at+jwt".into()), kid: Some(kid.clone()), ..Header::new(algorithm) };
    let hmac =
        encode(&header(Algorithm::HS256), &claims, &EncodingKey::from_secret(b"candor")).expect("signs");
    let stranger = TestApp::start().await;
    let foreign = stranger.token(&app.somebody(Role::Owner));
    let outlived = app
        .state
        .tokens
        .issue(
            &app.somebody(Role::Owner),
            std::time::Duration::from_secs(60),
            app.clock.now() - TimeDelta::seconds(66),
            &SystemRandom,
        )
        .expect("signs");

    let first = ask(&app, "Bearer nonsense").await;
    assert_eq!(first.refusal(), (401, "UNAUTHENTICATED".into()));
    assert_eq!(first.header("www-authenticate"), r#"Bearer realm="candor", error="invalid_token""#);
    for authorization in [
        "Bearer",
        "Basic b3duZXI6b3duZXI=",
        &format!("Bearer {head}.AAAA"),
        &format!("Bearer {good}x"),
        &format!("Bearer {hmac}"),
        &format!("Bearer {foreign}"),
        &format!("Bearer {outlived}"),
        &format!("Bearer {}", "a".repeat(4000)),
        &good,
    ] {
        let reply = ask(&app, authorization).await;
        assert_eq!((reply.status, &reply.text), (first.status, &first.text), "{authorization}");
        assert_eq!(reply.header("www-authenticate"), first.header("www-authenticate"));
    }
    assert_eq!(ask(&app, &format!("Bearer {good}")).await.status, 200);
}

#[tokio::test]
async fn a_token_ends_with_its_time() {
    let app = TestApp::start().await;
    let client = app.client(&app.somebody(Role::Auditor));
    app.clock.advance(TimeDelta::seconds(3604));
    assert_eq!(client.query(VIEWER).await.status, 200);
    app.clock.advance(TimeDelta::seconds(1));
    assert_eq!(client.query(VIEWER).await.refusal(), (401, "UNAUTHENTICATED".into()));
}

#[tokio::test]
async fn another_s_id_and_none_s_are_the_same() {
    let app = TestApp::start().await;
    let (own, other) = (app.somebody(Role::Owner), app.somebody(Role::Owner));
    let node = async |client: Client, id: &str| {
        let body = json!({ "query": "query($id: ID!) { node(id: $id) { __typename id } }", "variables": { "id": id } });
        client.post(body).await.data()["node"].clone()
    };
    let own_id = own.actor().to_string();
    assert_eq!(node(app.client(&own), &own_id).await, json!({ "__typename": "Account", "id": own_id }));
    for id in [
        &*other.actor().to_string(),
        &app.new_id::<entities::AccountId>().to_string(),
        &own.tenant.to_string(),
        &app.new_id::<entities::AppId>().to_string(),
        "",
        "acc_",
        "../../etc/passwd",
        "acc_00000000000000000000000000'--",
    ] {
        assert_eq!(node(app.client(&own), id).await, Value::Null, "{id}");
        assert_eq!(node(app.stranger(), id).await, Value::Null, "{id}");
    }
    assert_eq!(node(app.stranger(), &own_id).await, Value::Null);
}

#[tokio::test]
async fn what_one_gateway_signs_another_with_its_key_accepts() {
    let app = TestApp::start().await;
    let beside = TestApp::start_beside(&app).await;
    let principal = app.somebody(Role::Editor);
    let client = Client::new(beside.url(""), Some(app.token(&principal)));
    assert_eq!(client.query("{ viewer { role } }").await.data(), json!({ "viewer": { "role": "EDITOR" } }));
}
