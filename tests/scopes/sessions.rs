//! A request's session: one state while it reads, fresh after it wrote, never more than one connection that reads.

use api::platform::scope::{Permission, Role, Scoped, Where};
use entities::{EmailAddress, accounts, apps};

use crate::support::{
    db::TestDatabase,
    tenants::{app_row, stranger},
};

#[tokio::test]
async fn a_session_sees_one_state_until_it_writes() {
    let db = TestDatabase::open().await;
    let tenant = db.tenant().await;
    let session = db.session(Some(tenant.principal(Role::Owner)));
    let count = async || {
        let scope = session.read(Permission::ReadTenant).await.unwrap();
        scope.count::<apps::Entity>(Where::everything()).await.unwrap()
    };
    assert_eq!(count().await, 0);
    let other = db.job().write(tenant.id).await.unwrap();
    other.insert::<apps::Entity>(app_row(&other, "theirs")).await.unwrap();
    other.commit().await.unwrap();
    assert_eq!(count().await, 0, "a concurrent write is not seen halfway");
    let scope = session.write(Permission::WriteDeclaration).await.unwrap();
    scope.insert::<apps::Entity>(app_row(&scope, "ours")).await.unwrap();
    assert_eq!(scope.count::<apps::Entity>(Where::everything()).await.unwrap(), 2);
    assert_eq!(count().await, 1, "its own write is not seen before the commit");
    scope.commit().await.unwrap();
    assert_eq!(count().await, 2);
}

#[tokio::test]
async fn statements_are_counted_whoever_sends_them() {
    let db = TestDatabase::open().await;
    let tenant = db.full_tenant().await;
    let session = db.session(Some(tenant.principal(Role::Owner)));
    assert_eq!(session.statements(), 0);
    let tasks = (0..3).map(|_| {
        let session = session.clone();
        tokio::spawn(async move {
            let scope = session.read(Permission::ReadTenant).await.unwrap();
            scope.all(Scoped::<apps::Entity>::all()).await.unwrap();
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.unwrap();
    }
    assert_eq!(session.statements(), 3);
    session.find_tenant("nobody").await.unwrap();
    assert_eq!(session.statements(), 4);
    let scope = session.write(Permission::WriteDeclaration).await.unwrap();
    scope.insert::<apps::Entity>(app_row(&scope, "more")).await.unwrap();
    scope.commit().await.unwrap();
    assert_eq!(session.statements(), 5);
    assert_eq!(db.session(None).statements(), 0);
}

/// With a single connection that reads, requests that look at two tenants in turn would wait for one another until
/// the pool gives up and they fail, if any held one while it asked for the next.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn requests_never_wait_for_each_others_connections() {
    let db = TestDatabase::open_with(1).await;
    let tenants = [db.full_tenant().await, db.full_tenant().await];
    let requests = (0..8).map(|_| {
        let session = db.session(None);
        tokio::spawn(async move {
            for round in 0..6 {
                let tenant = tenants[round % 2];
                let found = session.find_tenant(&tenant.slug()).await.unwrap().expect("it exists");
                let scope = session.public(found.id).await.unwrap();
                assert_eq!(scope.all(Scoped::<apps::Entity>::all()).await.unwrap().len(), 1);
            }
        })
    });
    for request in requests.collect::<Vec<_>>() {
        request.await.unwrap();
    }
}

#[tokio::test]
async fn an_account_is_found_by_address_and_seen_by_its_holder() {
    let db = TestDatabase::open().await;
    let (ours, theirs) = (db.tenant().await, db.tenant().await);
    let address = |account| format!(" {account}@Example.COM").parse::<EmailAddress>().unwrap();
    let session = db.session(Some(ours.principal(Role::Auditor)));
    let found = session.find_account(&address(theirs.account)).await.unwrap().expect("it exists");
    assert_eq!((found.id, found.status), (theirs.account, accounts::AccountStatus::Active));
    assert_eq!(session.find_account(&address(stranger::<entities::AccountId>())).await.unwrap(), None);
    let own = session.account().await.unwrap().expect("it exists");
    assert_eq!((own.id, own.email), (ours.account, address(ours.account)));

    let scope = db.job().write(ours.id).await.unwrap();
    let again = accounts::Model {
        id: scope.new_id(),
        email: address(theirs.account),
        status: accounts::AccountStatus::Active,
        created_at: scope.now(),
    };
    let error = scope.insert_account(again).await.unwrap_err();
    assert_eq!((error.code(), error.message().key), (api::platform::ErrorCode::Conflict, "error-taken"));
}
