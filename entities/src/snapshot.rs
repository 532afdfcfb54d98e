//! Which state of a declaration a projected row shows.

use std::fmt;

use sea_orm::{DbErr, DeriveValueType, TryFromU64, prelude::Uuid};

use crate::{PolicyVersionId, TypedId};

/// The head of an app's declaration, or one published version of its policy.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, DeriveValueType)]
pub struct Snapshot(Uuid);

impl Snapshot {
    /// The newest revision, whatever its number.
    pub const HEAD: Self = Self(Uuid::nil());

    /// The version it shows, none for the head.
    pub fn version(self) -> Option<PolicyVersionId> {
        (self != Self::HEAD).then(|| PolicyVersionId::from_uuid(self.0))
    }
}

impl From<PolicyVersionId> for Snapshot {
    fn from(version: PolicyVersionId) -> Self {
        Self(version.uuid())
    }
}

impl TryFromU64 for Snapshot {
    /// Always an error: no database makes snapshots.
    fn try_from_u64(_: u64) -> Result<Self, DbErr> {
        Err(DbErr::ConvertFromU64("Snapshot"))
    }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.version() {
            None => f.write_str("HEAD"),
            Some(version) => fmt::Debug::fmt(&version, f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snapshot_is_the_head_or_a_version() {
        let version = PolicyVersionId::from_uuid(Uuid::from_u128(3));
        assert_eq!(Snapshot::HEAD.version(), None);
        assert_eq!(Snapshot::from(version).version(), Some(version));
    }
}
