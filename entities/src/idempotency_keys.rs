//! Answers already given, so that a repeated call changes nothing. Written in the transaction that it protects.

use sea_orm::entity::prelude::*;

use crate::{AppRows, Digest, Removable, TenantId, TenantOwned};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_keys")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Who called, as the audit log names actors.
    #[sea_orm(primary_key, auto_increment = false)]
    pub actor: String,
    /// The caller's own key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// The mutation that was called.
    pub operation: String,
    /// SHA-256 of the canonical input: the same key with another input is a conflict.
    pub request_sha256: Digest,
    /// What was answered, as JSON.
    #[sea_orm(column_type = "Text")]
    pub response: String,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TenantOwned for Entity {
    const TENANT: Column = Column::TenantId;
    const OF_APP: AppRows<Column> = AppRows::Shared;
}

impl Removable for Entity {}
