//! Which record has voided or corrected another: one at most.

use sea_orm::entity::prelude::*;

use crate::{AppRows, LogId, TenantId, TenantOwned};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sharing_citations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub log_id: LogId,
    /// The record that counts no more.
    #[sea_orm(primary_key, auto_increment = false)]
    pub cited: i64,
    /// The one that says so.
    pub seq: i64,
    pub month: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TenantOwned for Entity {
    const TENANT: Column = Column::TenantId;
    const OF_APP: AppRows<Column> = AppRows::Seen;
}
