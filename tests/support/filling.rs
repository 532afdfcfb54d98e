//! A tenant with many apps, written past the gateway: what takes seconds through it takes a moment here.

use std::collections::BTreeMap;

use api::{
    platform::scope::WriteScope,
    tenants::{NewTenant, TenantKind},
};
use disclosure::version;
use entities::{
    AppId, Digest, PolicyVersionId, Snapshot, apps, data_uses, declaration_revisions,
    declared_facets::{self, FacetKind},
    declared_recipients, declared_sdks, policy_versions, tenants,
};
use sea_orm::ActiveValue::Set;
use serde_json::json;

/// What only one app in so many declares.
pub const RARE: usize = 100;

/// Apps whose rows are made at a time.
const AT_ONCE: usize = 500;

/// The tenant's own row.
pub async fn insert_tenant(scope: &WriteScope, slug: &str) {
    let name = BTreeMap::from([("en".to_owned(), "Tenant".to_owned())]);
    let new = NewTenant { slug: slug.to_owned(), kind: TenantKind::AppDeveloper, name };
    let profile = disclosure::manifest::canonical(&new.profile().expect("a profile"));
    let row = tenants::ActiveModel {
        slug: Set(slug.to_owned()),
        kind: Set(tenants::TenantKind::AppDeveloper),
        name: Set(json!({ "en": "Tenant" })),
        parent_id: Set(None),
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
    };
    scope.insert::<tenants::Entity>(row).await.expect("a tenant");
}

/// So many apps, each with a declaration, a version in force made from it, and the projections of both. Every app ships
/// `common_sdk`, handles `ip_address`, asks for `camera`, shares with `CN` and is offered there; one in [`RARE`] also ships
/// `rare_sdk`, handles `gender`, asks for `microphone`, shares with `SG` and is offered there.
pub async fn insert_apps(scope: &WriteScope, count: usize) {
    let numbers: Vec<usize> = (0..count).collect();
    for some in numbers.chunks(AT_ONCE) {
        let made: Vec<Filler> = some.iter().map(|number| Filler::new(scope, *number)).collect();
        scope.insert_many::<apps::Entity>(made.iter().map(|it| it.app(scope)).collect()).await.expect("apps");
        let revisions = made.iter().map(|it| it.revision(scope)).collect();
        scope.insert_many::<declaration_revisions::Entity>(revisions).await.expect("revisions");
        let versions = made.iter().map(|it| it.version(scope)).collect();
        scope.insert_many::<policy_versions::Entity>(versions).await.expect("versions");
        let sdks = made.iter().flat_map(Filler::sdks).collect();
        scope.insert_many::<declared_sdks::Entity>(sdks).await.expect("SDKs");
        let uses = made.iter().flat_map(Filler::uses).collect();
        scope.insert_many::<data_uses::Entity>(uses).await.expect("uses");
        let recipients = made.iter().flat_map(Filler::recipients).collect();
        scope.insert_many::<declared_recipients::Entity>(recipients).await.expect("recipients");
        let facets = made.iter().flat_map(Filler::facets).collect();
        scope.insert_many::<declared_facets::Entity>(facets).await.expect("facets");
    }
}

/// One app's rows.
struct Filler {
    number: usize,
    app: AppId,
    version: PolicyVersionId,
}

impl Filler {
    fn new(scope: &WriteScope, number: usize) -> Self {
        Self { number, app: scope.new_id(), version: scope.new_id() }
    }

    fn snapshots(&self) -> [Snapshot; 2] {
        [Snapshot::HEAD, Snapshot::from(self.version)]
    }

    /// In each snapshot, what every app has, and what few have if this is one of them.
    fn of<T>(&self, common: &'static str, rare: &'static str, row: impl Fn(Snapshot, &str) -> T) -> Vec<T> {
        let rare = self.number.is_multiple_of(RARE).then_some(rare);
        let names: Vec<&str> = [common].into_iter().chain(rare).collect();
        self.snapshots()
            .into_iter()
            .flat_map(|at| names.iter().map(|name| row(at, name)).collect::<Vec<_>>())
            .collect()
    }

    fn slug(&self) -> String {
        format!("app-{:06}", self.number)
    }

    fn app(&self, scope: &WriteScope) -> apps::ActiveModel {
        apps::ActiveModel {
            id: Set(self.app),
            slug: Set(self.slug()),
            name: Set(json!({ "en": "App" })),
            status: Set(apps::AppStatus::Active),
            environment: Set(apps::Environment::Live),
            head_revision: Set(Some(1)),
            created_at: Set(scope.now()),
            updated_at: Set(scope.now()),
            ..Default::default()
        }
    }

    fn revision(&self, scope: &WriteScope) -> declaration_revisions::ActiveModel {
        declaration_revisions::ActiveModel {
            app_id: Set(self.app),
            number: Set(1),
            document: Set(json!({ "name": { "en": "App" }, "slug": self.slug() }).to_string()),
            sha256: Set(Digest::from([3; 32])),
            origin: Set(declaration_revisions::RevisionOrigin::Manifest),
            author: Set(scope.actor().to_string()),
            created_at: Set(scope.now()),
            ..Default::default()
        }
    }

    fn version(&self, scope: &WriteScope) -> policy_versions::ActiveModel {
        policy_versions::ActiveModel {
            id: Set(self.version),
            app_id: Set(self.app),
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
        }
    }

    fn sdks(&self) -> Vec<declared_sdks::ActiveModel> {
        let written = format!("4.{}", self.number % 20);
        self.of("common_sdk", "rare_sdk", |snapshot, key| declared_sdks::ActiveModel {
            app_id: Set(self.app),
            snapshot: Set(snapshot),
            item_key: Set(key.into()),
            platform: Set("*".into()),
            sdk_key: Set(Some(key.into())),
            version: Set(Some(written.clone())),
            version_order: Set(Some(version::order(&written))),
            init: Set(None),
            ..Default::default()
        })
    }

    fn uses(&self) -> Vec<data_uses::ActiveModel> {
        self.of("ip_address", "gender", |snapshot, category| data_uses::ActiveModel {
            app_id: Set(self.app),
            snapshot: Set(snapshot),
            item_key: Set(category.into()),
            function_key: Set("login".into()),
            purpose_key: Set(String::new()),
            sdk_item_key: Set(String::new()),
            category: Set(Some(category.into())),
            purpose: Set(None),
            source: Set(None),
            requirement: Set(None),
            basis: Set(None),
            ..Default::default()
        })
    }

    fn recipients(&self) -> Vec<declared_recipients::ActiveModel> {
        self.of("CN", "SG", |snapshot, region| declared_recipients::ActiveModel {
            app_id: Set(self.app),
            snapshot: Set(snapshot),
            recipient_key: Set(region.into()),
            flow_key: Set(String::new()),
            item_key: Set(String::new()),
            purpose_key: Set(String::new()),
            kind: Set(None),
            mode: Set(None),
            role: Set(None),
            category: Set(None),
            purpose: Set(None),
            basis: Set(None),
            region: Set(Some(region.into())),
            ..Default::default()
        })
    }

    fn facets(&self) -> Vec<declared_facets::ActiveModel> {
        let row = |kind| {
            move |snapshot, value: &str| declared_facets::ActiveModel {
                app_id: Set(self.app),
                snapshot: Set(snapshot),
                kind: Set(kind),
                value: Set(value.into()),
                ..Default::default()
            }
        };
        let mut all = self.of("camera", "microphone", row(FacetKind::Permission));
        all.extend(self.of("CN", "SG", row(FacetKind::Market)));
        all
    }
}
