//! The audit log and the outbox: both belong to the transaction that they tell of.

use api::{
    audit::{self, Entry, Head},
    outbox,
    platform::scope::{Role, Scoped, Where},
};
use chrono::TimeDelta;
use entities::{apps, outbox as jobs};

use crate::support::{
    db::TestDatabase,
    tenants::{Ping, app_row, stranger},
};

#[tokio::test]
async fn events_are_numbered_and_bound_to_one_another() {
    let db = TestDatabase::open().await;
    let tenant = db.tenant().await;
    let session = db.session(Some(tenant.principal(Role::Owner)));
    for number in 1..=3 {
        let scope = session.write(api::platform::scope::Permission::WriteDraft).await.unwrap();
        let entry = Entry::new("app.registered", "app", format!("app-{number}")).with("revision", number);
        audit::append(&scope, entry).await.unwrap();
        scope.commit().await.unwrap();
        db.clock.advance(TimeDelta::microseconds(1));
    }

    let scope = db.job().read(tenant.id).await.unwrap();
    let events = audit::events(&scope, 0, 100).await.unwrap();
    assert_eq!(events.iter().map(|event| event.seq).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(events[2].actor, tenant.account.to_string());
    assert_eq!(events[2].actor_tenant, None);
    assert_eq!(events[2].subject, "app-3");
    assert_eq!(events[2].detail, serde_json::json!({ "revision": 3 }));
    assert_eq!(events[2].at - events[0].at, TimeDelta::microseconds(2));
    let head = audit::head(&scope).await.unwrap();
    assert_eq!(audit::check_chain(Head::EMPTY, &events), Ok(head));
    assert_eq!(audit::events(&scope, 1, 1).await.unwrap(), events[1..2]);
}

#[tokio::test]
async fn the_operator_in_another_tenant_is_named_as_such() {
    let db = TestDatabase::open().await;
    let (operator, tenant) = (db.tenant().await, db.tenant().await);
    let session = db.session(Some(operator.operator(Role::Owner)));
    let scope =
        session.write_tenant(tenant.id, api::platform::scope::Permission::WriteDeclaration).await.unwrap();
    audit::append(&scope, Entry::new("tenant.updated", "tenant", tenant.id)).await.unwrap();
    scope.commit().await.unwrap();

    let events = audit::events(&db.job().read(tenant.id).await.unwrap(), 0, 10).await.unwrap();
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].actor, operator.account.to_string());
    assert_eq!(events[0].actor_tenant, Some(operator.id));
    assert_eq!(audit::events(&db.job().read(operator.id).await.unwrap(), 0, 10).await.unwrap(), []);
}

#[tokio::test]
async fn what_is_rolled_back_leaves_neither_event_nor_job() {
    let db = TestDatabase::open().await;
    let tenant = db.tenant().await;
    let scope = db.job().write(tenant.id).await.unwrap();
    scope.insert::<apps::Entity>(app_row(&scope, "photo")).await.unwrap();
    audit::append(&scope, Entry::new("app.registered", "app", "photo")).await.unwrap();
    outbox::enqueue(&scope, &Ping { app: stranger() }).await.unwrap();
    drop(scope);

    let scope = db.job().read(tenant.id).await.unwrap();
    assert_eq!(scope.count::<apps::Entity>(Where::everything()).await.unwrap(), 0);
    assert_eq!(scope.count::<jobs::Entity>(Where::everything()).await.unwrap(), 0);
    assert_eq!(audit::head(&scope).await.unwrap(), Head::EMPTY);
}

#[tokio::test]
async fn a_job_waits_as_it_was_written() {
    let db = TestDatabase::open().await;
    let tenant = db.tenant().await;
    let scope = db.job().write(tenant.id).await.unwrap();
    let now = scope.now();
    let ping = Ping { app: scope.new_id() };
    let id = outbox::enqueue(&scope, &ping).await.unwrap();
    scope.commit().await.unwrap();

    let job = db.job().read(tenant.id).await.unwrap().get(Scoped::<jobs::Entity>::all()).await.unwrap();
    let expected = jobs::Model {
        tenant_id: tenant.id,
        id,
        kind: "test.ping".into(),
        payload: format!("{{\"app\":\"{}\"}}", ping.app),
        created_at: now,
        available_at: now,
        attempts: 0,
        last_error: None,
        done_at: None,
    };
    assert_eq!(job, expected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn concurrent_appends_make_one_sequence() {
    let db = TestDatabase::open().await;
    let tenant = db.tenant().await;
    let writers = (0..4).map(|writer| {
        let job = db.job();
        tokio::spawn(async move {
            for number in 0..5 {
                let scope = job.write(tenant.id).await.unwrap();
                audit::append(&scope, Entry::new("test", "test", format!("{writer}-{number}")))
                    .await
                    .unwrap();
                scope.commit().await.unwrap();
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }

    let scope = db.job().read(tenant.id).await.unwrap();
    let events = audit::events(&scope, 0, 100).await.unwrap();
    assert_eq!(events.len(), 20);
    assert_eq!(audit::check_chain(Head::EMPTY, &events), Ok(audit::head(&scope).await.unwrap()));
    let mut subjects: Vec<_> = events.iter().map(|event| event.subject.clone()).collect();
    subjects.sort();
    subjects.dedup();
    assert_eq!(subjects.len(), 20);
}
