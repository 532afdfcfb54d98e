//! The public halves of the keys that sign access tokens, so that tokens outlive a rotation. The private halves are
//! in files. The gateway's own role reads this table and cannot write it: who could add a key could be anybody.

use sea_orm::entity::prelude::*;

/// Where a key stands in its rotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
pub enum SigningKeyState {
    /// Made known before it signs, so that verifiers have it in time.
    #[sea_orm(string_value = "NEXT")]
    Next,
    /// It signs.
    #[sea_orm(string_value = "ACTIVE")]
    Active,
    /// It signs no more; tokens that it signed are still good.
    #[sea_orm(string_value = "RETIRED")]
    Retired,
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "signing_keys")]
pub struct Model {
    /// The key id that tokens name.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kid: String,
    /// The JWA name of the algorithm: `EdDSA`.
    pub algorithm: String,
    /// The raw public key: 32 bytes for Ed25519.
    #[sea_orm(column_type = "VarBinary(StringLen::None)")]
    pub public_key: Vec<u8>,
    pub state: SigningKeyState,
    pub created_at: DateTimeUtc,
    /// From when on no token that it signed is accepted.
    pub retires_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
