//! Access tokens: issued for a principal, verified back into it.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use entities::{AccountId, TenantId};
use jsonwebtoken::{Algorithm, Header, Validation, decode, decode_header, encode};
use serde::{Deserialize, Serialize};

use super::TokenKeys;
use crate::platform::{
    AppError, Random,
    config::TokenConfig,
    scope::{Credential, Principal, Role},
};

/// Characters of a token at most; ours have about 500.
const LONGEST: usize = 2048;
/// The type of an access token (RFC 9068): no other JWT signed with the same keys passes for one.
const TYPE: &str = "at+jwt";

/// Why a token was refused. For the log; the caller does not learn it.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// Longer than any token of ours.
    #[error("too long")]
    TooLong,
    /// Another `typ` or `alg` than ours.
    #[error("not an access token")]
    NotAccess,
    /// No `kid`, or one that is not ours.
    #[error("unknown key")]
    UnknownKey,
    /// `exp` has passed.
    #[error("expired")]
    Expired,
    /// `nbf` or `iat` lie ahead.
    #[error("not yet valid")]
    NotYetValid,
    /// No JWT, a wrong signature, issuer or audience, a claim that is missing or malformed.
    #[error("refused: {0}")]
    Refused(#[from] jsonwebtoken::errors::Error),
}

/// Issues and verifies access tokens.
#[derive(Debug)]
pub struct Tokens {
    keys: TokenKeys,
    issuer: String,
    audience: String,
    leeway: i64,
    validation: Validation,
}

#[derive(Serialize)]
struct Issued<'a> {
    iss: &'a str,
    aud: &'a str,
    #[serde(flatten)]
    claims: Claims,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    sub: AccountId,
    tid: TenantId,
    #[serde(with = "super::role")]
    role: Role,
    /// Whether the tenant is the operator: that never changes, and there is one.
    opr: bool,
    iat: i64,
    nbf: i64,
    exp: i64,
    jti: String,
}

impl Tokens {
    /// Tokens signed with these keys under the configured issuer and audience.
    pub fn new(keys: TokenKeys, config: &TokenConfig) -> Self {
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_issuer(&[&config.issuer]);
        validation.set_audience(&[&config.audience]);
        validation.set_required_spec_claims(&["iss", "aud", "sub", "exp", "nbf"]);
        // Times are checked here against the clock passed in, not by the library against the machine's.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        Self {
            keys,
            issuer: config.issuer.clone(),
            audience: config.audience.clone(),
            leeway: i64::try_from(config.leeway.as_secs()).unwrap_or(i64::MAX),
            validation,
        }
    }

    /// The keys, for the key set and the salt.
    pub fn keys(&self) -> &TokenKeys {
        &self.keys
    }

    /// A token for a principal, valid from `now` for `lifetime` in whole seconds.
    ///
    /// # Errors
    /// `INTERNAL` if signing fails, or for a key, which is a credential itself.
    pub fn issue(
        &self,
        principal: &Principal,
        lifetime: Duration,
        now: DateTime<Utc>,
        random: &dyn Random,
    ) -> Result<String, AppError> {
        let Credential::Account { account, role } = principal.credential else {
            return Err(AppError::internal("a token is a person's"));
        };
        let mut id = [0; 16];
        random.fill(&mut id);
        let iat = now.timestamp();
        let claims = Claims {
            sub: account,
            tid: principal.tenant,
            role,
            opr: principal.operator,
            iat,
            nbf: iat,
            exp: iat.saturating_add_unsigned(lifetime.as_secs()),
            jti: URL_SAFE_NO_PAD.encode(id),
        };
        let (kid, key) = self.keys.signing();
        let header =
            Header { typ: Some(TYPE.into()), kid: Some(kid.into()), ..Header::new(Algorithm::EdDSA) };
        encode(&header, &Issued { iss: &self.issuer, aud: &self.audience, claims }, key)
            .map_err(AppError::internal)
    }

    /// The principal that a token names at the instant `now`.
    ///
    /// # Errors
    /// `UNAUTHENTICATED`, the same whatever is wrong; a [`TokenError`] is its cause.
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Principal, AppError> {
        self.check(token, now.timestamp()).map_err(|reason| AppError::unauthenticated().because(reason))
    }

    fn check(&self, token: &str, now: i64) -> Result<Principal, TokenError> {
        if token.len() > LONGEST {
            return Err(TokenError::TooLong);
        }
        let header = decode_header(token)?;
        if header.alg != Algorithm::EdDSA || header.typ.as_deref() != Some(TYPE) {
            return Err(TokenError::NotAccess);
        }
        let key = header.kid.and_then(|kid| self.keys.verifying(&kid)).ok_or(TokenError::UnknownKey)?;
        let claims = decode::<Claims>(token, key, &self.validation)?.claims;
        if claims.exp <= now.saturating_sub(self.leeway) {
            return Err(TokenError::Expired);
        }
        if claims.nbf.max(claims.iat) > now.saturating_add(self.leeway) {
            return Err(TokenError::NotYetValid);
        }
        Ok(Principal { operator: claims.opr, ..Principal::person(claims.sub, claims.tid, claims.role) })
    }
}
