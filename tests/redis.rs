//! Redis: shared where it is, missed by nobody where it is not.

use api::platform::scope::Role;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::support::{
    app::{TestApp, redis_url},
    client::Client,
};

#[tokio::test]
async fn without_its_redis_a_gateway_serves_on() {
    let app = TestApp::start_with(&[
        ("CANDOR_REDIS_URL", "redis://127.0.0.1:1"),
        ("CANDOR_REDIS_TIMEOUT", "50ms"),
        ("CANDOR_MAX_COMPLEXITY", "2"),
        ("CANDOR_COST_CAPACITY", "3"),
    ])
    .await;
    let client = app.client(&app.somebody(Role::Owner));
    client.query("{ viewer { role } }").await.data();
    // Limits hold meanwhile, in this process.
    assert_eq!(client.query("{ viewer { role } }").await.refusal(), (429, "RATE_LIMITED".into()));
    let ready = app.stranger().get("/readyz").await;
    assert_eq!(ready.status, 200);
    assert_eq!(ready.json()["checks"]["cache"], "unreachable");
}

/// Runs where the suite has a Redis.
#[tokio::test]
async fn gateways_share_buckets_and_persisted_queries() {
    if redis_url().is_none() {
        return;
    }
    let app = TestApp::start().await;
    let beside = TestApp::start_beside(&app).await;
    assert_eq!(app.stranger().get("/readyz").await.json()["checks"]["cache"], "ok");

    let token = app.token(&app.somebody(Role::Owner));
    let remaining = async |app: &TestApp| {
        let client = Client::new(app.url(""), Some(token.clone()));
        client.query("{ viewer { role } }").await.json()["extensions"]["cost"]["remaining"].clone()
    };
    assert_eq!(remaining(&app).await, 19_998);
    assert_eq!(remaining(&beside).await, 19_996);
    assert_eq!(remaining(&app).await, 19_994);

    let document = format!("{{ viewer {{ role }} __typename }} # {}", app.new_id::<entities::AppId>());
    let hash: String = Sha256::digest(&document).iter().map(|byte| format!("{byte:02x}")).collect();
    let extensions = json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } });
    app.stranger().post(json!({ "query": document, "extensions": extensions })).await.data();
    let data = beside.stranger().post(json!({ "extensions": extensions })).await.data();
    assert_eq!(data, json!({ "viewer": null, "__typename": "Query" }));
}
