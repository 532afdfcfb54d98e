//! The bytes of a published version, one row for each locale and format. Served as they are; never changed.

use sea_orm::entity::prelude::*;

use crate::{AppRows, Digest, PolicyVersionId, Published, TenantId, TenantOwned};

/// What the bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
pub enum RenderingFormat {
    /// The document as canonical JSON, from which the content hash is taken.
    #[sea_orm(string_value = "DOCUMENT")]
    Document,
    /// The policy as an HTML fragment.
    #[sea_orm(string_value = "HTML")]
    Html,
    /// The policy as Markdown.
    #[sea_orm(string_value = "MARKDOWN")]
    Markdown,
    /// The policy as plain text.
    #[sea_orm(string_value = "TEXT")]
    Text,
    /// The list of collected data as an HTML fragment.
    #[sea_orm(string_value = "COLLECTED_HTML")]
    CollectedHtml,
    /// The list of collected data as CSV.
    #[sea_orm(string_value = "COLLECTED_CSV")]
    CollectedCsv,
    /// The list of data shared with third parties as an HTML fragment.
    #[sea_orm(string_value = "SHARED_HTML")]
    SharedHtml,
    /// The list of data shared with third parties as CSV.
    #[sea_orm(string_value = "SHARED_CSV")]
    SharedCsv,
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "renderings")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub version_id: PolicyVersionId,
    /// BCP 47 tag.
    #[sea_orm(primary_key, auto_increment = false)]
    pub locale: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub format: RenderingFormat,
    /// With its parameters, as it is served.
    pub media_type: String,
    #[sea_orm(column_type = "VarBinary(StringLen::None)")]
    pub content: Vec<u8>,
    /// SHA-256 of `content`.
    pub content_sha256: Digest,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TenantOwned for Entity {
    const TENANT: Column = Column::TenantId;
    // Each hangs on a version, whose own row is checked; what was published is anybody's.
    const OF_APP: AppRows<Column> = AppRows::Shared;
}

impl Published for Entity {}
