//! The full hash tiles of sharing logs: what proofs are made from, whatever becomes of the records.

use sea_orm::entity::prelude::*;

use crate::{AppRows, Digest, LogId, TenantId, TenantOwned};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sharing_tiles")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub log_id: LogId,
    /// 0 for a tile of leaves.
    #[sea_orm(primary_key, auto_increment = false)]
    pub level: i32,
    /// Counted from the left of its level.
    #[sea_orm(primary_key, auto_increment = false)]
    pub place: i64,
    /// The root over its hashes: what the tile above holds of it.
    pub root: Digest,
    /// 256 hashes of 32 bytes.
    #[sea_orm(column_type = "VarBinary(StringLen::None)")]
    pub hashes: Vec<u8>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TenantOwned for Entity {
    const TENANT: Column = Column::TenantId;
    const OF_APP: AppRows<Column> = AppRows::Seen;
}
