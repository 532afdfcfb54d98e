//! The text of a key: `csk_` or `cpk_`, the tenant, `_`, the key, `_`, the secret and its checksum.
//!
//! All of it is lower-case Crockford base32, as in ids. Whoever looks for keys where they do not belong finds them by
//! `c[ps]k(_[0-9a-hjkmnp-tv-z]{26}){2}_[0-9a-hjkmnp-tv-z]{58}`, and by the checksum knows that it is one; a key that was
//! cut off or mistyped is refused before anything is looked up.

use std::fmt;

use entities::{ApiKeyId, TenantId, TypedId};
use sha2::{Digest, Sha256};

use super::KeyKind;
use crate::platform::{Random, config::Secret};

const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Digits of an id without its prefix.
const ID: usize = 26;
/// Digits of the secret: 260 bits, which nobody guesses, so that one round of SHA-256 hides them as well as any slow
/// hash; a slow one would only burden each request.
const SECRET: usize = 52;
/// Digits of the checksum.
const CHECK: usize = 6;
/// Characters of the whole.
const LENGTH: usize = 4 + ID + 1 + ID + 1 + SECRET + CHECK;
/// Characters by which an owner tells one key from another: of the checksum, which hides the secret.
const HINT: usize = 4;

/// A key's text, read: whose it says it is, and the hash that proves it. It does not keep the text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct KeyText {
    /// Of which kind.
    pub kind: KeyKind,
    /// In which tenant it is to be looked up.
    pub tenant: TenantId,
    /// Which key.
    pub key: ApiKeyId,
    /// SHA-256 of the whole text.
    pub sha256: [u8; 32],
}

/// Which key only.
impl fmt::Debug for KeyText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("KeyText").field(&self.key).finish()
    }
}

fn prefix(kind: KeyKind) -> &'static str {
    match kind {
        KeyKind::Publishable => "cpk",
        KeyKind::Secret => "csk",
    }
}

impl KeyText {
    /// Whether a credential means to be a key.
    pub fn is_meant(text: &str) -> bool {
        text.starts_with("cpk_") || text.starts_with("csk_")
    }

    /// Reads a text; none where it is no key that was ever issued, by its form alone.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != LENGTH || !text.is_ascii() {
            return None;
        }
        let kind = [KeyKind::Publishable, KeyKind::Secret]
            .into_iter()
            .find(|kind| text.starts_with(prefix(*kind)))?;
        let (body, check) = text.split_at(LENGTH - CHECK);
        let [_, tenant, key, secret] = body.split('_').collect::<Vec<_>>().try_into().ok()?;
        let whole = secret.len() == SECRET && secret.bytes().all(|digit| DIGITS.contains(&digit));
        if !whole || checksum(body) != check {
            return None;
        }
        Some(Self { kind, tenant: id(tenant)?, key: id(key)?, sha256: Sha256::digest(text).into() })
    }

    /// Makes the text of a new key.
    pub(super) fn make(
        kind: KeyKind,
        tenant: TenantId,
        key: ApiKeyId,
        random: &dyn Random,
    ) -> (Secret, Self) {
        let mut secret = [0; SECRET];
        random.fill(&mut secret);
        let mut text = format!("{}_{}_{}_{}", prefix(kind), digits(tenant), digits(key), base32(&secret));
        text.push_str(&checksum(&text));
        let sha256 = Sha256::digest(&text).into();
        (Secret::new(text), Self { kind, tenant, key, sha256 })
    }

    /// The end of a text, which tells nothing of its secret.
    pub(super) fn hint(text: &Secret) -> String {
        let text = text.expose();
        text[text.len() - HINT..].to_owned()
    }
}

/// One digit of each byte: five bits of eight.
fn base32(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(DIGITS[usize::from(byte & 31)])).collect()
}

fn checksum(body: &str) -> String {
    base32(&Sha256::digest(body)[..CHECK])
}

fn digits<I: TypedId>(id: I) -> String {
    id.to_string()[I::PREFIX.len() + 1..].to_owned()
}

fn id<I: TypedId>(digits: &str) -> Option<I> {
    format!("{}_{digits}", I::PREFIX).parse().ok()
}
