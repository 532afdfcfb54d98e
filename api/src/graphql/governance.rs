//! What the operator decides about tenants, in the schema.

use async_graphql::{Context, Error, InputObject, MaybeUndefined, Object};

use super::{
    ContextExt, payload,
    tenants::{SuspensionReason, Tenant},
};
use crate::{platform::AppError, tenants};

/// Which tenant to stop, and why.
#[derive(Debug, InputObject)]
pub struct SuspendTenantInput {
    /// Slug of the tenant.
    tenant: String,
    /// Why; the tenant reads it.
    reason: SuspensionReason,
    /// Makes a repeated call answer the same; at most 200 characters.
    idempotency_key: Option<String>,
}

crate::payload! {
    /// The answer of `suspendTenant`.
    SuspendTenantPayload {
        /// The tenant.
        tenant: Tenant
    }
}

/// Which tenant may act again.
#[derive(Debug, InputObject)]
pub struct ReinstateTenantInput {
    /// Slug of the tenant.
    tenant: String,
    /// Makes a repeated call answer the same; at most 200 characters.
    idempotency_key: Option<String>,
}

crate::payload! {
    /// The answer of `reinstateTenant`.
    ReinstateTenantPayload {
        /// The tenant.
        tenant: Tenant
    }
}

/// Which tenant to put below which.
#[derive(Debug, InputObject)]
pub struct MoveTenantInput {
    /// Slug of the tenant.
    tenant: String,
    /// Slug of the developer platform to put it below; null: below none.
    parent: MaybeUndefined<String>,
    /// Makes a repeated call answer the same; at most 200 characters.
    idempotency_key: Option<String>,
}

crate::payload! {
    /// The answer of `moveTenant`.
    MoveTenantPayload {
        /// The tenant.
        tenant: Tenant
    }
}

/// Mutations of the operator's owner.
#[derive(Debug, Default)]
pub(super) struct GovernanceMutation;

#[Object]
impl GovernanceMutation {
    /// Stops a tenant: its writes are refused. What it published stays up, its people still read, its children go on.
    async fn suspend_tenant(
        &self,
        ctx: &Context<'_>,
        input: SuspendTenantInput,
    ) -> Result<SuspendTenantPayload, Error> {
        let request = ctx.request()?;
        let (reason, key) = (input.reason.into(), input.idempotency_key);
        let done = tenants::suspend(&request.session, &input.tenant, reason, key).await;
        payload(request, done.map(Tenant))
    }

    /// Lets a suspended tenant act again.
    async fn reinstate_tenant(
        &self,
        ctx: &Context<'_>,
        input: ReinstateTenantInput,
    ) -> Result<ReinstateTenantPayload, Error> {
        let request = ctx.request()?;
        let done = tenants::reinstate(&request.session, &input.tenant, input.idempotency_key).await;
        payload(request, done.map(Tenant))
    }

    /// Puts a tenant, with all below it, below a developer platform or below none. At most 8 platforms stand one below the
    /// other.
    async fn move_tenant(
        &self,
        ctx: &Context<'_>,
        input: MoveTenantInput,
    ) -> Result<MoveTenantPayload, Error> {
        let request = ctx.request()?;
        let parent = match &input.parent {
            MaybeUndefined::Value(parent) => Some(parent.as_str()),
            MaybeUndefined::Null => None,
            MaybeUndefined::Undefined => {
                let missing = AppError::invalid("error-parent-unsaid").at(["parent"]);
                return payload::<MoveTenantPayload>(request, Err(missing));
            }
        };
        let done = tenants::place(&request.session, &input.tenant, parent, input.idempotency_key).await;
        payload(request, done.map(Tenant))
    }
}
