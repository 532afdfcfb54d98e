//! Leaving: what a tenant asks for, and what is left of it.

use std::time::Duration;

use chrono::TimeDelta;
use entities::TenantId;
use serde_json::{Value, json};

use super::{
    model::{NewTenant, Tenant, TenantKind, TenantStatus},
    service, store,
};
use crate::{
    audit, idempotency,
    platform::{
        error::{AppError, Result},
        page::PageArgs,
        scope::{Permission, Session, SystemScope, WriteScope},
    },
};

/// Tables of which an erased tenant's rows stay: that it was, under which slug, and the log that proves what was done in
/// it, which holds ids and codes and no personal data.
pub const KEPT: [&str; 3] = ["tenants", "audit_heads", "audit_events"];

/// Asks for a tenant's erasure. Nothing changes until the waiting time is over and `candor tenant erase` runs.
///
/// # Errors
/// `NOT_FOUND`; `FORBIDDEN` for all but owners and the operator's owner; `ILLEGAL_STATE` for the operator itself, for a
/// tenant above others (`error-has-children`) and where it was asked for already (`error-erasure-requested`).
pub async fn request_erasure(session: &Session, slug: &str, key: Option<String>) -> Result<Tenant> {
    let call = idempotency::Call::new("requestErasure", key, &json!({ "tenant": slug }))?;
    let id = begin(session, slug).await?;
    let children =
        service::child_pages(session, vec![id], &PageArgs::new(Some(1), None, None, None)?).await?;
    let has_children = children.values().any(|page| !page.edges.is_empty());
    change(session, id, call.as_ref(), |scope, tenant| {
        if has_children {
            return Err(AppError::illegal_state("error-has-children").at(["tenant"]));
        }
        if tenant.erasure_requested_at.is_some() {
            return Err(AppError::illegal_state("error-erasure-requested").at(["tenant"]));
        }
        Ok((Some(scope.now()), "tenant.erasure_requested"))
    })
    .await
}

/// Takes the request back.
///
/// # Errors
/// As for [`request_erasure`]; `ILLEGAL_STATE` (`error-erasure-unrequested`) where there is none.
pub async fn cancel_erasure(session: &Session, slug: &str, key: Option<String>) -> Result<Tenant> {
    let call = idempotency::Call::new("cancelErasure", key, &json!({ "tenant": slug }))?;
    let id = begin(session, slug).await?;
    change(session, id, call.as_ref(), |_, tenant| match tenant.erasure_requested_at {
        Some(_) => Ok((None, "tenant.erasure_cancelled")),
        None => Err(AppError::illegal_state("error-erasure-unrequested").at(["tenant"])),
    })
    .await
}

/// The operator acts on a suspended tenant too, the tenant itself does not.
fn permission(session: &Session) -> Permission {
    let governs = session.principal().is_some_and(|caller| caller.permits(Permission::GovernTenants));
    if governs { Permission::GovernTenants } else { Permission::ManageTenant }
}

async fn begin(session: &Session, slug: &str) -> Result<TenantId> {
    session.require(permission(session))?;
    service::id_of(session, slug).await
}

type Asked = (Option<chrono::DateTime<chrono::Utc>>, &'static str);

async fn change(
    session: &Session,
    id: TenantId,
    call: Option<&idempotency::Call>,
    decide: impl FnOnce(&WriteScope, &Tenant) -> Result<Asked> + Send,
) -> Result<Tenant> {
    let scope = session.write_tenant(id, permission(session)).await?;
    let tenant = Tenant::try_from(store::lock(&scope).await?)?;
    let done: Option<TenantId> = idempotency::answered(&scope, scope.actor(), call).await?;
    if done.is_some() {
        return Ok(tenant);
    }
    erasable(&tenant)?;
    let (requested, action) = decide(&scope, &tenant)?;
    store::set_erasure(&scope, requested).await?;
    idempotency::keep(&scope, call, &id).await?;
    audit::append(&scope, audit::Entry::new(action, "tenant", id)).await?;
    let tenant = service::own_profile(&scope).await?;
    scope.commit().await?;
    Ok(tenant)
}

fn erasable(tenant: &Tenant) -> Result<()> {
    match (tenant.kind, tenant.status) {
        (TenantKind::Operator, _) => Err(AppError::illegal_state("error-operator").at(["tenant"])),
        (_, TenantStatus::Erased) => Err(AppError::illegal_state("error-erased").at(["tenant"])),
        _ => Ok(()),
    }
}

/// Ends a tenant whose erasure was asked for `waiting` ago or longer: nothing can be written in it any more, and its
/// profile is empty. What else it has is then for the owner of the schema to remove. Ending it again changes nothing. What
/// was handed over before stands in the event.
///
/// # Errors
/// `NOT_FOUND`; `ILLEGAL_STATE` for the operator, where nobody asked (`error-erasure-unrequested`) and before the time
/// (`error-erasure-early`).
pub async fn end(
    system: &SystemScope,
    slug: &str,
    waiting: Duration,
    handed_over: Vec<Value>,
) -> Result<TenantId> {
    let found = system.find_tenant(slug).await?.ok_or_else(AppError::not_found)?;
    let scope = system.write(found.id).await?;
    let tenant = Tenant::try_from(store::lock(&scope).await?)?;
    if tenant.status == TenantStatus::Erased {
        return Ok(tenant.id);
    }
    erasable(&tenant)?;
    let unrequested = || AppError::illegal_state("error-erasure-unrequested").at(["tenant"]);
    let requested = tenant.erasure_requested_at.ok_or_else(unrequested)?;
    let waiting = TimeDelta::from_std(waiting).map_err(AppError::internal)?;
    if scope.now() - requested < waiting {
        return Err(AppError::illegal_state("error-erasure-early").at(["tenant"]));
    }
    let name = [("en".to_owned(), tenant.slug.clone())].into();
    let nothing = NewTenant { slug: tenant.slug, kind: tenant.kind, name }.profile()?;
    store::set_profile(&scope, &nothing).await?;
    store::set_erased(&scope).await?;
    let entry = audit::Entry::new("tenant.erased", "tenant", tenant.id);
    audit::append(&scope, entry.with("handedOver", handed_over)).await?;
    scope.commit().await?;
    Ok(tenant.id)
}
