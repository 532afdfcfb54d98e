//! Setting a password: with the old one, or with a one-time link.

use entities::AccountId;

use super::{
    Access, factor,
    people::refused,
    store,
    text::{Kind, OfAccount},
};
use crate::{
    audit,
    platform::{
        config::Secret,
        error::{AppError, Result},
        scope::{AccountRows, Permission, Principal, Session, SystemScope, WriteScope},
    },
};

/// Makes a link with which an account's holder sets a password; earlier ones are good no more.
///
/// # Errors
/// Those of the database, as codes.
async fn make_link(access: &Access, scope: &WriteScope, account: AccountId) -> Result<Secret> {
    let rows = scope.account_rows(account).await?;
    let (text, held) = OfAccount::new(Kind::Link, account, access.random());
    store::replace_link(rows, held.sha256, scope.now(), scope.now() + access.link_time()).await?;
    Ok(text)
}

/// A link for one of the platform's own people, for whom nobody there could make one yet: a command's.
///
/// # Errors
/// `FORBIDDEN` for a credential that is no person's; those of the database, as codes.
pub async fn start(system: &SystemScope, access: &Access, principal: &Principal) -> Result<Secret> {
    let account = principal.account().ok_or_else(AppError::forbidden)?;
    let scope = system.write(principal.tenant).await?;
    let text = make_link(access, &scope, account).await?;
    audit::append(&scope, audit::Entry::new("member.recovery_started", "account", account)).await?;
    scope.commit().await?;
    Ok(text)
}

/// A link for a member who has lost the password. The operator's owners alone may make one: a person may belong to other
/// tenants too, which the owner of one must not take over.
///
/// # Errors
/// `FORBIDDEN`; `NOT_FOUND` for a tenant or member that does not exist.
pub async fn recover(session: &Session, access: &Access, tenant: &str, account: AccountId) -> Result<Secret> {
    session.require(Permission::GovernTenants)?;
    let scope = super::members::write(session, tenant, Permission::GovernTenants).await?;
    store::member(&scope, account).await?.ok_or_else(|| AppError::not_found().at(["accountId"]))?;
    let text = make_link(access, &scope, account).await?;
    audit::append(&scope, audit::Entry::new("member.recovery_started", "account", account)).await?;
    scope.commit().await?;
    Ok(text)
}

/// Sets the password with a one-time link and ends all sessions. A second factor stays.
///
/// # Errors
/// `INVALID`: `error-link` for a link that was never made, has ended or was used, `error-password`.
pub async fn set_by_link(session: &Session, access: &Access, link: &Secret, new: &Secret) -> Result<()> {
    let dead = || AppError::invalid("error-link").at(["link"]);
    let held = OfAccount::parse(Kind::Link, link.expose()).ok_or_else(dead)?;
    let password = hash(access, new).await?;
    let scope = session.account_scope(held.account()).await?;
    let (rows, now) = (scope.rows(), scope.now());
    rows.lock().await?.ok_or_else(dead)?;
    if !store::use_link(rows, &held.sha256, now).await? {
        return Err(dead());
    }
    set(rows, password, now).await?;
    scope.commit().await
}

/// Sets the caller's own password and ends all its sessions.
///
/// # Errors
/// `UNAUTHENTICATED`; `INVALID`: `error-password-wrong`, `error-password`.
pub async fn change(session: &Session, access: &Access, old: &Secret, new: &Secret) -> Result<()> {
    let before = factor::verified(session, access, old).await?;
    let password = hash(access, new).await?;
    let scope = session.account_scope(before.account_id).await?;
    let (rows, now) = (scope.rows(), scope.now());
    rows.lock().await?;
    let row = store::secrets(rows).await?.ok_or_else(refused)?;
    if row.password != before.password {
        return Err(AppError::conflict("error-concurrent"));
    }
    set(rows, password, now).await?;
    scope.commit().await
}

pub(super) async fn hash(access: &Access, password: &Secret) -> Result<String> {
    let hashed = access.passwords().hash(password, access.shared_random()).await;
    hashed.map_err(
        |error| if error.message().key == "error-password" { error.at(["newPassword"]) } else { error },
    )
}

pub(super) async fn set(
    rows: AccountRows<'_>,
    password: String,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<()> {
    store::set_password(rows, password, now).await?;
    store::end_sessions(rows, now).await
}
