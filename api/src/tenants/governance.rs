//! What the operator decides about tenants: suspension, and where they stand.

use entities::TenantId;
use serde_json::json;

use super::{
    model::{Suspension, SuspensionReason, Tenant, TenantKind, TenantStatus},
    service, store, tree,
};
use crate::{
    audit, idempotency,
    platform::{
        error::{AppError, Result},
        scope::{Exclusive, Permission, Session, WriteScope},
    },
};

/// Stops a tenant: its writes are refused from now on. What it published stays up, its people can still read, and its
/// children, who answer for themselves, are not touched.
///
/// # Errors
/// `NOT_FOUND`; `FORBIDDEN` for all but the operator's owner; `ILLEGAL_STATE` for the operator itself
/// (`error-operator`) and for what is suspended already (`error-suspended`).
pub async fn suspend(
    session: &Session,
    slug: &str,
    reason: SuspensionReason,
    key: Option<String>,
) -> Result<Tenant> {
    let input = json!({ "tenant": slug, "reason": format!("{reason:?}") });
    let call = idempotency::Call::new("suspendTenant", key, &input)?;
    let Begun { scope, tenant, answered } = begin(session, slug, call.as_ref()).await?;
    if !answered {
        service::active(tenant)?;
        let suspension = Suspension { since: scope.now(), reason };
        store::set_suspension(&scope, Some(suspension)).await?;
        let entry = audit::Entry::new("tenant.suspended", "tenant", scope.tenant());
        return end(scope, call.as_ref(), entry.with("reason", reason.as_str())).await;
    }
    Ok(tenant)
}

/// Lets a suspended tenant act again.
///
/// # Errors
/// As for [`suspend`]; `ILLEGAL_STATE` (`error-not-suspended`) for one that is not suspended.
pub async fn reinstate(session: &Session, slug: &str, key: Option<String>) -> Result<Tenant> {
    let call = idempotency::Call::new("reinstateTenant", key, &json!({ "tenant": slug }))?;
    let Begun { scope, tenant, answered } = begin(session, slug, call.as_ref()).await?;
    if !answered {
        if tenant.status != TenantStatus::Suspended {
            return Err(AppError::illegal_state("error-not-suspended").at(["tenant"]));
        }
        store::set_suspension(&scope, None).await?;
        let entry = audit::Entry::new("tenant.reinstated", "tenant", scope.tenant());
        return end(scope, call.as_ref(), entry).await;
    }
    Ok(tenant)
}

/// Puts a tenant below another, or below none. Its children come with it; nothing that was published changes.
///
/// # Errors
/// `NOT_FOUND`; `FORBIDDEN` for all but the operator's owner; `ILLEGAL_STATE` for the operator itself; `INVALID` for a
/// parent that is no developer platform (`error-tenant-parent`) or stands below the tenant (`error-tenant-cycle`);
/// `LIMIT_EXCEEDED` (`error-tenant-depth`).
pub async fn place(
    session: &Session,
    slug: &str,
    parent: Option<&str>,
    key: Option<String>,
) -> Result<Tenant> {
    let input = json!({ "tenant": slug, "parent": parent });
    let call = idempotency::Call::new("moveTenant", key, &input)?;
    session.require(Permission::GovernTenants)?;
    let above = match parent {
        Some(parent) => Some(service::id_of(session, parent).await?),
        None => None,
    };
    let Begun { scope, tenant, answered } = begin(session, slug, call.as_ref()).await?;
    if answered {
        return Ok(tenant);
    }
    // Two tenants moved below one another at once would each find the other's old place: one waits for the other, and
    // looks only then, at what is committed.
    scope.alone(Exclusive::TenantTree).await?;
    if let Some(above) = above {
        tree::check_place(&session.operator().await?, &tenant, above).await?;
    }
    store::set_parent(&scope, above).await?;
    let text = |id: Option<TenantId>| id.map(|id| id.to_string());
    let entry = audit::Entry::new("tenant.moved", "tenant", scope.tenant())
        .with("before", text(tenant.parent))
        .with("after", text(above));
    end(scope, call.as_ref(), entry).await
}

/// An act of the operator on a tenant, begun: the tenant is locked, whatever its state.
struct Begun {
    scope: WriteScope,
    tenant: Tenant,
    /// Whether the same call was done before.
    answered: bool,
}

async fn begin(session: &Session, slug: &str, call: Option<&idempotency::Call>) -> Result<Begun> {
    session.require(Permission::GovernTenants)?;
    let id = service::id_of(session, slug).await?;
    let scope = session.write_tenant(id, Permission::GovernTenants).await?;
    let tenant = Tenant::try_from(store::lock(&scope).await?)?;
    if tenant.kind == TenantKind::Operator {
        return Err(AppError::illegal_state("error-operator").at(["tenant"]));
    }
    let made: Option<TenantId> = idempotency::answered(&scope, scope.actor(), call).await?;
    Ok(Begun { scope, tenant, answered: made.is_some() })
}

async fn end(scope: WriteScope, call: Option<&idempotency::Call>, entry: audit::Entry) -> Result<Tenant> {
    idempotency::keep(&scope, call, &scope.tenant()).await?;
    audit::append(&scope, entry).await?;
    let tenant = service::own_profile(&scope).await?;
    scope.commit().await?;
    Ok(tenant)
}
