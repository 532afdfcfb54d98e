//! Words of a declaration by which a fleet is searched: the permissions it asks for, the markets it is offered in.

use sea_orm::entity::prelude::*;

use crate::{AppId, AppRows, Mutable, Removable, Snapshot, TenantId, TenantOwned};

/// What sort of word it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
pub enum FacetKind {
    /// A device permission, by its code.
    #[sea_orm(string_value = "PERMISSION")]
    Permission,
    /// A market, by its ISO 3166-1 code.
    #[sea_orm(string_value = "MARKET")]
    Market,
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "declared_facets")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: AppId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub snapshot: Snapshot,
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: FacetKind,
    #[sea_orm(primary_key, auto_increment = false)]
    pub value: String,
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
