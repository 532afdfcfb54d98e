//! Revisions on their way to being published. An app has at most one draft that is not closed.

use sea_orm::entity::prelude::*;

use crate::{AppId, AppRows, DraftId, Mutable, PolicyVersionId, TenantId, TenantOwned};

/// How far a draft has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
pub enum DraftStatus {
    /// Being written.
    #[sea_orm(string_value = "OPEN")]
    Open,
    /// Waiting for reviewers.
    #[sea_orm(string_value = "SUBMITTED")]
    Submitted,
    /// Approved by as many as the tenant requires.
    #[sea_orm(string_value = "APPROVED")]
    Approved,
    /// Sent back.
    #[sea_orm(string_value = "REJECTED")]
    Rejected,
    /// Became a version; closed.
    #[sea_orm(string_value = "PUBLISHED")]
    Published,
    /// Given up; closed.
    #[sea_orm(string_value = "DISCARDED")]
    Discarded,
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "drafts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DraftId,
    pub app_id: AppId,
    /// The revision that would be published.
    pub revision: i32,
    pub status: DraftStatus,
    /// Who opened it, as the audit log names actors.
    pub author: String,
    /// The version it became.
    pub version_id: Option<PolicyVersionId>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    /// When it was published or discarded.
    pub closed_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TenantOwned for Entity {
    const TENANT: Column = Column::TenantId;
    const OF_APP: AppRows<Column> = AppRows::Of(Column::AppId);
}

impl Mutable for Entity {}
