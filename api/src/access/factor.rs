//! The second factor: one-time codes of an authenticator app, and codes to recover with.

use chrono::{DateTime, Utc};
use entities::{AccountId, Digest, TypedId, account_secrets as secrets};
use sha2::{Digest as _, Sha256};

use super::{Access, people::refused, store, totp};
use crate::platform::{
    config::Secret,
    error::{AppError, Result},
    scope::{AccountRows, Session},
    seal::Sealed,
};

/// Recovery codes that are handed out at once.
const RECOVERY_CODES: usize = 10;
/// Digits of one; five bits each.
const RECOVERY_DIGITS: usize = 16;

/// What became of the second factor at a sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Factor {
    /// The account has none.
    None,
    /// It has one, and no code came.
    Missing,
    /// The code is not good.
    Wrong,
    /// The code is good, and used up.
    Shown,
}

/// The key of one-time codes, as its holder puts it into an app.
#[derive(Debug)]
pub struct Enrolment {
    /// Base32.
    pub secret: Secret,
    /// For a picture to scan.
    pub uri: Secret,
}

fn context(account: AccountId) -> Vec<u8> {
    [b"account_secrets.totp:".as_slice(), account.uuid().as_bytes()].concat()
}

fn open(access: &Access, row: &secrets::Model) -> Result<Option<Vec<u8>>> {
    let (Some(ciphertext), Some(key_id)) = (row.totp_ciphertext.clone(), row.totp_key_id.clone()) else {
        return Ok(None);
    };
    access.sealer().open(&context(row.account_id), &Sealed { ciphertext, key_id }).map(Some)
}

/// Checks and uses up a code.
pub(super) async fn check(
    access: &Access,
    rows: AccountRows<'_>,
    row: &secrets::Model,
    code: Option<&Secret>,
    now: DateTime<Utc>,
) -> Result<Factor> {
    if row.totp_confirmed_at.is_none() {
        return Ok(Factor::None);
    }
    let Some(code) = code else { return Ok(Factor::Missing) };
    let Some(key) = open(access, row)? else { return Ok(Factor::Wrong) };
    if let Some(step) = totp::step_of(&key, code.expose().trim(), now, row.totp_step) {
        store::use_step(rows, step).await?;
        return Ok(Factor::Shown);
    }
    let recovered =
        store::use_recovery_code(rows, &recovery_digest(rows.account(), code.expose()), now).await?;
    Ok(if recovered { Factor::Shown } else { Factor::Wrong })
}

/// The caller's own secrets, after its password was verified once more; a wrong one counts as a failed sign-in.
pub(super) async fn verified(
    session: &Session,
    access: &Access,
    password: &Secret,
) -> Result<secrets::Model> {
    let account = session.person()?;
    let scope = session.account_scope(account).await?;
    let before = store::secrets(scope.rows()).await?;
    drop(scope);
    let row = before.ok_or_else(refused)?;
    if super::people::is_locked(&row, session.now()) {
        return Err(refused());
    }
    if access.passwords().verify(password, Some(row.password.clone())).await? {
        return Ok(row);
    }
    let scope = session.account_scope(account).await?;
    scope.rows().lock().await?;
    let row = store::secrets(scope.rows()).await?.ok_or_else(refused)?;
    store::count_failure(scope.rows(), &row, access.lock_until(row.failures + 1, scope.now())).await?;
    scope.commit().await?;
    Err(AppError::invalid("error-password-wrong").at(["password"]))
}

/// Makes a key of one-time codes for the caller. It is not asked for before it is confirmed; a later one replaces one that
/// was never confirmed.
///
/// # Errors
/// `UNAUTHENTICATED` for a stranger or a key; `INVALID` (`error-password-wrong`); `ILLEGAL_STATE`
/// (`error-second-factor-kept`) where there is a confirmed one.
pub async fn enrol(session: &Session, access: &Access, password: &Secret) -> Result<Enrolment> {
    let row = verified(session, access, password).await?;
    let scope = session.account_scope(row.account_id).await?;
    let account = scope.rows().lock().await?.ok_or_else(refused)?;
    let row = store::secrets(scope.rows()).await?.ok_or_else(refused)?;
    if row.totp_confirmed_at.is_some() {
        return Err(AppError::illegal_state("error-second-factor-kept"));
    }
    let key = totp::make_key(access.random());
    let sealed = access.sealer().seal(&context(row.account_id), &key, access.random())?;
    store::set_totp(scope.rows(), sealed).await?;
    scope.commit().await?;
    let uri = totp::uri(&key, access.issuer(), account.email.as_str());
    Ok(Enrolment { secret: Secret::new(totp::base32(&key)), uri })
}

/// Confirms the key with a first code. From then on each sign-in asks for one. The answer holds recovery codes, each good
/// once, which are shown here and nowhere else.
///
/// # Errors
/// `UNAUTHENTICATED`; `ILLEGAL_STATE` (`error-second-factor-absent`, `error-second-factor-kept`) where there is nothing to
/// confirm; `INVALID` (`error-code-wrong`).
pub async fn confirm(session: &Session, access: &Access, code: &Secret) -> Result<Vec<Secret>> {
    let scope = session.account_scope(session.person()?).await?;
    let (rows, now) = (scope.rows(), scope.now());
    rows.lock().await?;
    let row = store::secrets(rows).await?.ok_or_else(refused)?;
    if row.totp_confirmed_at.is_some() {
        return Err(AppError::illegal_state("error-second-factor-kept"));
    }
    let key = open(access, &row)?.ok_or_else(|| AppError::illegal_state("error-second-factor-absent"))?;
    let step = totp::step_of(&key, code.expose().trim(), now, None);
    let step = step.ok_or_else(|| AppError::invalid("error-code-wrong").at(["code"]))?;
    store::confirm_totp(rows, step, now).await?;
    let codes: Vec<Secret> = (0..RECOVERY_CODES).map(|_| recovery_code(access)).collect();
    let digests = codes.iter().map(|code| recovery_digest(rows.account(), code.expose()));
    store::replace_recovery_codes(rows, digests.collect()).await?;
    scope.commit().await?;
    Ok(codes)
}

/// Removes the caller's second factor, with its password and a code.
///
/// # Errors
/// As for [`enrol`]; `ILLEGAL_STATE` (`error-second-factor-absent`); `INVALID` (`error-code-wrong`).
pub async fn remove(session: &Session, access: &Access, password: &Secret, code: &Secret) -> Result<()> {
    let account = verified(session, access, password).await?.account_id;
    let scope = session.account_scope(account).await?;
    let rows = scope.rows();
    rows.lock().await?;
    let row = store::secrets(rows).await?.ok_or_else(refused)?;
    match check(access, rows, &row, Some(code), scope.now()).await? {
        Factor::None => return Err(AppError::illegal_state("error-second-factor-absent")),
        Factor::Missing | Factor::Wrong => {
            store::count_failure(rows, &row, access.lock_until(row.failures + 1, scope.now())).await?;
            scope.commit().await?;
            return Err(AppError::invalid("error-code-wrong").at(["code"]));
        }
        Factor::Shown => {}
    }
    store::remove_totp(rows).await?;
    scope.commit().await
}

fn recovery_code(access: &Access) -> Secret {
    let mut bytes = [0; RECOVERY_DIGITS * 5 / 8];
    access.random().fill(&mut bytes);
    let digits = totp::base32(&bytes).to_ascii_lowercase();
    let groups: Vec<String> =
        digits.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
    Secret::new(groups.join("-"))
}

/// However it is typed: digits count, their case and what stands between them does not.
fn recovery_digest(account: AccountId, code: &str) -> Digest {
    let digits: String = code.chars().filter(char::is_ascii_alphanumeric).take(64).collect();
    let hash =
        Sha256::new().chain_update(account.uuid().as_bytes()).chain_update(digits.to_ascii_lowercase());
    let hash: [u8; 32] = hash.finalize().into();
    hash.into()
}
