//! The immutable states of an app's declaration, numbered from 1 without gaps.

use sea_orm::entity::prelude::*;

use crate::{AppId, AppRows, Digest, TenantId, TenantOwned};

/// How a revision came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
pub enum RevisionOrigin {
    /// A manifest was applied.
    #[sea_orm(string_value = "MANIFEST")]
    Manifest,
    /// Items were edited.
    #[sea_orm(string_value = "EDIT")]
    Edit,
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "declaration_revisions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: AppId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    /// The declaration as canonical JSON (RFC 8785).
    #[sea_orm(column_type = "Text")]
    pub document: String,
    /// SHA-256 of `document`.
    pub sha256: Digest,
    pub origin: RevisionOrigin,
    /// Who wrote it, as the audit log names actors.
    pub author: String,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TenantOwned for Entity {
    const TENANT: Column = Column::TenantId;
    const OF_APP: AppRows<Column> = AppRows::Of(Column::AppId);
}
