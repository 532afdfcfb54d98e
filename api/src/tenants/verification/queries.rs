//! Looking at verifications.

use std::collections::HashMap;

use entities::{TenantId, VerificationId};

use super::{
    model::{Verification, VerificationState},
    store,
};
use crate::{
    platform::{
        error::Result,
        page::{Page, PageArgs},
        scope::{Permission, Session},
    },
    tenants::{Tenant, by_ids},
};

/// Those of the verifications with these ids that the caller may see: its own tenant's, or any for the operator's people.
///
/// # Errors
/// `UNAUTHENTICATED`.
pub async fn verifications_by_ids(
    session: &Session,
    ids: &[VerificationId],
) -> Result<HashMap<VerificationId, Verification>> {
    let principal = *session.require(Permission::ReadTenant)?;
    let found = if principal.permits(Permission::ReadAllTenants) {
        store::find_of_all(&session.operator().await?, ids).await?
    } else {
        store::find(&session.read(Permission::ReadTenant).await?, ids).await?
    };
    Ok(found.into_iter().map(|verification| (verification.id, verification)).collect())
}

/// The newest verification of each of these tenants, of those that the caller may look into.
///
/// # Errors
/// `UNAUTHENTICATED`.
pub async fn verifications_of(
    session: &Session,
    tenants: Vec<TenantId>,
) -> Result<HashMap<TenantId, Verification>> {
    let principal = *session.require(Permission::ReadTenant)?;
    if principal.permits(Permission::ReadAllTenants) {
        return store::newest_of_all(&session.operator().await?, tenants).await;
    }
    if !tenants.contains(&principal.tenant) {
        return Ok(HashMap::new());
    }
    let newest = store::newest(&session.read(Permission::ReadTenant).await?).await?;
    Ok(newest.into_iter().map(|verification| (verification.tenant, verification)).collect())
}

/// One page of the verifications of all tenants, the longest waiting first.
///
/// # Errors
/// `FORBIDDEN` for all but the operator's people; `INVALID` for a cursor of another list.
pub async fn verification_queue(
    session: &Session,
    state: Option<VerificationState>,
    args: &PageArgs,
) -> Result<Page<Verification>> {
    store::queue(&session.operator().await?, state, args).await
}

/// A question for other tenants with the same number: whose verification, and the fingerprints of its number.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SameNumber {
    /// Whose verification it is.
    pub tenant: TenantId,
    /// All fingerprints of its number.
    pub fingerprints: Vec<[u8; 32]>,
}

/// The other tenants for which the same number is verified: for whoever decides, and for nobody else.
///
/// # Errors
/// `FORBIDDEN`; `UNAUTHENTICATED`.
pub async fn same_number(
    session: &Session,
    asked: &[SameNumber],
) -> Result<HashMap<SameNumber, Vec<Tenant>>> {
    session.require(Permission::DecideVerification)?;
    let all = asked.iter().flat_map(|one| one.fingerprints.iter().copied()).collect();
    let found = store::approved_with(&session.operator().await?, all).await?;
    let ids: Vec<TenantId> = found.iter().map(|(tenant, _)| *tenant).collect();
    let tenants = by_ids(session, &ids).await?;
    let others = |one: &SameNumber| {
        let same = found
            .iter()
            .filter(|(tenant, number)| *tenant != one.tenant && one.fingerprints.contains(number));
        same.filter_map(|(tenant, _)| tenants.get(tenant).cloned()).collect()
    };
    Ok(asked.iter().map(|one| (one.clone(), others(one))).collect())
}
