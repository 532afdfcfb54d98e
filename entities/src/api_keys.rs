//! Machine credentials of a tenant. The text of a key is nowhere: only its hash.

use std::{fmt, str::FromStr};

use sea_orm::{DeriveValueType, entity::prelude::*};

use crate::{ApiKeyId, AppId, Digest, Mutable, TenantId, TenantOwned};

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
pub enum KeyKind {
    /// Ships in apps: whoever has the app has it. It says whose reader asks, and allows nothing more.
    #[sea_orm(string_value = "PUBLISHABLE")]
    Publishable,
    /// Stays in back ends: it allows what its scopes say.
    #[sea_orm(string_value = "SECRET")]
    Secret,
}

/// What a secret key may be used for. A new one: a line here and in `ALL`, and in the gateway's table of scopes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyScope {
    /// Read all that the tenant has, or the app that the key is bound to.
    Read,
    /// Change declarations.
    DeclarationWrite,
    /// Open and change drafts.
    DraftWrite,
    /// Publish drafts.
    Publish,
    /// Record what was shared.
    SharingWrite,
}

impl KeyScope {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Read, Self::DeclarationWrite, Self::DraftWrite, Self::Publish, Self::SharingWrite];

    /// Its word, in rows and for readers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::DeclarationWrite => "declaration:write",
            Self::DraftWrite => "draft:write",
            Self::Publish => "publish",
            Self::SharingWrite => "sharing:write",
        }
    }

    fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// A set of scopes; in a row their words, parted by spaces, in the order of [`KeyScope::ALL`].
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, DeriveValueType)]
#[sea_orm(value_type = "String")]
pub struct KeyScopes(u32);

/// A word that names no scope: the row was written by a newer program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no scope of a key")]
pub struct ScopeError;

impl KeyScopes {
    /// No scope at all.
    pub const NONE: Self = Self(0);

    /// The scopes, in their order.
    pub fn iter(self) -> impl Iterator<Item = KeyScope> {
        KeyScope::ALL.into_iter().filter(move |scope| self.0 & scope.bit() != 0)
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl FromIterator<KeyScope> for KeyScopes {
    fn from_iter<I: IntoIterator<Item = KeyScope>>(scopes: I) -> Self {
        Self(scopes.into_iter().fold(0, |bits, scope| bits | scope.bit()))
    }
}

impl FromStr for KeyScopes {
    type Err = ScopeError;

    fn from_str(text: &str) -> Result<Self, ScopeError> {
        let named = |word| KeyScope::ALL.into_iter().find(|scope| scope.as_str() == word).ok_or(ScopeError);
        text.split_ascii_whitespace().map(named).collect()
    }
}

impl fmt::Display for KeyScopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, scope) in self.iter().enumerate() {
            if at > 0 {
                f.write_str(" ")?;
            }
            f.write_str(scope.as_str())?;
        }
        Ok(())
    }
}

impl fmt::Debug for KeyScopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{self}]")
    }
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "api_keys")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ApiKeyId,
    /// What its owner calls it.
    pub name: String,
    pub kind: KeyKind,
    /// None for a publishable key.
    pub scopes: KeyScopes,
    /// The one app that it is bound to.
    pub app_id: Option<AppId>,
    /// SHA-256 of the key's text.
    pub sha256: Digest,
    /// The end of the text, by which its owner tells it from others.
    pub hint: String,
    pub created_at: DateTimeUtc,
    pub created_by: String,
    /// From then on it is refused.
    pub expires_at: Option<DateTimeUtc>,
    /// Since then it is refused.
    pub revoked_at: Option<DateTimeUtc>,
    /// The hour of its last use.
    pub last_used_at: Option<DateTimeUtc>,
    /// The key that takes its place.
    pub successor_id: Option<ApiKeyId>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TenantOwned for Entity {
    const TENANT: Column = Column::TenantId;
}

impl Mutable for Entity {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_words_in_one_order() {
        let all: KeyScopes = KeyScope::ALL.into_iter().rev().collect();
        assert_eq!(all.to_string(), "read declaration:write draft:write publish sharing:write");
        assert_eq!(all.to_string().parse(), Ok(all));
        assert_eq!("".parse(), Ok(KeyScopes::NONE));
        assert_eq!(KeyScopes::NONE.to_string(), "");
        assert_eq!("read members:write".parse::<KeyScopes>(), Err(ScopeError));
        let two: KeyScopes = [KeyScope::Publish, KeyScope::Read, KeyScope::Read].into_iter().collect();
        assert_eq!(two.iter().collect::<Vec<_>>(), [KeyScope::Read, KeyScope::Publish]);
    }
}
