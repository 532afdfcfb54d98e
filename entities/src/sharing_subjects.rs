//! The keys of references to people in sharing records, one a person and tenant. Without it a reference leads to nobody.

use sea_orm::entity::prelude::*;

use crate::{AppRows, Digest, Removable, TenantId, TenantOwned};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sharing_subjects")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// A keyed hash of the person's id at the reporter, which is not kept.
    #[sea_orm(primary_key, auto_increment = false)]
    pub fingerprint: Digest,
    /// The sealed key.
    #[sea_orm(column_type = "VarBinary(StringLen::None)")]
    pub key_ciphertext: Vec<u8>,
    /// The data key that sealed it.
    pub seal_key_id: String,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TenantOwned for Entity {
    const TENANT: Column = Column::TenantId;
    const OF_APP: AppRows<Column> = AppRows::Seen;
}

impl Removable for Entity {}
