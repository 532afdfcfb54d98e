//! What was done, by whom, to what: numbered from 1 without gaps in each tenant, each event bound to the one before
//! by its hash. Only ever added to.

use sea_orm::entity::prelude::*;

use crate::{AppRows, Digest, TenantId, TenantOwned};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_events")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    pub at: DateTimeUtc,
    /// The text form of an account's or a key's id, or a job's name.
    pub actor: String,
    /// The tenant that the actor belongs to, where it is not this one: a parent, or the operator.
    pub actor_tenant_id: Option<TenantId>,
    /// What was done, such as `app.registered`.
    pub action: String,
    /// The kind of thing it was done to, such as `app`.
    pub subject_kind: String,
    /// The thing's id or key.
    pub subject: String,
    /// More, as canonical JSON (RFC 8785); ids and codes, no personal data.
    #[sea_orm(column_type = "Text")]
    pub detail: String,
    /// Hash of the event before; 32 zero bytes for the first.
    pub previous_hash: Digest,
    /// SHA-256 over this event and `previous_hash`.
    pub hash: Digest,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TenantOwned for Entity {
    const TENANT: Column = Column::TenantId;
    const OF_APP: AppRows<Column> = AppRows::Added;
}
