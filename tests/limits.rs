//! What one request may ask for, and one caller over time.

use api::platform::scope::Role;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::{app::TestApp, client::Reply, world::World};

fn limit(rule: &str) -> (String, String) {
    ("LIMIT_EXCEEDED".into(), rule.into())
}

fn cost(reply: &Reply) -> Value {
    reply.json()["extensions"]["cost"].clone()
}

#[tokio::test]
async fn hostile_documents_are_refused_under_the_default_limits() {
    let app = TestApp::start().await;
    let client = app.stranger();
    let aliases: String = (0..1000).map(|number| format!("a{number}: __typename ")).collect();
    let doubling: String =
        (0..40).map(|n| format!("fragment F{n} on Query {{ ...F{0} ...F{0} }} ", n + 1)).collect();
    let elements = "1,".repeat(1001);
    for (document, rule) in [
        (format!("{{ {aliases} }}"), "query-aliases"),
        (format!("{}a{}", "{a".repeat(33), "}".repeat(33)), "query-nesting"),
        ("{".repeat(100_000), "query-nesting"),
        (format!("{{ node(id: {}", "[".repeat(100_000)), "query-nesting"),
        (format!("query($v: {}Int{}) {{ viewer }}", "[".repeat(5_000), "]".repeat(5_000)), "query-nesting"),
        (format!("{}viewer{}", "{a".repeat(17), "}".repeat(17)), "query-depth"),
        (format!("{{ {} }}", "viewer ".repeat(5_000)), "query-tokens"),
        (format!("{{ ...F0 }} {doubling} fragment F40 on Query {{ viewer {{ role }} }}"), "query-selections"),
        (format!("{{ viewer {} {{ role }} }}", "@include(if: true) ".repeat(51)), "query-directives"),
        (format!("{{ {} }}", "__typename ".repeat(21)), "query-root-fields"),
        (format!("{{ nodes(ids: [{elements}]) {{ id }} }}"), "list-length"),
    ] {
        let reply = client.query(&document).await;
        assert_eq!(reply.broken(), limit(rule), "{:.80}", document);
        assert_eq!(reply.status, 400);
    }
    let circle = client.query("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }").await;
    assert_eq!(circle.broken(), ("INVALID".into(), "query-fragment-cycle".into()));
    let half = client.query(r#"{ node(id: "\uD800") { id } }"#).await;
    assert_eq!(half.broken(), ("INVALID".into(), "query-surrogate".into()));
}

#[tokio::test]
async fn every_limit_is_a_setting() {
    let cases: [(&str, &str, &str, &str, &str); 10] = [
        ("CANDOR_MAX_DOCUMENT", "20", "{ viewer { role } }", "{ viewer { role role } }", "query-size"),
        ("CANDOR_MAX_TOKENS", "6", "{ viewer { role } }", "{ viewer { role role } }", "query-tokens"),
        ("CANDOR_MAX_NESTING", "2", "{ viewer { role } }", "{ viewer { account { id } } }", "query-nesting"),
        ("CANDOR_MAX_DEPTH", "2", "{ viewer { role } }", "{ viewer { account { id } } }", "query-depth"),
        (
            "CANDOR_MAX_SELECTIONS",
            "2",
            "{ viewer { role } }",
            "{ viewer { role tenantId } }",
            "query-selections",
        ),
        ("CANDOR_MAX_ALIASES", "1", "{ a: __typename }", "{ a: __typename b: __typename }", "query-aliases"),
        (
            "CANDOR_MAX_DIRECTIVES",
            "1",
            "{ __typename @skip(if: false) }",
            "{ a: __typename @skip(if: false) b: __typename @skip(if: false) }",
            "query-directives",
        ),
        (
            "CANDOR_MAX_ROOT_FIELDS",
            "1",
            "{ __typename }",
            "{ a: __typename b: __typename }",
            "query-root-fields",
        ),
        (
            "CANDOR_MAX_LIST_LENGTH",
            "1",
            r#"{ nodes(ids: ["a"]) { id } }"#,
            r#"{ nodes(ids: ["a", "b"]) { id } }"#,
            "list-length",
        ),
        (
            "CANDOR_MAX_COMPLEXITY",
            "3",
            r#"{ nodes(ids: ["a", "b"]) { id } }"#,
            r#"{ nodes(ids: ["a", "b", "c"]) { id } }"#,
            "query-complexity",
        ),
    ];
    for (variable, value, fits, exceeds, rule) in cases {
        let app = TestApp::start_with(&[(variable, value)]).await;
        app.stranger().query(fits).await.data();
        assert_eq!(app.stranger().query(exceeds).await.broken(), limit(rule), "{variable}");
    }
}

#[tokio::test]
async fn lists_in_variables_are_bounded_too() {
    let app = TestApp::start().await;
    let ask = async |count: usize| {
        let ids = vec!["x"; count];
        let query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";
        app.stranger().post(json!({ "query": query, "variables": { "ids": ids } })).await
    };
    assert_eq!(ask(100).await.data()["nodes"].as_array().map(Vec::len), Some(100));
    assert_eq!(ask(101).await.broken(), limit("list-length"));
    assert_eq!(ask(1001).await.broken(), limit("list-length"));
}

#[tokio::test]
async fn the_full_introspection_of_tools_passes() {
    let app = TestApp::start().await;
    let levels = "{ kind name ofType ".repeat(9) + "{ name }" + &"}".repeat(9);
    let document = format!(
        "query IntrospectionQuery {{ __schema {{ queryType {{ name }} types {{ ...Full }}
           directives {{ name locations args {{ ...Input }} }} }} }}
         fragment Full on __Type {{ kind name fields(includeDeprecated: true) {{ name args {{ ...Input }} type {{ ...Ref }} }}
           inputFields {{ ...Input }} interfaces {{ ...Ref }} enumValues {{ name }} possibleTypes {{ ...Ref }} }}
         fragment Input on __InputValue {{ name type {{ ...Ref }} defaultValue }}
         fragment Ref on __Type {levels}",
    );
    let data = app.stranger().query(&document).await.data();
    assert_eq!(data["__schema"]["queryType"]["name"], "Query");
}

#[tokio::test]
async fn a_caller_pays_for_what_it_used() {
    let app = TestApp::start_with(&[
        ("CANDOR_COST_CAPACITY", "10000"),
        ("CANDOR_COST_RESTORE_RATE", "10"),
        ("CANDOR_STRANGER_COST_RESTORE_RATE", "5"),
    ])
    .await;
    let client = app.client(&app.somebody(Role::Owner));
    let own = client.query("{ viewer { role account { id } } }").await;
    assert_eq!(cost(&own), json!({ "requested": 4, "actual": 4, "remaining": 9996, "restoreRate": 10 }));

    // Ninety-nine of the hundred were not there: what was not found is given back.
    let ids = vec!["x"; 100];
    let body =
        json!({ "query": "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", "variables": { "ids": ids } });
    let many = client.post(body).await;
    assert_eq!(cost(&many), json!({ "requested": 101, "actual": 1, "remaining": 9995, "restoreRate": 10 }));

    app.clock.advance(TimeDelta::milliseconds(250));
    assert_eq!(cost(&client.query("{ viewer { role } }").await)["remaining"], 9995);
    // What cannot be executed was read all the same.
    let refused = client.query("{ nothing }").await;
    assert_eq!(cost(&refused), json!({ "requested": 1, "actual": 1, "remaining": 9994, "restoreRate": 10 }));
    let stranger = app.stranger().query("{ viewer { role } }").await;
    assert_eq!(cost(&stranger), json!({ "requested": 2, "actual": 1, "remaining": 9999, "restoreRate": 5 }));
}

#[tokio::test]
async fn work_that_an_answer_took_is_not_given_back() {
    let world = World::new().await;
    let client = world.client(&world.brand.owner);
    let asked = |field: &str, told: &str| format!("{{ {field} {{ {told} }} }}");
    let tenant = format!("tenant: \"{}\"", world.brand.slug);
    let log = format!("sharingLog({tenant})");
    let sums = format!("sharingTotals({tenant})");
    let days = "from: \"2026-01-01\", to: \"2026-01-31\"";
    let reconciled = format!("sharingReconciliation({tenant}, app: \"{}\", {days})", world.brand.app);
    for (document, requested, actual) in [
        (asked(&log, "size"), 2, 2),
        (asked(&log, "checkpoint"), 11, 11),
        (asked(&log, "inclusionProof(seq: 0)"), 11, 11),
        // One sum of a thousand that there could have been.
        (asked(&sums, "records"), 1020, 21),
        (asked(&reconciled, "from"), 21, 21),
    ] {
        let cost = cost(&client.query(&document).await);
        assert_eq!((&cost["requested"], &cost["actual"]), (&json!(requested), &json!(actual)), "{document}");
    }
}

#[tokio::test]
async fn an_empty_bucket_refuses_until_it_has_filled() {
    let app = TestApp::start_with(&[
        ("CANDOR_MAX_COMPLEXITY", "10"),
        ("CANDOR_COST_CAPACITY", "10"),
        ("CANDOR_COST_RESTORE_RATE", "2"),
        ("CANDOR_STRANGER_COST_CAPACITY", "10"),
    ])
    .await;
    let principal = app.somebody(Role::Editor);
    let client = app.client(&principal);
    let document = "{ viewer { role tenantId account { id } } other: viewer { role } }";
    client.query(document).await.data();

    // Another token of the same account pays from the same bucket.
    app.clock.advance(TimeDelta::milliseconds(1));
    let refused = app.client(&principal).query(document).await;
    assert_eq!(refused.refusal(), (429, "RATE_LIMITED".into()));
    assert_eq!(refused.header("retry-after"), "3");
    assert_eq!(cost(&refused), json!({ "requested": 7, "actual": 1, "remaining": 2, "restoreRate": 2 }));
    assert_eq!(refused.json().get("data"), None);

    // Other accounts and strangers have their own.
    app.client(&app.somebody(Role::Editor)).query(document).await.data();
    app.stranger().query(document).await.data();

    app.clock.advance(TimeDelta::seconds(3));
    client.query(document).await.data();
}

#[tokio::test]
async fn what_is_read_is_paid_for_before_it_is_read() {
    let app = TestApp::start_with(&[
        ("CANDOR_MAX_COMPLEXITY", "30"),
        ("CANDOR_STRANGER_COST_CAPACITY", "30"),
        ("CANDOR_STRANGER_COST_RESTORE_RATE", "1"),
    ])
    .await;
    let stranger = app.stranger();
    let long = format!("{{ __typename }} # {}", "x".repeat(300 << 10));
    let refused = stranger.query(&long).await;
    assert_eq!(refused.broken(), limit("query-size"));
    assert_eq!(cost(&refused), json!({ "requested": 19, "actual": 19, "remaining": 11, "restoreRate": 1 }));

    // Variables count as well, and what does not parse costs no less.
    let variables = json!({ "v": "x".repeat(100 << 10), "w": ["y", { "z": 1 }] });
    let broken = stranger.post(json!({ "query": "{", "variables": variables })).await;
    assert_eq!(cost(&broken), json!({ "requested": 7, "actual": 7, "remaining": 4, "restoreRate": 1 }));
    let again = stranger.query(&long).await;
    assert_eq!(again.refusal(), (429, "RATE_LIMITED".into()));
    assert_eq!(again.header("retry-after"), "15");
    assert_eq!(cost(&again), json!({ "requested": 19, "actual": 0, "remaining": 4, "restoreRate": 1 }));
}

#[tokio::test]
async fn errors_of_one_answer_are_bounded() {
    let app = TestApp::start().await;
    let unknown: String = (0..50).map(|number| format!("nothing{number} ")).collect();
    let reply = app.stranger().query(&format!("{{ viewer {{ {unknown} }} }}")).await;
    assert_eq!(reply.json()["errors"].as_array().map(Vec::len), Some(20));
}

#[tokio::test]
async fn a_mutation_keeps_its_price() {
    let app = TestApp::start().await;
    let document = "mutation { logIn(input: { email: \"nobody@example.com\", password: \"wrong\" }) { userErrors { code } } }";
    let reply = app.stranger().query(document).await;
    let cost = cost(&reply);
    assert_eq!(cost["requested"], cost["actual"]);
    assert!(cost["actual"].as_u64() > Some(400), "{cost}");
}

#[tokio::test]
async fn strangers_are_told_apart_by_the_address_that_our_proxy_saw() {
    let app = TestApp::start_with(&[
        ("CANDOR_PROXIES", "1"),
        ("CANDOR_MAX_COMPLEXITY", "2"),
        ("CANDOR_STRANGER_COST_CAPACITY", "2"),
    ])
    .await;
    let ask = async |forwarded: &str| {
        let request = app.stranger().request(reqwest::Method::POST, "/graphql");
        let body = json!({ "query": "{ viewer { role } }" });
        Reply::of(request.header("x-forwarded-for", forwarded).json(&body)).await.status.as_u16()
    };
    assert_eq!(ask("198.51.100.1").await, 200);
    assert_eq!(ask("198.51.100.1").await, 429);
    assert_eq!(ask("198.51.100.2").await, 200);
    // What a caller writes in front of it buys nothing.
    assert_eq!(ask("203.0.113.9, 198.51.100.1").await, 429);
}
