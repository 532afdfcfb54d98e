//! E-mail addresses as a column.

use std::{fmt, str::FromStr};

use sea_orm::DeriveValueType;

/// Octets of an address at most (RFC 5321, section 4.5.3.1.3, less the angle brackets).
const MAX_LENGTH: usize = 254;

/// A text that cannot be an address. It does not repeat the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address")]
pub struct EmailError;

/// An e-mail address in its one stored spelling: trimmed and lower-case, so that a person has one account.
///
/// It is personal data: `Debug` does not show it, and it has no `Display`.
#[derive(Clone, PartialEq, Eq, Hash, DeriveValueType)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for EmailAddress {
    type Err = EmailError;

    /// Accepts what can be an address; whether it is one, only a mail can tell.
    fn from_str(text: &str) -> Result<Self, EmailError> {
        let address = text.trim().to_lowercase();
        let (local, domain) = address.split_once('@').ok_or(EmailError)?;
        let broken = address.len() > MAX_LENGTH
            || local.is_empty()
            || domain.is_empty()
            || domain.contains('@')
            || domain.split('.').any(str::is_empty)
            || address.chars().any(|c| c.is_whitespace() || c.is_control());
        if broken { Err(EmailError) } else { Ok(Self(address)) }
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_has_one_spelling() {
        let address: EmailAddress = " Ann.Lee@Example.COM ".parse().expect("an address");
        assert_eq!(address.as_str(), "ann.lee@example.com");
        assert_eq!(format!("{address:?}"), "EmailAddress(..)");
    }

    #[test]
    fn what_cannot_be_an_address_is_refused() {
        let long = format!("{}@example.com", "a".repeat(250));
        for text in ["", "a", "@b.c", "a@", "a@b@c", "a b@c.d", "a@b..c", "a@.c", "a\0@b.c", long.as_str()] {
            assert_eq!(text.parse::<EmailAddress>(), Err(EmailError), "{text:?}");
        }
    }
}
