//! Changing a tenant's profile and rules.

use disclosure::{
    change::{Difference, differences},
    manifest::{self, TenantProfile},
};
use entities::TenantId;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{model::Tenant, profile, service, store};
use crate::{
    audit, idempotency,
    platform::{
        error::{AppError, Result},
        scope::{Permission, Session, WriteScope},
    },
};

/// Approvals that a tenant can ask for at most.
const MAX_APPROVALS: i32 = 10;

/// What is to change of a tenant; what is none stays.
#[derive(Debug, Clone, Default)]
pub struct TenantPatch {
    /// Sections of the profile as a manifest writes them; null says nothing of one any more.
    pub profile: Option<Map<String, Value>>,
    /// Approvals that a draft needs, 0 to 10.
    pub required_approvals: Option<i32>,
}

/// What a change did, or would do.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Updated {
    /// The tenant.
    pub tenant: TenantId,
    /// What differs in its profile.
    pub profile: Vec<Difference>,
    /// What stayed, because it is verified: from what it is to what was wanted.
    pub withheld: Vec<Difference>,
}

/// Changes the profile section by section, and the number of approvals. A preview says what would change and writes
/// nothing. Verified facts stay; `withheld` names them.
///
/// # Errors
/// Every problem of the profile; `NOT_FOUND` for a tenant that the caller may not see; `FORBIDDEN`, also for an editor
/// who would set approvals; `INVALID` for approvals out of range; `ILLEGAL_STATE` for a suspended tenant.
pub async fn update(
    session: &Session,
    slug: &str,
    patch: TenantPatch,
    preview: bool,
    key: Option<String>,
) -> Result<Updated, Vec<AppError>> {
    let input = json!({ "tenant": slug, "profile": patch.profile, "approvals": patch.required_approvals });
    let call = idempotency::Call::new("updateTenant", key, &input).map_err(one)?;
    check(session, &patch).map_err(one)?;
    let tenant = service::id_of(session, slug).await.map_err(one)?;
    if preview {
        let scope = session.read_tenant(tenant, Permission::WriteDeclaration).await.map_err(one)?;
        let tenant = service::active(service::own_profile(&scope).await.map_err(one)?).map_err(one)?;
        return Ok(plan(&tenant, &patch)?.1);
    }
    let scope = session.write_tenant(tenant, Permission::WriteDeclaration).await.map_err(one)?;
    if let Some(updated) = idempotency::answered(&scope, scope.actor(), call.as_ref()).await.map_err(one)? {
        return Ok(updated);
    }
    let tenant = service::lock(&scope).await.map_err(one)?;
    let (profile, updated) = plan(&tenant, &patch)?;
    write(scope, &tenant, &patch, &profile, &updated, call.as_ref()).await.map_err(one)?;
    Ok(updated)
}

fn one(error: AppError) -> Vec<AppError> {
    vec![error]
}

fn check(session: &Session, patch: &TenantPatch) -> Result<()> {
    session.require(Permission::WriteDeclaration)?;
    if let Some(approvals) = patch.required_approvals {
        session.require(Permission::ManageTenant)?;
        if !(0..=MAX_APPROVALS).contains(&approvals) {
            let error = AppError::invalid("error-approvals").arg("max", i64::from(MAX_APPROVALS));
            return Err(error.at(["requiredApprovals"]));
        }
    }
    Ok(())
}

/// The profile as it will be, and how it differs.
fn plan(tenant: &Tenant, patch: &TenantPatch) -> Result<(TenantProfile, Updated), Vec<AppError>> {
    let wanted = match &patch.profile {
        Some(sections) => profile::patched(&tenant.profile, sections, "profile")?,
        None => tenant.profile.clone(),
    };
    super::time_zone(&wanted).map_err(|error| one(error.at(["profile"])))?;
    let (kept, withheld) = profile::keep_verified(&tenant.profile, wanted, tenant.verified_entity.as_deref());
    let profile = differences(&manifest::to_value(&tenant.profile), &manifest::to_value(&kept));
    Ok((kept, Updated { tenant: tenant.id, profile, withheld }))
}

async fn write(
    scope: WriteScope,
    tenant: &Tenant,
    patch: &TenantPatch,
    profile: &TenantProfile,
    updated: &Updated,
    call: Option<&idempotency::Call>,
) -> Result<()> {
    let mut entries = Vec::new();
    if !updated.profile.is_empty() {
        store::set_profile(&scope, profile).await?;
        entries.push(audit::Entry::new("tenant.profile_changed", "tenant", tenant.id));
    }
    if let Some(approvals) = patch.required_approvals.filter(|wanted| *wanted != tenant.required_approvals) {
        store::set_approvals(&scope, approvals).await?;
        let entry = audit::Entry::new("tenant.approvals_changed", "tenant", tenant.id);
        entries.push(entry.with("before", tenant.required_approvals).with("after", approvals));
    }
    idempotency::keep(&scope, call, updated).await?;
    for entry in entries {
        audit::append(&scope, entry).await?;
    }
    scope.commit().await
}
