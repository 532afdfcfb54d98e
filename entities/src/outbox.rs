//! What must happen because of a commit: jobs written in the transaction that causes them, done later.

use sea_orm::entity::prelude::*;

use crate::{AppRows, Mutable, OutboxId, TenantId, TenantOwned};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OutboxId,
    /// The job's name, such as `version.published`.
    pub kind: String,
    /// Ids, as JSON.
    #[sea_orm(column_type = "Text")]
    pub payload: String,
    pub created_at: DateTimeUtc,
    /// Not to be tried before.
    pub available_at: DateTimeUtc,
    pub attempts: i32,
    /// Code of the last failure.
    pub last_error: Option<String>,
    pub done_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TenantOwned for Entity {
    const TENANT: Column = Column::TenantId;
    const OF_APP: AppRows<Column> = AppRows::Added;
}

impl Mutable for Entity {}
