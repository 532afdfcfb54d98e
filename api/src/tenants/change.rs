//! Changing a tenant's profile and rules.

use disclosure::{
    change::{Difference, differences},
    manifest::{self, TenantProfile},
};
use entities::TenantId;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{
    model::{LEAST_YEARS, MOST_YEARS, Tenant},
    profile, service, store,
};
use crate::{
    audit, idempotency,
    platform::{
        error::{AppError, ErrorCode, Result},
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
    /// Whether whoever publishes must have signed in with a second factor.
    pub requires_second_factor: Option<bool>,
    /// Years for which sharing records are kept, 3 to 100.
    pub sharing_years: Option<i32>,
    /// Whether no sharing record may be erased at all.
    pub sharing_hold: Option<bool>,
    /// Whether its hosted lists tell when something was last shared.
    pub last_shared_shown: Option<bool>,
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
/// who would set approvals, the term of sharing records or what lists tell of them, and whoever would set the second factor without having shown one; `INVALID` for approvals or years out of range; `ILLEGAL_STATE` for a suspended tenant.
pub async fn update(
    session: &Session,
    slug: &str,
    patch: TenantPatch,
    preview: bool,
    key: Option<String>,
) -> Result<Updated, Vec<AppError>> {
    let input = json!({
        "tenant": slug, "profile": patch.profile, "approvals": patch.required_approvals,
        "secondFactor": patch.requires_second_factor, "sharingYears": patch.sharing_years,
        "sharingHold": patch.sharing_hold, "lastSharedShown": patch.last_shared_shown,
    });
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
    if patch.sharing_years.is_some() || patch.sharing_hold.is_some() || patch.last_shared_shown.is_some() {
        session.require(Permission::ManageTenant)?;
    }
    if patch.sharing_years.is_some_and(|years| !(LEAST_YEARS..=MOST_YEARS).contains(&years)) {
        let error = AppError::invalid("error-sharing-years").arg("least", i64::from(LEAST_YEARS));
        return Err(error.arg("most", i64::from(MOST_YEARS)).at(["sharingYears"]));
    }
    if patch.requires_second_factor.is_some() {
        // Who has none would lock itself out, and who lost the password to somebody would lose this too.
        let factor = session.require(Permission::ManageTenant)?.second_factor();
        if !factor {
            return Err(AppError::new(ErrorCode::Forbidden, "error-second-factor-demanded"));
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
    if let Some(factor) =
        patch.requires_second_factor.filter(|wanted| *wanted != tenant.requires_second_factor)
    {
        store::set_second_factor(&scope, factor).await?;
        let entry = audit::Entry::new("tenant.second_factor_changed", "tenant", tenant.id);
        entries.push(entry.with("after", factor));
    }
    if let Some(shown) = patch.last_shared_shown.filter(|wanted| *wanted != tenant.last_shared_shown) {
        store::set_last_shared(&scope, shown).await?;
        let entry = audit::Entry::new("tenant.last_shared_changed", "tenant", tenant.id);
        entries.push(entry.with("after", shown));
    }
    entries.extend(keep(&scope, tenant, patch).await?);
    idempotency::keep(&scope, call, updated).await?;
    for entry in entries {
        audit::append(&scope, entry).await?;
    }
    scope.commit().await
}

/// Changes for how long sharing records are kept.
async fn keep(scope: &WriteScope, tenant: &Tenant, patch: &TenantPatch) -> Result<Vec<audit::Entry>> {
    let (mut entries, was) = (Vec::new(), tenant.keeping);
    if let Some(years) = patch.sharing_years.filter(|years| *years != was.years) {
        store::set_sharing_years(scope, years).await?;
        let entry = audit::Entry::new("tenant.sharing_years_changed", "tenant", tenant.id);
        entries.push(entry.with("before", was.years).with("after", years));
    }
    if let Some(hold) = patch.sharing_hold.filter(|hold| *hold != was.hold_since.is_some()) {
        store::set_sharing_hold(scope, hold.then(|| scope.now())).await?;
        let entry = audit::Entry::new("tenant.sharing_hold_changed", "tenant", tenant.id);
        entries.push(entry.with("after", hold));
    }
    Ok(entries)
}
