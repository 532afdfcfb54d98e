//! Who belongs to which tenant.

use entities::{AccountId, EmailAddress, TenantId, accounts::AccountStatus, members};

use super::store;
use crate::platform::{
    error::{AppError, Result},
    scope::{Principal, Role, SystemScope, WriteScope},
};

/// An owner of the operator, as a token will name it.
pub fn operator_owner(tenant: TenantId, account: AccountId) -> Principal {
    Principal { operator: true, ..Principal::person(account, tenant, Role::Owner) }
}

/// Makes the person with this address a member of the scope's tenant, with an account if it has none. Whoever is a
/// member already keeps the role.
///
/// # Errors
/// `FORBIDDEN` for an account that is locked.
pub async fn enroll(
    system: &SystemScope,
    scope: &WriteScope,
    email: &EmailAddress,
    role: Role,
) -> Result<AccountId> {
    let id = match system.find_account(email).await? {
        Some(found) if found.status == AccountStatus::Locked => return Err(AppError::forbidden()),
        Some(found) => found.id,
        None => store::insert_account(scope, email).await?,
    };
    let row = members::Model { tenant_id: scope.tenant(), account_id: id, role, created_at: scope.now() };
    store::insert_member(scope, row).await?;
    Ok(id)
}
