//! Sums of the records that deviate or are undecided, by day and reason, kept in the transaction of the records. A record
//! counts once with each of its reasons.

use sea_orm::entity::prelude::*;

use crate::{AppId, AppRows, LogId, Mutable, TenantId, TenantOwned};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sharing_reasons")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub log_id: LogId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: AppId,
    /// On which it occurred, in UTC.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: Date,
    #[sea_orm(primary_key, auto_increment = false)]
    pub recipient: String,
    /// A code.
    #[sea_orm(primary_key, auto_increment = false)]
    pub reason: String,
    /// Without those that were voided or corrected.
    pub records: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TenantOwned for Entity {
    const TENANT: Column = Column::TenantId;
    const OF_APP: AppRows<Column> = AppRows::Of(Column::AppId);
}

impl Mutable for Entity {}
