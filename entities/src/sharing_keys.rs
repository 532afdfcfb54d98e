//! The keys that sign the checkpoints of sharing logs, the private halves sealed. Only ever added to, so that what a
//! key signed can be checked after another has taken its place.

use sea_orm::entity::prelude::*;

use crate::{AppRows, LogId, TenantId, TenantOwned};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sharing_keys")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub log_id: LogId,
    /// Counted from 1 in each log.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key_id: i32,
    /// The raw Ed25519 public key, 32 bytes.
    #[sea_orm(column_type = "VarBinary(StringLen::None)")]
    pub public_key: Vec<u8>,
    /// The sealed seed.
    #[sea_orm(column_type = "VarBinary(StringLen::None)")]
    pub seed_ciphertext: Vec<u8>,
    /// The data key that sealed it.
    pub seed_key_id: String,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TenantOwned for Entity {
    const TENANT: Column = Column::TenantId;
    const OF_APP: AppRows<Column> = AppRows::Seen;
}
