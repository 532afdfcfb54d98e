//! Judging again what occurred before its version was published.

use std::sync::Arc;

use api::{
    outbox,
    platform::{
        SystemRandom,
        scope::{Change, SystemScope, Where},
    },
    policies::VersionPublished,
};
use chrono::{DateTime, TimeDelta, Utc};
use entities::{AppId, PolicyVersionId, TenantId, policy_versions};
use serde_json::{Value, json};

use super::support::{RECORDED, batch, check_reasons, log, opened, rows, with};
use crate::{
    conformity::{PHOTO, adopted, declare, publish},
    support::{
        client::Client,
        postgres,
        world::{Party, World, done},
    },
};

/// What the sample declares of its analytics SDK, as a record of it.
fn sound(external: &str, at: &str) -> Value {
    json!({
        "recipient": "sdk:umeng", "items": ["microphone_audio"], "categories": ["precise_location"],
        "purpose": "sdk_statistics", "basis": "consent", "subjects": 2, "occurredAt": at, "externalId": external,
    })
}

async fn record(client: &Client, tenant: &str, record: Value) -> Value {
    let input = json!({ "tenant": tenant, "app": PHOTO, "record": record });
    done(&client.call("recordSharing", RECORDED, input).await, "recorded")
}

/// Of each record of the app, in their order: reporter's id, conformity, version, reasons.
async fn judged(client: &Client, tenant: &str) -> Vec<Value> {
    let query = format!(
        "{{ sharingRecords(tenant: \"{tenant}\", filter: {{ app: \"{PHOTO}\" }}, last: 100) {{ nodes {{ \
         content {{ externalId }} conformity judgedVersion reasons leafHash }} }} }}"
    );
    let data = client.query(&query).await.data();
    let nodes = data["sharingRecords"]["nodes"].as_array().expect("a list").iter().rev();
    nodes
        .map(|it| json!([it["content"]["externalId"], it["conformity"], it["judgedVersion"], it["reasons"]]))
        .collect()
}

/// The sums of the app by conformity.
async fn sums(client: &Client, tenant: &str) -> Vec<(String, i64, i64)> {
    let query = format!(
        "{{ sharingTotals(tenant: \"{tenant}\", filter: {{ app: \"{PHOTO}\" }}, by: [CONFORMITY]) \
         {{ conformity records subjects }} }}"
    );
    let data = client.query(&query).await.data();
    let sums = data["sharingTotals"].as_array().expect("a list").iter();
    let sum = |it: &Value| {
        let number = |name: &str| it[name].as_i64().expect("a number");
        (it["conformity"].as_str().expect("a word").to_owned(), number("records"), number("subjects"))
    };
    sums.map(sum).collect()
}

fn told(sums: &[(&str, i64, i64)]) -> Vec<(String, i64, i64)> {
    sums.iter().map(|(word, records, people)| ((*word).to_owned(), *records, *people)).collect()
}

/// The jobs of the versions of the tenant's apps: app, version, and whether it is done.
async fn jobs(world: &World, party: &Party) -> Vec<(AppId, PolicyVersionId, bool)> {
    let rows = rows(&world.app, party.owner.tenant, "outbox").await;
    let rows = rows.iter().filter(|row| row["kind"] == "version.published");
    let job = |row: &Value| {
        let job: VersionPublished =
            serde_json::from_str(row["payload"].as_str().expect("text")).expect("JSON");
        (job.app, job.version, !row["done_at"].is_null())
    };
    rows.map(job).collect()
}

/// Works off jobs until nothing is due.
async fn work_off(world: &World, party: &Party) {
    let waits = async || {
        let rows = rows(&world.app, party.owner.tenant, "outbox").await;
        let now = world.app.state.system("test").now();
        let due = |row: &Value| {
            let at: DateTime<Utc> = serde_json::from_value(row["available_at"].clone()).expect("an instant");
            row["kind"] == "version.published" && row["done_at"].is_null() && at <= now
        };
        rows.iter().any(due)
    };
    for _ in 0..500 {
        if !waits().await {
            return;
        }
        world.app.state.judge_again(whose(party)).await;
    }
    panic!("jobs are left");
}

/// Everybody's jobs; on a database that other tests share, the party's.
fn whose(party: &Party) -> Option<TenantId> {
    postgres::suite().is_some().then_some(party.owner.tenant)
}

fn system(world: &World) -> SystemScope {
    let (database, clock) = (world.app.state.database.clone(), world.app.clock.clone());
    SystemScope::for_job(database, clock, Arc::new(SystemRandom), "test")
}

/// Withdraws the version, past the API, and says so as publishing does.
async fn withdraw(world: &World, tenant: TenantId, app: AppId, version: PolicyVersionId, at: DateTime<Utc>) {
    let scope = system(world).write(tenant).await.expect("a scope");
    let one = Where::eq(policy_versions::Column::Id, version);
    let change = Change::<policy_versions::Entity>::of(one).set(policy_versions::Column::WithdrawnAt, at);
    scope.update_one(change).await.expect("withdraws");
    outbox::enqueue(&scope, &VersionPublished { tenant, app, version }).await.expect("a job");
    scope.commit().await.expect("commits");
}

#[tokio::test]
async fn what_occurred_before_its_version_was_published_is_judged_again() {
    let world = World::new().await;
    let (brand, owner) = (&world.brand, world.client(&world.brand.owner));
    let tenant = brand.slug.as_str();
    declare(&world, brand, |_| {}).await;
    let (early, past, now) = ("2021-09-30T15:59:59.999Z", "2022-06-01T00:00:00Z", "2026-01-02T03:00:00Z");
    record(&owner, tenant, sound("before", early)).await;
    let first = record(&owner, tenant, sound("sound", past)).await;
    record(&owner, tenant, with(sound("broker", now), json!({ "recipient": "data_broker" }))).await;
    let voided = record(&owner, tenant, sound("voided", past)).await;
    let input = json!({ "tenant": tenant, "recordId": voided["recordId"], "reason": "a test" });
    done(&owner.call("voidSharingRecord", RECORDED, input).await, "recorded");
    let corrected = record(&owner, tenant, sound("wrong", past)).await;
    let right = json!({ "corrects": corrected["recordId"], "reason": "wrong", "purpose": "advertising" });
    record(&owner, tenant, with(sound("right", past), right)).await;
    assert_eq!(first["conformity"], "UNDECIDED");
    assert_eq!(sums(&owner, tenant).await, told(&[("UNDECIDED", 4, 8)]));
    check_reasons(&world.app, brand.owner.tenant).await;
    let before = opened(&log(&owner, brand, "LIVE").await);

    publish(&world, brand, adopted()).await;
    assert_eq!(sums(&owner, tenant).await, told(&[("UNDECIDED", 4, 8)]), "not in the request");
    work_off(&world, brand).await;
    let undecided = |id: &str| json!([id, "UNDECIDED", null, ["NO_VERSION_IN_FORCE"]]);
    let conforms = |id: &str| json!([id, "CONFORMS", 1, []]);
    let broker = json!(["broker", "DEVIATES", 1, ["RECIPIENT_NOT_DECLARED"]]);
    let right = json!(["right", "DEVIATES", 1, ["PURPOSE_NOT_DECLARED"]]);
    let void = json!([null, null, null, []]);
    let expected = [
        undecided("before"),
        conforms("sound"),
        broker.clone(),
        conforms("voided"),
        void.clone(),
        conforms("wrong"),
        right.clone(),
    ];
    assert_eq!(judged(&owner, tenant).await, expected);
    // What was voided or corrected is judged, and stands in no sum.
    let moved = told(&[("CONFORMS", 1, 2), ("DEVIATES", 2, 4), ("UNDECIDED", 1, 2)]);
    assert_eq!(sums(&owner, tenant).await, moved);
    check_reasons(&world.app, brand.owner.tenant).await;
    let after = opened(&log(&owner, brand, "LIVE").await);
    assert_eq!((after.size, after.root), (before.size, before.root), "outside of the tree");

    // Again and again it comes out the same, and what a report under way left behind is found by the second round.
    assert!(jobs(&world, brand).await.iter().all(|(.., done)| !done));
    let late = record(&owner, tenant, sound("late", now)).await;
    let scope = system(&world).write(brand.owner.tenant).await.expect("a scope");
    let seq = late["seq"].as_i64().expect("a number");
    unjudge(&scope, seq).await;
    scope.commit().await.expect("commits");
    world.app.clock.advance(TimeDelta::minutes(6));
    work_off(&world, brand).await;
    assert!(jobs(&world, brand).await.iter().all(|(.., done)| *done));
    assert_eq!(judged(&owner, tenant).await.last(), Some(&conforms("late")));

    // Withdrawn for a time that is past: nobody can say any more.
    let scope = system(&world).read(brand.owner.tenant).await.expect("a scope");
    let app = api::apps::find(&scope, PHOTO).await.expect("reads").expect("an app").id;
    drop(scope);
    let jobs = jobs(&world, brand).await;
    let (_, version, _) = jobs.into_iter().find(|(of, ..)| *of == app).expect("a job");
    let at = "2026-01-01T00:00:00Z".parse().expect("an instant");
    withdraw(&world, brand.owner.tenant, app, version, at).await;
    work_off(&world, brand).await;
    let expected = [
        undecided("before"),
        conforms("sound"),
        undecided("broker"),
        conforms("voided"),
        void,
        conforms("wrong"),
        right,
        undecided("late"),
    ];
    assert_eq!(judged(&owner, tenant).await, expected);

    check_reasons(&world.app, brand.owner.tenant).await;

    // More than a batch holds, in both of an app's logs, and by two gateways at once.
    many(&world).await;
}

/// Makes a record as if it had been judged before any version was published.
async fn unjudge(scope: &api::platform::scope::WriteScope, seq: i64) {
    use entities::sharing_records::{Column, Conformity, Entity};
    let change = Change::<Entity>::of(Where::eq(Column::Seq, seq).and(Where::eq(Column::JudgedVersion, 1)))
        .set(Column::Conformity, Conformity::Conforms)
        .set(Column::JudgedVersion, None::<i32>)
        .set(Column::Reasons, "");
    scope.update_one(change).await.expect("changes");
}

async fn many(world: &World) {
    let other = &world.platform;
    let (tenant, there) = (other.slug.as_str(), world.client(&other.owner));
    declare(world, other, |_| {}).await;
    let party = Party { app: PHOTO.to_owned(), ..other.clone() };
    let past = "2022-06-01T00:00:00Z";
    let some = |prefix: &str, count: usize| {
        (0..count).map(|number| sound(&format!("{prefix}-{number}"), past)).collect::<Vec<_>>()
    };
    done(&batch(&there, &party, some("live", 700), "ALL_OR_NOTHING").await, "batch");
    let input = json!({ "tenant": tenant, "app": PHOTO, "environment": "STAGING" });
    done(&there.call("updateApp", "app { slug }", input).await, "app");
    done(&batch(&there, &party, some("staging", 3), "ALL_OR_NOTHING").await, "batch");
    publish(world, other, adopted()).await;
    let system = world.app.state.system("judge again");
    // A gateway that broke holds its job until the lease is over.
    let due = outbox::due::<VersionPublished>(&system, Some(other.owner.tenant), 10).await.expect("jobs");
    for due in due {
        let lost = outbox::claim(&system, due.clone()).await.expect("claims");
        assert!(lost.is_some(), "nobody else has it");
        assert!(outbox::claim(&system, due).await.expect("asks").is_none(), "one has it");
    }
    world.app.state.judge_again(whose(other)).await;
    let judged_now = async || {
        let rows = rows(&world.app, other.owner.tenant, "sharing_records").await;
        rows.iter().filter(|row| row["judged_version"] == 1 && row["conformity"] == "CONFORMS").count()
    };
    assert_eq!(judged_now().await, 0);
    world.app.clock.advance(TimeDelta::seconds(61));
    let again = || api::sharing::Again {
        system: &system,
        catalogs: &world.app.state.catalogs,
        registers: &world.app.state.registers,
    };
    let (one, _) = tokio::join!(again().work_off(whose(other)), world.app.state.judge_again(whose(other)));
    one.expect("works");
    work_off(world, other).await;
    assert_eq!(judged_now().await, 703);
    let environment = async |environment: &str| {
        let query = format!(
            "{{ sharingTotals(tenant: \"{tenant}\", environment: {environment}, filter: {{ app: \"{PHOTO}\" }}, \
             by: [CONFORMITY, CATEGORY]) {{ conformity category records subjects }} }}"
        );
        there.query(&query).await.data()["sharingTotals"].clone()
    };
    let sum = |records: i64| json!([{ "conformity": "CONFORMS", "category": "precise_location", "records": records, "subjects": 2 * records }]);
    assert_eq!(environment("LIVE").await, sum(700));
    assert_eq!(environment("STAGING").await, sum(3));
}
