//! What a key may do: by its scopes, and of one app only where it is bound to one.

use api::platform::{
    ErrorCode,
    error::Result,
    scope::{
        Change, Credential, KeyScope, KeyScopes, Permission, Principal, ReadScope, Scoped, Session,
        TenantSql, Where, WriteScope,
    },
};
use entities::{
    ApiKeyId, AppId, TenantId, api_key_usage, api_keys, apps, audit_events, audit_heads, data_uses,
    declaration_revisions, declared_recipients, declared_sdks, drafts, idempotency_keys, members, outbox,
    policy_versions, renderings, sharing_records, tenants,
};
use sea_orm::{ActiveValue::Set, FromQueryResult};

use crate::support::{
    db::TestDatabase,
    tenants::{TestTenant, app_row, insert_app, stranger, tenant_row},
};

fn key(tenant: TenantId, app: Option<AppId>, scopes: KeyScopes) -> Principal {
    let credential = Credential::Key { key: stranger::<ApiKeyId>(), scopes, app };
    Principal { tenant, operator: false, credential }
}

fn all() -> KeyScopes {
    KeyScope::ALL.into_iter().collect()
}

#[test]
fn the_table_of_scopes() {
    let row = |scope: KeyScope| -> String {
        let principal = key(stranger(), None, [scope].into_iter().collect());
        let allowed = Permission::ALL.into_iter().filter(|permission| principal.permits(*permission));
        allowed.map(|permission| format!(" {permission:?}")).collect()
    };
    let table = KeyScope::ALL.map(|scope| format!("{}:{}", scope.as_str(), row(scope)));
    assert_eq!(
        table,
        [
            "read: ReadTenant",
            "declaration:write: ReadTenant WriteDeclaration",
            "draft:write: ReadTenant WriteDraft",
            "publish: ReadTenant PublishVersion",
            "sharing:write: WriteSharing",
        ]
    );
    let none = key(stranger(), None, KeyScopes::NONE);
    for permission in Permission::ALL {
        assert!(!none.permits(permission) && !none.writes_anywhere(permission), "{permission:?}");
    }
}

/// A tenant with two apps, the second of which the key is bound to.
async fn bound(db: &TestDatabase) -> (TestTenant, AppId, Session) {
    let tenant = db.full_tenant().await;
    let scope = db.job().write(tenant.id).await.unwrap();
    let app = insert_app(&scope, "camera").await;
    scope.commit().await.unwrap();
    (tenant, app, db.session(Some(key(tenant.id, Some(app), all()))))
}

/// How many rows of each table are seen.
async fn counts(scope: &ReadScope) -> Vec<(&'static str, u64)> {
    macro_rules! counts {
        ($($table:ident)+) => { vec![$((
            stringify!($table), scope.count::<$table::Entity>(Where::everything()).await.unwrap(),
        )),+] };
    }
    counts!(api_key_usage api_keys apps audit_events audit_heads data_uses declaration_revisions
        declared_recipients declared_sdks drafts idempotency_keys members outbox policy_versions renderings tenants)
}

#[tokio::test]
async fn a_key_of_an_app_sees_that_app_alone() {
    let db = TestDatabase::open().await;
    let (tenant, app, session) = bound(&db).await;
    let scope = session.read(Permission::ReadTenant).await.unwrap();
    assert_eq!(scope.get(Scoped::<apps::Entity>::all()).await.unwrap().id, app);
    let seen = counts(&scope).await;
    let expected = [
        ("api_key_usage", 0),
        ("api_keys", 0),
        ("apps", 1),
        ("audit_events", 0),
        ("audit_heads", 1),
        ("data_uses", 1),
        ("declaration_revisions", 1),
        ("declared_recipients", 1),
        ("declared_sdks", 1),
        ("drafts", 1),
        ("idempotency_keys", 1),
        ("members", 0),
        ("outbox", 0),
        ("policy_versions", 1),
        // Both apps': they are published.
        ("renderings", 2),
        ("tenants", 1),
    ];
    assert_eq!(seen, expected);
    // Of another app's record it sees a hash, and nothing that it is the hash of.
    let records = Scoped::<sharing_records::Entity>::all;
    assert_eq!(scope.all(records()).await.unwrap(), []);
    assert_eq!(scope.hashes(records()).await.unwrap().len(), 1);
    drop(scope);
    let whole = db.session(Some(key(tenant.id, None, all())));
    let seen = counts(&whole.read(Permission::ReadTenant).await.unwrap()).await;
    assert_eq!(seen[..3], [("api_key_usage", 2), ("api_keys", 2), ("apps", 2)]);
}

#[tokio::test]
async fn a_key_of_an_app_changes_that_app_alone() {
    let db = TestDatabase::open().await;
    let (_, app, session) = bound(&db).await;
    let scope = session.write(Permission::WriteDeclaration).await.unwrap();
    let rename = || {
        Change::<apps::Entity>::of(Where::everything())
            .set(apps::Column::Environment, apps::Environment::Staging)
    };
    assert_eq!(scope.update(rename()).await.unwrap(), 1);
    assert_eq!(scope.delete::<data_uses::Entity>(Where::everything()).await.unwrap(), 1);
    assert_eq!(scope.lock(Scoped::<apps::Entity>::all()).await.unwrap().map(|row| row.id), Some(app));
    assert!(scope.lock(Scoped::<tenants::Entity>::all()).await.unwrap().is_some());
    scope.commit().await.unwrap();

    let code = |outcome: Result<u64>| outcome.map_err(|error| error.code());
    let refused = Err(ErrorCode::Forbidden);
    let scope = session.write(Permission::WriteDeclaration).await.unwrap();
    let tenant =
        Change::<tenants::Entity>::of(Where::everything()).set(tenants::Column::RequiredApprovals, 0);
    assert_eq!(code(scope.update(tenant).await), refused);
    let keys =
        Change::<api_keys::Entity>::of(Where::everything()).set(api_keys::Column::RevokedAt, scope.now());
    assert_eq!(code(scope.update(keys).await), refused);
    assert_eq!(code(scope.delete::<members::Entity>(Where::everything()).await), refused);
    let away =
        Change::<drafts::Entity>::of(Where::everything()).set(drafts::Column::AppId, stranger::<AppId>());
    assert_eq!(code(scope.update(away).await), Err(ErrorCode::Internal));
    const ALL: TenantSql = TenantSql::new("update apps set environment = 'LIVE' where tenant_id = $1");
    assert_eq!(code(scope.execute(ALL).await), refused);
    const SLUGS: TenantSql = TenantSql::new("select slug from apps where tenant_id = $1");
    assert_eq!(scope.raw::<Slug>(SLUGS).await.unwrap_err().code(), ErrorCode::Forbidden);
}

#[derive(Debug, FromQueryResult)]
struct Slug {
    #[expect(dead_code, reason = "no row is read")]
    slug: String,
}

fn draft_row(scope: &WriteScope, app: AppId) -> drafts::ActiveModel {
    drafts::ActiveModel {
        id: Set(scope.new_id()),
        app_id: Set(app),
        revision: Set(1),
        status: Set(drafts::DraftStatus::Open),
        author: Set(scope.actor().to_string()),
        created_at: Set(scope.now()),
        updated_at: Set(scope.now()),
        ..Default::default()
    }
}

#[tokio::test]
async fn a_key_of_an_app_adds_to_that_app_alone() {
    let db = TestDatabase::open().await;
    let (tenant, app, session) = bound(&db).await;
    let other = db.job().read(tenant.id).await.unwrap();
    let other =
        other.get(Scoped::<apps::Entity>::filter(Where::eq(apps::Column::Slug, "photo"))).await.unwrap();
    let scope = session.write(Permission::WriteDraft).await.unwrap();
    assert_eq!(scope.actor().to_string(), stranger::<ApiKeyId>().to_string());
    let code = |outcome: Result<()>| outcome.map_err(|error| error.code());
    let refused = Err(ErrorCode::Forbidden);
    assert_eq!(code(scope.insert::<drafts::Entity>(draft_row(&scope, other.id)).await), refused);
    let both = vec![draft_row(&scope, app), draft_row(&scope, other.id)];
    assert_eq!(code(scope.insert_many::<drafts::Entity>(both).await), refused);
    assert_eq!(code(scope.insert::<apps::Entity>(app_row(&scope, "third")).await), refused);
    let member = members::ActiveModel { account_id: Set(stranger()), ..Default::default() };
    assert_eq!(
        scope.insert_if_absent::<members::Entity>(member).await.unwrap_err().code(),
        ErrorCode::Forbidden
    );
    assert_eq!(code(scope.insert::<drafts::Entity>(draft_row(&scope, app)).await), Ok(()));
}

#[tokio::test]
async fn a_key_of_an_app_sees_no_children() {
    let db = TestDatabase::open().await;
    let parent = db.tenant().await;
    let scope = db.job().write_new_tenant().await.unwrap();
    scope.insert::<tenants::Entity>(tenant_row(&scope, Some(parent.id))).await.unwrap();
    let child = scope.tenant();
    scope.commit().await.unwrap();
    for (app, seen) in [(None, 1), (Some(stranger()), 0)] {
        let children = db.session(Some(key(parent.id, app, all()))).children().await.unwrap();
        assert_eq!(children.count().await.unwrap(), seen);
        assert_eq!(children.child(child).await.unwrap().is_some(), seen == 1);
        assert_eq!(children.some(vec![child]).await.unwrap().len() as u64, seen);
    }
}
