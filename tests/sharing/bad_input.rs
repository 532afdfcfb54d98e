//! What is wrong with a report has a defined answer, and leaves nothing behind.

use api::platform::scope::Role;
use serde_json::{Value, json};

use super::support::{batch, events, record, refusal, refused, with, with_key};
use crate::support::{
    client::Client,
    rows::Rows,
    world::{World, done, event},
};

#[tokio::test]
async fn every_wrong_report_has_its_answer() {
    let world = World::new().await;
    let brand = &world.brand;
    let owner = world.client(&brand.owner);
    let long = |count: usize| "é".repeat(count / 2);
    let many: Vec<String> = (0..100).map(|number| format!("item-{number}")).collect();
    let table = [
        ("the far future", json!({ "occurredAt": "2026-01-02T03:09:05.001Z" }), "INVALID", "occurredAt"),
        ("year 9999", json!({ "occurredAt": "9999-12-31T23:59:59Z" }), "INVALID", "occurredAt"),
        ("the far past", json!({ "occurredAt": "2016-01-02T03:04:04Z" }), "INVALID", "occurredAt"),
        ("the year 1", json!({ "occurredAt": "0001-01-01T00:00:00Z" }), "INVALID", "occurredAt"),
        ("no recipient", json!({ "recipient": "" }), "INVALID", "recipient"),
        ("a long recipient", json!({ "recipient": long(202) }), "INVALID", "recipient"),
        ("a line in a recipient", json!({ "recipient": "a\nb" }), "INVALID", "recipient"),
        ("a NUL", json!({ "purpose": "a\u{0}" }), "INVALID", "purpose"),
        ("a long entity", json!({ "entity": long(1002) }), "INVALID", "entity"),
        ("an empty consent", json!({ "consent": "" }), "INVALID", "consent"),
        ("no data", json!({ "categories": [], "items": [] }), "INVALID", "items"),
        ("an empty category", json!({ "categories": [""] }), "INVALID", "categories"),
        ("no id", json!({ "externalId": "" }), "INVALID", "externalId"),
        ("a reason for nothing", json!({ "reason": "because" }), "INVALID", "reason"),
        ("no id of a record", json!({ "corrects": brand.app_id }), "INVALID", "corrects"),
        (
            "a duplicate with another body",
            json!({ "externalId": "event-0", "subjects": 4 }),
            "CONFLICT",
            "externalId",
        ),
        ("another's record", json!({ "corrects": world.other.record_ids[0] }), "NOT_FOUND", "corrects"),
    ];
    let before = Rows::of(&world.app, brand.owner.tenant).await;
    for (what, more, code, field) in table {
        let payload = record(&owner, brand, with(event("wrong"), more)).await;
        assert_eq!(payload["recorded"], Value::Null, "{what}");
        assert_eq!(refused(&payload), refusal(code, &["record", field]), "{what}");
    }
    let nobody = json!({ "tenant": brand.slug, "app": world.other.app, "record": event("wrong") });
    let payload = owner.call("recordSharing", super::support::RECORDED, nobody).await;
    assert_eq!(refused(&payload), refusal("NOT_FOUND", &[]), "another tenant's app");
    assert_eq!(Rows::of(&world.app, brand.owner.tenant).await, before);

    // The edge of what is taken: unknown recipients are for conformity to judge.
    let table = [
        ("ahead by the leeway", json!({ "occurredAt": "2026-01-02T03:09:05.000Z" })),
        ("ten years back", json!({ "occurredAt": "2016-01-02T03:04:06Z" })),
        ("an unknown recipient", json!({ "recipient": "nobody has declared it" })),
        ("the longest texts", json!({ "recipient": long(200), "entity": long(1000) })),
        ("the longest list", json!({ "items": many })),
        ("the most people", json!({ "subjects": 4_294_967_295_u32 })),
    ];
    for (what, more) in table {
        let payload = record(&owner, brand, with(event(what), more)).await;
        assert_eq!(payload["userErrors"], json!([]), "{what}");
    }
}

/// The code of a top-level error.
async fn denied(client: &Client, tenant: &str, app: &str) -> String {
    let document =
        "mutation($input: RecordSharingInput!) { recordSharing(input: $input) { userErrors { code } } }";
    let input = json!({ "tenant": tenant, "app": app, "record": event("denied") });
    let body = client.post(json!({ "query": document, "variables": { "input": input } })).await.json();
    let told = &body["data"]["recordSharing"]["userErrors"][0]["code"];
    let code = [told, &body["errors"][0]["extensions"]["code"]].into_iter().find_map(Value::as_str);
    code.unwrap_or("done").to_owned()
}

#[tokio::test]
async fn only_reporters_report() {
    let world = World::new().await;
    let (brand, other) = (&world.brand, &world.other);
    let own = async |client: &Client| denied(client, &brand.slug, &brand.app).await;
    for (role, code) in [
        (Role::Auditor, "FORBIDDEN"),
        (Role::Reviewer, "FORBIDDEN"),
        (Role::Editor, "done"),
        (Role::Owner, "done"),
    ] {
        assert_eq!(own(&world.client(&brand.acting(role))).await, code, "{role:?}");
    }
    assert_eq!(own(&world.app.stranger()).await, "UNAUTHENTICATED");
    assert_eq!(own(&world.client(&other.owner)).await, "NOT_FOUND");
    // Not even the mightiest of the operator reports what another shared.
    assert_eq!(own(&world.client(&world.operator)).await, "FORBIDDEN");
    let all = ["READ", "DECLARATION_WRITE", "DRAFT_WRITE", "PUBLISH"];
    assert_eq!(own(&with_key(&world, brand, &all, None).await.0).await, "FORBIDDEN");
    let (bound, id) = with_key(&world, brand, &["SHARING_WRITE"], Some(&brand.app)).await;
    assert_eq!(own(&bound).await, "done");
    assert_eq!(denied(&bound, &brand.slug, &brand.quiet).await, "NOT_FOUND", "another app");
    assert_eq!(denied(&bound, &other.slug, &other.app).await, "NOT_FOUND", "another tenant");
    done(&world.client(&brand.owner).revoke_key(json!({ "apiKeyId": id })).await, "apiKey");
    assert_eq!(own(&bound).await, "UNAUTHENTICATED", "a revoked key");

    let input = json!({ "tenant": brand.slug, "reason": "LAW" });
    done(&world.client(&world.operator).call("suspendTenant", "tenant { slug }", input).await, "tenant");
    let before = Rows::of(&world.app, brand.owner.tenant).await;
    assert_eq!(own(&world.client(&brand.owner)).await, "ILLEGAL_STATE");
    assert_eq!(Rows::of(&world.app, brand.owner.tenant).await, before);
}

#[tokio::test]
async fn a_batch_has_a_thousand_records_at_most() {
    let world = World::new().await;
    let (brand, owner) = (&world.brand, world.client(&world.brand.owner));
    let full = done(&batch(&owner, brand, events("full", 1000), "ALL_OR_NOTHING").await, "batch");
    assert_eq!(full["accepted"], 1000);
    let input = json!({ "tenant": brand.slug, "app": brand.app, "records": events("over", 1001) });
    let document = "mutation($input: RecordSharingBatchInput!) { recordSharingBatch(input: $input) { userErrors { code } } }";
    let reply = owner.post(json!({ "query": document, "variables": { "input": input } })).await;
    assert_eq!(reply.refusal(), (400, "LIMIT_EXCEEDED".into()));
}
