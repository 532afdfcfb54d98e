//! What a scope sees: its own tenant, whatever is asked.

use api::platform::{
    ErrorCode, PageArgs,
    scope::{Keyset, Role, Scoped, TenantSql, Where},
};
use entities::{
    AppId, Digest, TenantId, TypedId, apps, audit_events, audit_heads, data_uses, declaration_revisions,
    declared_recipients, declared_sdks, drafts, idempotency_keys, members, outbox, policy_versions,
    renderings, tenants,
};
use sea_orm::FromQueryResult;

use crate::support::{
    db::TestDatabase,
    tenants::{app_row, stranger},
};

macro_rules! each_table {
    ($scope:expr, $tenant:expr, $expected:expr; $($table:ident)+) => {$(
        let rows = $scope.all(Scoped::<$table::Entity>::all()).await.unwrap();
        assert_eq!(rows.len(), $expected, stringify!($table));
        assert!(rows.iter().all(|row| row.tenant_id == $tenant), stringify!($table));
        let count = $scope.count(Where::<$table::Entity>::everything()).await.unwrap();
        assert_eq!(count, $expected, stringify!($table));
    )+};
}

#[tokio::test]
async fn every_table_shows_one_tenant() {
    let db = TestDatabase::open().await;
    let (ours, _theirs) = (db.full_tenant().await, db.full_tenant().await);
    let scope = db.job().read(ours.id).await.unwrap();
    each_table!(scope, ours.id, 1; apps audit_events audit_heads data_uses declaration_revisions declared_recipients
        declared_sdks drafts idempotency_keys members outbox policy_versions renderings);
    assert_eq!(scope.get(Scoped::<tenants::Entity>::all()).await.unwrap().id, ours.id);

    let nobody: TenantId = stranger();
    let scope = db.job().read(nobody).await.unwrap();
    each_table!(scope, nobody, 0; apps audit_events audit_heads data_uses declaration_revisions declared_recipients
        declared_sdks drafts idempotency_keys members outbox policy_versions renderings);
    assert_eq!(scope.one(Scoped::<tenants::Entity>::all()).await.unwrap(), None);
}

#[tokio::test]
async fn no_condition_reaches_another_tenant() {
    let db = TestDatabase::open().await;
    let (ours, theirs) = (db.full_tenant().await, db.full_tenant().await);
    let scope = db.job().read(ours.id).await.unwrap();
    let their_app = db.job().read(theirs.id).await.unwrap().get(Scoped::<apps::Entity>::all()).await.unwrap();

    let theirs_by_id = || Where::eq(apps::Column::Id, their_app.id);
    let theirs_by_tenant = || Where::<apps::Entity>::eq(apps::Column::TenantId, theirs.id);
    assert_eq!(scope.one(Scoped::<apps::Entity>::filter(theirs_by_id())).await.unwrap(), None);
    let all = |condition| scope.all(Scoped::<apps::Entity>::filter(condition));
    assert_eq!(all(theirs_by_tenant()).await.unwrap(), []);
    let either = theirs_by_tenant().or(Where::everything()).or(theirs_by_id());
    assert_eq!(all(either).await.unwrap().len(), 1);
    assert_eq!(all(Where::is_in(apps::Column::Id, Vec::<AppId>::new()).negate()).await.unwrap().len(), 1);
    let related =
        Where::related::<declared_sdks::Entity>(&[], Where::eq(declared_sdks::Column::AppId, their_app.id));
    assert_eq!(all(related).await.unwrap(), []);

    // An id that never existed has the same answer.
    let strange = scope.get(Scoped::<apps::Entity>::filter(theirs_by_id())).await.unwrap_err();
    let never = Scoped::<apps::Entity>::filter(Where::eq(apps::Column::Id, stranger::<AppId>()));
    let never = scope.get(never).await.unwrap_err();
    assert_eq!((strange.code(), strange.message()), (never.code(), never.message()));
    assert_eq!(strange.code(), ErrorCode::NotFound);
}

#[tokio::test]
async fn conditions_and_relations_select_as_they_say() {
    let db = TestDatabase::open().await;
    let tenant = db.full_tenant().await;
    let scope = db.job().write(tenant.id).await.unwrap();
    for slug in ["alpha", "beta", "相册", "相框"] {
        scope.insert::<apps::Entity>(app_row(&scope, slug)).await.unwrap();
    }
    let slugs = async |condition: Where<apps::Entity>| {
        let rows = Scoped::filter(condition).ascending(apps::Column::Slug);
        scope.all(rows).await.unwrap().into_iter().map(|app| app.slug).collect::<Vec<_>>()
    };
    let slug = apps::Column::Slug;
    assert_eq!(slugs(Where::everything()).await, ["alpha", "beta", "photo", "相册", "相框"]);
    assert_eq!(slugs(Where::ne(slug, "beta").and(Where::lt(slug, "photo"))).await, ["alpha"]);
    assert_eq!(slugs(Where::gte(slug, "beta").and(Where::lte(slug, "photo"))).await, ["beta", "photo"]);
    assert_eq!(slugs(Where::gt(slug, "photo")).await, ["相册", "相框"]);
    assert_eq!(slugs(Where::is_in(slug, ["alpha", "相框", "gone"])).await, ["alpha", "相框"]);
    assert_eq!(slugs(Where::starts_with(slug, "相")).await, ["相册", "相框"]);
    assert_eq!(slugs(Where::starts_with(slug, "%")).await, Vec::<String>::new());
    assert_eq!(slugs(Where::is_null(apps::Column::RetiredAt)).await.len(), 5);
    assert_eq!(slugs(Where::is_not_null(apps::Column::RetiredAt)).await.len(), 0);
    assert_eq!(slugs(Where::eq(apps::Column::Status, apps::AppStatus::Retired)).await.len(), 0);

    let carries = |below: &str| {
        Where::related::<declared_sdks::Entity>(
            &[(apps::Column::Id, declared_sdks::Column::AppId)],
            Where::eq(declared_sdks::Column::SdkKey, "umeng_analytics")
                .and(Where::lt(declared_sdks::Column::VersionOrder, below)),
        )
    };
    assert_eq!(slugs(carries("0010")).await, ["photo"]);
    assert_eq!(slugs(carries("0009.0006")).await, Vec::<String>::new());
    assert_eq!(slugs(carries("0010").negate()).await, ["alpha", "beta", "相册", "相框"]);
}

#[derive(Debug, PartialEq, FromQueryResult)]
struct Slug {
    slug: String,
}

#[tokio::test]
async fn raw_statements_are_bound_to_the_tenant() {
    const SLUGS: TenantSql =
        TenantSql::new("select slug from apps where tenant_id = $1 and slug >= $2 order by slug");
    let db = TestDatabase::open().await;
    let (ours, _theirs) = (db.full_tenant().await, db.full_tenant().await);
    let scope = db.job().read(ours.id).await.unwrap();
    assert_eq!(scope.raw::<Slug>(SLUGS.bind("a")).await.unwrap(), [Slug { slug: "photo".into() }]);
    assert_eq!(scope.raw::<Slug>(SLUGS.bind("q")).await.unwrap(), []);
    let some = Scoped::<apps::Entity>::all();
    assert_eq!(scope.columns::<_, Slug>(some, &[apps::Column::Slug]).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_reader_cannot_write_even_in_sql() {
    const INSERT: TenantSql = TenantSql::new(
        "insert into audit_heads (tenant_id, seq, hash) select id, 7, profile_sha256 from tenants where id = $1 \
         returning 'x' as slug",
    );
    let db = TestDatabase::open().await;
    let tenant = db.tenant().await;
    let error = db.job().read(tenant.id).await.unwrap().raw::<Slug>(INSERT).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::Internal);
    assert!(format!("{error:?}").to_lowercase().replace('-', "").contains("readonly"), "{error:?}");
    assert_eq!(db.job().write(tenant.id).await.unwrap().raw::<Slug>(INSERT).await.unwrap().len(), 1);
}

#[tokio::test]
async fn the_public_sees_what_is_published() {
    let db = TestDatabase::open().await;
    let (ours, theirs) = (db.full_tenant().await, db.full_tenant().await);
    let session = db.session(None);
    let found = session.find_tenant(&ours.slug()).await.unwrap().expect("it exists");
    assert_eq!((found.id, found.kind), (ours.id, tenants::TenantKind::AppDeveloper));
    let scope = session.public(found.id).await.unwrap();
    assert_eq!(scope.tenant(), ours.id);
    let versions = scope.all(Scoped::<policy_versions::Entity>::all()).await.unwrap();
    assert_eq!(versions.len(), 1);
    let rendering = Scoped::filter(Where::eq(renderings::Column::VersionId, versions[0].id));
    let rendering = scope.one::<renderings::Entity>(rendering).await.unwrap().expect("one");
    assert_eq!(String::from_utf8(rendering.content).unwrap(), "<p>相册</p>");
    assert_eq!(rendering.content_sha256, Digest::from([4; 32]));
    let foreign = Scoped::<apps::Entity>::filter(Where::eq(apps::Column::TenantId, theirs.id));
    assert_eq!(scope.one(foreign).await.unwrap(), None);
    let keyset = Keyset::<apps::Entity>::ascending("apps", [apps::Column::Slug]);
    let page = scope.page(Where::everything(), &keyset, &PageArgs::default()).await.unwrap();
    assert_eq!(page.edges.len(), 1);
    for slug in ["", "no-such-tenant", "'; drop table tenants; --", "../x", "\u{0}"] {
        match session.find_tenant(slug).await {
            Ok(found) => assert_eq!(found, None, "{slug:?}"),
            // PostgreSQL's texts cannot hold a zero byte.
            Err(error) => {
                assert!(slug == "\u{0}" && error.code() == ErrorCode::Internal, "{slug:?} {error:?}")
            }
        }
    }
}

#[tokio::test]
async fn the_operator_reads_all_and_a_parent_its_children() {
    let db = TestDatabase::open().await;
    let (operator, parent) = (db.tenant().await, db.tenant().await);
    let children = [db.tenant_below(Some(parent.id)).await, db.tenant_below(Some(parent.id)).await];
    let grandchild = db.tenant_below(Some(children[0].id)).await;

    let session = db.session(Some(operator.operator(Role::Auditor)));
    let scope = session.operator().await.unwrap();
    let of_parent = || Where::<tenants::Entity>::eq(tenants::Column::ParentId, parent.id);
    assert_eq!(scope.count(of_parent()).await.unwrap(), 2);
    let owners = Where::<members::Entity>::is_in(members::Column::TenantId, children.map(|child| child.id));
    assert_eq!(scope.all(Scoped::filter(owners)).await.unwrap().len(), 2);
    let one = scope.tenant(grandchild.id).get(Scoped::<tenants::Entity>::all()).await.unwrap();
    assert_eq!(one.parent_id, Some(children[0].id));
    // Each session holds a connection while it lasts.
    drop((scope, session));

    let session = db.session(Some(parent.principal(Role::Auditor)));
    let scope = session.children().await.unwrap();
    assert_eq!(scope.count().await.unwrap(), 2);
    let page = scope.page(&PageArgs::default()).await.unwrap();
    let mut ids: Vec<_> = page.edges.into_iter().map(|(_, tenant)| tenant.id).collect();
    ids.sort();
    let mut expected = children.map(|child| child.id);
    expected.sort();
    assert_eq!(ids, expected);
    assert_eq!(scope.child(children[1].id).await.unwrap().map(|child| child.id), Some(children[1].id));
    for other in [grandchild.id, parent.id, operator.id, TenantId::from_uuid(Default::default())] {
        assert_eq!(scope.child(other).await.unwrap(), None);
    }
    assert_eq!(
        db.session(Some(operator.principal(Role::Owner))).children().await.unwrap().count().await.unwrap(),
        0
    );
}
