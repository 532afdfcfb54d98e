//! Where each tenant's audit log ends. Locked while an event is appended: it makes the order.

use sea_orm::entity::prelude::*;

use crate::{AppRows, Digest, Mutable, TenantId, TenantOwned};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_heads")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Number of the last event; 0 before the first.
    pub seq: i64,
    /// Hash of the last event; 32 zero bytes before the first.
    pub hash: Digest,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TenantOwned for Entity {
    const TENANT: Column = Column::TenantId;
    const OF_APP: AppRows<Column> = AppRows::Shared;
}

impl Mutable for Entity {}
