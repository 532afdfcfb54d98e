//! The sharing logs of tenants and how far each has come. The row is the sequencer: whoever appends holds it.

use sea_orm::entity::prelude::*;

use crate::{AppRows, LogId, Mutable, TenantId, TenantOwned, apps::Environment};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sharing_logs")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub log_id: LogId,
    /// One log each.
    pub environment: Environment,
    /// The log's name in checkpoints, and its address. Never changes.
    pub origin: String,
    /// The number of records.
    pub size: i64,
    /// The hashes of the tree's complete subtrees, 32 bytes each, the largest subtree first.
    #[sea_orm(column_type = "VarBinary(StringLen::None)")]
    pub frontier: Vec<u8>,
    /// The earliest month of the records whose leaves stand in no full tile yet; 0 where there are none.
    pub tile_month: i32,
    /// The key that signs.
    pub key_id: i32,
    pub created_at: DateTimeUtc,
    /// Of so many records from the first on the term of keeping is over, and the contents are erased.
    pub expired: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TenantOwned for Entity {
    const TENANT: Column = Column::TenantId;
    const OF_APP: AppRows<Column> = AppRows::Seen;
}

impl Mutable for Entity {}
