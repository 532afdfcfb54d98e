//! What is done with tenants.

use std::collections::HashMap;

use disclosure::manifest::{self, TenantProfile};
use entities::{TenantId, TypedId};
use serde_json::json;

use super::{
    model::{Keeping, NewTenant, Tenant, TenantKind, TenantStatus},
    store,
};
use crate::{
    audit, idempotency,
    platform::{
        error::{AppError, Result},
        page::{Page, PageArgs},
        scope::{Permission, ReadScope, Session, WriteScope},
    },
};

/// The tenant of that slug, if the caller may see it: its own, a child of its own, or any for the operator.
///
/// # Errors
/// `NOT_FOUND` for every other slug, whether it exists or not; `UNAUTHENTICATED`.
pub async fn by_slug(session: &Session, slug: &str) -> Result<Tenant> {
    session.require(Permission::ReadTenant)?;
    by_id(session, id_of(session, slug).await?).await
}

/// The id of the tenant of that slug. A slug that names nothing has one that nothing has: it is looked up like one that
/// does, so that both take the same way.
///
/// # Errors
/// Those of the database, as codes.
pub async fn id_of(session: &Session, slug: &str) -> Result<TenantId> {
    let found = session.find_tenant(slug).await?;
    Ok(found.map_or_else(|| TenantId::from_uuid(uuid::Uuid::nil()), |found| found.id))
}

/// The slug of the tenant that the scope reads; none where it has gone.
///
/// # Errors
/// Those of the database, as codes.
pub async fn slug_of(scope: &ReadScope) -> Result<Option<String>> {
    store::slug(scope).await
}

/// The ids of those of the tenants with these slugs that the caller may see.
///
/// # Errors
/// `UNAUTHENTICATED`.
pub async fn ids_in_sight(session: &Session, slugs: &[String]) -> Result<Vec<TenantId>> {
    let principal = *session.require(Permission::ReadTenant)?;
    if principal.permits(Permission::ReadAllTenants) {
        return store::ids_of_all(&session.operator().await?, slugs).await;
    }
    let own = store::find(&session.read(Permission::ReadTenant).await?).await?;
    Ok(own.filter(|own| slugs.contains(&own.slug)).map(|own| own.id).into_iter().collect())
}

/// The tenant with that id, if the caller may see it.
///
/// # Errors
/// As for [`by_slug`].
pub async fn by_id(session: &Session, id: TenantId) -> Result<Tenant> {
    by_ids(session, &[id]).await?.remove(&id).ok_or_else(AppError::not_found)
}

/// Those of the tenants with these ids that the caller may see.
///
/// # Errors
/// `UNAUTHENTICATED`.
pub async fn by_ids(session: &Session, ids: &[TenantId]) -> Result<HashMap<TenantId, Tenant>> {
    let principal = *session.require(Permission::ReadTenant)?;
    let mut rows = Vec::new();
    let others: Vec<TenantId> = ids.iter().copied().filter(|id| *id != principal.tenant).collect();
    if others.len() < ids.len() {
        rows.extend(store::find(&session.read(Permission::ReadTenant).await?).await?);
    }
    if principal.permits(Permission::ReadAllTenants) && !others.is_empty() {
        rows.extend(store::find_all(&session.operator().await?, others).await?);
    } else if !others.is_empty() {
        rows.extend(session.children().await?.some(others).await?);
    }
    rows.into_iter().map(|row| Ok((row.id, row.try_into()?))).collect()
}

/// Whether the caller may look into a tenant that it sees: not a parent into a child, which keeps its profile and its
/// apps to itself.
pub fn looks_into(session: &Session, tenant: TenantId) -> bool {
    session
        .principal()
        .is_some_and(|caller| caller.tenant == tenant || caller.permits(Permission::ReadAllTenants))
}

/// Those of these tenants whose name the caller may know: the ones it sees, and the one above its own.
///
/// # Errors
/// `UNAUTHENTICATED`.
pub async fn known(session: &Session, ids: &[TenantId]) -> Result<HashMap<TenantId, Tenant>> {
    let mut found = by_ids(session, ids).await?;
    if ids.iter().any(|id| !found.contains_key(id))
        && let Some(parent) = session.children().await?.parent().await?
        && ids.contains(&parent.id)
    {
        found.insert(parent.id, parent.try_into()?);
    }
    Ok(found)
}

/// One page of the children of each of these tenants, by slug; of tenants that the caller may not look into, none.
///
/// # Errors
/// `INVALID` for a cursor of another list; `UNAUTHENTICATED`.
pub async fn child_pages(
    session: &Session,
    parents: Vec<TenantId>,
    args: &PageArgs,
) -> Result<HashMap<TenantId, Page<Tenant>>> {
    let principal = *session.require(Permission::ReadTenant)?;
    let pages = if principal.permits(Permission::ReadAllTenants) {
        store::child_pages(&session.operator().await?, parents, args).await?
    } else if parents.contains(&principal.tenant) {
        HashMap::from([(principal.tenant, session.children().await?.page(args).await?)])
    } else {
        HashMap::new()
    };
    pages.into_iter().map(|(parent, page)| Ok((parent, read_page(page)?))).collect()
}

fn read_page(page: Page<entities::tenants::Model>) -> Result<Page<Tenant>> {
    let Page { edges, has_next, has_previous } = page;
    let edges = edges.into_iter().map(|(cursor, row)| Ok((cursor, row.try_into()?)));
    Ok(Page { edges: edges.collect::<Result<_>>()?, has_next, has_previous })
}

/// The tenants the caller may see: all for the operator, the children of a developer platform, its own otherwise.
///
/// # Errors
/// `INVALID` for a cursor of another list; `UNAUTHENTICATED`.
pub async fn list(session: &Session, args: &PageArgs) -> Result<Page<Tenant>> {
    let principal = session.require(Permission::ReadTenant)?;
    let page = if principal.permits(Permission::ReadAllTenants) {
        store::page(&session.operator().await?, args).await?
    } else {
        let own = session.read(Permission::ReadTenant).await?;
        if store::get(&own).await?.kind == TenantKind::DeveloperPlatform {
            drop(own);
            session.children().await?.page(args).await?
        } else {
            store::own_page(&own, args).await?
        }
    };
    read_page(page)
}

/// One page of what was done in the tenant of that slug, the newest first.
///
/// # Errors
/// `NOT_FOUND` for a tenant that the caller may not look into; `INVALID` for a cursor of another list, or a subject
/// without its kind; `UNAUTHENTICATED`.
pub async fn audit_page(
    session: &Session,
    slug: &str,
    filter: audit::EventFilter,
    args: &PageArgs,
) -> Result<Page<audit::Event>> {
    session.require(Permission::ReadTenant)?;
    if filter.subject.is_some() && filter.subject_kind.is_none() {
        return Err(AppError::invalid("error-subject-kind").at(["filter", "subjectKind"]));
    }
    let tenant = id_of(session, slug).await?;
    let scope = session.read_tenant(tenant, Permission::ReadTenant).await?;
    // An operator's reader is bound to no tenant, so that one that is not there has to be missed by itself.
    if store::find(&scope).await?.is_none() {
        return Err(AppError::not_found());
    }
    audit::page(&scope, filter, args).await
}

/// Makes a tenant.
///
/// # Errors
/// `INVALID` for a slug, name or kind that cannot be; `CONFLICT` (`error-taken`) for a slug that is taken;
/// `FORBIDDEN` for whoever may not make tenants of that kind.
pub async fn create(session: &Session, new: NewTenant, key: Option<String>) -> Result<Tenant> {
    let principal = *session.require(Permission::CreateTenant)?;
    let profile = new.profile()?;
    let parent = if principal.operator { None } else { Some(parent(session, &new).await?) };
    if new.kind == TenantKind::Operator {
        return Err(AppError::invalid("error-tenant-kind").at(["kind"]));
    }
    let input = json!({ "slug": new.slug, "profile": manifest::to_value(&profile) });
    let call = idempotency::Call::new("createTenant", key, &input)?;
    if let Some(made) = made_before(session, call.as_ref()).await? {
        return by_id(session, made).await;
    }
    let scope = session.write_new_tenant().await?;
    let id = scope.tenant();
    store::insert(&scope, &new, &profile, parent)
        .await
        .map_err(|error| if error.message().key == "error-taken" { error.at(["slug"]) } else { error })?;
    idempotency::keep(&scope, call.as_ref(), &id).await?;
    audit::append(&scope, audit::Entry::new("tenant.created", "tenant", id)).await?;
    scope.commit().await?;
    by_id(session, id).await
}

/// The tenant that the same call made before. The key's row stands in the tenant that the call made, whatever the slug.
async fn made_before(session: &Session, call: Option<&idempotency::Call>) -> Result<Option<TenantId>> {
    let (Some(principal), Some(call)) = (session.principal(), call) else { return Ok(None) };
    let actor = principal.actor();
    if principal.permits(Permission::ReadAllTenants) {
        return idempotency::answered_anywhere(&session.operator().await?, actor, call).await;
    }
    idempotency::answered_in_children(&session.children().await?, actor, call).await
}

/// The caller's own tenant as the parent of a new one.
async fn parent(session: &Session, new: &NewTenant) -> Result<TenantId> {
    let own = store::get(&session.read(Permission::ReadTenant).await?).await?;
    let allowed = matches!(new.kind, TenantKind::OemBrand | TenantKind::AppDeveloper);
    if own.kind != TenantKind::DeveloperPlatform || !allowed {
        return Err(AppError::forbidden());
    }
    if own.status != TenantStatus::Active {
        return Err(AppError::illegal_state("error-suspended"));
    }
    Ok(own.id)
}

/// The tenant of a scope.
///
/// # Errors
/// Those of the database, as codes.
pub async fn own_profile(scope: &ReadScope) -> Result<Tenant> {
    store::get(scope).await?.try_into()
}

/// The tenant, which nobody else can change until the scope ends; refuses a suspended one.
///
/// # Errors
/// `ILLEGAL_STATE` (`error-suspended`).
pub async fn lock(scope: &WriteScope) -> Result<Tenant> {
    active(store::lock(scope).await?.try_into()?)
}

/// For how long a tenant keeps its sharing records, whatever its state; nobody else can change it until the scope ends. For
/// whoever may see no more of the tenant.
///
/// # Errors
/// `NOT_FOUND`.
pub async fn lock_keeping(scope: &WriteScope) -> Result<Keeping> {
    store::lock_keeping(scope).await
}

/// The tenant, if it may act.
///
/// # Errors
/// `ILLEGAL_STATE` (`error-suspended`) for a suspended one.
pub fn active(tenant: Tenant) -> Result<Tenant> {
    match tenant.status {
        TenantStatus::Active => Ok(tenant),
        TenantStatus::Erased => Err(AppError::illegal_state("error-erased")),
        TenantStatus::Suspended => Err(AppError::illegal_state("error-suspended")),
    }
}

/// Replaces the profile, in the scope's transaction.
///
/// # Errors
/// `INVALID` for a time zone that does not exist.
pub async fn replace_profile(scope: &WriteScope, profile: &TenantProfile) -> Result<()> {
    store::set_profile(scope, profile).await
}
