//! The platform itself as a tenant, and its first people.

use std::collections::BTreeMap;

use disclosure::texts::{SUPPORTED, Texts};
use entities::EmailAddress;

use super::{
    model::{NewTenant, TenantKind},
    store,
};
use crate::{
    access, audit,
    platform::{
        error::{AppError, Result},
        scope::{Principal, Role, SystemScope},
    },
};

/// The operator's slug.
pub const OPERATOR_SLUG: &str = "operator";

/// Makes the person with this address an owner of the operator, which is made where it does not exist yet.
///
/// # Errors
/// `FORBIDDEN` for an account that is locked; those of the database, as codes.
pub async fn enroll_operator(system: &SystemScope, email: &EmailAddress) -> Result<Principal> {
    let found = system.find_tenant(OPERATOR_SLUG).await?;
    let scope = match found {
        Some(found) if found.kind != TenantKind::Operator => {
            return Err(AppError::illegal_state("error-tenant-kind"));
        }
        Some(found) => system.write(found.id).await?,
        None => {
            let scope = system.write_new_tenant().await?;
            let new = NewTenant { slug: OPERATOR_SLUG.into(), kind: TenantKind::Operator, name: names()? };
            store::insert(&scope, &new, &new.profile()?, None).await?;
            scope
        }
    };
    let tenant = scope.tenant();
    let account = access::enroll(system, &scope, email, Role::Owner).await?;
    if found.is_none() {
        audit::append(&scope, audit::Entry::new("tenant.created", "tenant", tenant)).await?;
    }
    audit::append(&scope, audit::Entry::new("member.enrolled", "account", account)).await?;
    scope.commit().await?;
    Ok(access::operator_owner(tenant, account))
}

fn names() -> Result<BTreeMap<String, String>> {
    let name = |tag: &&str| {
        let locale = tag.parse().map_err(AppError::internal)?;
        let label = Texts::get(&locale).and_then(|texts| texts.label("operator-name"));
        Ok(((*tag).to_owned(), label.map_err(AppError::internal)?))
    };
    SUPPORTED.iter().map(name).collect()
}
