//! Sums of records by day, kept in the transaction of the records. A record counts once with the empty category, and once
//! with each category that it names.

use sea_orm::entity::prelude::*;

use crate::{AppId, AppRows, LogId, Mutable, TenantId, TenantOwned, sharing_records::Conformity};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sharing_totals")]
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
    /// Empty: whatever the categories.
    #[sea_orm(primary_key, auto_increment = false)]
    pub category: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub conformity: Conformity,
    /// Without those that were voided or corrected.
    pub records: i64,
    /// Sum of the numbers of people, where records say one.
    pub subjects: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TenantOwned for Entity {
    const TENANT: Column = Column::TenantId;
    const OF_APP: AppRows<Column> = AppRows::Of(Column::AppId);
}

impl Mutable for Entity {}
