//! What was declared against what was seen.

use serde_json::{Value, json};

use super::support::{RECORDED, void, with, with_key};
use crate::{
    conformity::{PHOTO, adopted, declare, publish},
    support::{
        client::{Client, Reply},
        world::{World, done},
    },
};

const QUESTION: &str = "query($tenant: String!, $app: String!, $from: Date!, $to: Date!) { \
     sharingReconciliation(tenant: $tenant, app: $app, from: $from, to: $to) { from to \
       neverSeen { key recipient since } notObservable { key } \
       neverDeclared { recipient category records subjects firstOn lastOn } \
       drift { recipient records recordsBefore subjects subjectsBefore } } }";

async fn ask(client: &Client, tenant: &str, app: &str, (from, to): (&str, &str)) -> Reply {
    let variables = json!({ "tenant": tenant, "app": app, "from": from, "to": to });
    client.post(json!({ "query": QUESTION, "variables": variables })).await
}

async fn found(client: &Client, tenant: &str, days: (&str, &str)) -> Value {
    ask(client, tenant, PHOTO, days).await.data()["sharingReconciliation"].clone()
}

fn sharing(recipient: &str, categories: &[&str], day: &str, external: &str) -> Value {
    json!({
        "recipient": recipient, "categories": categories, "items": ["imei"], "purpose": "storage", "basis": "consent",
        "subjects": 10,
        "occurredAt": format!("{day}T12:00:00Z"), "externalId": external,
    })
}

async fn record(client: &Client, tenant: &str, record: Value) -> Value {
    let input = json!({ "tenant": tenant, "app": PHOTO, "record": record });
    done(&client.call("recordSharing", RECORDED, input).await, "recorded")
}

fn keys(list: &Value) -> Vec<&str> {
    list.as_array().expect("a list").iter().map(|row| row["key"].as_str().expect("a key")).collect()
}

#[tokio::test]
async fn what_is_declared_and_what_is_seen_are_laid_side_by_side() {
    let world = World::new().await;
    let (brand, owner) = (&world.brand, world.client(&world.brand.owner));
    let tenant = brand.slug.as_str();
    declare(&world, brand, |_| {}).await;
    let days = ("2025-12-01", "2025-12-10");
    let empty = json!({
        "from": days.0, "to": days.1, "neverSeen": [], "notObservable": [], "neverDeclared": [], "drift": [],
    });
    assert_eq!(found(&owner, tenant, days).await, empty, "nothing is in force");
    publish(&world, brand, adopted()).await;
    let all = found(&owner, tenant, days).await;
    let first = all["neverSeen"][0].clone();
    assert_eq!(first["since"], "2021-10-01");
    assert_eq!(keys(&all["notObservable"]), ["sdk:umeng/f1"]);
    let expected = [
        "affiliates/f5",
        "authority",
        "ip_respondent",
        "joint_service_third_party",
        "partners",
        "social_platforms/f4",
        "statistics_partner",
        "trade_counterparty",
    ];
    assert_eq!(keys(&all["neverSeen"]), expected);
    // Before the first version nothing is declared, and what was seen is all undeclared.
    record(&owner, tenant, sharing("authority", &["imei"], "2021-09-01", "early")).await;
    let before = found(&owner, tenant, ("2021-09-01", "2021-09-02")).await;
    assert_eq!((keys(&before["neverSeen"]).len(), keys(&before["notObservable"]).len()), (0, 0));
    assert_eq!(before["neverDeclared"][0]["recipient"], "authority");

    record(&owner, tenant, sharing("authority", &["imei"], "2025-12-03", "a")).await;
    record(&owner, tenant, sharing("authority", &["imei"], "2025-11-30", "b")).await;
    record(&owner, tenant, sharing("authority", &["imei"], "2025-11-21", "c")).await;
    record(&owner, tenant, sharing("authority", &["imei"], "2025-11-20", "too early")).await;
    record(&owner, tenant, sharing("broker", &["imei", "photos"], "2025-12-01", "d")).await;
    record(
        &owner,
        tenant,
        with(sharing("broker", &["imei"], "2025-12-10", "e"), json!({ "subjects": null })),
    )
    .await;
    record(&owner, tenant, sharing("broker", &["imei"], "2025-12-11", "too late")).await;
    let wrong = record(&owner, tenant, sharing("nobody", &["imei"], "2025-12-05", "f")).await;
    done(&void_of(&owner, tenant, &wrong["recordId"]).await, "recorded");
    record(&owner, tenant, sharing("sdk:umeng", &["precise_location", "contacts"], "2025-12-07", "g")).await;
    let all = found(&owner, tenant, days).await;
    assert_eq!(
        keys(&all["neverSeen"]),
        expected.iter().copied().filter(|it| *it != "authority").collect::<Vec<_>>()
    );
    let undeclared = json!([
        {
            "recipient": "broker", "category": null, "records": 2, "subjects": 10,
            "firstOn": "2025-12-01", "lastOn": "2025-12-10",
        },
        {
            "recipient": "sdk:umeng", "category": "contacts", "records": 1, "subjects": 10,
            "firstOn": "2025-12-07", "lastOn": "2025-12-07",
        },
    ]);
    assert_eq!(all["neverDeclared"], undeclared);
    let drift = |recipient: &str, records: i64, before: i64, subjects: i64| {
        json!({
            "recipient": recipient, "records": records, "recordsBefore": before,
            "subjects": subjects, "subjectsBefore": 10 * before,
        })
    };
    let expected =
        json!([drift("authority", 1, 2, 10), drift("broker", 2, 0, 10), drift("sdk:umeng", 1, 0, 10)]);
    assert_eq!(all["drift"], expected);
    assert_eq!(found(&world.client(&world.operator), tenant, days).await, all);

    let day = ("2025-12-01", "2025-12-01");
    assert_eq!(
        found(&owner, tenant, day).await["drift"],
        json!([drift("authority", 0, 1, 0), drift("broker", 1, 0, 10)])
    );
}

async fn void_of(client: &Client, tenant: &str, record: &Value) -> Value {
    let input = json!({ "tenant": tenant, "recordId": record, "reason": "a test" });
    client.call("voidSharingRecord", RECORDED, input).await
}

#[tokio::test]
async fn whoever_does_not_read_the_tenant_learns_nothing() {
    let world = World::new().await;
    let (brand, owner) = (&world.brand, world.client(&world.brand.owner));
    let month = ("2026-01-01", "2026-01-31");
    let about = async |client: &Client, days| ask(client, &brand.slug, &brand.app, days).await;
    let drift = json!([{
        "recipient": "umeng", "records": 4, "recordsBefore": 0, "subjects": 12, "subjectsBefore": 0,
    }]);
    let (reader, _) = with_key(&world, brand, &["READ"], Some(&brand.app)).await;
    for client in [&owner, &reader] {
        assert_eq!(about(client, month).await.data()["sharingReconciliation"]["drift"], drift);
    }
    let nothing = json!({ "sharingReconciliation": null });
    let (bound, _) = with_key(&world, brand, &["READ"], Some(&brand.quiet)).await;
    for client in [&bound, &world.client(&world.other.owner)] {
        assert_eq!(about(client, month).await.data(), nothing);
    }
    let (reporter, _) = with_key(&world, brand, &["SHARING_WRITE"], None).await;
    assert_eq!(about(&reporter, month).await.refusal().1, "FORBIDDEN");
    assert_eq!(about(&world.app.stranger(), month).await.refusal().1, "UNAUTHENTICATED");
    for days in [("2026-01-02", "2026-01-01"), ("2025-01-01", "2026-01-02"), ("0001-01-01", "0001-01-02")] {
        assert_eq!(about(&owner, days).await.refusal().1, "INVALID", "{days:?}");
    }
    let year = about(&owner, ("2025-01-02", "2026-01-02")).await.data();
    assert_eq!(year["sharingReconciliation"]["drift"], drift);
    let void = void(&owner, brand, &json!(brand.record_ids[0]), "a test").await;
    done(&void, "recorded");
    let left = about(&owner, month).await.data();
    assert_eq!(left["sharingReconciliation"]["drift"][0]["records"], 3);
}
