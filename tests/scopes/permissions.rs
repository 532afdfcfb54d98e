//! Which role may do what, and what the others are told.

use api::platform::{
    ErrorCode,
    scope::{Actor, Permission, Principal, Role, Session},
};
use entities::{AccountId, TenantId, tenants};

use crate::support::{
    db::TestDatabase,
    tenants::{TestTenant, stranger, tenant_row},
};

const ROLES: [Role; 4] = [Role::Owner, Role::Editor, Role::Reviewer, Role::Auditor];

#[test]
fn the_table_of_roles() {
    let row = |permission: Permission| -> String {
        [false, true]
            .into_iter()
            .flat_map(|operator| ROLES.map(|role| (operator, role)))
            .map(|(operator, role)| {
                let (account, tenant) = (stranger::<AccountId>(), stranger::<TenantId>());
                let principal = Principal { operator, ..Principal::person(account, tenant, role) };
                if principal.permits(permission) { 'x' } else { '-' }
            })
            .collect()
    };
    let table = Permission::ALL.map(|permission| format!("{permission:?} {}", row(permission)));
    // Owner, editor, reviewer, auditor of a tenant; the same of the operator.
    assert_eq!(
        table,
        [
            "ReadTenant xxxxxxxx",
            "ReadAllTenants ----xxxx",
            "CreateTenant x---x---",
            "WriteDeclaration xx--x---",
            "WriteDraft xx--x---",
            "PublishVersion x-x-x---",
            "ReadMembers xxxxxxxx",
            "ManageMembers x---x---",
            "ReadKeys xxxxxxxx",
            "ManageKeys x---x---",
            "RevokeKeys x---x---",
            "ManageTenant x---x---",
            "GovernTenants ----x---",
            "DecideVerification ----x-x-",
            "HandleVerification x---x-x-",
            "CurateCatalog ----xx--",
            "WriteSharing xx--x---",
        ]
    );
}

#[test]
fn the_operator_writes_anywhere_but_what_a_tenant_shared() {
    let principal = |role| {
        let (account, tenant) = (stranger::<AccountId>(), stranger::<TenantId>());
        Principal { operator: true, ..Principal::person(account, tenant, role) }
    };
    let anywhere = |role| Permission::ALL.into_iter().filter(move |it| principal(role).writes_anywhere(*it));
    let all = Permission::ALL.into_iter().filter(|it| *it != Permission::WriteSharing);
    assert_eq!(anywhere(Role::Owner).collect::<Vec<_>>(), all.collect::<Vec<_>>());
    let verifications = [Permission::DecideVerification, Permission::HandleVerification];
    assert_eq!(anywhere(Role::Reviewer).collect::<Vec<_>>(), verifications);
    assert_eq!(anywhere(Role::Editor).chain(anywhere(Role::Auditor)).count(), 0);
}

/// What a session answers to each door, as codes.
async fn answers(session: &Session, other: TenantId) -> [Option<ErrorCode>; 8] {
    let code = |outcome: Result<(), api::platform::AppError>| outcome.err().map(|error| error.code());
    [
        code(session.read(Permission::ReadTenant).await.map(drop)),
        code(session.write(Permission::WriteDeclaration).await.map(drop)),
        code(session.read_tenant(other, Permission::ReadTenant).await.map(drop)),
        code(session.write_tenant(other, Permission::ReadTenant).await.map(drop)),
        code(session.write_new_tenant().await.map(drop)),
        code(session.operator().await.map(drop)),
        code(session.children().await.map(drop)),
        code(session.public(other).await.map(drop)),
    ]
}

#[tokio::test]
async fn every_door_answers_by_role() {
    use ErrorCode::{Forbidden, NotFound, Unauthenticated};
    let db = TestDatabase::open().await;
    let (ours, theirs) = (db.tenant().await, db.tenant().await);
    let of = async |principal: Option<Principal>| answers(&db.session(principal), theirs.id).await;
    let no = |code: ErrorCode| Some(code);

    let mut everything = [no(Unauthenticated); 8];
    everything[7] = None;
    assert_eq!(of(None).await, everything);
    assert_eq!(
        of(Some(ours.principal(Role::Owner))).await,
        [None, None, no(NotFound), no(NotFound), None, no(Forbidden), None, None]
    );
    assert_eq!(
        of(Some(ours.principal(Role::Auditor))).await,
        [None, no(Forbidden), no(NotFound), no(NotFound), no(Forbidden), no(Forbidden), None, None]
    );
    assert_eq!(of(Some(ours.operator(Role::Owner))).await, [None; 8]);
    for role in [Role::Editor, Role::Reviewer, Role::Auditor] {
        assert_eq!(
            of(Some(ours.operator(role))).await,
            [None, no(Forbidden), None, no(Forbidden), no(Forbidden), None, None, None]
        );
    }
}

#[tokio::test]
async fn another_tenant_answers_like_one_that_never_was() {
    let db = TestDatabase::open().await;
    let (ours, theirs) = (db.tenant().await, db.tenant().await);
    let session = db.session(Some(ours.principal(Role::Owner)));
    let mut answers = Vec::new();
    for tenant in [theirs.id, stranger()] {
        let read = session.read_tenant(tenant, Permission::ReadTenant).await.unwrap_err();
        let write = session.write_tenant(tenant, Permission::WriteDraft).await.unwrap_err();
        answers.push([read, write].map(|error| (error.code(), error.message().clone())));
    }
    assert_eq!(answers[0], answers[1]);
}

#[tokio::test]
async fn a_scope_knows_whose_hand_it_is() {
    let db = TestDatabase::open().await;
    let (ours, theirs) = (db.tenant().await, db.tenant().await);
    let own = db.session(Some(ours.operator(Role::Owner)));
    let hand = |tenant: TestTenant| async move {
        let scope = own.write_tenant(tenant.id, Permission::WriteDraft).await.unwrap();
        (scope.tenant(), scope.actor(), scope.actor_tenant())
    };
    let hands = [hand.clone()(ours).await, hand(theirs).await];
    assert_eq!(hands[0], (ours.id, Actor::Account(ours.account), None));
    assert_eq!(hands[1], (theirs.id, Actor::Account(ours.account), Some(ours.id)));
    assert_eq!(db.job().write(ours.id).await.unwrap().actor().to_string(), "job:test");
}

#[tokio::test]
async fn a_new_tenant_is_nobodys_before() {
    let db = TestDatabase::open().await;
    let ours = db.tenant().await;
    let session = db.session(Some(ours.principal(Role::Owner)));
    let scope = session.write_new_tenant().await.unwrap();
    assert_ne!(scope.tenant(), ours.id);
    assert_eq!(scope.actor_tenant(), Some(ours.id));
    scope.insert::<tenants::Entity>(tenant_row(&scope, Some(ours.id))).await.unwrap();
    let child = scope.tenant();
    scope.commit().await.unwrap();
    let children = session.children().await.unwrap();
    assert_eq!(children.child(child).await.unwrap().map(|row| row.parent_id), Some(Some(ours.id)));
}
