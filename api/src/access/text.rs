//! The texts that people's clients hold: refresh tokens and links of an account, invitations into a tenant.
//!
//! A kind, then whose it is, then 256 random bits, in base64 without padding. So it is known where to look before anything
//! is looked up, and one round of SHA-256 hides the text as well as any slow hash would.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use entities::{AccountId, Digest, InvitationId, TenantId, TypedId};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::platform::{Random, config::Secret};

/// Bytes of what nobody guesses.
const SECRET: usize = 32;

/// What a text is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Goes on with a session.
    Refresh,
    /// Sets a password.
    Link,
    /// Joins a tenant.
    Invitation,
}

impl Kind {
    const fn prefix(self) -> &'static str {
        match self {
            Self::Refresh => "crt_",
            Self::Link => "cpl_",
            Self::Invitation => "civ_",
        }
    }
}

/// A text, read: whose it says it is, and the hash that proves it. It does not keep the text.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Held<const N: usize> {
    owners: [Uuid; N],
    /// SHA-256 of the whole text.
    pub sha256: Digest,
}

impl<const N: usize> fmt::Debug for Held<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Held").finish_non_exhaustive()
    }
}

impl<const N: usize> Held<N> {
    fn make(kind: Kind, owners: [Uuid; N], random: &dyn Random) -> (Secret, Self) {
        let mut bytes: Vec<u8> = owners.iter().flat_map(|owner| *owner.as_bytes()).collect();
        let mut secret = [0; SECRET];
        random.fill(&mut secret);
        bytes.extend_from_slice(&secret);
        let text = format!("{}{}", kind.prefix(), URL_SAFE_NO_PAD.encode(bytes));
        let sha256 = digest(&text);
        (Secret::new(text), Self { owners, sha256 })
    }

    fn read(kind: Kind, text: &str) -> Option<Self> {
        let body = text.strip_prefix(kind.prefix())?;
        // Longer than any of ours is not decoded.
        if body.len() > (16 * N + SECRET).div_ceil(3) * 4 {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(body).ok().filter(|bytes| bytes.len() == 16 * N + SECRET)?;
        let owners =
            std::array::from_fn(|at| Uuid::from_bytes(std::array::from_fn(|byte| bytes[16 * at + byte])));
        Some(Self { owners, sha256: digest(text) })
    }
}

fn digest(text: &str) -> Digest {
    let hash: [u8; 32] = Sha256::digest(text).into();
    hash.into()
}

/// The text of an account.
pub(super) type OfAccount = Held<1>;

impl OfAccount {
    pub fn new(kind: Kind, account: AccountId, random: &dyn Random) -> (Secret, Self) {
        Self::make(kind, [account.uuid()], random)
    }

    /// None for what was never made here, by its form alone.
    pub fn parse(kind: Kind, text: &str) -> Option<Self> {
        Self::read(kind, text)
    }

    pub fn account(&self) -> AccountId {
        AccountId::from_uuid(self.owners[0])
    }
}

/// The text of an invitation.
pub(super) type OfInvitation = Held<2>;

impl OfInvitation {
    pub fn new(tenant: TenantId, id: InvitationId, random: &dyn Random) -> (Secret, Self) {
        Self::make(Kind::Invitation, [tenant.uuid(), id.uuid()], random)
    }

    /// None for what was never made here, by its form alone.
    pub fn parse(text: &str) -> Option<Self> {
        Self::read(Kind::Invitation, text)
    }

    pub fn tenant(&self) -> TenantId {
        TenantId::from_uuid(self.owners[0])
    }

    pub fn invitation(&self) -> InvitationId {
        InvitationId::from_uuid(self.owners[1])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::SystemRandom;

    #[test]
    fn a_text_reads_back_as_what_it_is_and_as_nothing_else() {
        let account = AccountId::from_uuid(Uuid::from_u128(7));
        let (text, held) = OfAccount::new(Kind::Refresh, account, &SystemRandom);
        let read = OfAccount::parse(Kind::Refresh, text.expose()).unwrap();
        assert_eq!((read.account(), &read), (account, &held));
        assert!(OfAccount::parse(Kind::Link, text.expose()).is_none());
        assert!(OfInvitation::parse(text.expose()).is_none());
        let cut = &text.expose()[..text.expose().len() - 1];
        for wrong in ["", "crt_", "crt_AAAA", cut, &format!("{}A", text.expose()), &"crt_A".repeat(100_000)] {
            assert!(OfAccount::parse(Kind::Refresh, wrong).is_none());
        }
        assert!(!format!("{read:?}").contains(&text.expose()[4..12]));
    }
}
