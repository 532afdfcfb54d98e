//! Who stands below whom.

use entities::{TenantId, tenants::Model};

use super::{
    model::{Tenant, TenantKind},
    store,
};
use crate::platform::{
    error::{AppError, Result},
    scope::OperatorReadScope,
};

/// Developer platforms on a way from the top to the bottom at most.
const MAX_PLATFORMS: usize = 8;

/// Checks that `moved` may stand below `parent`. Whoever asks is alone with the tree.
pub async fn check_place(all: &OperatorReadScope, moved: &Tenant, parent: TenantId) -> Result<()> {
    let above = upwards(all, parent).await?;
    let Some(first) = above.first() else { return Err(AppError::not_found().at(["parent"])) };
    if above.iter().any(|tenant| tenant.id == moved.id) {
        return Err(AppError::invalid("error-tenant-cycle").at(["parent"]));
    }
    if first.kind != TenantKind::DeveloperPlatform {
        return Err(AppError::invalid("error-tenant-parent").at(["parent"]));
    }
    if above.len() + platforms_from(all, moved).await? > MAX_PLATFORMS {
        let limit = AppError::limit_exceeded("error-tenant-depth").arg("limit", MAX_PLATFORMS as u64);
        return Err(limit.at(["parent"]));
    }
    Ok(())
}

/// The tenant and those above it, the lowest first: one statement each, as far as the limit needs.
async fn upwards(all: &OperatorReadScope, from: TenantId) -> Result<Vec<Model>> {
    let mut found = Vec::new();
    let mut next = Some(from);
    while let Some(id) = next.filter(|_| found.len() <= MAX_PLATFORMS) {
        let Some(tenant) = store::find_all(all, vec![id]).await?.pop() else { break };
        next = tenant.parent_id;
        found.push(tenant);
    }
    Ok(found)
}

/// Levels of developer platforms from this tenant down: one statement each, as far as the limit needs.
async fn platforms_from(all: &OperatorReadScope, top: &Tenant) -> Result<usize> {
    let mut level = match top.kind {
        TenantKind::DeveloperPlatform => vec![top.id],
        _ => Vec::new(),
    };
    let mut levels = 0;
    while !level.is_empty() && levels <= MAX_PLATFORMS {
        levels += 1;
        level = store::platforms_below(all, level).await?;
    }
    Ok(levels)
}
