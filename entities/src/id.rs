//! Ids: one newtype a table over a time-ordered UUID (version 7), so that two kinds cannot be mixed up.
//!
//! Outside the database an id is a text: its prefix, `_`, and 26 characters of lower-case Crockford base32
//! (`app_01k9x…`). One id has exactly one spelling, and texts of one kind sort by the time they were made.
//! New kind: a line of `ids!` with a prefix that no other has.

use std::{fmt, str::FromStr};

use sea_orm::{DbErr, DeriveValueType, TryFromU64, prelude::Uuid};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Crockford's digits: no `i`, `l`, `o`, `u`.
const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// 128 bits in digits of 5 bits; the first digit carries 3.
const TEXT_LENGTH: usize = 26;

/// A text that is no id of the kind asked for. It does not repeat the text, which may be anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// The text names another kind of thing, or none.
    #[error("an id of this kind starts with `{expected}_`")]
    WrongPrefix {
        /// The prefix of the kind asked for.
        expected: &'static str,
    },
    /// The prefix fits and the rest does not.
    #[error("the part after `{expected}_` is not 26 characters of base32")]
    Malformed {
        /// The prefix of the kind asked for.
        expected: &'static str,
    },
}

/// What all id newtypes have in common.
pub trait TypedId: Copy + Eq + Ord + fmt::Display + FromStr<Err = IdError> + Send + Sync + 'static {
    /// The text in front of `_`.
    const PREFIX: &'static str;

    /// Takes a UUID for an id of this kind. New ids come from the gateway's `platform::id`.
    fn from_uuid(uuid: Uuid) -> Self;

    /// The UUID that the database holds.
    fn uuid(self) -> Uuid;
}

/// Writes 128 bits as 26 digits, most significant first.
fn encode(uuid: Uuid) -> String {
    let bits = uuid.as_u128();
    (0..TEXT_LENGTH)
        .rev()
        .map(|place| {
            let digit = usize::try_from((bits >> (5 * place)) & 31).expect("five bits fit in a usize");
            char::from(DIGITS[digit])
        })
        .collect()
}

/// Reads what `encode` writes, and nothing else: no upper case, no look-alikes, no overflow.
fn decode(text: &str) -> Option<Uuid> {
    if text.len() != TEXT_LENGTH {
        return None;
    }
    let mut bits = 0u128;
    for (place, character) in text.bytes().enumerate() {
        let digit = DIGITS.iter().position(|candidate| *candidate == character)?;
        if place == 0 && digit > 7 {
            return None;
        }
        bits = (bits << 5) | digit as u128;
    }
    Some(Uuid::from_u128(bits))
}

fn parse(prefix: &'static str, text: &str) -> Result<Uuid, IdError> {
    let rest = text
        .strip_prefix(prefix)
        .and_then(|rest| rest.strip_prefix('_'))
        .ok_or(IdError::WrongPrefix { expected: prefix })?;
    decode(rest).ok_or(IdError::Malformed { expected: prefix })
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident, $prefix:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, DeriveValueType)]
        pub struct $name(Uuid);

        impl TypedId for $name {
            const PREFIX: &'static str = $prefix;

            fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl TryFromU64 for $name {
            /// Always an error: no database makes these ids.
            fn try_from_u64(_: u64) -> Result<Self, DbErr> {
                Err(DbErr::ConvertFromU64(stringify!($name)))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}_{}", $prefix, encode(self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                parse($prefix, text).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
            }
        }
    )+};
}

ids! {
    /// Names a tenant.
    TenantId, "ten";
    /// Names a person's account, which may be a member of several tenants.
    AccountId, "acc";
    /// Names an app of one tenant.
    AppId, "app";
    /// Names a draft of an app's policy.
    DraftId, "drf";
    /// Names a published version of an app's policy.
    PolicyVersionId, "ver";
    /// Names an API key of one tenant.
    ApiKeyId, "key";
    /// Names an invitation into a tenant.
    InvitationId, "inv";
    /// Names a sign-in of an account.
    SessionId, "ses";
    /// Names a job in the outbox.
    OutboxId, "out";
    /// Names a verification of a tenant.
    VerificationId, "vrf";
    /// Names a sharing log of a tenant.
    LogId, "log";
}

/// Names a record of a sharing log: by the log, the month in which the log took it, and its number in the log. The month
/// says where it lies, so that it is found at once among those of many years.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SharingRecordId {
    /// The log.
    pub log: LogId,
    /// Year and month in UTC, such as 202611.
    pub month: i32,
    /// Counted from 0.
    pub seq: i64,
}

impl SharingRecordId {
    /// The text in front of `_`.
    pub const PREFIX: &'static str = "rec";
}

impl fmt::Display for SharingRecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}_{}_{}", Self::PREFIX, encode(self.log.0), self.month, self.seq)
    }
}

impl fmt::Debug for SharingRecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for SharingRecordId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let expected = Self::PREFIX;
        let rest = text.strip_prefix("rec_").ok_or(IdError::WrongPrefix { expected })?;
        let parts: Vec<&str> = rest.split('_').collect();
        let [log, month, seq] = parts[..] else { return Err(IdError::Malformed { expected }) };
        let read =
            || Some(Self { log: LogId(decode(log)?), month: month.parse().ok()?, seq: seq.parse().ok()? });
        // One spelling only: no sign, no leading zero.
        let fits = |id: &Self| id.month >= 0 && id.seq >= 0 && id.to_string() == text;
        read().filter(fits).ok_or(IdError::Malformed { expected })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_round_trip_and_keep_the_order() {
        let low = AppId::from_uuid(Uuid::from_u128(0));
        let high = AppId::from_uuid(Uuid::from_u128(u128::MAX));
        assert_eq!(low.to_string(), "app_00000000000000000000000000");
        assert_eq!(high.to_string(), "app_7zzzzzzzzzzzzzzzzzzzzzzzzz");
        for bits in [0, 1, 31, 32, 0x0190_0000_0000_7000_8000_0000_0000_0001, u128::MAX] {
            let id = AppId::from_uuid(Uuid::from_u128(bits));
            assert_eq!(id.to_string().parse::<AppId>(), Ok(id));
            let written = serde_json::to_string(&id).expect("a text is JSON");
            assert_eq!(written, format!("\"{id}\""));
            assert_eq!(serde_json::from_str::<AppId>(&written).expect("reads back"), id);
        }
    }

    #[test]
    fn a_record_s_id_has_one_spelling() {
        let id = SharingRecordId { log: LogId::from_uuid(Uuid::from_u128(7)), month: 202_611, seq: 12 };
        let text = id.to_string();
        assert_eq!((text.as_str(), text.parse()), ("rec_00000000000000000000000007_202611_12", Ok(id)));
        let malformed: Result<SharingRecordId, _> = Err(IdError::Malformed { expected: "rec" });
        for tail in ["", "_1", "_1_2_3", "_202611_-1", "_202611_012", "_+202611_1", "_202611_1 "] {
            assert_eq!(format!("rec_00000000000000000000000007{tail}").parse(), malformed, "{tail:?}");
        }
        let other: Result<SharingRecordId, _> = Err(IdError::WrongPrefix { expected: "rec" });
        assert_eq!("log_00000000000000000000000007".parse(), other);
    }

    #[test]
    fn another_kind_fails_before_its_digits_are_read() {
        let tenant = TenantId::from_uuid(Uuid::from_u128(7)).to_string();
        assert_eq!(tenant.parse::<AppId>(), Err(IdError::WrongPrefix { expected: "app" }));
        assert_eq!("".parse::<AppId>(), Err(IdError::WrongPrefix { expected: "app" }));
        assert_eq!("app".parse::<AppId>(), Err(IdError::WrongPrefix { expected: "app" }));
    }

    #[test]
    fn an_id_has_one_spelling() {
        let malformed = Err(IdError::Malformed { expected: "app" });
        for rest in [
            "",
            "0",
            "0000000000000000000000000A",
            "0000000000000000000000000o",
            "80000000000000000000000000",
            "000000000000000000000000000",
            "0000000000000000000000000é",
            "0000000000000000000000000 ",
        ] {
            assert_eq!(format!("app_{rest}").parse::<AppId>(), malformed, "{rest:?}");
        }
    }
}
