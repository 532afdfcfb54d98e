//! Which record each of a reporter's own ids has become: the same id is never recorded twice.

use sea_orm::entity::prelude::*;

use crate::{AppId, Digest, LogId, TenantId, TenantOwned};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sharing_receipts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub log_id: LogId,
    /// The app whose back ends gave the id: keys come and go.
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: AppId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub external_id: String,
    pub seq: i64,
    pub month: i32,
    /// SHA-256 of what was reported under the id.
    pub body_sha256: Digest,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TenantOwned for Entity {
    const TENANT: Column = Column::TenantId;
}
