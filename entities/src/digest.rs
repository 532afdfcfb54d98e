//! SHA-256 digests as a column.

use std::fmt;

use sea_orm::DeriveValueType;

/// A SHA-256 digest: 32 bytes in the database, 64 lower-case hexadecimal digits as a text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, DeriveValueType)]
pub struct Digest(Vec<u8>);

impl Digest {
    /// The digest's bytes: 32, unless the row was written by somebody else.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl From<[u8; 32]> for Digest {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes.into())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl sea_orm::TryFromU64 for Digest {
    /// Always an error: no database makes these keys.
    fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
        Err(sea_orm::DbErr::ConvertFromU64("Digest"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_reads_as_hexadecimal() {
        let mut bytes = [0; 32];
        bytes[0] = 0x0a;
        bytes[31] = 0xff;
        let text = Digest::from(bytes).to_string();
        assert_eq!(text, format!("0a{}ff", "00".repeat(30)));
    }
}
