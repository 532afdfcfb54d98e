//! Which SDKs an app ships: the declaration's SDKs, one row for each platform they are limited to.

use sea_orm::entity::prelude::*;

use crate::{AppId, AppRows, Mutable, Removable, Snapshot, TenantId, TenantOwned};

/// When an SDK starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
pub enum SdkInit {
    /// Before the user has agreed.
    #[sea_orm(string_value = "BEFORE_CONSENT")]
    BeforeConsent,
    /// After the user has agreed.
    #[sea_orm(string_value = "AFTER_CONSENT")]
    AfterConsent,
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "declared_sdks")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: AppId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub snapshot: Snapshot,
    /// The item's key in the declaration.
    #[sea_orm(primary_key, auto_increment = false)]
    pub item_key: String,
    /// Key of the declared platform; `*` for all of them.
    #[sea_orm(primary_key, auto_increment = false)]
    pub platform: String,
    /// Key of the SDK in the catalogue; none for one that the declaration defines itself.
    pub sdk_key: Option<String>,
    /// The version as it was declared.
    pub version: Option<String>,
    /// `version` in a form whose order as a text is the order of versions.
    pub version_order: Option<String>,
    pub init: Option<SdkInit>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TenantOwned for Entity {
    const TENANT: Column = Column::TenantId;
    const OF_APP: AppRows<Column> = AppRows::Of(Column::AppId);
}

impl Mutable for Entity {}
impl Removable for Entity {}
