//! How records end: people who ask, terms, holds.

use api::{
    cli::log_kept::{Expire, expire},
    platform::Clock,
};
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::{Value, json};

use super::{
    copies::{Copy, verified},
    support::{RECORDED, batch, check_reasons, opened, record, refused, rows, void, with},
};
use crate::support::{
    app::TestApp,
    client::Client,
    postgres,
    rows::Rows,
    world::{Party, World, done, event},
};

const ERASED: &str = "erased { known records }";
const PERSON: &str = "person-4711@example.com";

fn about(person: &str, external: &str) -> Value {
    with(event(external), json!({ "subject": person, "subjects": null }))
}

/// What a tenant's records tell, the newest first: reporter's id, whether erased, subject.
async fn told(client: &Client, party: &Party, filter: Value) -> Vec<(Value, bool, Value)> {
    let query = "query($tenant: String!, $filter: SharingRecordFilter) { sharingRecords(tenant: $tenant, filter: $filter) \
         { nodes { erased content { externalId subject } } } }";
    let body = json!({ "query": query, "variables": { "tenant": party.slug, "filter": filter } });
    let reply = client.post(body).await;
    assert!(!reply.text.contains(PERSON), "{}", reply.text);
    let data = reply.data();
    let nodes = data["sharingRecords"]["nodes"].as_array().expect("a list").clone();
    let one = |node: &Value| {
        let content = &node["content"];
        let erased = node["erased"].as_bool().expect("a flag");
        assert_eq!(erased, content.is_null());
        (content["externalId"].clone(), erased, content["subject"].clone())
    };
    nodes.iter().map(one).collect()
}

async fn ids(client: &Client, party: &Party, filter: Value) -> Vec<Value> {
    told(client, party, filter).await.into_iter().map(|(id, _, _)| id).collect()
}

async fn erase(client: &Client, party: &Party, person: &str) -> Value {
    client.call("eraseSubject", ERASED, json!({ "tenant": party.slug, "subject": person })).await
}

async fn expired(world: &World, party: &Party) -> String {
    let command = Expire { tenant: Some(party.slug.clone()), drop_months: false };
    expire(&world.app.state, &command, &mut |_| ()).await.expect("erases what is due")
}

#[tokio::test]
async fn who_erases_is_a_role_of_its_own() {
    let Some(urls) = postgres::suite() else { return };
    let nothing = "0 contents erased at the end of their term, 0 for people who asked";
    let world = World::with(&[("CANDOR_ERASER_DATABASE_URL", "")]).await;
    let brand = &world.brand;
    let (owner, told) = (world.client(&brand.owner), expired(&world, brand).await);
    assert_eq!(told.lines().next(), Some(nothing));
    assert!(told.ends_with("in CANDOR_ERASER_DATABASE_URL"), "{told}");
    // The owner can do it as well as the role.
    done(&record(&owner, brand, about(PERSON, "a")).await, "recorded");
    done(&erase(&owner, brand, PERSON).await, "erased");
    let told = expired(&world, brand).await;
    assert!(
        told.starts_with("0 contents erased at the end of their term, 1 for people who asked\n"),
        "{told}"
    );

    let run = async |settings: &[(&str, &str)]| {
        let app = TestApp::start_with(settings).await;
        let command = Expire { tenant: Some(brand.slug.clone()), drop_months: false };
        expire(&app.state, &command, &mut |_| ()).await
    };
    let neither = [("CANDOR_ERASER_DATABASE_URL", ""), ("CANDOR_MIGRATION_DATABASE_URL", "")];
    let refused = run(&neither).await.expect_err("nobody may erase");
    assert_eq!(refused.to_string(), "CANDOR_ERASER_DATABASE_URL: must be set because of candor log expire");
    let refused = run(&[("CANDOR_ERASER_DATABASE_URL", &urls.owner)]).await.expect_err("it is no such role");
    assert_eq!(refused.to_string(), "CANDOR_ERASER_DATABASE_URL");
    let why = std::error::Error::source(&refused).expect("a reason").to_string();
    assert!(why.starts_with("role `candor_owner` owns tables"), "{why}");
}

#[tokio::test]
async fn months_in_which_nothing_is_left_are_dropped() {
    let Some(urls) = postgres::empty("months").await else { return };
    api::platform::db::migrate_postgres(&urls.owner).await.expect("migrates");
    let world = World::with(&[
        ("CANDOR_DATABASE_URL", &urls.app),
        ("CANDOR_OPERATOR_DATABASE_URL", &urls.operator),
        ("CANDOR_MIGRATION_DATABASE_URL", &urls.owner),
        ("CANDOR_ERASER_DATABASE_URL", &urls.eraser),
    ])
    .await;
    let (brand, other) = (&world.brand, &world.other);
    let here = sea_orm::Database::connect(&urls.superuser).await.expect("answers");
    let partitions = async || -> Vec<i32> {
        let sql = "select right(relname::text, 6)::int4 from pg_class where relispartition and relkind = 'r' \
                   and relname like 'sharing\\_categories\\_2%' order by 1";
        let rows = here.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await.expect("reads");
        rows.iter().map(|row| row.try_get_by_index(0).expect("a month")).collect()
    };
    let made = partitions().await;
    // In the second of the months that have a partition.
    let (before, month) = (made[0], made[1]);
    let day = format!("{}-{:02}-15T00:00:00Z", month / 100, month % 100);
    world.app.clock.advance(day.parse::<DateTime<Utc>>().expect("an instant") - world.app.clock.now());
    let told = |external: &str| with(event(external), json!({ "occurredAt": day }));
    let events = (0..600).map(|number| told(&format!("e-{number}"))).collect();
    done(&batch(&world.client(&brand.owner), brand, events, "ALL_OR_NOTHING").await, "batch");
    done(&record(&world.client(&other.owner), other, told("theirs")).await, "recorded");
    let checkpoint = opened(&super::support::log(&world.client(&brand.owner), brand, "LIVE").await);

    // Three years and a month later: what another tenant must keep keeps the month.
    world.app.clock.advance(TimeDelta::days(3 * 366 + 31));
    done(&keep(&world.client(&other.owner), other, json!({ "sharingHold": true })).await, "updated");
    let run = async || {
        let command = Expire { tenant: None, drop_months: true };
        expire(&world.app.state, &command, &mut |_| ()).await.expect("erases and drops")
    };
    let named = |month: i32| format!("{}-{:02}", month / 100, month % 100);
    let told = run().await;
    let contents = 4 * 2 + 600;
    let erased = format!("{contents} contents erased at the end of their term, 0 for people who asked");
    assert_eq!(told, format!("{erased}\n1 empty months dropped: {}", named(before)));
    assert_eq!(partitions().await, made[1..]);
    done(&keep(&world.client(&other.owner), other, json!({ "sharingHold": false })).await, "updated");
    let told = run().await;
    assert!(told.starts_with("5 contents erased"), "{told}");
    assert!(told.ends_with(&format!("\n1 empty months dropped: {}", named(month))), "{told}");
    assert_eq!(partitions().await, made[2..]);
    assert!(run().await.ends_with("\n0 empty months dropped"));

    // Nothing of the tree has changed: proofs, bundles, copies and lists are as before.
    let owner = world.client(&brand.owner);
    let log = super::support::log(&owner, brand, "LIVE").await;
    assert_eq!(opened(&log), checkpoint);
    let (origin, size) = (log["origin"].as_str().expect("text"), checkpoint.size);
    for path in ["proof/inclusion/5/{}", "proof/consistency/4/{}", "tile/0/001", "tile/entries/001"] {
        let path = format!("/logs/{origin}/{}", path.replace("{}", &size.to_string()));
        assert_eq!(
            owner.request(reqwest::Method::GET, &path).send().await.expect("answers").status(),
            200,
            "{path}"
        );
    }
    let copy = format!("records {size}\nerased {size}\n");
    assert_eq!(verified(&world, brand, Copy::new()).await, (true, copy));
    assert!(ids(&owner, brand, json!({ "category": "location" })).await.is_empty());
    let all = self::told(&owner, brand, json!({})).await;
    assert!(all.iter().all(|(_, erased, _)| *erased));
    // What is recorded now lies elsewhere, and the partition of a month that is to come is made again.
    let now = world.app.clock.now().to_rfc3339();
    done(&record(&owner, brand, with(event("now"), json!({ "occurredAt": now }))).await, "recorded");
    assert_eq!(ids(&owner, brand, json!({ "category": "location" })).await, ["now"]);
    api::platform::db::migrate_postgres(&urls.owner).await.expect("migrates");
    assert_eq!(partitions().await, made);
}

async fn keep(client: &Client, party: &Party, more: Value) -> Value {
    let input = with(json!({ "tenant": party.slug }), more);
    client.call("updateTenant", "updated { tenant { sharingYears sharingHoldSince } }", input).await
}

#[tokio::test]
async fn a_person_is_referred_to_and_found_and_kept_nowhere() {
    let world = World::new().await;
    let (brand, owner) = (&world.brand, world.client(&world.brand.owner));
    let first = done(&record(&owner, brand, about(PERSON, "a")).await, "recorded");
    done(
        &batch(&owner, brand, vec![about("other", "b"), about(PERSON, "c")], "ALL_OR_NOTHING").await,
        "batch",
    );
    let again = done(&record(&owner, brand, about(PERSON, "a")).await, "recorded");
    assert_eq!((&again["recordId"], &again["repeated"]), (&first["recordId"], &json!(true)));

    let of_person = told(&owner, brand, json!({ "subject": PERSON })).await;
    let references: Vec<&str> = of_person.iter().map(|(_, _, subject)| subject.as_str().unwrap()).collect();
    assert_eq!(of_person.iter().map(|(id, _, _)| id).collect::<Vec<_>>(), ["c", "a"]);
    assert!(references[0] == references[1] && references[0].len() == 64, "{references:?}");
    assert_eq!(ids(&owner, brand, json!({ "subject": "other" })).await, ["b"]);
    assert!(ids(&owner, brand, json!({ "subject": "nobody" })).await.is_empty());
    assert_ne!(told(&owner, brand, json!({ "subject": "other" })).await[0].2, references[0]);

    // Neither another tenant's log nor the tenant's own of staging has the same reference.
    let theirs = world.client(&world.other.owner);
    done(&record(&theirs, &world.other, about(PERSON, "a")).await, "recorded");
    assert_ne!(told(&theirs, &world.other, json!({ "subject": PERSON })).await[0].2, references[0]);
    let staging = json!({ "tenant": brand.slug, "app": brand.quiet, "environment": "STAGING" });
    done(&owner.call("updateApp", "app { slug }", staging).await, "app");
    let tried = json!({ "tenant": brand.slug, "app": brand.quiet, "record": about(PERSON, "a") });
    done(&owner.call("recordSharing", RECORDED, tried).await, "recorded");
    let query = "query($tenant: String!, $s: String!) { sharingRecords(tenant: $tenant, environment: STAGING, filter: \
         { subject: $s }) { nodes { content { subject } } } }";
    let body = json!({ "query": query, "variables": { "tenant": brand.slug, "s": PERSON } });
    let tried = owner.post(body).await.data()["sharingRecords"]["nodes"].clone();
    assert_eq!(tried.as_array().map(Vec::len), Some(1));
    assert_ne!(tried[0]["content"]["subject"], references[0]);

    assert_eq!(rows(&world.app, brand.owner.tenant, "sharing_subjects").await.len(), 2);
    assert_eq!(nowhere(&world, brand).await, 0);
}

/// The sums of a tenant's records, and those by reason.
async fn sums(world: &World, party: &Party) -> [Vec<Value>; 2] {
    let tenant = party.owner.tenant;
    [rows(&world.app, tenant, "sharing_totals").await, rows(&world.app, tenant, "sharing_reasons").await]
}

/// In how many rows of a tenant the person's id stands.
async fn nowhere(world: &World, party: &Party) -> usize {
    let all = Rows::of(&world.app, party.owner.tenant).await;
    let scope = world.app.state.system("test").read(party.owner.tenant).await.unwrap();
    scope.tables().await.unwrap().iter().map(|table| all.with(table, PERSON)).sum()
}

#[tokio::test]
async fn what_cannot_be_a_person_is_refused() {
    let world = World::new().await;
    let (brand, owner) = (&world.brand, world.client(&world.brand.owner));
    let before = Rows::of(&world.app, brand.owner.tenant).await;
    let long = "x".repeat(1_001);
    for person in ["", "a\u{7}b", long.as_str()] {
        let invalid = |field: &[&str]| ("INVALID".to_owned(), json!(field));
        assert_eq!(
            refused(&record(&owner, brand, about(person, "a")).await),
            invalid(&["record", "subject"])
        );
        assert_eq!(refused(&erase(&owner, brand, person).await), invalid(&["subject"]));
    }
    let many = with(about(PERSON, "a"), json!({ "subjects": 2 }));
    let many = refused(&record(&owner, brand, many).await);
    assert_eq!(many, ("INVALID".to_owned(), json!(["record", "subjects"])));
    assert_eq!(Rows::of(&world.app, brand.owner.tenant).await, before);
}

#[tokio::test]
async fn a_person_is_erased_and_the_log_still_proves_itself() {
    let world = World::new().await;
    let (brand, owner) = (&world.brand, world.client(&world.brand.owner));
    for (person, external) in [(PERSON, "a"), ("other", "b"), (PERSON, "c")] {
        done(&record(&owner, brand, about(person, external)).await, "recorded");
    }
    let wrong = done(&record(&owner, brand, about(PERSON, "d")).await, "recorded");
    done(&void(&owner, brand, &wrong["recordId"], "not Mr Wang after all").await, "recorded");
    let references = told(&owner, brand, json!({ "subject": PERSON })).await;
    let before = opened(&super::support::log(&owner, brand, "LIVE").await);
    let sums = sums(&world, brand).await;
    check_reasons(&world.app, brand.owner.tenant).await;
    let theirs = world.client(&world.other.owner);
    done(&record(&theirs, &world.other, about(PERSON, "a")).await, "recorded");

    let unknown = done(&erase(&owner, brand, "nobody").await, "erased");
    assert_eq!(unknown, json!({ "known": false, "records": 0 }));
    let reply = erase(&owner, brand, PERSON).await;
    assert_eq!(done(&reply, "erased"), json!({ "known": true, "records": 4 }));
    assert!(!reply.to_string().contains(PERSON));
    let left = |id: &Value| !id.is_null();
    let check = async || {
        let all = told(&owner, brand, json!({})).await;
        let erased: Vec<bool> = all.iter().map(|(_, erased, _)| *erased).collect();
        assert_eq!(erased, [true, true, true, false, true, false, false, false, false]);
        assert_eq!(all.iter().filter(|(id, _, _)| left(id)).count(), 5);
        // By nothing that it told is an erased record found.
        assert_eq!(ids(&owner, brand, json!({ "subject": PERSON })).await.len(), 0);
        let of_recipient = ids(&owner, brand, json!({ "recipient": "umeng", "category": "location" })).await;
        assert_eq!(of_recipient, ["b", "event-3", "event-2", "event-1", "event-0"]);
        assert_eq!(opened(&super::support::log(&owner, brand, "LIVE").await), before);
        assert_eq!(verified(&world, brand, Copy::new()).await, (true, "records 9\nerased 4\n".to_owned()));
        assert_eq!(self::sums(&world, brand).await, sums);
    };
    check().await;
    assert_eq!(
        expired(&world, brand).await,
        "0 contents erased at the end of their term, 4 for people who asked"
    );
    check().await;
    assert_eq!(
        expired(&world, brand).await,
        "0 contents erased at the end of their term, 0 for people who asked"
    );

    // Nothing is left from which what was told could be guessed back.
    for row in rows(&world.app, brand.owner.tenant, "sharing_records").await {
        let erased = [4, 6, 7, 8].contains(&row["seq"].as_i64().unwrap());
        for column in ["salt", "content"] {
            assert_eq!(row[column].is_null(), erased, "{row}");
        }
        if erased {
            for column in ["recipient", "purpose", "subjects", "occurred_at", "subject", "erasing_at"] {
                assert!(row[column].is_null(), "{column}: {row}");
            }
        }
    }
    let all = Rows::of(&world.app, brand.owner.tenant).await;
    assert_eq!((all.count("sharing_receipts"), all.count("sharing_categories")), (5, 10));
    // One that voids has no reference of its own.
    let references: Vec<&str> =
        references.iter().filter_map(|(_, _, reference)| reference.as_str()).collect();
    assert_eq!(references.len(), 3);
    for reference in &references {
        assert_eq!(all.with("sharing_records", reference), 0);
    }
    assert_eq!(all.with("audit_events", "sharing.subject_erased"), 1);
    assert_eq!(nowhere(&world, brand).await, 0);

    // Who comes back is somebody new; another tenant's knowledge is its own.
    assert_eq!(done(&erase(&owner, brand, PERSON).await, "erased")["known"], false);
    done(&record(&owner, brand, about(PERSON, "a")).await, "recorded");
    let new = told(&owner, brand, json!({ "subject": PERSON })).await;
    assert_eq!(new.len(), 1);
    assert!(references.iter().all(|reference| new[0].2 != *reference));
    assert_eq!(ids(&theirs, &world.other, json!({ "subject": PERSON })).await, ["a"]);
}

#[tokio::test]
async fn contents_end_with_their_term_and_not_before() {
    let world = World::new().await;
    let brand = &world.brand;
    let owner = || world.client(&brand.owner);
    let nothing = "0 contents erased at the end of their term, 0 for people who asked";
    for years in [2, 0, -3, 101] {
        let refused = refused(&keep(&owner(), brand, json!({ "sharingYears": years })).await);
        assert_eq!(refused, ("INVALID".to_owned(), json!(["sharingYears"])), "{years}");
    }
    let set = done(&keep(&owner(), brand, json!({ "sharingYears": 5 })).await, "updated");
    assert_eq!(set["tenant"], json!({ "sharingYears": 5, "sharingHoldSince": null }));
    world.app.clock.advance(TimeDelta::days(4 * 365));
    let young = with(event("young"), json!({ "occurredAt": "2029-12-31T00:00:00Z" }));
    done(&record(&owner(), brand, young).await, "recorded");
    assert_eq!(expired(&world, brand).await, nothing);
    // 2031-01-02T03:04:04, five years but a second; two of the leap days lie in them.
    world.app.clock.advance(TimeDelta::days(365 + 1) - TimeDelta::seconds(1));
    assert_eq!(expired(&world, brand).await, nothing);
    world.app.clock.advance(TimeDelta::seconds(1));
    let held = done(&keep(&owner(), brand, json!({ "sharingHold": true })).await, "updated");
    assert_ne!(held["tenant"]["sharingHoldSince"], Value::Null);
    assert_eq!(expired(&world, brand).await, nothing);
    assert_eq!(refused(&erase(&owner(), brand, PERSON).await).0, "ILLEGAL_STATE");
    done(&keep(&owner(), brand, json!({ "sharingHold": false })).await, "updated");
    let before = opened(&super::support::log(&owner(), brand, "LIVE").await);
    assert_eq!(
        expired(&world, brand).await,
        "4 contents erased at the end of their term, 0 for people who asked"
    );
    assert_eq!(expired(&world, brand).await, nothing);
    assert_eq!(
        ids(&owner(), brand, json!({})).await,
        [json!("young"), Value::Null, Value::Null, Value::Null, Value::Null]
    );
    assert_eq!(opened(&super::support::log(&owner(), brand, "LIVE").await), before);
    assert_eq!(verified(&world, brand, Copy::new()).await, (true, "records 5\nerased 4\n".to_owned()));
    let all = Rows::of(&world.app, brand.owner.tenant).await;
    assert_eq!((all.count("sharing_receipts"), all.count("sharing_records")), (1, 5));
    assert_eq!(all.with("audit_events", "tenant.sharing_years_changed"), 1);
    assert_eq!(all.with("audit_events", "tenant.sharing_hold_changed"), 2);
    let others = Rows::of(&world.app, world.other.owner.tenant).await;
    assert_eq!(others.count("sharing_receipts"), 4);
}
