//! Who belongs to a tenant, and as what.

use sea_orm::entity::prelude::*;

use crate::{AccountId, Mutable, Removable, TenantId, TenantOwned};

/// What a member may do. In the operator's tenant the same words mean administrator, catalogue curator, verifier and
/// platform auditor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
pub enum Role {
    /// All that the others may, members and keys.
    #[sea_orm(string_value = "OWNER")]
    Owner,
    /// Declares and drafts.
    #[sea_orm(string_value = "EDITOR")]
    Editor,
    /// Approves, publishes, waives.
    #[sea_orm(string_value = "REVIEWER")]
    Reviewer,
    /// Reads all, changes nothing.
    #[sea_orm(string_value = "AUDITOR")]
    Auditor,
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "members")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    pub role: Role,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TenantOwned for Entity {
    const TENANT: Column = Column::TenantId;
}

impl Mutable for Entity {}
impl Removable for Entity {}
