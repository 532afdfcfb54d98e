//! Published releases of an app's policy, numbered from 1 without gaps. What was published never changes; a version
//! can only be withdrawn.

use sea_orm::entity::prelude::*;

use crate::{AppId, AppRows, Digest, Mutable, PolicyVersionId, Published, TenantId, TenantOwned};

/// What a version's change means to a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
pub enum Materiality {
    /// Users must be told, or asked again.
    #[sea_orm(string_value = "MATERIAL")]
    Material,
    /// Wording only.
    #[sea_orm(string_value = "EDITORIAL")]
    Editorial,
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "policy_versions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PolicyVersionId,
    pub app_id: AppId,
    pub number: i32,
    /// The revision of the declaration it was compiled from.
    pub revision: i32,
    /// The day the version bears, in `time_zone`.
    pub version_date: Date,
    /// The first instant of the effective date in `time_zone`.
    pub effective_at: DateTimeUtc,
    /// IANA name of the tenant's zone when it was published.
    pub time_zone: String,
    /// Against the version before; none for a first version.
    pub materiality: Option<Materiality>,
    /// Whether it was in force elsewhere before it came here: its dates may lie in the past.
    pub adopted: bool,
    pub published_at: DateTimeUtc,
    /// Who published it, as the audit log names actors.
    pub published_by: String,
    pub withdrawn_at: Option<DateTimeUtc>,
    pub withdrawn_by: Option<String>,
    /// SHA-256 of the declaration's canonical JSON.
    pub declaration_sha256: Digest,
    /// SHA-256 of the tenant profile's canonical JSON.
    pub profile_sha256: Digest,
    /// Content hash of the parent tenant's document; none without a parent policy.
    pub parent_sha256: Option<Digest>,
    /// Revision of the catalogue.
    pub catalog_revision: String,
    /// Revision of the texts.
    pub text_revision: String,
    /// Version of the compiler.
    pub compiler: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TenantOwned for Entity {
    const TENANT: Column = Column::TenantId;
    const OF_APP: AppRows<Column> = AppRows::Of(Column::AppId);
}

impl Published for Entity {}
impl Mutable for Entity {}
