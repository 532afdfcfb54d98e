//! Organisations. Not a tenant's own table in the strict sense: the slug is unique among all tenants, and a parent is
//! another tenant (the two stated exceptions); yet each row belongs to exactly the tenant it describes.

use sea_orm::entity::prelude::*;

use crate::{AppRows, Digest, Mutable, Published, TenantId, TenantOwned};

/// What sort of organisation a tenant is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
pub enum TenantKind {
    /// The platform itself; there is at most one.
    #[sea_orm(string_value = "OPERATOR")]
    Operator,
    /// A platform on which others build; may have brands below it.
    #[sea_orm(string_value = "DEVELOPER_PLATFORM")]
    DeveloperPlatform,
    /// A brand of an equipment maker.
    #[sea_orm(string_value = "OEM_BRAND")]
    OemBrand,
    /// A developer of apps.
    #[sea_orm(string_value = "APP_DEVELOPER")]
    AppDeveloper,
}

/// Whether a tenant may act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
pub enum TenantStatus {
    /// It may.
    #[sea_orm(string_value = "ACTIVE")]
    Active,
    /// Its writes are refused; what it published stays up.
    #[sea_orm(string_value = "SUSPENDED")]
    Suspended,
    /// It has left: what it had is removed, and its slug stays taken.
    #[sea_orm(string_value = "ERASED")]
    Erased,
}

/// Why a tenant may not act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
pub enum SuspensionReason {
    /// It asked for it.
    #[sea_orm(string_value = "REQUESTED")]
    Requested,
    /// Nobody could verify who it is.
    #[sea_orm(string_value = "UNVERIFIED")]
    Unverified,
    /// It broke the platform's terms.
    #[sea_orm(string_value = "TERMS")]
    Terms,
    /// The law, an authority or a court asks for it.
    #[sea_orm(string_value = "LAW")]
    Law,
    /// Its credentials or data are in danger.
    #[sea_orm(string_value = "SECURITY")]
    Security,
}

impl SuspensionReason {
    /// Its code, as it is stored and stands in audit events.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Requested => "REQUESTED",
            Self::Unverified => "UNVERIFIED",
            Self::Terms => "TERMS",
            Self::Law => "LAW",
            Self::Security => "SECURITY",
        }
    }
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "tenants")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TenantId,
    /// Part of public addresses; unique among all tenants.
    pub slug: String,
    pub kind: TenantKind,
    /// Language tag → name.
    #[sea_orm(column_type = "JsonBinary")]
    pub name: Json,
    /// The tenant that sets this one's baseline.
    pub parent_id: Option<TenantId>,
    pub status: TenantStatus,
    /// IANA name of the zone in which its dates begin.
    pub time_zone: String,
    /// Approvals that a draft needs before it is published; 0: none.
    pub required_approvals: i32,
    /// The tenant profile as canonical JSON (RFC 8785).
    #[sea_orm(column_type = "Text")]
    pub profile: String,
    /// SHA-256 of `profile`.
    pub profile_sha256: Digest,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    /// Since when it may not act.
    pub suspended_at: Option<DateTimeUtc>,
    /// Why it may not act.
    pub suspension_reason: Option<SuspensionReason>,
    /// Key of the legal entity in `profile` that was verified.
    pub verified_entity: Option<String>,
    /// When its erasure was asked for.
    pub erasure_requested_at: Option<DateTimeUtc>,
    /// Whether whoever approves or publishes must have signed in with a second factor.
    pub requires_second_factor: bool,
    /// Years for which the contents of its sharing records are kept, at least 3.
    pub sharing_years: i32,
    /// Since when none of them may be erased at all.
    pub sharing_hold_since: Option<DateTimeUtc>,
    /// Whether its hosted lists tell when something was last shared.
    pub last_shared_shown: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TenantOwned for Entity {
    const TENANT: Column = Column::Id;
    const OF_APP: AppRows<Column> = AppRows::Seen;
}

impl Published for Entity {}
impl Mutable for Entity {}
