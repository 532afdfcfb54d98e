//! Tenants in the schema.

use std::collections::BTreeMap;

use async_graphql::{Context, Enum, Error, ID, InputObject, Object};
use chrono::{DateTime, Utc};

use super::{
    Connection, ContextExt, answer,
    apps::App,
    catalog::{DataCategory, own_categories},
    connection, empty_connection,
    loaders::{AppsOf, Asked, CategoriesOf},
    page_cost, payload, refuse,
    scalars::words,
};
use crate::{
    catalog,
    platform::AppError,
    tenants::{self, NewTenant},
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
        let request = ctx.request()?;
        let locale = refuse(request, request.locale(locale.as_deref()))?;
        Ok(words(&self.0.name, &locale))
    }

    /// Whether it may act.
    async fn status(&self) -> TenantStatus {
        self.0.status.into()
    }

    /// IANA name of the zone in which its dates begin.
    async fn time_zone(&self) -> &str {
        &self.0.time_zone
    }

    /// Approvals that a draft needs before it is published; 0: none.
    async fn required_approvals(&self) -> i32 {
        self.0.required_approvals
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
        let base = refuse(request, catalog::current(&request.session, &request.catalogs).await)?;
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
    locale: String,
    /// The text, at most 20,000 bytes.
    text: String,
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
}
