//! Reporters: single events, batches, what was wrong, and what is said twice.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::support::{batch, events, log, opened, record, refusal, refused, rows, void, with, with_key};
use crate::support::{
    rows::Rows,
    world::{World, done, event},
};

/// Records that the world made of each tenant.
const BEFORE: i64 = 4;

const READ: &str = "query($ids: [ID!]!) { nodes(ids: $ids) { id ... on SharingRecord { \
     seq kind cites supersededBy recordedAt conformity reasons leafHash app { slug } \
     content { recipient entity sdk items categories purpose basis consent contract method region subjects \
       occurredAt externalId reason } } } }";

#[tokio::test]
async fn an_event_is_recorded_read_corrected_and_voided() {
    let world = World::new().await;
    let brand = &world.brand;
    let (reporter, _) = with_key(&world, brand, &["SHARING_WRITE"], Some(&brand.app)).await;
    let told = json!({
        "recipient": "partners", "entity": "Partner Ltd", "sdk": "umeng", "items": ["photo", "face", "photo"],
        "categories": ["location"], "purpose": "ads", "basis": "consent", "consent": "c-1", "contract": "k-1",
        "method": "api", "region": "GB", "subjects": 7, "occurredAt": "2026-01-02T03:00:00.123456Z",
        "externalId": "order-1",
    });
    let first = done(&record(&reporter, brand, told.clone()).await, "recorded");
    assert_eq!((&first["seq"], &first["repeated"]), (&json!(BEFORE), &json!(false)));
    assert_eq!(
        (&first["conformity"], &first["reasons"]),
        (&json!("DEVIATES"), &json!(["RECIPIENT_NOT_DECLARED"]))
    );
    assert_eq!(first["recordedAt"], "2026-01-02T03:04:05+00:00");

    let more =
        json!({ "externalId": "order-2", "corrects": first["recordId"], "reason": "the wrong entity" });
    let second = done(&record(&reporter, brand, with(told.clone(), more)).await, "recorded");
    let third = done(&void(&reporter, brand, &second["recordId"], "a test").await, "recorded");
    assert_eq!((&third["seq"], &third["conformity"]), (&json!(BEFORE + 2), &Value::Null));

    let ids = json!([first["recordId"], second["recordId"], third["recordId"]]);
    let owner = world.client(&brand.owner);
    let read = owner.post(json!({ "query": READ, "variables": { "ids": ids } })).await.data();
    let nodes = read["nodes"].as_array().unwrap();
    let facts = |node: &Value| {
        (node["seq"].clone(), node["kind"].clone(), node["cites"].clone(), node["supersededBy"].clone())
    };
    let expected = [
        (json!(BEFORE), json!("RECORD"), Value::Null, second["recordId"].clone()),
        (json!(BEFORE + 1), json!("CORRECT"), json!(BEFORE), third["recordId"].clone()),
        (json!(BEFORE + 2), json!("VOID"), json!(BEFORE + 1), Value::Null),
    ];
    assert_eq!(nodes.iter().map(facts).collect::<Vec<_>>(), expected);
    let content = with(
        told,
        json!({ "items": ["face", "photo"], "occurredAt": "2026-01-02T03:00:00.123+00:00", "reason": null }),
    );
    assert_eq!(nodes[0]["content"], content);
    assert_eq!(nodes[1]["content"]["reason"], "the wrong entity");
    assert_eq!(nodes[2]["content"]["recipient"], Value::Null);
    assert_eq!(nodes[2]["app"]["slug"], json!(brand.app));
    // The reporter's key reads nothing, not even what it reported.
    let unread = reporter.post(json!({ "query": READ, "variables": { "ids": ids } })).await.data();
    assert_eq!(unread["nodes"], json!([null, null, null]));
}

#[tokio::test]
async fn an_id_is_recorded_once() {
    let world = World::new().await;
    let brand = &world.brand;
    let owner = world.client(&brand.owner);
    let first = done(&record(&owner, brand, event("once")).await, "recorded");
    let before = Rows::of(&world.app, brand.owner.tenant).await;
    world.app.clock.advance(TimeDelta::hours(1));
    // Also by another reporter: the id is the app's.
    let (key, _) = with_key(&world, brand, &["SHARING_WRITE"], None).await;
    let keys = Rows::of(&world.app, brand.owner.tenant).await;
    for client in [&owner, &key] {
        let again = done(&record(client, brand, event("once")).await, "recorded");
        assert_eq!(again, with(first.clone(), json!({ "repeated": true })));
        let other = record(client, brand, with(event("once"), json!({ "subjects": 4 }))).await;
        assert_eq!(refused(&other), refusal("CONFLICT", &["record", "externalId"]));
    }
    for table in ["sharing_records", "sharing_receipts", "sharing_totals", "sharing_logs"] {
        assert_eq!(keys.count(table), before.count(table), "{table}");
    }
    assert_eq!(Rows::of(&world.app, brand.owner.tenant).await, keys);
    // Another app's same id is another event.
    let input = json!({ "tenant": brand.slug, "app": brand.quiet, "record": event("once") });
    let other = done(&owner.call("recordSharing", super::support::RECORDED, input).await, "recorded");
    assert_eq!((&other["repeated"], &other["seq"]), (&json!(false), &json!(BEFORE + 1)));
}

#[tokio::test]
async fn two_reporters_who_race_with_one_id_get_one_record() {
    let world = World::new().await;
    let brand = &world.brand;
    let client = world.client(&brand.owner);
    for round in 0..5 {
        let id = format!("race-{round}");
        // Six with one body, two with another.
        let report = |number: usize| {
            let body = if number % 4 == 3 { json!({ "subjects": 9 }) } else { json!({}) };
            record(&client, brand, with(event(&id), body))
        };
        let all = tokio::join!(
            report(0),
            report(1),
            report(2),
            report(3),
            report(4),
            report(5),
            report(6),
            report(7)
        );
        let all = [all.0, all.1, all.2, all.3, all.4, all.5, all.6, all.7];
        let (made, refused): (Vec<&Value>, Vec<&Value>) =
            all.iter().partition(|payload| payload["userErrors"] == json!([]));
        assert!([2, 6].contains(&made.len()), "{made:?}");
        let fresh = made.iter().filter(|payload| payload["recorded"]["repeated"] == false).count();
        assert_eq!(fresh, 1, "one of them was the first");
        assert!(made.iter().all(|payload| payload["recorded"]["seq"] == BEFORE + round), "{made:?}");
        assert!(refused.iter().all(|payload| payload["userErrors"][0]["code"] == "CONFLICT"), "{refused:?}");
    }
    assert_eq!(opened(&log(&client, brand, "LIVE").await).size, u64::try_from(BEFORE).unwrap() + 5);
}

#[tokio::test]
async fn a_batch_is_whole_or_row_by_row() {
    let world = World::new().await;
    let brand = &world.brand;
    let owner = world.client(&brand.owner);
    let mut records = events("row", 6);
    records[1]["occurredAt"] = json!("2027-01-02T03:00:00Z");
    records[3]["recipient"] = json!("");
    records[4] = with(event("row-0"), json!({ "subjects": 1000 }));
    records[5]["corrects"] = json!("rec_nonsense");
    let before = Rows::of(&world.app, brand.owner.tenant).await;
    let whole = batch(&owner, brand, records.clone(), "ALL_OR_NOTHING").await;
    let fields: Vec<&Value> = whole["userErrors"].as_array().unwrap().iter().map(|it| &it["field"]).collect();
    let at = |row: &str, field: &str| json!(["records", row, field]);
    assert_eq!(fields, [&at("1", "occurredAt"), &at("3", "recipient"), &at("5", "corrects")]);
    // Those that each are sound and clash with one another: nothing either.
    let clash = vec![records[0].clone(), records[2].clone(), records[4].clone()];
    let whole = batch(&owner, brand, clash, "ALL_OR_NOTHING").await;
    assert_eq!(refused(&whole), refusal("CONFLICT", &["records", "2", "externalId"]));
    assert_eq!(Rows::of(&world.app, brand.owner.tenant).await, before);

    let told = done(&batch(&owner, brand, records.clone(), "SKIP").await, "batch");
    assert_eq!((&told["accepted"], &told["refused"]), (&json!(2), &json!(4)));
    let row = |at: usize| {
        let row = &told["rows"][at];
        (row["recorded"]["seq"].clone(), row["userError"]["code"].clone(), row["userError"]["field"].clone())
    };
    let refused = |row: &str, code: &str, field: &str| (Value::Null, json!(code), at(row, field));
    assert_eq!(row(0), (json!(BEFORE), Value::Null, Value::Null));
    assert_eq!(row(1), refused("1", "INVALID", "occurredAt"));
    assert_eq!(row(2), (json!(BEFORE + 1), Value::Null, Value::Null));
    assert_eq!(row(3), refused("3", "INVALID", "recipient"));
    assert_eq!(row(4), refused("4", "CONFLICT", "externalId"));
    assert_eq!(row(5), refused("5", "INVALID", "corrects"));

    let again = done(&batch(&owner, brand, records, "SKIP").await, "batch");
    let repeated = |at: usize| again["rows"][at]["recorded"]["repeated"].clone();
    assert_eq!((repeated(0), repeated(2)), (json!(true), json!(true)));
    assert_eq!(again["accepted"], 2);
    let nothing = done(&batch(&owner, brand, vec![], "ALL_OR_NOTHING").await, "batch");
    assert_eq!((&nothing["accepted"], &nothing["rows"]), (&json!(0), &json!([])));
}

#[tokio::test]
async fn a_record_is_voided_or_corrected_once() {
    let world = World::new().await;
    let brand = &world.brand;
    let owner = world.client(&brand.owner);
    let first = &json!(brand.record_ids[0]);
    let voided = done(&void(&owner, brand, first, "a test").await, "recorded");
    let before = Rows::of(&world.app, brand.owner.tenant).await;
    let again = done(&void(&owner, brand, first, "a test").await, "recorded");
    assert_eq!(again, with(voided.clone(), json!({ "repeated": true })));
    assert_eq!(
        refused(&void(&owner, brand, first, "no test").await),
        refusal("ILLEGAL_STATE", &["recordId"])
    );
    let late = with(event("late"), json!({ "corrects": first, "reason": "late" }));
    assert_eq!(
        refused(&record(&owner, brand, late).await),
        refusal("ILLEGAL_STATE", &["record", "corrects"])
    );
    let of_void = void(&owner, brand, &voided["recordId"], "a test").await;
    assert_eq!(refused(&of_void), refusal("ILLEGAL_STATE", &["recordId"]));
    let (other_app, _) = with_key(&world, brand, &["SHARING_WRITE"], Some(&brand.quiet)).await;
    let foreign = void(&other_app, brand, &json!(brand.record_ids[1]), "a test").await;
    assert_eq!(refused(&foreign), refusal("NOT_FOUND", &["recordId"]));
    let elsewhere = void(&owner, brand, &json!(world.other.record_ids[1]), "a test").await;
    assert_eq!(refused(&elsewhere), refusal("NOT_FOUND", &["recordId"]));
    let mut after = Rows::of(&world.app, brand.owner.tenant).await;
    assert_eq!(after.count("sharing_records"), before.count("sharing_records"));
    // Both that race for one record: one wins.
    let second = &json!(brand.record_ids[1]);
    let correct = with(event("right"), json!({ "corrects": second, "reason": "wrong" }));
    let (one, other) = tokio::join!(void(&owner, brand, second, "a test"), record(&owner, brand, correct));
    let made = [&one, &other].into_iter().filter(|payload| payload["userErrors"] == json!([])).count();
    assert_eq!(made, 1, "{one} {other}");
    after = Rows::of(&world.app, brand.owner.tenant).await;
    assert_eq!(after.count("sharing_records"), before.count("sharing_records") + 1);
}

#[tokio::test]
async fn staging_has_a_log_of_its_own() {
    let world = World::new().await;
    let brand = &world.brand;
    let owner = world.client(&brand.owner);
    assert_eq!(log(&owner, brand, "STAGING").await, Value::Null);
    let stage = json!({ "tenant": brand.slug, "app": brand.quiet, "environment": "STAGING" });
    done(&owner.call("updateApp", "app { environment }", stage).await, "app");
    let input = json!({ "tenant": brand.slug, "app": brand.quiet, "record": event("staged") });
    let staged = done(&owner.call("recordSharing", super::support::RECORDED, input).await, "recorded");
    assert_eq!(staged["seq"], 0);
    let (live, staging) = (log(&owner, brand, "LIVE").await, log(&owner, brand, "STAGING").await);
    assert_eq!((opened(&live).size, opened(&staging).size), (4, 1));
    assert_ne!(live["verifierKey"], staging["verifierKey"]);
    let done_void = done(&void(&owner, brand, &staged["recordId"], "a test").await, "recorded");
    assert_eq!(done_void["seq"], 1);
    let query = format!(
        "{{ app(tenant: \"{}\", slug: \"{}\") {{ sharingRecords {{ nodes {{ seq kind }} }} }} }}",
        brand.slug, brand.quiet
    );
    let nodes = owner.query(&query).await.data()["app"]["sharingRecords"]["nodes"].clone();
    assert_eq!(nodes, json!([{ "seq": 1, "kind": "VOID" }, { "seq": 0, "kind": "RECORD" }]));
    // The private halves are sealed.
    let keys = rows(&world.app, brand.owner.tenant, "sharing_keys").await;
    assert_eq!(keys.len(), 2);
    for key in keys {
        assert_eq!(super::support::bytes(key["seed_ciphertext"].as_str().unwrap()).len(), 12 + 32 + 16);
    }
}

#[tokio::test]
async fn a_report_waits_for_no_connection_that_its_request_holds() {
    let world = World::with(&[
        ("CANDOR_DATABASE_CONNECTIONS", "1"),
        ("CANDOR_OPERATOR_DATABASE_CONNECTIONS", "1"),
        ("CANDOR_DATABASE_TIMEOUT", "3s"),
    ])
    .await;
    let brand = &world.brand;
    let to = |tenant: &str| json!({ "tenant": tenant, "app": brand.app, "record": event("once") });
    let mutation = "mutation($nobody: RecordSharingInput!, $own: RecordSharingInput!) { \
         nobody: recordSharing(input: $nobody) { userErrors { code } } \
         own: recordSharing(input: $own) { recorded { seq } userErrors { code } } }";
    // Why the first is refused is read by the session itself.
    let variables = json!({ "nobody": to("nobody"), "own": to(&brand.slug) });
    let body = json!({ "query": mutation, "variables": variables });
    let told = world.client(&brand.owner).post(body).await.data();
    assert_eq!(told["nobody"]["userErrors"], json!([{ "code": "NOT_FOUND" }]));
    assert_eq!(told["own"], json!({ "recorded": { "seq": BEFORE }, "userErrors": [] }));
}
