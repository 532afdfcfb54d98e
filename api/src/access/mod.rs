//! Who is asking: people, how they prove it, to which tenants they belong, and the tokens that say so.
//!
//! Owns `accounts`, `account_secrets`, `recovery_codes`, `sessions`, `refresh_tokens`, `password_links`, `members` and
//! `invitations`.
//!
//! A person signs in with an address, a password and, where there is one, a second factor. That begins a session, whose
//! refresh tokens are good once each, and hands out short access tokens. An access token is a JWT signed with Ed25519
//! (RFC 8037) that names one account in one tenant. The gateway trusts a token only if its `kid` is one of its own keys,
//! `alg` is `EdDSA`, issuer and audience are its own, and the present lies between `nbf` and `exp`, give or take a small
//! leeway. Whatever is wrong with a credential, the caller gets one and the same answer; the reason stands in the error's
//! private cause. This area makes the `Principal` of a person, and `keys` that of a key.
//!
//! What is held by clients (refresh tokens, links, invitations, recovery codes) is stored as a hash; passwords as
//! Argon2id; the key of one-time codes sealed. Events: `member.enrolled`, `member.invited`, `member.joined`,
//! `member.invitation_revoked`, `member.role_set`, `member.removed`, `member.recovery_started`.

mod factor;
mod key;
mod links;
mod members;
mod password;
mod people;
mod role;
mod store;
#[cfg(test)]
mod tests;
mod text;
mod token;
mod totp;

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};

pub use factor::{Enrolment, confirm as confirm_factor, enrol as enrol_factor, remove as remove_factor};
pub use key::{KeyError, TokenKeys};
pub use links::{change as change_password, recover, set_by_link, start as start_password};
pub use members::{
    Acceptance, Invitation, InvitationState, Member, accept, addresses, enroll, invitation_pages, invite,
    memberships, operator_owner, pages as member_pages, remove as remove_member, revoke as revoke_invitation,
    set_role as set_member_role,
};
pub use password::{LONGEST as LONGEST_PASSWORD, Passwords, SHORTEST as SHORTEST_PASSWORD};
pub use people::{AccessToken, SignIn, SignedIn, refresh, sign_in, sign_out};
pub use token::{TokenError, Tokens};

use crate::platform::{Random, Sealer, config::SessionConfig};

/// What letting people in takes. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Access(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    tokens: Arc<Tokens>,
    passwords: Passwords,
    sealer: Sealer,
    random: Arc<dyn Random>,
    config: SessionConfig,
}

/// A time of the configuration; what no calendar holds is a century.
fn span(time: Duration) -> TimeDelta {
    TimeDelta::from_std(time).unwrap_or(TimeDelta::days(36_500)).min(TimeDelta::days(36_500))
}

impl Access {
    /// With these keys and times.
    pub fn new(
        tokens: Arc<Tokens>,
        passwords: Passwords,
        sealer: Sealer,
        random: Arc<dyn Random>,
        config: SessionConfig,
    ) -> Self {
        Self(Arc::new(Parts { tokens, passwords, sealer, random, config }))
    }

    fn tokens(&self) -> &Tokens {
        &self.0.tokens
    }

    fn passwords(&self) -> &Passwords {
        &self.0.passwords
    }

    fn sealer(&self) -> &Sealer {
        &self.0.sealer
    }

    fn random(&self) -> &dyn Random {
        &*self.0.random
    }

    fn shared_random(&self) -> &Arc<dyn Random> {
        &self.0.random
    }

    fn issuer(&self) -> &str {
        self.0.tokens.issuer()
    }

    fn token_time(&self) -> Duration {
        self.0.config.token_time
    }

    fn session_time(&self) -> TimeDelta {
        span(self.0.config.time)
    }

    fn idle_time(&self) -> TimeDelta {
        span(self.0.config.idle_time)
    }

    fn invitation_time(&self) -> TimeDelta {
        span(self.0.config.invitation_time)
    }

    fn link_time(&self) -> TimeDelta {
        span(self.0.config.link_time)
    }

    /// Until when an account is locked after so many failures in a row; not at all while they are few.
    fn lock_until(&self, failures: i32, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let config = &self.0.config;
        let beyond = u32::try_from(failures).ok()?.checked_sub(config.failures)?;
        Some(now + span(config.lock_time.saturating_mul(1 << beyond.min(6))))
    }
}
