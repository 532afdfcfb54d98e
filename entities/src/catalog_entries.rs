//! What was added to the shipped catalogue: the operator's SDKs, facts and merges, and each tenant's own data categories.
//! A row holds for the revisions from `valid_from` until before `valid_until`; only the latter is ever set.

use sea_orm::entity::prelude::*;

use crate::{AppRows, Catalogued, Mutable, TenantId, TenantOwned};

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
pub enum EntryKind {
    /// An SDK, by its key.
    #[sea_orm(string_value = "SDK")]
    Sdk,
    /// What a range of an SDK's versions does, by the SDK's key, a space and the range.
    #[sea_orm(string_value = "SDK_FACT")]
    SdkFact,
    /// That an SDK, by its key, was merged into another.
    #[sea_orm(string_value = "SDK_MERGE")]
    SdkMerge,
    /// A tenant's own data category, by its key.
    #[sea_orm(string_value = "DATA_CATEGORY")]
    DataCategory,
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "catalog_entries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: EntryKind,
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// The revision that added it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub valid_from: i32,
    /// The revision that replaced or retracted it.
    pub valid_until: Option<i32>,
    /// Canonical JSON (RFC 8785) of what `kind` says.
    #[sea_orm(column_type = "Text")]
    pub document: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TenantOwned for Entity {
    const TENANT: Column = Column::TenantId;
    const OF_APP: AppRows<Column> = AppRows::Seen;
}

impl Catalogued for Entity {}
impl Mutable for Entity {}
