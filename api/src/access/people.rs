//! Signing in and out.
//!
//! A sign-in begins a session: a family of refresh tokens of which one at a time is good. Each refresh uses one up and
//! hands out the next; one that comes a second time was stolen, and ends the whole family. What is refused is refused in
//! the same words and after the same work, whether or not there is such an account.

use chrono::{DateTime, TimeDelta, Utc};
use entities::{
    AccountId, EmailAddress, SessionId, TypedId, account_secrets as secrets, accounts::AccountStatus,
    members::Role, tenants::TenantKind,
};

use super::{
    Access,
    factor::{self, Factor},
    store,
    text::{Kind, OfAccount},
};
use crate::platform::{
    config::Secret,
    error::{AppError, ErrorCode, Result},
    scope::{AccountRows, Credential, Membership, Principal, Session},
};

/// What somebody shows to be let in.
#[derive(Debug)]
pub struct SignIn {
    /// As typed.
    pub email: String,
    pub password: Secret,
    /// Slug of the tenant to act in.
    pub tenant: Option<String>,
    /// A one-time code, or a recovery code, where the account has a second factor.
    pub code: Option<Secret>,
}

/// A session, as its client gets it.
#[derive(Debug)]
pub struct SignedIn {
    pub account: AccountId,
    pub memberships: Vec<Membership>,
    /// Acts in one tenant; none where there are several and none was named.
    pub access: Option<AccessToken>,
    /// Goes on with the session, once.
    pub refresh: Secret,
    /// After that the session cannot be gone on with.
    pub expires_at: DateTime<Utc>,
}

/// A token for one tenant.
#[derive(Debug)]
pub struct AccessToken {
    pub text: Secret,
    pub membership: Membership,
    pub expires_at: DateTime<Utc>,
}

/// The one answer to whatever is wrong.
pub(super) fn refused() -> AppError {
    AppError::new(ErrorCode::Unauthenticated, "error-sign-in")
}

/// Lets somebody in.
///
/// # Errors
/// `UNAUTHENTICATED` (`error-sign-in`) for whatever is wrong, a locked account included; (`error-second-factor`) where
/// the password is right and a code is missing. `NOT_FOUND` for a tenant that the account is no member of.
pub async fn sign_in(session: &Session, access: &Access, shown: SignIn) -> Result<SignedIn> {
    let account = find(session, &shown.email).await?;
    // Read, let go, compute, and only then write: hashing holds no connection.
    let scope = session.account_scope(account).await?;
    let before = store::secrets(scope.rows()).await?;
    drop(scope);
    let locked = before.as_ref().is_some_and(|row| is_locked(row, session.now()));
    let matches =
        access.passwords().verify(&shown.password, before.as_ref().map(|row| row.password.clone())).await?;

    let scope = session.account_scope(account).await?;
    let (rows, now) = (scope.rows(), scope.now());
    let active = rows.lock().await?.is_some_and(|account| account.status == AccountStatus::Active);
    // Another's failures may have locked it meanwhile, or its holder may have set another password.
    let Some(row) =
        store::secrets(rows).await?.filter(|row| active && Some(&row.password) == password(&before))
    else {
        return Err(refused());
    };
    if locked || is_locked(&row, now) {
        return Err(refused());
    }
    let factor = if matches {
        factor::check(access, rows, &row, shown.code.as_ref(), now).await?
    } else {
        Factor::Wrong
    };
    let second_factor = match factor {
        Factor::Missing => return Err(AppError::new(ErrorCode::Unauthenticated, "error-second-factor")),
        Factor::Wrong => {
            store::count_failure(rows, &row, access.lock_until(row.failures + 1, now)).await?;
            // The count has to last: a refusal that is committed.
            scope.commit().await?;
            return Err(refused());
        }
        Factor::None => false,
        Factor::Shown => true,
    };
    store::forget_failures(rows).await?;
    let memberships = rows.memberships().await?;
    let chosen = choose(&memberships, shown.tenant.as_deref())?;
    let (id, expires_at) = (scope.new_id(), now + access.session_time());
    store::insert_session(rows, id, second_factor, now, expires_at).await?;
    let refresh = hand_out(access, rows, id, now).await?;
    let token = access_token(access, account, chosen, second_factor, now)?;
    scope.commit().await?;
    Ok(SignedIn { account, memberships, access: token, refresh, expires_at })
}

/// The account of an address; for an address without one an id that nothing has, so that both take the same way.
async fn find(session: &Session, email: &str) -> Result<AccountId> {
    let found = match email.parse::<EmailAddress>() {
        Ok(email) => session.find_account(&email).await?,
        Err(_) => None,
    };
    Ok(found.map_or_else(|| AccountId::from_uuid(uuid::Uuid::nil()), |found| found.id))
}

fn password(row: &Option<secrets::Model>) -> Option<&String> {
    row.as_ref().map(|row| &row.password)
}

pub(super) fn is_locked(row: &secrets::Model, now: DateTime<Utc>) -> bool {
    row.locked_until.is_some_and(|until| until > now)
}

/// The tenant to act in: the one that is named, or the only one.
fn choose<'a>(memberships: &'a [Membership], tenant: Option<&str>) -> Result<Option<&'a Membership>> {
    match (tenant, memberships) {
        (Some(slug), all) => {
            let named = all.iter().find(|membership| membership.slug == slug);
            named.map(Some).ok_or_else(|| AppError::not_found().at(["tenant"]))
        }
        (None, [only]) => Ok(Some(only)),
        (None, _) => Ok(None),
    }
}

async fn hand_out(
    access: &Access,
    rows: AccountRows<'_>,
    session: SessionId,
    now: DateTime<Utc>,
) -> Result<Secret> {
    let (text, held) = OfAccount::new(Kind::Refresh, rows.account(), access.random());
    store::insert_refresh_token(rows, held.sha256, session, now).await?;
    Ok(text)
}

fn access_token(
    access: &Access,
    account: AccountId,
    membership: Option<&Membership>,
    second_factor: bool,
    now: DateTime<Utc>,
) -> Result<Option<AccessToken>> {
    let Some(membership) = membership else { return Ok(None) };
    let role: Role = membership.role;
    let principal = Principal {
        tenant: membership.tenant_id,
        operator: membership.kind == TenantKind::Operator,
        credential: Credential::Account { account, role, second_factor },
    };
    let life = access.token_time();
    let text = access.tokens().issue(&principal, life, now, access.random())?;
    let expires_at = now + TimeDelta::from_std(life).map_err(AppError::internal)?;
    Ok(Some(AccessToken { text: Secret::new(text), membership: membership.clone(), expires_at }))
}

/// Goes on with a session, in the tenant that is named, or the only one. What the account may do there is looked up anew.
///
/// # Errors
/// `UNAUTHENTICATED` (`error-sign-in`), the same for a token that was never handed out, has ended, or was used before;
/// the last also ends its session. `NOT_FOUND` for a tenant that the account is no member of; the token is still good.
pub async fn refresh(
    session: &Session,
    access: &Access,
    token: &Secret,
    tenant: Option<&str>,
) -> Result<SignedIn> {
    let held = OfAccount::parse(Kind::Refresh, token.expose()).ok_or_else(refused)?;
    let account = held.account();
    let scope = session.account_scope(account).await?;
    let (rows, now) = (scope.rows(), scope.now());
    // The account's row: of two uses of one token at once, one comes second.
    let active = rows.lock().await?.is_some_and(|account| account.status == AccountStatus::Active);
    let token = store::refresh_token(rows, &held.sha256).await?.filter(|_| active).ok_or_else(refused)?;
    let family = store::session(rows, token.session_id).await?.ok_or_else(refused)?;
    let idle = family.refreshed_at + access.idle_time();
    if family.ended_at.is_some() || family.expires_at <= now || idle <= now {
        return Err(refused());
    }
    if token.used_at.is_some() {
        store::end_session(rows, family.id, now).await?;
        // That it ends has to last: a refusal that is committed.
        scope.commit().await?;
        tracing::warn!(session.id = %family.id, "a refresh token came twice; its session has ended");
        return Err(refused());
    }
    let memberships = rows.memberships().await?;
    let chosen = choose(&memberships, tenant)?;
    store::use_refresh_token(rows, &held.sha256, now).await?;
    store::touch_session(rows, family.id, now).await?;
    let refresh = hand_out(access, rows, family.id, now).await?;
    let token = access_token(access, account, chosen, family.second_factor, now)?;
    scope.commit().await?;
    Ok(SignedIn { account, memberships, access: token, refresh, expires_at: family.expires_at })
}

/// Ends the session of a refresh token, or all sessions of its account. A token that is not good ends nothing, and is
/// answered the same. An access token that was handed out holds until its time has passed.
///
/// # Errors
/// Those of the database, as codes.
pub async fn sign_out(session: &Session, token: &Secret, everywhere: bool) -> Result<()> {
    let Some(held) = OfAccount::parse(Kind::Refresh, token.expose()) else { return Ok(()) };
    let scope = session.account_scope(held.account()).await?;
    let (rows, now) = (scope.rows(), scope.now());
    let Some(token) = store::refresh_token(rows, &held.sha256).await? else { return Ok(()) };
    let family = store::session(rows, token.session_id).await?;
    if family.is_none_or(|family| family.ended_at.is_some() || token.used_at.is_some()) {
        return Ok(());
    }
    if everywhere {
        store::end_sessions(rows, now).await?;
    } else {
        store::end_session(rows, token.session_id, now).await?;
    }
    scope.commit().await
}
