//! What an app does with which datum: the declaration's links of function × purpose × item, flat.

use sea_orm::entity::prelude::*;

use crate::{AppId, AppRows, Mutable, Removable, Snapshot, TenantId, TenantOwned};

/// Whether a user must give a datum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
pub enum Requirement {
    /// Always.
    #[sea_orm(string_value = "REQUIRED")]
    Required,
    /// Never.
    #[sea_orm(string_value = "OPTIONAL")]
    Optional,
    /// When the function is used.
    #[sea_orm(string_value = "ON_USE")]
    OnUse,
    /// One of a group of data is enough.
    #[sea_orm(string_value = "ONE_OF")]
    OneOf,
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "data_uses")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: AppId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub snapshot: Snapshot,
    /// Key of the declared data item.
    #[sea_orm(primary_key, auto_increment = false)]
    pub item_key: String,
    /// Key of the function it serves; empty where none is stated.
    #[sea_orm(primary_key, auto_increment = false)]
    pub function_key: String,
    /// Key of the purpose it serves; empty where none is stated.
    #[sea_orm(primary_key, auto_increment = false)]
    pub purpose_key: String,
    /// Key of the declared SDK that collects it; empty for the app itself.
    #[sea_orm(primary_key, auto_increment = false)]
    pub sdk_item_key: String,
    /// Catalogue category of the item.
    pub category: Option<String>,
    /// Catalogue purpose that the tenant's purpose is mapped to.
    pub purpose: Option<String>,
    /// Where the datum comes from.
    pub source: Option<String>,
    pub requirement: Option<Requirement>,
    /// Legal basis.
    pub basis: Option<String>,
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
