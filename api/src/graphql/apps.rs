//! Apps and their declarations in the schema.

use async_graphql::{Context, Enum, Error, ID, InputObject, Json, Object, SimpleObject};
use chrono::{DateTime, Utc};
use disclosure::{change::Difference, manifest::Format};
use serde_json::Value;

use super::{
    Connection, ContextExt, answer,
    conformity::SharingRegister,
    connection, empty_connection,
    loaders::{Asked, DraftOf, HeadOf, RecordsOf, RegisterOf, TenantById, VersionsOf},
    page_cost, payload,
    policies::{Draft, PolicyVersion},
    refuse,
    scalars::words,
    sharing::SharingRecord,
    tenants::Tenant,
};
use crate::{apps, platform::AppError, tenants};

/// Whether an app is in use.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "apps::AppStatus")]
pub enum AppStatus {
    /// It is.
    Active,
    /// It is no more; what was published stays readable.
    Retired,
}

/// What an app's records count for.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "apps::Environment")]
pub enum Environment {
    /// Real people.
    Live,
    /// Tests.
    Staging,
}

/// A product with one declaration and one policy.
#[derive(Debug, Clone)]
pub struct App(pub(super) apps::App);

#[Object]
impl App {
    /// Opaque; grants nothing.
    pub(super) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Part of public addresses; unique within its tenant.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// Its name, in the language of `locale`, or of the request.
    async fn name(&self, ctx: &Context<'_>, locale: Option<String>) -> Result<String, Error> {
        let request = ctx.request()?;
        let locale = refuse(request, request.locale(locale.as_deref()))?;
        Ok(words(&self.0.name, &locale))
    }

    /// Whether it is in use.
    async fn status(&self) -> AppStatus {
        self.0.status.into()
    }

    /// What its records count for.
    async fn environment(&self) -> Environment {
        self.0.environment.into()
    }

    /// Whose it is.
    async fn tenant(&self, ctx: &Context<'_>) -> Result<Tenant, Error> {
        let request = ctx.request()?;
        let tenant = refuse(request, request.loaders.load(TenantById(self.0.tenant)).await)?;
        refuse(request, tenant.ok_or_else(|| AppError::internal("an app of nobody"))).map(Tenant)
    }

    /// When it was registered.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }

    /// The newest revision of its declaration; null before the first.
    async fn declaration(&self, ctx: &Context<'_>) -> Result<Option<Declaration>, Error> {
        let request = ctx.request()?;
        Ok(refuse(request, request.loaders.load(HeadOf(self.0.id)).await)?.map(Declaration))
    }

    /// The draft of its policy that is open, if one is.
    async fn draft(&self, ctx: &Context<'_>) -> Result<Option<Draft>, Error> {
        let request = ctx.request()?;
        Ok(refuse(request, request.loaders.load(DraftOf(self.0.id)).await)?.map(Draft))
    }

    /// Its standing sharing relations as the version of that number declares them, or the one in force; null if there is no
    /// such version.
    #[graphql(complexity = "100 + child_complexity")]
    async fn sharing_register(
        &self,
        ctx: &Context<'_>,
        version: Option<i32>,
    ) -> Result<Option<SharingRegister>, Error> {
        let request = ctx.request()?;
        Ok(refuse(request, request.loaders.load(RegisterOf(self.0.id, version)).await)?.map(SharingRegister))
    }

    /// The versions of its policy, the newest first, at most 100 a page.
    #[graphql(complexity = "page_cost(first, last, child_complexity)")]
    async fn versions(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Connection<PolicyVersion>, Error> {
        let request = ctx.request()?;
        let asked = Asked { first, after, last, before };
        let page = refuse(request, request.loaders.load(VersionsOf(self.0.id, asked)).await)?;
        Ok(page.map_or_else(empty_connection, |page| connection(page.map(PolicyVersion))))
    }

    /// What was recorded of it in the log of its environment, the newest first, at most 100 a page.
    #[graphql(complexity = "page_cost(first, last, child_complexity)")]
    async fn sharing_records(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Connection<SharingRecord>, Error> {
        let request = ctx.request()?;
        let asked = Asked { first, after, last, before };
        let page = refuse(request, request.loaders.load(RecordsOf(self.0.id, asked)).await)?;
        Ok(page.map_or_else(empty_connection, |page| connection(page.map(SharingRecord))))
    }
}

/// One immutable state of an app's declaration.
#[derive(Debug, Clone)]
pub struct Declaration(apps::Revision);

#[Object]
impl Declaration {
    /// Its number, from 1.
    async fn revision(&self) -> i32 {
        self.0.number
    }

    /// SHA-256 of its canonical JSON (RFC 8785), in lower-case hexadecimal digits.
    async fn sha256(&self) -> String {
        self.0.sha256.to_string()
    }

    /// The declaration as the manifest writes it.
    #[graphql(complexity = 20)]
    async fn document(&self, ctx: &Context<'_>) -> Result<Json<Value>, Error> {
        let parsed = serde_json::from_str(&self.0.document).map_err(AppError::internal);
        Ok(Json(refuse(ctx.request()?, parsed)?))
    }

    /// A manifest of the tenant's profile and this declaration: as the newest revision, `applyManifest` finds nothing in it
    /// that differs.
    #[graphql(complexity = 20)]
    async fn manifest(
        &self,
        ctx: &Context<'_>,
        #[graphql(default_with = "ManifestFormat::Yaml")] format: ManifestFormat,
    ) -> Result<String, Error> {
        let request = ctx.request()?;
        let tenant = refuse(request, request.loaders.load(TenantById(self.0.tenant)).await)?;
        let tenant = refuse(request, tenant.ok_or_else(|| AppError::internal("a revision of nobody")))?;
        refuse(request, apps::manifest_of(&tenant, &self.0, format.into()))
    }

    /// When it was written.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }
}

/// Queries of apps.
#[derive(Debug, Default)]
pub(super) struct AppQuery;

#[Object]
impl AppQuery {
    /// The app of that slug in the tenant of that slug; null if there is none that the caller may see.
    async fn app(&self, ctx: &Context<'_>, tenant: String, slug: String) -> Result<Option<App>, Error> {
        let request = ctx.request()?;
        answer(request, apps::by_slug(&request.session, &tenant, &slug).await.map(App))
    }
}

/// The form of a manifest.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
pub enum ManifestFormat {
    /// YAML 1.2.
    Yaml,
    /// JSON (RFC 8259).
    Json,
}

impl From<ManifestFormat> for Format {
    fn from(format: ManifestFormat) -> Self {
        match format {
            ManifestFormat::Yaml => Self::Yaml,
            ManifestFormat::Json => Self::Json,
        }
    }
}

/// A manifest and what to do with it.
#[derive(Debug, InputObject)]
pub struct ApplyManifestInput {
    /// The file, at most 4 MiB. It names the tenant it is for.
    manifest: String,
    /// Its form.
    #[graphql(default_with = "ManifestFormat::Yaml")]
    format: ManifestFormat,
    /// Says what would change, and writes nothing.
    #[graphql(default = false)]
    preview: bool,
    /// Makes a repeated call answer the same; at most 200 characters.
    idempotency_key: Option<String>,
}

/// What applying a manifest did, or would do.
#[derive(Debug, SimpleObject)]
pub struct AppliedManifest {
    /// The tenant.
    tenant: Tenant,
    /// What differs in the tenant's profile.
    profile: Vec<Change>,
    /// What of the profile stayed, because it is verified: from what it is to what the manifest says.
    withheld: Vec<Change>,
    /// What happened to each app of the manifest, in its order.
    apps: Vec<AppliedApp>,
}

/// What applying a manifest did to one app.
#[derive(Debug, SimpleObject)]
pub struct AppliedApp {
    /// The app.
    slug: String,
    /// What happened to it.
    outcome: ApplyOutcome,
    /// The number of its newest revision; null in a preview of an app that is new.
    revision: Option<i32>,
    /// What differs in its declaration.
    changes: Vec<Change>,
}

/// What happened to an app.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "apps::Outcome")]
pub enum ApplyOutcome {
    /// It did not exist.
    Created,
    /// Its declaration has a new revision.
    Changed,
    /// It declares what it declared.
    Unchanged,
}

/// One fact that differs.
#[derive(Debug, SimpleObject)]
pub struct Change {
    /// JSON Pointer in which elements of keyed lists are named by their key.
    path: String,
    /// What it was; null where it was not there.
    before: Option<Json<Value>>,
    /// What it is; null where it is no more.
    after: Option<Json<Value>>,
}

impl From<Difference> for Change {
    fn from(difference: Difference) -> Self {
        Self {
            path: difference.path.to_string(),
            before: difference.before.map(Json),
            after: difference.after.map(Json),
        }
    }
}

crate::payload! {
    /// The answer of `applyManifest`.
    ApplyManifestPayload {
        /// What was applied.
        applied: AppliedManifest
    }
}

/// Mutations of apps.
#[derive(Debug, Default)]
pub(super) struct AppMutation;

#[Object]
impl AppMutation {
    /// Writes what a manifest declares: its apps, and the profile of the tenant it names, which must exist. Says what
    /// differs from what was declared before.
    async fn apply_manifest(
        &self,
        ctx: &Context<'_>,
        input: ApplyManifestInput,
    ) -> Result<ApplyManifestPayload, Error> {
        let request = ctx.request()?;
        let session = &request.session;
        let applied = apps::apply_manifest(
            session,
            &request.catalogs,
            &input.manifest,
            input.format.into(),
            input.preview,
            input.idempotency_key,
        );
        let applied = match applied.await {
            Ok(applied) => applied,
            Err(errors) => return payload::<ApplyManifestPayload>(request, Err(errors)),
        };
        let tenant = tenants::by_id(session, applied.tenant).await.map(|tenant| AppliedManifest {
            tenant: Tenant(tenant),
            profile: applied.profile.into_iter().map(Change::from).collect(),
            withheld: applied.withheld.into_iter().map(Change::from).collect(),
            apps: applied.apps.into_iter().map(AppliedApp::from).collect(),
        });
        payload(request, tenant)
    }
}

impl From<apps::AppliedApp> for AppliedApp {
    fn from(applied: apps::AppliedApp) -> Self {
        Self {
            slug: applied.slug,
            outcome: applied.outcome.into(),
            revision: applied.revision,
            changes: applied.differences.into_iter().map(Change::from).collect(),
        }
    }
}
