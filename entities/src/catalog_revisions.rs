//! The changes of what was added to the catalogue, numbered from 1 without gaps in each tenant. Only ever added to.

use sea_orm::entity::prelude::*;

use crate::{AppRows, Catalogued, TenantId, TenantOwned};

/// What a revision changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
pub enum CatalogChange {
    /// An SDK was added or described anew.
    #[sea_orm(string_value = "SDK_UPSERTED")]
    SdkUpserted,
    /// A fact was added or stated anew.
    #[sea_orm(string_value = "SDK_FACT_UPSERTED")]
    SdkFactUpserted,
    /// A fact was taken back.
    #[sea_orm(string_value = "SDK_FACT_RETRACTED")]
    SdkFactRetracted,
    /// An SDK was merged into another.
    #[sea_orm(string_value = "SDKS_MERGED")]
    SdksMerged,
    /// A tenant's own category was defined or described anew.
    #[sea_orm(string_value = "DATA_CATEGORY_DEFINED")]
    DataCategoryDefined,
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "catalog_revisions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    pub at: DateTimeUtc,
    /// The text form of an account's id, or a job's name.
    pub author: String,
    pub change: CatalogChange,
    /// The key of the entry that changed.
    pub subject: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TenantOwned for Entity {
    const TENANT: Column = Column::TenantId;
    const OF_APP: AppRows<Column> = AppRows::Seen;
}

impl Catalogued for Entity {}
