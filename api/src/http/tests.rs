//! What surrounds a request: its log line, and the net under a panic.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
    time::Duration,
};

use actix_web::{
    App, HttpResponse,
    body::to_bytes,
    middleware::from_fn,
    test::{TestRequest, call_service, init_service, try_call_service},
    web::{self, Data},
};
use entities::{AccountId, TenantId, TypedId};
use serde_json::{Value, json};
use tempfile::TempDir;
use uuid::Uuid;

use super::{observe::observe, server::routes};
use crate::{
    AppState,
    platform::{
        SystemClock, SystemRandom,
        config::{Config, Environment},
        scope::{Principal, Role},
        telemetry,
    },
};

async fn state(folder: &TempDir) -> Arc<AppState> {
    let mut environment = Environment::from_pairs([("CANDOR_DATA", folder.path().as_os_str())]);
    let config = Config::read(&mut environment).unwrap();
    AppState::open(config, Arc::new(SystemClock), Arc::new(SystemRandom)).await.unwrap()
}

async fn panics() -> HttpResponse {
    panic!("on purpose")
}

#[actix_web::test]
async fn a_panic_is_an_internal_error_with_the_request_s_id_and_nothing_more() {
    let folder = TempDir::new().unwrap();
    let data = Data::from(state(&folder).await);
    let app = App::new().app_data(data).route("/", web::get().to(panics)).wrap(from_fn(observe));
    let service = init_service(app).await;

    let error = try_call_service(&service, TestRequest::default().to_request()).await.unwrap_err();
    let response = error.error_response();
    assert_eq!(response.status(), 500);
    let header = |name: &str| response.headers().get(name).unwrap().to_str().unwrap().to_owned();
    let id = header("x-request-id");
    assert_eq!(header("x-content-type-options"), "nosniff");
    let body: Value = serde_json::from_slice(&to_bytes(response.into_body()).await.unwrap()).unwrap();
    let extensions = json!({ "code": "INTERNAL", "requestId": id });
    assert_eq!(body, json!({ "errors": [{ "message": "INTERNAL", "extensions": extensions }] }));
}

/// Lines written by one test.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[actix_web::test]
async fn a_log_line_names_request_tenant_actor_and_operation_and_nothing_personal() {
    let folder = TempDir::new().unwrap();
    let state = state(&folder).await;
    let account = AccountId::from_uuid(Uuid::from_u128(1));
    let principal = Principal::person(account, TenantId::from_uuid(Uuid::from_u128(2)), Role::Owner);
    let lifetime = Duration::from_secs(60);
    let token = state.tokens.issue(&principal, lifetime, state.clock.now(), &SystemRandom).unwrap();
    let app = App::new().app_data(Data::from(state)).configure(routes).wrap(from_fn(observe));
    let service = init_service(app).await;

    let lines = Lines::default();
    let written = lines.clone();
    let _guard = tracing::subscriber::set_default(telemetry::json(move || written.clone(), "trace").unwrap());
    let body = json!({
        "query": "query FindNode($id: ID!) { node(id: $id) { id } other: node(id: \"13800138000\") { id } }",
        "variables": { "id": "Zhang San" },
    });
    let request = TestRequest::post()
        .uri("/graphql?x=secret-in-the-address")
        .peer_addr("192.0.2.77:4711".parse().unwrap())
        .insert_header(("authorization", format!("Bearer {token}")))
        .insert_header(("user-agent", "Zhang's phone"))
        .set_json(&body);
    let response = call_service(&service, request.to_request()).await;
    assert_eq!(response.status(), 200);
    let id = response.headers().get("x-request-id").unwrap().to_str().unwrap().to_owned();

    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    let line = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .find(|line| line["message"] == "request");
    let line = line.unwrap();
    assert_eq!((&line["http.route"], &line["http.status"]), (&json!("/graphql"), &json!(200)));
    assert!(line["duration_ms"].is_u64());
    let span = &line["span"];
    assert_eq!(span["request.id"], id);
    assert_eq!(span["tenant.id"], principal.tenant.to_string());
    assert_eq!(span["actor.id"], account.to_string());
    assert_eq!(span["graphql.operation"], "FindNode");
    for personal in
        ["Zhang", "13800138000", "192.0.2.77", "secret-in", &*token, token.rsplit('.').next().unwrap()]
    {
        assert!(!text.contains(personal), "{personal} in {text}");
    }
}
