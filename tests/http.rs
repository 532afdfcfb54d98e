//! GraphQL over HTTP, operations, and what is no request at all.

use std::{sync::atomic::Ordering, time::Duration};

use api::platform::scope::Role;
use reqwest::{Body, Method};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::net::TcpStream;

use crate::support::{
    app::TestApp,
    client::{Client, GRAPHQL, Reply},
    raw::{Raw, head},
};

const JSON: &str = "application/json";

async fn send(client: &Client, method: Method, headers: &[(&str, &str)], body: impl Into<Body>) -> Reply {
    let mut request = client.request(method, "/graphql");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Reply::of(request.body(body)).await
}

fn persisted(document: &str) -> Value {
    let hash: String = Sha256::digest(document).iter().map(|byte| format!("{byte:02x}")).collect();
    json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } })
}

#[tokio::test]
async fn the_form_of_an_answer_is_the_caller_s_choice() {
    let app = TestApp::start().await;
    let client = app.stranger();
    let (good, bad) = (json!({ "query": "{ viewer { role } }" }), json!({ "query": "{ nothing }" }));
    for (accept, media, status) in [
        ("*/*", "application/json; charset=utf-8", 200),
        (GRAPHQL, "application/graphql-response+json; charset=utf-8", 400),
    ] {
        let headers = [("content-type", JSON), ("accept", accept)];
        let reply = send(&client, Method::POST, &headers, good.to_string()).await;
        assert_eq!((reply.status.as_u16(), reply.header("content-type")), (200, media));
        assert_eq!(reply.data(), json!({ "viewer": null }));
        let reply = send(&client, Method::POST, &headers, bad.to_string()).await;
        assert_eq!((reply.status.as_u16(), reply.header("content-type")), (status, media));
        assert_eq!(reply.refusal(), (status, "INVALID".into()));
        assert_eq!(reply.json().get("data"), None);
    }
    let headers = [("content-type", JSON), ("accept", "text/html")];
    assert_eq!(
        send(&client, Method::POST, &headers, good.to_string()).await.refusal(),
        (406, "INVALID".into())
    );
}

#[tokio::test]
async fn messages_speak_the_caller_s_language_and_codes_none() {
    let app = TestApp::start().await;
    let client = app.stranger();
    for (language, message) in [
        ("zh-Hans-CN", "请求中没有查询语句。"),
        ("en-GB", "The request holds no query."),
        ("fr", "The request holds no query."),
    ] {
        let headers = [("content-type", JSON), ("accept-language", language)];
        let reply = send(&client, Method::POST, &headers, "{}").await;
        assert_eq!(reply.json()["errors"][0]["message"], message);
        assert_eq!(reply.refusal(), (400, "INVALID".into()));
    }
}

#[tokio::test]
async fn queries_come_by_get_with_their_operation_and_variables() {
    let app = TestApp::start().await;
    let client = app.client(&app.somebody(Role::Owner));
    let document = "query A { viewer { role } } query B($id: ID!) { node(id: $id) { id } }";
    let a = client.query_by_get(&[("query", document), ("operationName", "A")]).await;
    assert_eq!(a.data(), json!({ "viewer": { "role": "OWNER" } }));
    let variables = [("query", document), ("operationName", "B"), ("variables", r#"{"id":"相册"}"#)];
    assert_eq!(client.query_by_get(&variables).await.data(), json!({ "node": null }));
    assert_eq!(client.query_by_get(&[("query", document)]).await.refusal(), (400, "INVALID".into()));
    let unread = [("query", "{ viewer { role } }"), ("variables", "{")];
    assert_eq!(client.query_by_get(&unread).await.refusal(), (400, "INVALID".into()));
    assert_eq!(client.query_by_get(&[]).await.refusal(), (400, "INVALID".into()));
}

#[tokio::test]
async fn a_mutation_never_runs_by_get_not_even_by_its_hash() {
    let app = TestApp::start().await;
    let client = app.stranger();
    let document = "mutation { __typename }";
    for reply in [
        client.query_by_get(&[("query", document)]).await,
        client
            .query_by_get(&[
                ("query", "query A { __typename } mutation B { __typename }"),
                ("operationName", "B"),
            ])
            .await,
        client.query_by_get(&[("query", "subscription { __typename }")]).await,
    ] {
        assert_eq!(reply.refusal(), (405, "INVALID".into()));
        assert_eq!(reply.header("allow"), "POST");
    }

    let extensions = persisted(document);
    client.post(json!({ "query": document, "extensions": extensions })).await;
    let reply = client.query_by_get(&[("extensions", &extensions.to_string())]).await;
    assert_eq!(reply.refusal(), (405, "INVALID".into()));
}

#[tokio::test]
async fn a_persisted_query_runs_by_its_hash() {
    let app = TestApp::start().await;
    let client = app.stranger();
    // A Redis that outlives the run knows the documents of earlier ones.
    let document = format!("{{ viewer {{ role }} __typename }} # {}", app.new_id::<entities::AppId>());
    let extensions = persisted(&document);
    let hash_alone = json!({ "extensions": extensions });

    let unknown = client.post(hash_alone.clone()).await;
    assert_eq!(unknown.broken(), ("NOT_FOUND".into(), "persisted-query".into()));
    assert_eq!(unknown.json()["errors"][0]["message"], "PersistedQueryNotFound");

    let data = json!({ "viewer": null, "__typename": "Query" });
    assert_eq!(client.post(json!({ "query": document, "extensions": extensions })).await.data(), data);
    assert_eq!(client.post(hash_alone).await.data(), data);
    assert_eq!(client.query_by_get(&[("extensions", &extensions.to_string())]).await.data(), data);

    // Neither what is not valid nor what is long is kept.
    let long = format!("{{ __typename }} # {}", "x".repeat(33 << 10));
    for document in [format!("{{ nothing }} # {}", app.new_id::<entities::AppId>()), long] {
        let extensions = persisted(&document);
        client.post(json!({ "query": document, "extensions": extensions })).await;
        let unknown = client.post(json!({ "extensions": extensions })).await;
        assert_eq!(unknown.broken(), ("NOT_FOUND".into(), "persisted-query".into()), "{document:.40}");
    }

    let other = json!({ "query": "{ __typename }", "extensions": extensions });
    assert_eq!(client.post(other).await.broken(), ("INVALID".into(), "persisted-query-hash".into()));
    for extension in [json!(null), json!({ "version": 2, "sha256Hash": "00" }), json!({ "version": 1 })] {
        let reply = client.post(json!({ "extensions": { "persistedQuery": extension } })).await;
        assert_eq!(reply.broken(), ("INVALID".into(), "persisted-query-hash".into()), "{extension}");
    }
}

#[tokio::test]
async fn a_body_that_is_no_request_is_refused() {
    let app = TestApp::start().await;
    let client = app.stranger();
    let sent = [("content-type", JSON)];
    for body in [
        &b""[..],
        b"[]",
        b"null",
        b"{\"query\": \"\xff\xfe\"}",
        b"\xef\xbb\xbf{",
        b"{\"query\": 7}",
        b"{\"query\": \"{ a }\", \"variables\": []}",
    ] {
        let reply = send(&client, Method::POST, &sent, body.to_vec()).await;
        assert_eq!(reply.refusal(), (400, "INVALID".into()), "{body:?}");
    }
    let nested = format!("{{\"variables\": {}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(send(&client, Method::POST, &sent, nested).await.refusal(), (400, "INVALID".into()));
    assert_eq!(client.get("/graphql?query=%ff").await.refusal(), (400, "INVALID".into()));

    for headers in [
        &[][..],
        &[("content-type", "text/plain")],
        &[("content-type", "application/json; charset=gbk")],
        &[("content-type", JSON), ("content-encoding", "gzip")],
    ] {
        let reply = send(&client, Method::POST, headers, "{}").await;
        assert_eq!(reply.refusal(), (415, "INVALID".into()), "{headers:?}");
    }
    for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS] {
        let reply = send(&client, method, &sent, "{}").await;
        assert_eq!((reply.refusal(), reply.header("allow")), ((405, "INVALID".into()), "GET, POST"));
    }
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_announced_or_not() {
    let app = TestApp::start_with(&[("CANDOR_MAX_BODY", "1KiB")]).await;
    let client = app.stranger();
    let padded = |length: usize| format!("{:length$}", r#"{"query":"{ __typename }"}"#);
    let sent = [("content-type", JSON)];
    assert_eq!(
        send(&client, Method::POST, &sent, padded(1024)).await.data(),
        json!({ "__typename": "Query" })
    );
    let reply = send(&client, Method::POST, &sent, padded(1025)).await;
    assert_eq!(
        (reply.status.as_u16(), reply.broken()),
        (413, ("LIMIT_EXCEEDED".into(), "body-length".into()))
    );

    let chunk = padded(600);
    let chunked = format!(
        "POST /graphql HTTP/1.1\r\nhost: gateway\r\nconnection: close\r\ncontent-type: application/json\r\n\
         transfer-encoding: chunked\r\n\r\n258\r\n{chunk}\r\n258\r\n{chunk}\r\n0\r\n\r\n"
    );
    let answer = Raw::send(app.running.address(), chunked).await.read().await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
}

#[tokio::test]
async fn a_request_that_stops_half_way_is_given_up() {
    let app =
        TestApp::start_with(&[("CANDOR_HEAD_TIMEOUT", "200ms"), ("CANDOR_BODY_TIMEOUT", "200ms")]).await;
    let (address, client) = (app.running.address(), app.stranger());
    let (line, body, other) = tokio::join!(
        async { Raw::send(address, "POST /graphql HTTP/1.1\r\nhost: gate").await.read().await },
        async { Raw::send(address, head(30) + "{\"query\":").await.read().await },
        client.query("{ __typename }"),
    );
    assert!(line.starts_with("HTTP/1.1 408 "), "{line}");
    assert!(body.starts_with("HTTP/1.1 408 "), "{body}");
    assert!(body.contains(r#""code":"LIMIT_EXCEEDED","rule":"body-time""#), "{body}");
    assert_eq!(other.status, 200);
}

#[tokio::test]
async fn what_is_no_http_gets_no_answer_of_ours() {
    let app = TestApp::start().await;
    for bytes in [&b"\x16\x03\x01\x02\x00"[..], b"GET / HTTP/9.9\r\n\r\n", b"\xff\xff\xff\xff\r\n\r\n"] {
        let answer = Raw::send(app.running.address(), bytes).await.read().await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 400 "), "{answer}");
    }
    assert_eq!(app.stranger().query("{ __typename }").await.status, 200);
}

#[tokio::test]
async fn requests_under_way_are_finished_when_the_gateway_stops() {
    let app = TestApp::start().await;
    let address = app.running.address();
    let body = r#"{"query":"{ __typename }"}"#;
    let (first, second) = body.split_at(10);
    let mut raw = Raw::send(address, head(body.len()) + first).await;
    // An answer on another connection shows that the half has been taken up by the one thread that serves.
    app.stranger().query("{ __typename }").await.data();

    let stopping = tokio::spawn(app.running.stop());
    while TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    raw.write(second).await;
    let answer = raw.read().await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(answer.contains(r#"{"data":{"__typename":"Query"}"#), "{answer}");
    let stopped = tokio::time::timeout(Duration::from_secs(20), stopping).await.expect("within the grace");
    stopped.expect("no panic").expect("no error");
}

#[tokio::test]
async fn operations_are_answered() {
    let app = TestApp::start().await;
    let client = app.stranger();
    assert_eq!(client.get("/healthz").await.json(), json!({ "status": "ok" }));
    let ready = client.get("/readyz").await;
    assert_eq!((ready.status.as_u16(), &ready.json()["checks"]["database"]), (200, &json!("ok")));

    app.state.stopping.store(true, Ordering::Relaxed);
    let stopping = client.get("/readyz").await;
    assert_eq!((stopping.status.as_u16(), &stopping.json()["status"]), (503, &json!("stopping")));
    assert_eq!(client.get("/healthz").await.status, 200);

    app.state.stopping.store(false, Ordering::Relaxed);
    app.state.database.close().await;
    let unavailable = client.get("/readyz").await;
    assert_eq!((unavailable.status.as_u16(), &unavailable.json()["status"]), (503, &json!("unavailable")));
}

#[tokio::test]
async fn every_answer_carries_its_request_s_id_and_the_security_headers() {
    let app = TestApp::start().await;
    let client = app.stranger();
    let mut ids = std::collections::BTreeSet::new();
    for (path, status) in [
        ("/healthz", 200),
        ("/readyz", 200),
        ("/playground", 200),
        ("/playground/app.js", 200),
        ("/playground/other.js", 404),
        ("/.well-known/jwks.json", 200),
        ("/graphql", 400),
        ("/no/such/../thing", 404),
    ] {
        let reply = Reply::of(client.request(Method::GET, path).header("x-request-id", "mine")).await;
        assert_eq!(reply.status, status, "{path}");
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(reply.header("referrer-policy"), "no-referrer", "{path}");
        assert!(reply.header("content-security-policy").starts_with("default-src 'none'; "), "{path}");
        assert_eq!(reply.header("strict-transport-security"), "", "{path}");
        assert_eq!(reply.header("x-request-id").len(), 36, "{path}");
        ids.insert(reply.header("x-request-id").to_owned());
    }
    assert_eq!(ids.len(), 8);

    let public = TestApp::start_with(&[("CANDOR_PUBLIC_URL", "https://privacy.example")]).await;
    let reply = public.stranger().get("/healthz").await;
    assert_eq!(reply.header("strict-transport-security"), "max-age=31536000; includeSubDomains");
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let app = TestApp::start().await;
    for path in ["/", "/graphql/", "/%00", "/%ff", "/p/..%2f..%2fetc", "/playground/..%2f..%2fCargo.toml"] {
        assert_eq!(app.stranger().get(path).await.refusal(), (404, "NOT_FOUND".into()), "{path}");
    }
}

#[tokio::test]
async fn the_playground_is_served_from_here_alone() {
    let app = TestApp::start().await;
    let client = app.stranger();
    let page = Reply::of(client.request(Method::GET, "/playground").header("accept-language", "zh")).await;
    assert!(page.text.contains("<html lang=\"zh-CN\">"), "{}", page.text);
    assert!(
        page.header("content-security-policy")
            .contains("script-src 'self'; style-src 'self'; connect-src 'self'")
    );
    assert_eq!(client.get("/playground/app.css").await.header("content-type"), "text/css; charset=utf-8");
    assert_eq!(
        client.get("/playground/app.js").await.header("content-type"),
        "text/javascript; charset=utf-8"
    );
    assert_eq!(client.get("/playground/schema.graphql").await.text, api::graphql::sdl());
}
