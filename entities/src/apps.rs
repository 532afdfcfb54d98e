//! Products with one declaration and one policy each.

use sea_orm::entity::prelude::*;

use crate::{AppId, AppRows, Mutable, Published, TenantId, TenantOwned};

/// Whether an app is in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
pub enum AppStatus {
    /// It is.
    #[sea_orm(string_value = "ACTIVE")]
    Active,
    /// It is no more; what was published stays readable.
    #[sea_orm(string_value = "RETIRED")]
    Retired,
}

/// What an app's records count for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
pub enum Environment {
    /// Real people.
    #[sea_orm(string_value = "LIVE")]
    Live,
    /// Tests.
    #[sea_orm(string_value = "STAGING")]
    Staging,
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "apps")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AppId,
    /// Part of public addresses; unique within the tenant.
    pub slug: String,
    /// Language tag → name.
    #[sea_orm(column_type = "JsonBinary")]
    pub name: Json,
    pub status: AppStatus,
    pub environment: Environment,
    /// Number of the newest revision of its declaration; none before the first. No foreign key: the two tables would
    /// refer to each other.
    pub head_revision: Option<i32>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub retired_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TenantOwned for Entity {
    const TENANT: Column = Column::TenantId;
    const OF_APP: AppRows<Column> = AppRows::Of(Column::Id);
}

impl Published for Entity {}
impl Mutable for Entity {}
