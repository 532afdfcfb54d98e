//! Readers: lists, sums, and what a key sees.

use serde_json::{Value, json};

use super::support::{record, void, with, with_key};
use crate::support::{
    client::Client,
    world::{World, done, event},
};

async fn listed(client: &Client, tenant: &str, filter: Value) -> Vec<String> {
    let query = "query($tenant: String!, $filter: SharingRecordFilter) { \
         sharingRecords(tenant: $tenant, filter: $filter) { nodes { content { externalId } } } }";
    let variables = json!({ "tenant": tenant, "filter": filter });
    let data = client.post(json!({ "query": query, "variables": variables })).await.data();
    let nodes = data["sharingRecords"]["nodes"].as_array().expect("a list").clone();
    nodes.iter().map(|node| node["content"]["externalId"].as_str().unwrap_or("-").to_owned()).collect()
}

#[tokio::test]
async fn records_are_found_by_what_they_tell() {
    let world = World::new().await;
    let (brand, owner) = (&world.brand, world.client(&world.brand.owner));
    let ads = json!({ "recipient": "ads", "purpose": "marketing", "categories": ["contacts"] });
    done(&record(&owner, brand, with(event("a"), ads)).await, "recorded");
    let early = json!({ "occurredAt": "2025-12-31T23:59:59.999Z" });
    done(&record(&owner, brand, with(event("b"), early)).await, "recorded");
    let quiet = json!({ "tenant": brand.slug, "app": brand.quiet, "record": event("c") });
    done(&owner.call("recordSharing", super::support::RECORDED, quiet).await, "recorded");
    let all = ["c", "b", "a", "event-3", "event-2", "event-1", "event-0"];
    let table: [(Value, &[&str]); 11] = [
        (json!({}), &all),
        (json!({ "app": brand.quiet }), &all[..1]),
        (json!({ "recipient": "ads" }), &all[2..3]),
        (json!({ "category": "contacts" }), &all[2..3]),
        (json!({ "category": "location", "app": brand.quiet }), &all[..1]),
        (json!({ "purpose": "marketing" }), &all[2..3]),
        (json!({ "conformity": "UNDECIDED" }), &["c", "b", "event-3", "event-2", "event-1", "event-0"]),
        (json!({ "conformity": "DEVIATES" }), &all[2..3]),
        (json!({ "conformity": "CONFORMS" }), &[]),
        (json!({ "occurredTo": "2026-01-01T00:00:00Z" }), &all[1..2]),
        (
            json!({ "occurredFrom": "2026-01-01T00:00:00Z", "recipient": "umeng", "app": brand.app }),
            &all[3..],
        ),
    ];
    for (filter, expected) in table {
        assert_eq!(listed(&owner, &brand.slug, filter.clone()).await, expected, "{filter}");
        assert_eq!(listed(&world.client(&world.operator), &brand.slug, filter.clone()).await, expected);
    }
    // Page by page, both ways.
    let page = async |args: &str| {
        let query = format!(
            "{{ sharingRecords(tenant: \"{}\", {args}) {{ nodes {{ seq }} pageInfo {{ hasNextPage hasPreviousPage endCursor startCursor }} }} }}",
            brand.slug
        );
        owner.query(&query).await.data()["sharingRecords"].clone()
    };
    let first = page("first: 3").await;
    assert_eq!(first["nodes"], json!([{ "seq": 6 }, { "seq": 5 }, { "seq": 4 }]));
    let next = page(&format!("first: 9, after: {}", first["pageInfo"]["endCursor"])).await;
    assert_eq!(next["nodes"], json!([{ "seq": 3 }, { "seq": 2 }, { "seq": 1 }, { "seq": 0 }]));
    let back = page(&format!("last: 2, before: {}", next["pageInfo"]["startCursor"])).await;
    assert_eq!(back["nodes"], json!([{ "seq": 5 }, { "seq": 4 }]));

    // A key that is bound to an app sees that app's records.
    let (bound, _) = with_key(&world, brand, &["READ"], Some(&brand.quiet)).await;
    assert_eq!(listed(&bound, &brand.slug, json!({})).await, all[..1]);
    let (reporter, _) = with_key(&world, brand, &["SHARING_WRITE"], None).await;
    let query = format!("{{ sharingRecords(tenant: \"{}\") {{ nodes {{ seq }} }} }}", brand.slug);
    assert_eq!(reporter.query(&query).await.refusal(), (200, "FORBIDDEN".into()));
}

async fn totals(client: &Client, tenant: &str, filter: Value, by: &[&str]) -> Value {
    let query = "query($tenant: String!, $filter: SharingTotalFilter, $by: [SharingDimension!]!) { \
         sharingTotals(tenant: $tenant, filter: $filter, by: $by) \
         { day recipient category conformity records subjects } }";
    let variables = json!({ "tenant": tenant, "filter": filter, "by": by });
    client.post(json!({ "query": query, "variables": variables })).await.data()["sharingTotals"].clone()
}

#[tokio::test]
async fn sums_are_kept_with_the_records() {
    let world = World::new().await;
    let (brand, owner) = (&world.brand, world.client(&world.brand.owner));
    let sum = |more: Value| {
        let none = json!({ "day": null, "recipient": null, "category": null, "conformity": null });
        with(none, more)
    };
    let all = async |filter: Value, by: &[&str]| totals(&owner, &brand.slug, filter, by).await;
    assert_eq!(all(json!({}), &[]).await, json!([sum(json!({ "records": 4, "subjects": 12 }))]));

    let ads = json!({ "recipient": "ads", "categories": ["contacts"], "subjects": 100 });
    done(&record(&owner, brand, with(event("a"), ads.clone())).await, "recorded");
    let early = json!({ "occurredAt": "2025-12-31T23:59:59.999Z", "subjects": null });
    let early = done(&record(&owner, brand, with(event("b"), early)).await, "recorded");
    let corrected =
        with(with(event("c"), ads), json!({ "corrects": brand.record_ids[0], "reason": "wrong" }));
    done(&record(&owner, brand, corrected).await, "recorded");
    done(&void(&owner, brand, &json!(brand.record_ids[1]), "a test").await, "recorded");

    let by_recipient = json!([
        sum(json!({ "recipient": "ads", "records": 2, "subjects": 200 })),
        sum(json!({ "recipient": "umeng", "records": 3, "subjects": 6 })),
    ]);
    assert_eq!(all(json!({}), &["RECIPIENT"]).await, by_recipient);
    let by_category = json!([
        sum(json!({ "category": "contacts", "records": 2, "subjects": 200 })),
        sum(json!({ "category": "device_id", "records": 3, "subjects": 6 })),
        sum(json!({ "category": "location", "records": 3, "subjects": 6 })),
    ]);
    assert_eq!(all(json!({}), &["CATEGORY"]).await, by_category);
    let judged = |day: &str, conformity: &str, records: i64, subjects: i64| {
        sum(json!({ "day": day, "conformity": conformity, "records": records, "subjects": subjects }))
    };
    let by_day = json!([
        judged("2025-12-31", "UNDECIDED", 1, 0),
        judged("2026-01-02", "DEVIATES", 2, 200),
        judged("2026-01-02", "UNDECIDED", 2, 6),
    ]);
    assert_eq!(all(json!({}), &["CONFORMITY", "DAY"]).await, by_day);
    let ended = json!({ "to": "2026-01-01", "app": brand.app });
    assert_eq!(all(ended.clone(), &[]).await, json!([sum(json!({ "records": 1, "subjects": 0 }))]));
    done(&void(&owner, brand, &early["recordId"], "a test").await, "recorded");
    assert_eq!(all(ended, &["DAY"]).await, json!([]));
    assert_eq!(all(json!({ "app": brand.quiet }), &["RECIPIENT"]).await, json!([]));
    let (bound, _) = with_key(&world, brand, &["READ"], Some(&brand.quiet)).await;
    assert_eq!(totals(&bound, &brand.slug, json!({}), &["RECIPIENT"]).await, json!([]));
    let operator = world.client(&world.operator);
    assert_eq!(totals(&operator, &brand.slug, json!({}), &["RECIPIENT"]).await[0]["records"], 2);
}
