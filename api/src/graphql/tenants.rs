//! Tenants in the schema.

use std::collections::BTreeMap;

use async_graphql::{Context, Enum, Error, ID, InputObject, Json, Object, SimpleObject};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::{
    Connection, ContextExt,
    access::{Invitation, Member},
    answer,
    apps::{App, Change},
    catalog::{DataCategory, own_categories},
    connection, empty_connection,
    keys::ApiKey,
    loaders::{
        AppsOf, Asked, CategoriesOf, ChildrenOf, CurrentCatalog, InvitationsOf, KeysOf, KnownTenant,
        MembersOf, VerificationOf,
    },
    page_cost, payload, refuse,
    scalars::words,
    verifications::Verification,
};
use crate::{
    platform::AppError,
    tenants::{self, NewTenant, TenantPatch},
};

/// What sort of organisation a tenant is.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "tenants::TenantKind")]
pub enum TenantKind {
    /// The platform itself; there is one.
    Operator,
    /// A platform on which others build.
    DeveloperPlatform,
    /// A brand of an equipment maker.
    OemBrand,
    /// A developer of apps.
    AppDeveloper,
}

/// Whether a tenant may act.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "tenants::TenantStatus")]
pub enum TenantStatus {
    /// It may.
    Active,
    /// Its writes are refused; what it published stays up.
    Suspended,
    /// It has left: what it had is removed.
    Erased,
}

/// Why a tenant may not act.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "tenants::SuspensionReason")]
pub enum SuspensionReason {
    /// It asked for it.
    Requested,
    /// Nobody could verify who it is.
    Unverified,
    /// It broke the platform's terms.
    Terms,
    /// The law, an authority or a court asks for it.
    Law,
    /// Its credentials or data are in danger.
    Security,
}

/// That a tenant may not act.
#[derive(Debug, SimpleObject)]
pub struct Suspension {
    /// Since when.
    since: DateTime<Utc>,
    /// Why.
    reason: SuspensionReason,
}

/// What one tenant knows of another: its name.
#[derive(Debug)]
pub struct TenantSummary(pub(super) tenants::Tenant);

#[Object]
impl TenantSummary {
    /// Opaque; grants nothing.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Part of public addresses; unique among all tenants.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// What sort of organisation it is.
    async fn kind(&self) -> TenantKind {
        self.0.kind.into()
    }

    /// Its name, in the language of `locale`, or of the request.
    async fn name(&self, ctx: &Context<'_>, locale: Option<String>) -> Result<String, Error> {
        named(ctx, &self.0, locale.as_deref())
    }
}

fn named(ctx: &Context<'_>, tenant: &tenants::Tenant, locale: Option<&str>) -> Result<String, Error> {
    let request = ctx.request()?;
    let locale = refuse(request, request.locale(locale))?;
    Ok(words(&tenant.name, &locale))
}

/// An organisation.
#[derive(Debug, Clone)]
pub struct Tenant(pub(super) tenants::Tenant);

#[Object]
impl Tenant {
    /// Opaque; grants nothing.
    pub(super) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Part of public addresses; unique among all tenants.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// What sort of organisation it is.
    async fn kind(&self) -> TenantKind {
        self.0.kind.into()
    }

    /// Its name, in the language of `locale`, or of the request.
    async fn name(&self, ctx: &Context<'_>, locale: Option<String>) -> Result<String, Error> {
        named(ctx, &self.0, locale.as_deref())
    }

    /// Whether it may act.
    async fn status(&self) -> TenantStatus {
        self.0.status.into()
    }

    /// Why it may not act; null where it may.
    async fn suspension(&self) -> Option<Suspension> {
        self.0.suspension.map(|it| Suspension { since: it.since, reason: it.reason.into() })
    }

    /// When its erasure was asked for; null where it was not.
    async fn erasure_requested_at(&self) -> Option<DateTime<Utc>> {
        self.0.erasure_requested_at
    }

    /// Whether its legal entity is verified.
    async fn verified(&self) -> bool {
        self.0.verified_entity.is_some()
    }

    /// Its newest verification; null before the first, and for a parent.
    async fn verification(&self, ctx: &Context<'_>) -> Result<Option<Verification>, Error> {
        let request = ctx.request()?;
        Ok(refuse(request, request.loaders.load(VerificationOf(self.0.id)).await)?.map(Verification))
    }

    /// Its profile as the manifest's `tenant` writes it; null for a parent, which does not look into its children.
    #[graphql(complexity = 20)]
    async fn profile(&self, ctx: &Context<'_>) -> Result<Option<Json<Value>>, Error> {
        let visible = tenants::looks_into(&ctx.request()?.session, self.0.id);
        Ok(visible.then(|| Json(disclosure::manifest::to_value(&self.0.profile))))
    }

    /// SHA-256 of the profile's canonical JSON (RFC 8785), in lower-case hexadecimal digits.
    async fn profile_sha256(&self) -> String {
        self.0.profile_digest.to_string()
    }

    /// The tenant above it; null where none is, or where it is not for the caller to know.
    async fn parent(&self, ctx: &Context<'_>) -> Result<Option<TenantSummary>, Error> {
        let Some(parent) = self.0.parent else { return Ok(None) };
        let request = ctx.request()?;
        Ok(refuse(request, request.loaders.load(KnownTenant(parent)).await)?.map(TenantSummary))
    }

    /// Its members, those who joined first in front, at most 100 a page; none of a tenant that the caller may not look into.
    #[graphql(complexity = "page_cost(first, last, child_complexity)")]
    async fn members(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Connection<Member>, Error> {
        let request = ctx.request()?;
        let asked = Asked { first, after, last, before };
        let page = refuse(request, request.loaders.load(MembersOf(self.0.id, asked)).await)?;
        Ok(page.map_or_else(empty_connection, |page| connection(page.map(Member))))
    }

    /// Who was asked to join, the newest first, at most 100 a page; for its owners.
    #[graphql(complexity = "page_cost(first, last, child_complexity)")]
    async fn invitations(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Connection<Invitation>, Error> {
        let request = ctx.request()?;
        let asked = Asked { first, after, last, before };
        let page = refuse(request, request.loaders.load(InvitationsOf(self.0.id, asked)).await)?;
        Ok(page.map_or_else(empty_connection, |page| connection(page.map(Invitation))))
    }

    /// Whether whoever publishes must have signed in with a second factor.
    async fn requires_second_factor(&self) -> bool {
        self.0.requires_second_factor
    }

    /// The tenants below it by slug, at most 100 a page; none of a tenant that the caller may not look into.
    #[graphql(complexity = "page_cost(first, last, child_complexity)")]
    async fn children(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Connection<Tenant>, Error> {
        let request = ctx.request()?;
        let asked = Asked { first, after, last, before };
        let page = refuse(request, request.loaders.load(ChildrenOf(self.0.id, asked)).await)?;
        Ok(page.map_or_else(empty_connection, |page| connection(page.map(Tenant))))
    }

    /// IANA name of the zone in which its dates begin.
    async fn time_zone(&self) -> &str {
        &self.0.time_zone
    }

    /// Approvals that a draft needs before it is published; 0: none.
    async fn required_approvals(&self) -> i32 {
        self.0.required_approvals
    }

    /// Years for which the contents of its sharing records are kept.
    async fn sharing_years(&self) -> i32 {
        self.0.keeping.years
    }

    /// Since when nothing of its sharing records may be erased, because a dispute or an authority needs them; null where
    /// it may.
    async fn sharing_hold_since(&self) -> Option<DateTime<Utc>> {
        self.0.keeping.hold_since
    }

    /// Whether its hosted lists of what is shared tell when each recipient was last shared with, by the live log.
    async fn last_shared_shown(&self) -> bool {
        self.0.last_shared_shown
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }

    /// Its apps by slug, at most 100 a page; none of a tenant that the caller may not look into.
    #[graphql(complexity = "page_cost(first, last, child_complexity)")]
    async fn apps(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Connection<App>, Error> {
        let request = ctx.request()?;
        let asked = Asked { first, after, last, before };
        let page = refuse(request, request.loaders.load(AppsOf(self.0.id, asked)).await)?;
        Ok(page.map_or_else(empty_connection, |page| connection(page.map(App))))
    }

    /// Its API keys, the newest first, at most 100 a page; none of a tenant that the caller may not look into, and none
    /// for an API key.
    #[graphql(complexity = "page_cost(first, last, child_complexity)")]
    async fn api_keys(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Connection<ApiKey>, Error> {
        let request = ctx.request()?;
        let asked = Asked { first, after, last, before };
        let page = refuse(request, request.loaders.load(KeysOf(self.0.id, asked)).await)?;
        Ok(page.map_or_else(empty_connection, |page| connection(page.map(ApiKey))))
    }

    /// The data categories that it has defined itself, by key, at most 100 a page; none of a tenant that the caller may
    /// not look into.
    #[graphql(complexity = "page_cost(first, last, child_complexity)")]
    async fn data_categories(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Connection<DataCategory>, Error> {
        let request = ctx.request()?;
        let asked = Asked { first, after, last, before };
        let page = refuse(request, request.loaders.load(CategoriesOf(self.0.id, asked)).await)?;
        let Some(page) = page else { return Ok(empty_connection()) };
        let base = refuse(request, request.loaders.load(CurrentCatalog).await)?;
        let base = refuse(request, base.ok_or_else(|| AppError::internal("no catalogue")))?;
        Ok(connection(refuse(request, own_categories(&base, page))?))
    }
}

/// Queries of tenants.
#[derive(Debug, Default)]
pub(super) struct TenantQuery;

#[Object]
impl TenantQuery {
    /// The tenant of that slug; null if there is none that the caller may see.
    async fn tenant(&self, ctx: &Context<'_>, slug: String) -> Result<Option<Tenant>, Error> {
        let request = ctx.request()?;
        answer(request, tenants::by_slug(&request.session, &slug).await.map(Tenant))
    }

    /// The tenants that the caller may see, by slug, at most 100 a page: all for the operator, the children of a
    /// developer platform, otherwise its own.
    #[graphql(complexity = "page_cost(first, last, child_complexity)")]
    async fn tenants(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Connection<Tenant>, Error> {
        let request = ctx.request()?;
        let args = refuse(request, Asked { first, after, last, before }.page())?;
        let page = refuse(request, tenants::list(&request.session, &args).await)?;
        Ok(connection(page.map(Tenant)))
    }
}

/// A text in one language.
#[derive(Debug, InputObject)]
pub struct LocalizedTextInput {
    /// BCP 47 tag, such as `zh-CN`.
    pub(super) locale: String,
    /// The text, at most 20,000 bytes.
    pub(super) text: String,
}

/// What a new tenant is made from.
#[derive(Debug, InputObject)]
pub struct CreateTenantInput {
    /// 2 to 63 of a-z, 0-9 and -; never changes.
    slug: String,
    /// Not `OPERATOR`.
    kind: TenantKind,
    /// Its name in one or more languages, at most 20.
    #[graphql(validator(max_items = 20))]
    name: Vec<LocalizedTextInput>,
    /// Makes a repeated call answer the same; at most 200 characters.
    idempotency_key: Option<String>,
}

crate::payload! {
    /// The answer of `createTenant`.
    CreateTenantPayload {
        /// The tenant that was made.
        tenant: Tenant
    }
}

/// What is to change of a tenant; what is left out stays.
#[derive(Debug, InputObject)]
pub struct UpdateTenantInput {
    /// Slug of the tenant.
    tenant: String,
    /// Sections of its profile, as the manifest's `tenant` writes them: each one named replaces what stood there, and
    /// null says nothing of it any more. Slug and kind stay.
    profile: Option<Json<Map<String, Value>>>,
    /// Approvals that a draft needs before it is published, 0 to 10; an owner sets them.
    required_approvals: Option<i32>,
    /// Whether whoever publishes must have signed in with a second factor; set by an owner who has.
    requires_second_factor: Option<bool>,
    /// Years for which the contents of sharing records are kept, 3 to 100; an owner sets them. The law asks for 3 (Network
    /// Data Security Management Regulations, article 12).
    sharing_years: Option<i32>,
    /// Whether nothing of its sharing records may be erased, neither at the end of the term nor for a person who asks; an
    /// owner sets it.
    sharing_hold: Option<bool>,
    /// Whether the hosted lists of what is shared (`/p/{tenant}/{app}/shared`) tell anybody on which day each recipient was
    /// last shared with, by the live log; at first they do not. An owner sets it.
    last_shared_shown: Option<bool>,
    /// Says what would change, and writes nothing.
    #[graphql(default = false)]
    preview: bool,
    /// Makes a repeated call answer the same; at most 200 characters.
    idempotency_key: Option<String>,
}

/// What changing a tenant did, or would do.
#[derive(Debug, SimpleObject)]
pub struct UpdatedTenant {
    /// The tenant.
    tenant: Tenant,
    /// What differs in its profile.
    profile: Vec<Change>,
    /// What stayed, because it is verified: from what it is to what was wanted.
    withheld: Vec<Change>,
}

crate::payload! {
    /// The answer of `updateTenant`.
    UpdateTenantPayload {
        /// What was changed.
        updated: UpdatedTenant
    }
}

/// Mutations of tenants.
#[derive(Debug, Default)]
pub(super) struct TenantMutation;

#[Object]
impl TenantMutation {
    /// Makes a tenant. The operator makes any but another operator; a developer platform its own brands and developers.
    async fn create_tenant(
        &self,
        ctx: &Context<'_>,
        input: CreateTenantInput,
    ) -> Result<CreateTenantPayload, Error> {
        let request = ctx.request()?;
        let mut name = BTreeMap::new();
        for entry in input.name {
            if name.insert(entry.locale, entry.text).is_some() {
                let error = AppError::invalid("error-name").at(["input", "name"]);
                return payload::<CreateTenantPayload>(request, Err(error));
            }
        }
        let new = NewTenant { slug: input.slug, kind: input.kind.into(), name };
        let made = tenants::create(&request.session, new, input.idempotency_key).await;
        payload(request, made.map(Tenant))
    }
    /// Changes a tenant's profile section by section, and its rules. What is verified stays: `reopenVerification` first.
    async fn update_tenant(
        &self,
        ctx: &Context<'_>,
        input: UpdateTenantInput,
    ) -> Result<UpdateTenantPayload, Error> {
        let request = ctx.request()?;
        let patch = TenantPatch {
            profile: input.profile.map(|Json(sections)| sections),
            required_approvals: input.required_approvals,
            requires_second_factor: input.requires_second_factor,
            sharing_years: input.sharing_years,
            sharing_hold: input.sharing_hold,
            last_shared_shown: input.last_shared_shown,
        };
        let (session, key) = (&request.session, input.idempotency_key);
        let updated = match tenants::update(session, &input.tenant, patch, input.preview, key).await {
            Ok(updated) => updated,
            Err(errors) => return payload::<UpdateTenantPayload>(request, Err(errors)),
        };
        let updated = tenants::by_id(session, updated.tenant).await.map(|tenant| UpdatedTenant {
            tenant: Tenant(tenant),
            profile: updated.profile.into_iter().map(Change::from).collect(),
            withheld: updated.withheld.into_iter().map(Change::from).collect(),
        });
        payload(request, updated)
    }
}
