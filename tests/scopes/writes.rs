//! What a scope writes: its own tenant's rows, all of them or none.

use api::platform::{
    ErrorCode,
    scope::{Beside, Change, Permission, Role, Scoped, TenantSql, Where},
};
use entities::{
    AppId, Digest, LogId, Snapshot, apps, data_uses, declared_recipients, declared_sdks, drafts,
    idempotency_keys, members, sharing_logs, sharing_records, sharing_totals,
};
use sea_orm::ActiveValue::Set;

use crate::support::{
    db::TestDatabase,
    tenants::{app_row, stranger, tenant_row},
};

#[tokio::test]
async fn an_insert_is_stamped_whatever_it_says() {
    let db = TestDatabase::open().await;
    let (ours, theirs) = (db.tenant().await, db.tenant().await);
    let scope = db.job().write(ours.id).await.unwrap();
    let mut row = app_row(&scope, "photo");
    row.tenant_id = Set(theirs.id);
    scope.insert::<apps::Entity>(row).await.unwrap();
    let mut row = app_row(&scope, "camera");
    row.tenant_id = Set(theirs.id);
    scope.insert_many::<apps::Entity>(vec![row]).await.unwrap();
    assert_eq!(scope.count::<apps::Entity>(Where::everything()).await.unwrap(), 2);
    scope.commit().await.unwrap();
    let scope = db.job().read(theirs.id).await.unwrap();
    assert_eq!(scope.count::<apps::Entity>(Where::everything()).await.unwrap(), 0);
}

#[tokio::test]
async fn foreign_rows_are_neither_changed_nor_removed() {
    let db = TestDatabase::open().await;
    let (ours, theirs) = (db.full_tenant().await, db.full_tenant().await);
    let scope = db.job().write(ours.id).await.unwrap();
    let foreign = || Where::eq(apps::Column::TenantId, theirs.id);
    let rename = |condition| Change::<apps::Entity>::of(condition).set(apps::Column::Slug, "mine");
    assert_eq!(scope.update(rename(foreign())).await.unwrap(), 0);
    assert_eq!(scope.update_one(rename(foreign())).await.unwrap_err().code(), ErrorCode::Conflict);
    assert_eq!(scope.update(rename(Where::everything())).await.unwrap(), 1);
    assert_eq!(scope.delete::<members::Entity>(Where::everything()).await.unwrap(), 1);
    assert_eq!(scope.lock(Scoped::<apps::Entity>::filter(foreign())).await.unwrap(), None);
    let away = Change::<apps::Entity>::of(Where::everything()).set(apps::Column::TenantId, theirs.id);
    assert_eq!(scope.update(away).await.unwrap_err().code(), ErrorCode::Internal);
    const ALL: TenantSql = TenantSql::new("update apps set environment = 'STAGING' where tenant_id = $1");
    assert_eq!(scope.execute(ALL).await.unwrap(), 1);
    scope.commit().await.unwrap();

    let scope = db.job().read(theirs.id).await.unwrap();
    let app = scope.get(Scoped::<apps::Entity>::all()).await.unwrap();
    assert_eq!((app.slug.as_str(), app.environment), ("photo", apps::Environment::Live));
    assert_eq!(scope.count::<members::Entity>(Where::everything()).await.unwrap(), 1);
}

#[tokio::test]
async fn a_foreign_row_cannot_be_referred_to() {
    let db = TestDatabase::open().await;
    let (ours, theirs) = (db.full_tenant().await, db.full_tenant().await);
    let their_app =
        db.job().read(theirs.id).await.unwrap().get(Scoped::<apps::Entity>::all()).await.unwrap().id;
    let mut answers = Vec::new();
    for app in [their_app, stranger::<AppId>()] {
        let scope = db.job().write(ours.id).await.unwrap();
        let row = declared_sdks::ActiveModel {
            app_id: Set(app),
            snapshot: Set(Snapshot::HEAD),
            item_key: Set("x".into()),
            platform: Set("*".into()),
            ..Default::default()
        };
        let error = scope.insert::<declared_sdks::Entity>(row).await.unwrap_err();
        answers.push((error.code(), error.message().clone()));
    }
    assert_eq!(answers[0].0, ErrorCode::Conflict);
    assert_eq!(answers[0].1.key, "error-reference");
    assert_eq!(answers[0], answers[1]);
}

#[tokio::test]
async fn nothing_lasts_without_a_commit() {
    let db = TestDatabase::open().await;
    let tenant = db.tenant().await;
    let scope = db.job().write(tenant.id).await.unwrap();
    scope.insert::<apps::Entity>(app_row(&scope, "photo")).await.unwrap();
    assert_eq!(scope.count::<apps::Entity>(Where::everything()).await.unwrap(), 1);
    drop(scope);
    let scope = db.job().write(tenant.id).await.unwrap();
    assert_eq!(scope.count::<apps::Entity>(Where::everything()).await.unwrap(), 0);
    scope.insert::<apps::Entity>(app_row(&scope, "photo")).await.unwrap();
    scope.commit().await.unwrap();
    let scope = db.job().read(tenant.id).await.unwrap();
    assert_eq!(scope.count::<apps::Entity>(Where::everything()).await.unwrap(), 1);
}

#[tokio::test]
async fn what_is_taken_is_a_conflict() {
    let db = TestDatabase::open().await;
    let (tenant, other) = (db.full_tenant().await, db.tenant().await);
    let scope = db.job().write(tenant.id).await.unwrap();
    let error = scope.insert::<apps::Entity>(app_row(&scope, "photo")).await.unwrap_err();
    assert_eq!((error.code(), error.message().key), (ErrorCode::Conflict, "error-taken"));
    drop(scope);
    // A slug is unique within its tenant only, a tenant's among all.
    let scope = db.job().write(other.id).await.unwrap();
    scope.insert::<apps::Entity>(app_row(&scope, "photo")).await.unwrap();
    drop(scope);
    let scope = db.job().write_new_tenant().await.unwrap();
    let mut row = tenant_row(&scope, None);
    row.slug = Set(other.slug());
    let error = scope.insert::<entities::tenants::Entity>(row).await.unwrap_err();
    assert_eq!((error.code(), error.message().key), (ErrorCode::Conflict, "error-taken"));
}

#[tokio::test]
async fn a_key_is_inserted_once() {
    let db = TestDatabase::open().await;
    let tenant = db.tenant().await;
    let scope = db.job().write(tenant.id).await.unwrap();
    let key = |hash: u8| idempotency_keys::ActiveModel {
        actor: Set("acc".into()),
        key: Set("key".into()),
        operation: Set("createTenant".into()),
        request_sha256: Set(Digest::from([hash; 32])),
        response: Set("{}".into()),
        created_at: Set(scope.now()),
        ..Default::default()
    };
    assert!(scope.insert_if_absent::<idempotency_keys::Entity>(key(1)).await.unwrap());
    assert!(!scope.insert_if_absent::<idempotency_keys::Entity>(key(2)).await.unwrap());
    // The transaction is not spoilt by the second.
    let row = scope.get(Scoped::<idempotency_keys::Entity>::all()).await.unwrap();
    assert_eq!(row.request_sha256, Digest::from([1; 32]));
    scope.commit().await.unwrap();
}

#[tokio::test]
async fn of_two_changes_from_one_state_one_is_refused() {
    let db = TestDatabase::open().await;
    let tenant = db.full_tenant().await;
    let publish = || {
        Change::<drafts::Entity>::of(Where::eq(drafts::Column::Status, drafts::DraftStatus::Published))
            .set(drafts::Column::Status, drafts::DraftStatus::Discarded)
            .set(drafts::Column::VersionId, Option::<entities::PolicyVersionId>::None)
    };
    let scope = db.job().write(tenant.id).await.unwrap();
    scope.update_one(publish()).await.unwrap();
    let error = scope.update_one(publish()).await.unwrap_err();
    assert_eq!((error.code(), error.message().key), (ErrorCode::Conflict, "error-concurrent"));
    let draft = scope.get(Scoped::<drafts::Entity>::all()).await.unwrap();
    assert_eq!((draft.status, draft.version_id), (drafts::DraftStatus::Discarded, None));
}

#[tokio::test]
async fn an_app_has_one_open_draft() {
    let db = TestDatabase::open().await;
    let tenant = db.full_tenant().await;
    let scope = db.job().write(tenant.id).await.unwrap();
    let app = scope.get(Scoped::<apps::Entity>::all()).await.unwrap().id;
    let draft = || drafts::ActiveModel {
        id: Set(scope.new_id()),
        app_id: Set(app),
        revision: Set(1),
        status: Set(drafts::DraftStatus::Open),
        author: Set("job:test".into()),
        created_at: Set(scope.now()),
        updated_at: Set(scope.now()),
        ..Default::default()
    };
    scope.insert::<drafts::Entity>(draft()).await.unwrap();
    assert_eq!(scope.insert::<drafts::Entity>(draft()).await.unwrap_err().code(), ErrorCode::Conflict);
}

/// Rows beyond what one statement can carry; and the tables' own columns hold what was put in.
#[tokio::test]
async fn many_rows_are_written_in_batches() {
    let db = TestDatabase::open().await;
    let tenant = db.full_tenant().await;
    let job = db.job();
    let scope = job.write(tenant.id).await.unwrap();
    let app = scope.get(Scoped::<apps::Entity>::all()).await.unwrap().id;
    let rows = (0..6_000).map(|number| data_uses::ActiveModel {
        app_id: Set(app),
        snapshot: Set(Snapshot::HEAD),
        item_key: Set(format!("item-{number:04}")),
        function_key: Set(String::new()),
        purpose_key: Set(String::new()),
        sdk_item_key: Set(String::new()),
        category: Set(Some("location".into())),
        ..Default::default()
    });
    scope.insert_many::<data_uses::Entity>(rows.collect()).await.unwrap();
    scope.insert_many::<data_uses::Entity>(Vec::new()).await.unwrap();
    let located = || Where::eq(data_uses::Column::Category, "location");
    assert_eq!(scope.count::<data_uses::Entity>(located()).await.unwrap(), 6_000);
    assert_eq!(scope.delete::<data_uses::Entity>(located()).await.unwrap(), 6_000);
    assert_eq!(scope.delete::<declared_recipients::Entity>(Where::everything()).await.unwrap(), 1);
    scope.commit().await.unwrap();
}

#[tokio::test]
async fn a_set_is_one_statement_and_keeps_its_nulls() {
    let db = TestDatabase::open().await;
    let (ours, theirs) = (db.full_tenant().await, db.full_tenant().await);
    let session = db.session(Some(ours.principal(Role::Owner)));
    let scope = session.write(Permission::WriteSharing).await.unwrap();
    let log: LogId = scope.get(Scoped::<sharing_logs::Entity>::all()).await.unwrap().log_id;
    let app = scope.get(Scoped::<apps::Entity>::all()).await.unwrap().id;
    let beside = || Beside::<sharing_logs::Entity>::row(sharing_logs::Column::LogId, log);
    let row = |seq: i64| sharing_records::ActiveModel {
        tenant_id: Set(theirs.id),
        log_id: Set(log),
        seq: Set(seq),
        month: Set(202_601),
        kind: Set(sharing_records::RecordKind::Record),
        app_id: Set(app),
        recorded_at: Set(scope.now()),
        header: Set("{}".into()),
        content_hash: Set(Digest::from([1; 32])),
        leaf_hash: Set(Digest::from([2; 32])),
        reasons: Set(String::new()),
        ..Default::default()
    };
    let insert =
        async |rows| scope.write_set(scope.insertion::<sharing_records::Entity, _>(&beside(), rows)?).await;
    let before = session.statements();
    let rows = (1..=1200).map(row).collect();
    insert(rows).await.unwrap();
    assert_eq!(session.statements() - before, 1);
    insert(Vec::new()).await.unwrap();
    assert_eq!(session.statements() - before, 1, "of none, nothing happens");
    let told = sharing_records::ActiveModel {
        cites: Set(Some(0)),
        recipient: Set(Some("r".into())),
        subjects: Set(Some(0)),
        occurred_at: Set(Some(scope.now())),
        salt: Set(Some(vec![3])),
        content: Set(Some("{}".into())),
        conformity: Set(Some(sharing_records::Conformity::Deviates)),
        judged_version: Set(Some(1)),
        ..row(1501)
    };
    insert(vec![told]).await.unwrap();
    let read = async |seq: i64| {
        let one = Scoped::<sharing_records::Entity>::filter(Where::eq(sharing_records::Column::Seq, seq));
        scope.get(one).await.unwrap()
    };
    let (none, some) = (read(7).await, read(1501).await);
    assert_eq!((none.tenant_id, none.reasons.as_str()), (ours.id, ""));
    assert_eq!((none.cites, none.recipient, none.subjects, none.occurred_at), (None, None, None, None));
    assert_eq!((none.salt, none.content, none.conformity, none.judged_version), (None, None, None, None));
    assert_eq!((some.cites, some.subjects, some.salt), (Some(0), Some(0), Some(vec![3])));
    assert_eq!((some.recipient.as_deref(), some.occurred_at), (Some("r"), Some(scope.now())));
    assert_eq!(some.conformity, Some(sharing_records::Conformity::Deviates));
    // A log of nobody has no row to stand beside.
    let nowhere = Beside::<sharing_logs::Entity>::row(sharing_logs::Column::LogId, stranger::<LogId>());
    let lost = scope.insertion::<sharing_records::Entity, _>(&nowhere, vec![row(1502)]).unwrap();
    let lost = scope.write_set(lost).await;
    let postgres = crate::support::postgres::suite().is_some();
    assert_eq!(lost.err().map(|error| error.code()), postgres.then_some(ErrorCode::Internal));

    let sums = [sharing_totals::Column::Records, sharing_totals::Column::Subjects];
    let total = |records: i64, subjects: i64| sharing_totals::ActiveModel {
        log_id: Set(log),
        app_id: Set(app),
        day: Set(scope.now().date_naive()),
        recipient: Set("r".into()),
        category: Set(String::new()),
        conformity: Set(sharing_records::Conformity::Conforms),
        records: Set(records),
        subjects: Set(subjects),
        ..Default::default()
    };
    for (records, subjects) in [(3, 7), (-1, -2)] {
        let rows = vec![total(records, subjects)];
        let added = scope.addition::<sharing_totals::Entity, _>(&beside(), rows, &sums).unwrap();
        scope.write_set(added).await.unwrap();
    }
    let one = Where::eq(sharing_totals::Column::Recipient, "r");
    let one = scope.get(Scoped::<sharing_totals::Entity>::filter(one)).await.unwrap();
    assert_eq!((one.records, one.subjects), (2, 5));
}
