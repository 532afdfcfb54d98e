//! Tenants, and rows for every table of theirs.

use std::collections::BTreeMap;

use api::{
    audit::{self, Entry},
    outbox::{self, Job},
    platform::scope::{Principal, Role, WriteScope},
    tenants::{NewTenant, TenantKind},
};
use entities::{
    AccountId, ApiKeyId, AppId, Digest, DraftId, LogId, PolicyVersionId, Snapshot, TenantId, TypedId,
    VerificationId, accounts, api_key_usage, api_keys, apps, catalog_entries, catalog_revisions, data_uses,
    declaration_revisions, declared_facets, declared_recipients, declared_sdks, drafts, idempotency_keys,
    invitations, members, policy_versions, renderings, sharing_categories, sharing_citations, sharing_keys,
    sharing_logs, sharing_reasons, sharing_receipts, sharing_records, sharing_subjects, sharing_tiles,
    sharing_totals, tenants, verifications,
};
use sea_orm::ActiveValue::Set;
use serde_json::json;

use super::db::TestDatabase;

/// A tenant and an account that owns it.
#[derive(Debug, Clone, Copy)]
pub struct TestTenant {
    pub id: TenantId,
    pub account: AccountId,
}

impl TestTenant {
    /// The account in this role.
    pub fn principal(&self, role: Role) -> Principal {
        Principal::person(self.account, self.id, role)
    }

    /// The account in this role, as if the tenant were the operator.
    pub fn operator(&self, role: Role) -> Principal {
        Principal { operator: true, ..self.principal(role) }
    }

    /// Its slug, which no other test's tenant has.
    pub fn slug(&self) -> String {
        slug_of(self.id)
    }
}

fn slug_of(id: TenantId) -> String {
    id.to_string().replace('_', "-")
}

/// A row of `tenants`, an app developer's.
pub fn tenant_row(scope: &WriteScope, parent: Option<TenantId>) -> tenants::ActiveModel {
    let slug = slug_of(scope.tenant());
    let name = BTreeMap::from([("en".to_owned(), "Tenant".to_owned())]);
    let new = NewTenant { slug: slug.clone(), kind: TenantKind::AppDeveloper, name };
    // On a shared database other tests list this tenant too: its profile must be one.
    let profile = disclosure::manifest::canonical(&new.profile().expect("a profile"));
    tenants::ActiveModel {
        slug: Set(slug),
        kind: Set(tenants::TenantKind::AppDeveloper),
        name: Set(json!({ "en": "Tenant" })),
        parent_id: Set(parent),
        status: Set(tenants::TenantStatus::Active),
        time_zone: Set("Asia/Shanghai".into()),
        required_approvals: Set(0),
        requires_second_factor: Set(false),
        last_shared_shown: Set(false),
        profile: Set(profile),
        profile_sha256: Set(Digest::from([1; 32])),
        created_at: Set(scope.now()),
        updated_at: Set(scope.now()),
        ..Default::default()
    }
}

/// A row of `apps`.
pub fn app_row(scope: &WriteScope, slug: &str) -> apps::ActiveModel {
    apps::ActiveModel {
        id: Set(scope.new_id()),
        slug: Set(slug.into()),
        name: Set(json!({ "en": slug })),
        status: Set(apps::AppStatus::Active),
        environment: Set(apps::Environment::Live),
        created_at: Set(scope.now()),
        updated_at: Set(scope.now()),
        ..Default::default()
    }
}

impl TestDatabase {
    /// A new tenant with nothing but its owner.
    pub async fn tenant(&self) -> TestTenant {
        self.tenant_below(None).await
    }

    /// A new tenant below another.
    pub async fn tenant_below(&self, parent: Option<TenantId>) -> TestTenant {
        let scope = self.job().write_new_tenant().await.expect("a scope");
        let account: AccountId = scope.new_id();
        scope.insert::<tenants::Entity>(tenant_row(&scope, parent)).await.expect("a tenant");
        let row = accounts::Model {
            id: account,
            email: format!("{account}@example.com").parse().expect("an address"),
            status: accounts::AccountStatus::Active,
            created_at: scope.now(),
        };
        scope.insert_account(row).await.expect("an account");
        let member = members::ActiveModel {
            account_id: Set(account),
            role: Set(Role::Owner),
            created_at: Set(scope.now()),
            ..Default::default()
        };
        scope.insert::<members::Entity>(member).await.expect("a member");
        let id = scope.tenant();
        scope.commit().await.expect("commits");
        TestTenant { id, account }
    }

    /// A new tenant with at least one row in every table that tenants own.
    pub async fn full_tenant(&self) -> TestTenant {
        let tenant = self.tenant().await;
        let scope = self.job().write(tenant.id).await.expect("a scope");
        let app_id = insert_app(&scope, "photo").await;
        insert_category(&scope, 1, "own-sleep").await;
        let key = idempotency_keys::ActiveModel {
            actor: Set(scope.actor().to_string()),
            key: Set("key".into()),
            operation: Set("createTenant".into()),
            request_sha256: Set(Digest::from([2; 32])),
            response: Set("{}".into()),
            created_at: Set(scope.now()),
            ..Default::default()
        };
        scope.insert::<idempotency_keys::Entity>(key).await.expect("a key");
        let verification = verifications::ActiveModel {
            id: Set(scope.new_id::<VerificationId>()),
            state: Set(verifications::VerificationState::Rejected),
            entity_key: Set("main".into()),
            entity: Set(r#"{"key":"main"}"#.into()),
            number_fingerprint: Set(Digest::from([6; 32])),
            identity_ciphertext: Set(vec![0; 40]),
            identity_key_id: Set("test".into()),
            submitted_by: Set(scope.actor().to_string()),
            submitted_at: Set(scope.now()),
            ..Default::default()
        };
        scope.insert::<verifications::Entity>(verification).await.expect("a verification");
        audit::append(&scope, Entry::new("app.registered", "app", app_id)).await.expect("an event");
        outbox::enqueue(&scope, &Ping { app: app_id }).await.expect("a job");
        insert_invitation(&scope).await;
        insert_log(&scope, app_id).await;
        scope.commit().await.expect("commits");
        tenant
    }
}

/// An app with at least one row in every table that tells of apps.
pub async fn insert_app(scope: &WriteScope, slug: &str) -> AppId {
    let app = app_row(scope, slug);
    let id = app.id.clone().take().expect("set above");
    scope.insert::<apps::Entity>(app).await.expect("an app");
    insert_declaration(scope, id).await;
    insert_policy(scope, id).await;
    insert_key(scope, id).await;
    id
}

/// A job of no consequence.
#[derive(serde::Serialize)]
pub struct Ping {
    pub app: AppId,
}

impl Job for Ping {
    const KIND: &'static str = "test.ping";
}

async fn insert_invitation(scope: &WriteScope) {
    let row = invitations::ActiveModel {
        id: Set(scope.new_id()),
        email: Set("asked@example.com".parse().expect("an address")),
        role: Set(Role::Editor),
        text_sha256: Set(Digest::from([6; 32])),
        invited_by: Set(scope.actor().to_string()),
        created_at: Set(scope.now()),
        expires_at: Set(scope.now()),
        ..Default::default()
    };
    scope.insert::<invitations::Entity>(row).await.expect("an invitation");
}

async fn insert_declaration(scope: &WriteScope, app: AppId) {
    let revision = declaration_revisions::ActiveModel {
        app_id: Set(app),
        number: Set(1),
        document: Set("{}".into()),
        sha256: Set(Digest::from([3; 32])),
        origin: Set(declaration_revisions::RevisionOrigin::Manifest),
        author: Set(scope.actor().to_string()),
        created_at: Set(scope.now()),
        ..Default::default()
    };
    scope.insert::<declaration_revisions::Entity>(revision).await.expect("a revision");
    let sdk = declared_sdks::ActiveModel {
        app_id: Set(app),
        snapshot: Set(Snapshot::HEAD),
        item_key: Set("umeng".into()),
        platform: Set("*".into()),
        sdk_key: Set(Some("umeng_analytics".into())),
        version: Set(Some("9.6.1".into())),
        version_order: Set(Some("0009.0006.0001".into())),
        init: Set(Some(declared_sdks::SdkInit::AfterConsent)),
        ..Default::default()
    };
    scope.insert::<declared_sdks::Entity>(sdk).await.expect("an SDK");
    let data_use = data_uses::ActiveModel {
        app_id: Set(app),
        snapshot: Set(Snapshot::HEAD),
        item_key: Set("photo".into()),
        function_key: Set("edit".into()),
        purpose_key: Set(String::new()),
        sdk_item_key: Set(String::new()),
        requirement: Set(Some(data_uses::Requirement::OnUse)),
        ..Default::default()
    };
    scope.insert::<data_uses::Entity>(data_use).await.expect("a data use");
    let facet = declared_facets::ActiveModel {
        app_id: Set(app),
        snapshot: Set(Snapshot::HEAD),
        kind: Set(declared_facets::FacetKind::Market),
        value: Set("CN".into()),
        ..Default::default()
    };
    scope.insert::<declared_facets::Entity>(facet).await.expect("a market");
    let recipient = declared_recipients::ActiveModel {
        app_id: Set(app),
        snapshot: Set(Snapshot::HEAD),
        recipient_key: Set("umeng".into()),
        flow_key: Set(String::new()),
        item_key: Set(String::new()),
        purpose_key: Set(String::new()),
        kind: Set(Some(declared_recipients::RecipientKind::Entity)),
        mode: Set(Some(declared_recipients::SharingMode::Entrust)),
        ..Default::default()
    };
    scope.insert::<declared_recipients::Entity>(recipient).await.expect("a recipient");
}

/// A sharing log with a row in every table that tells of one.
async fn insert_log(scope: &WriteScope, app: AppId) {
    let (log, hash) = (scope.new_id::<LogId>(), Digest::from([8; 32]));
    let head = sharing_logs::ActiveModel {
        log_id: Set(log),
        environment: Set(apps::Environment::Live),
        origin: Set(log.to_string()),
        size: Set(1),
        frontier: Set(vec![8; 32]),
        tile_month: Set(202_601),
        key_id: Set(1),
        created_at: Set(scope.now()),
        ..Default::default()
    };
    scope.insert::<sharing_logs::Entity>(head).await.expect("a log");
    let key = sharing_keys::ActiveModel {
        log_id: Set(log),
        key_id: Set(1),
        public_key: Set(vec![1; 32]),
        seed_ciphertext: Set(vec![0; 40]),
        seed_key_id: Set("test".into()),
        created_at: Set(scope.now()),
        ..Default::default()
    };
    scope.insert::<sharing_keys::Entity>(key).await.expect("a key");
    let tile = sharing_tiles::ActiveModel {
        log_id: Set(log),
        level: Set(0),
        place: Set(0),
        root: Set(hash.clone()),
        hashes: Set(vec![8; 8192]),
        ..Default::default()
    };
    scope.insert::<sharing_tiles::Entity>(tile).await.expect("a tile");
    let record = sharing_records::ActiveModel {
        log_id: Set(log),
        seq: Set(0),
        month: Set(202_601),
        kind: Set(sharing_records::RecordKind::Record),
        app_id: Set(app),
        recipient: Set(Some("umeng".into())),
        purpose: Set(Some("statistics".into())),
        recorded_at: Set(scope.now()),
        header: Set("{}".into()),
        content: Set(Some("{}".into())),
        content_hash: Set(hash.clone()),
        leaf_hash: Set(hash.clone()),
        conformity: Set(Some(sharing_records::Conformity::Undecided)),
        reasons: Set("NO_VERSION_IN_FORCE".into()),
        reported_by: Set(Some(scope.actor().to_string())),
        ..Default::default()
    };
    scope.insert::<sharing_records::Entity>(record).await.expect("a record");
    let category = sharing_categories::ActiveModel {
        log_id: Set(log),
        category: Set("location".into()),
        seq: Set(0),
        month: Set(202_601),
        ..Default::default()
    };
    scope.insert::<sharing_categories::Entity>(category).await.expect("a category");
    let receipt = sharing_receipts::ActiveModel {
        log_id: Set(log),
        app_id: Set(app),
        external_id: Set("event-1".into()),
        seq: Set(0),
        month: Set(202_601),
        body_sha256: Set(hash),
        ..Default::default()
    };
    scope.insert::<sharing_receipts::Entity>(receipt).await.expect("a receipt");
    let citation = sharing_citations::ActiveModel {
        log_id: Set(log),
        cited: Set(0),
        seq: Set(1),
        month: Set(202_601),
        ..Default::default()
    };
    scope.insert::<sharing_citations::Entity>(citation).await.expect("a citation");
    let subject = sharing_subjects::ActiveModel {
        fingerprint: Set(Digest::from([9; 32])),
        key_ciphertext: Set(vec![0; 60]),
        seal_key_id: Set("test".into()),
        created_at: Set(scope.now()),
        ..Default::default()
    };
    scope.insert::<sharing_subjects::Entity>(subject).await.expect("a subject");
    let total = sharing_totals::ActiveModel {
        log_id: Set(log),
        app_id: Set(app),
        day: Set(scope.now().date_naive()),
        recipient: Set("umeng".into()),
        category: Set(String::new()),
        conformity: Set(sharing_records::Conformity::Undecided),
        records: Set(1),
        subjects: Set(0),
        ..Default::default()
    };
    scope.insert::<sharing_totals::Entity>(total).await.expect("a sum");
    let reason = sharing_reasons::ActiveModel {
        log_id: Set(log),
        app_id: Set(app),
        day: Set(scope.now().date_naive()),
        recipient: Set("umeng".into()),
        reason: Set("NO_VERSION_IN_FORCE".into()),
        records: Set(1),
        ..Default::default()
    };
    scope.insert::<sharing_reasons::Entity>(reason).await.expect("a sum by reason");
}

/// A data category of the tenant's own, as revision `number` of its additions.
pub async fn insert_category(scope: &WriteScope, number: i32, key: &str) {
    let revision = catalog_revisions::ActiveModel {
        number: Set(number),
        at: Set(scope.now()),
        author: Set(scope.actor().to_string()),
        change: Set(catalog_revisions::CatalogChange::DataCategoryDefined),
        subject: Set(key.into()),
        ..Default::default()
    };
    scope.insert::<catalog_revisions::Entity>(revision).await.expect("a revision");
    let document = json!({ "key": key, "name": { "zh": "睡眠", "en": "Sleep" }, "parent": "imei" });
    let entry = catalog_entries::ActiveModel {
        kind: Set(catalog_entries::EntryKind::DataCategory),
        key: Set(key.into()),
        valid_from: Set(number),
        document: Set(document.to_string()),
        ..Default::default()
    };
    scope.insert::<catalog_entries::Entity>(entry).await.expect("an entry");
}

async fn insert_key(scope: &WriteScope, app: AppId) {
    let id: ApiKeyId = scope.new_id();
    let key = api_keys::ActiveModel {
        id: Set(id),
        name: Set("Android".into()),
        kind: Set(api_keys::KeyKind::Publishable),
        scopes: Set(api_keys::KeyScopes::NONE),
        app_id: Set(Some(app)),
        sha256: Set(Digest::from([5; 32])),
        hint: Set("abcd".into()),
        created_at: Set(scope.now()),
        created_by: Set(scope.actor().to_string()),
        ..Default::default()
    };
    scope.insert::<api_keys::Entity>(key).await.expect("a key");
    let usage = api_key_usage::ActiveModel {
        key_id: Set(id),
        day: Set(scope.now().date_naive()),
        requests: Set(1),
        ..Default::default()
    };
    scope.insert::<api_key_usage::Entity>(usage).await.expect("a count");
}

async fn insert_policy(scope: &WriteScope, app: AppId) {
    let version_id: PolicyVersionId = scope.new_id();
    let version = policy_versions::ActiveModel {
        id: Set(version_id),
        app_id: Set(app),
        number: Set(1),
        revision: Set(1),
        version_date: Set("2026-01-02".parse().expect("a date")),
        effective_at: Set(scope.now()),
        time_zone: Set("Asia/Shanghai".into()),
        adopted: Set(false),
        published_at: Set(scope.now()),
        published_by: Set(scope.actor().to_string()),
        declaration_sha256: Set(Digest::from([3; 32])),
        profile_sha256: Set(Digest::from([1; 32])),
        catalog_revision: Set("catalog".into()),
        text_revision: Set("texts".into()),
        compiler: Set("0.1.0".into()),
        ..Default::default()
    };
    scope.insert::<policy_versions::Entity>(version).await.expect("a version");
    let rendering = renderings::ActiveModel {
        version_id: Set(version_id),
        locale: Set("zh-CN".into()),
        format: Set(renderings::RenderingFormat::Html),
        media_type: Set("text/html; charset=utf-8".into()),
        content: Set(b"<p>\xe7\x9b\xb8\xe5\x86\x8c</p>".to_vec()),
        content_sha256: Set(Digest::from([4; 32])),
        ..Default::default()
    };
    scope.insert::<renderings::Entity>(rendering).await.expect("a rendering");
    let draft = drafts::ActiveModel {
        id: Set(scope.new_id::<DraftId>()),
        app_id: Set(app),
        revision: Set(1),
        status: Set(drafts::DraftStatus::Published),
        author: Set(scope.actor().to_string()),
        version_id: Set(Some(version_id)),
        created_at: Set(scope.now()),
        updated_at: Set(scope.now()),
        closed_at: Set(Some(scope.now())),
        ..Default::default()
    };
    scope.insert::<drafts::Entity>(draft).await.expect("a draft");
}

/// An id that nothing has.
pub fn stranger<I: TypedId>() -> I {
    I::from_uuid(sea_orm::prelude::Uuid::from_u128(0x1234_5678))
}
