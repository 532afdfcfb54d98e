//! Records of what was shared, numbered from 0 without gaps in each log. Only ever added to; what was judged about one may
//! change, and its content can be erased.

use sea_orm::entity::prelude::*;

use crate::{AppId, AppRows, Digest, Hashed, LogId, Mutable, TenantId, TenantOwned};

/// What a record does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
pub enum RecordKind {
    /// Tells of one event.
    #[sea_orm(string_value = "RECORD")]
    Record,
    /// Says that the cited record tells of nothing that happened.
    #[sea_orm(string_value = "VOID")]
    Void,
    /// Takes the place of the cited record.
    #[sea_orm(string_value = "CORRECT")]
    Correct,
}

/// Whether what was shared had been disclosed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
pub enum Conformity {
    /// It had.
    #[sea_orm(string_value = "CONFORMS")]
    Conforms,
    /// It had not, or otherwise.
    #[sea_orm(string_value = "DEVIATES")]
    Deviates,
    /// That could not be told.
    #[sea_orm(string_value = "UNDECIDED")]
    Undecided,
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sharing_records")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub log_id: LogId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    /// Year and month in which the log took it, in UTC, such as 202611: by it PostgreSQL partitions.
    #[sea_orm(primary_key, auto_increment = false)]
    pub month: i32,
    pub kind: RecordKind,
    /// Number of the record that it voids or corrects.
    pub cites: Option<i64>,
    pub app_id: AppId,
    /// Of the content, to be found by; erased with it, as are the next three.
    pub recipient: Option<String>,
    pub purpose: Option<String>,
    pub subjects: Option<i64>,
    pub occurred_at: Option<DateTimeUtc>,
    pub recorded_at: DateTimeUtc,
    /// Canonical JSON.
    #[sea_orm(column_type = "Text")]
    pub header: String,
    /// Erased with the content.
    #[sea_orm(column_type = "VarBinary(StringLen::None)")]
    pub salt: Option<Vec<u8>>,
    /// Canonical JSON.
    #[sea_orm(column_type = "Text")]
    pub content: Option<String>,
    /// SHA-256 of salt and content.
    pub content_hash: Digest,
    /// The leaf of the tree.
    pub leaf_hash: Digest,
    /// Outside of the leaf. None of a record that voids.
    pub conformity: Option<Conformity>,
    /// Number of the app's version by which it was judged.
    pub judged_version: Option<i32>,
    /// Codes, parted by spaces.
    pub reasons: String,
    /// The reference of the one person whom it is about, or whom what it voids was about; erased with the content.
    pub subject: Option<String>,
    /// Since when its content is to be erased, and told no more.
    pub erasing_at: Option<DateTimeUtc>,
    /// Outside of the leaf: the text form of an account's or a key's id. None of records older than the column.
    pub reported_by: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TenantOwned for Entity {
    const TENANT: Column = Column::TenantId;
    const OF_APP: AppRows<Column> = AppRows::Of(Column::AppId);
}

/// A leaf's content is hashed with a salt that nobody can guess.
impl Hashed for Entity {
    const HASH: Column = Column::LeafHash;
}

impl Mutable for Entity {}
