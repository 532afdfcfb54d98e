//! Who a tenant says it is, and what became of it. A tenant has at most one that is submitted or approved. Identities of
//! people are sealed; the registration number stands in the profile as well, and is found across tenants by a
//! fingerprint.

use sea_orm::entity::prelude::*;

use crate::{Digest, Mutable, TenantId, TenantOwned, VerificationId};

/// How far a verification has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
pub enum VerificationState {
    /// Waiting for the operator.
    #[sea_orm(string_value = "SUBMITTED")]
    Submitted,
    /// The tenant is who it says.
    #[sea_orm(string_value = "APPROVED")]
    Approved,
    /// It could not be verified.
    #[sea_orm(string_value = "REJECTED")]
    Rejected,
    /// Taken back before it was decided.
    #[sea_orm(string_value = "WITHDRAWN")]
    Withdrawn,
    /// Approved once, and open again.
    #[sea_orm(string_value = "REOPENED")]
    Reopened,
}

/// Why a tenant could not be verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
pub enum RejectionReason {
    /// No register knows the number.
    #[sea_orm(string_value = "NOT_REGISTERED")]
    NotRegistered,
    /// The register has another name for the number.
    #[sea_orm(string_value = "NAME_DIFFERS")]
    NameDiffers,
    /// The register has another representative.
    #[sea_orm(string_value = "REPRESENTATIVE_DIFFERS")]
    RepresentativeDiffers,
    /// The administrator does not act for the entity, or could not be reached.
    #[sea_orm(string_value = "ADMINISTRATOR_UNPROVEN")]
    AdministratorUnproven,
    /// Another, which the note tells.
    #[sea_orm(string_value = "OTHER")]
    Other,
}

impl RejectionReason {
    /// Its code, as it is stored and stands in audit events.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotRegistered => "NOT_REGISTERED",
            Self::NameDiffers => "NAME_DIFFERS",
            Self::RepresentativeDiffers => "REPRESENTATIVE_DIFFERS",
            Self::AdministratorUnproven => "ADMINISTRATOR_UNPROVEN",
            Self::Other => "OTHER",
        }
    }
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "verifications")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: VerificationId,
    pub state: VerificationState,
    /// Key of the legal entity in the tenant's profile.
    pub entity_key: String,
    /// The legal entity as the profile had it, as canonical JSON (RFC 8785).
    #[sea_orm(column_type = "Text")]
    pub entity: String,
    /// Keyed fingerprint of the normalised registration number.
    pub number_fingerprint: Digest,
    /// Identities of the representative and the administrator, sealed.
    pub identity_ciphertext: Vec<u8>,
    /// The data key that sealed them.
    pub identity_key_id: String,
    /// Who submitted it, as the audit log names actors.
    pub submitted_by: String,
    pub submitted_at: DateTimeUtc,
    pub decided_by: Option<String>,
    pub decided_at: Option<DateTimeUtc>,
    pub rejection: Option<RejectionReason>,
    /// What the operator tells the tenant beside the reason.
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TenantOwned for Entity {
    const TENANT: Column = Column::TenantId;
}

impl Mutable for Entity {}
