//! What a key is, and when it holds.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
pub use entities::api_keys::KeyKind;
use entities::{ApiKeyId, AppId, TenantId, api_key_usage, api_keys};

use crate::platform::{
    config::Secret,
    error::{AppError, Result},
    scope::{Credential, KeyScopes, Principal},
};

/// Characters of a key's name at most.
const MAX_NAME: usize = 100;
/// The longest time after which a key can be made to expire; years of which a database knows.
const MAX_LIFE: TimeDelta = TimeDelta::days(3653);
/// The longest time for which a key and its successor hold side by side.
pub const MAX_OVERLAP: TimeDelta = TimeDelta::days(30);

/// A key, without its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    pub tenant: TenantId,
    pub id: ApiKeyId,
    pub name: String,
    pub kind: KeyKind,
    pub scopes: KeyScopes,
    pub app: Option<AppId>,
    /// The end of its text.
    pub hint: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: Option<DateTime<Utc>>,
    pub revoked_at: Option<DateTime<Utc>>,
    /// The hour in which it was last used; up to an hour and an interval of writing behind.
    pub last_used_at: Option<DateTime<Utc>>,
    pub successor: Option<ApiKeyId>,
}

impl From<api_keys::Model> for ApiKey {
    fn from(row: api_keys::Model) -> Self {
        Self {
            tenant: row.tenant_id,
            id: row.id,
            name: row.name,
            kind: row.kind,
            scopes: row.scopes,
            app: row.app_id,
            hint: row.hint,
            created_at: row.created_at,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
            last_used_at: row.last_used_at,
            successor: row.successor_id,
        }
    }
}

impl ApiKey {
    /// Whether it is accepted at an instant.
    pub fn holds(&self, now: DateTime<Utc>) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|expires| expires > now)
    }

    /// Whom it stands for.
    pub fn principal(&self) -> Principal {
        let credential = Credential::Key { key: self.id, scopes: self.scopes, app: self.app };
        Principal { tenant: self.tenant, operator: false, credential }
    }

    /// When it ends for the sake of a successor: after the overlap, or when it would have ended anyway.
    ///
    /// # Errors
    /// `ILLEGAL_STATE` for a key that holds no more (`error-key-ended`) or has a successor (`error-key-rotated`).
    pub fn end_after(&self, overlap: TimeDelta, now: DateTime<Utc>) -> Result<DateTime<Utc>> {
        if self.successor.is_some() {
            return Err(AppError::illegal_state("error-key-rotated").at(["apiKeyId"]));
        }
        if !self.holds(now) {
            return Err(AppError::illegal_state("error-key-ended").at(["apiKeyId"]));
        }
        let end = now + overlap;
        Ok(self.expires_at.map_or(end, |expires| expires.min(end)))
    }
}

/// What a new key is to be.
#[derive(Debug, Clone)]
pub struct NewKey {
    pub name: String,
    pub kind: KeyKind,
    pub scopes: KeyScopes,
    /// Slug of the one app that it is bound to.
    pub app: Option<String>,
    pub expires_at: Option<DateTime<Utc>>,
}

impl NewKey {
    /// Refuses what cannot be a key.
    ///
    /// # Errors
    /// `INVALID` for a name that is empty, longer than 100 characters or holds a control character, a publishable key
    /// with scopes, a secret one without, an expiry that does not lie ahead.
    pub fn check(&self, now: DateTime<Utc>) -> Result<()> {
        let name = self.name.trim();
        if name.is_empty() || name.chars().count() > MAX_NAME || name.contains(char::is_control) {
            return Err(AppError::invalid("error-key-name").at(["name"]));
        }
        if (self.kind == KeyKind::Secret) == self.scopes.is_empty() {
            return Err(AppError::invalid("error-key-scopes").at(["scopes"]));
        }
        check_expiry(self.expires_at, now)
    }
}

/// Refuses an expiry that does not lie ahead, or too far.
///
/// # Errors
/// `INVALID` (`error-key-expiry`).
pub fn check_expiry(expires_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Result<()> {
    match expires_at {
        Some(expires) if expires <= now || expires > now + MAX_LIFE => {
            Err(AppError::invalid("error-key-expiry").at(["expiresAt"]))
        }
        _ => Ok(()),
    }
}

/// A key that was issued, and its text, which is never known again: not even to a repetition of the same call.
#[derive(Debug)]
pub struct Issued {
    pub key: ApiKey,
    pub text: Option<Secret>,
}

/// How many requests a key made on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayUse {
    /// In UTC.
    pub day: NaiveDate,
    pub requests: i64,
}

impl From<api_key_usage::Model> for DayUse {
    fn from(row: api_key_usage::Model) -> Self {
        Self { day: row.day, requests: row.requests }
    }
}
