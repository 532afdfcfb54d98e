//! What a verification is.

use chrono::{DateTime, Utc};
use disclosure::manifest::LegalEntity;
pub use entities::verifications::{RejectionReason, VerificationState};
use entities::{TenantId, VerificationId, verifications};

use super::{identity::Identity, registration::normalise};
use crate::platform::{
    Random, Sealed, Sealer,
    error::{AppError, Result},
};

/// A verification.
#[derive(Debug, Clone)]
pub struct Verification {
    pub tenant: TenantId,
    pub id: VerificationId,
    pub state: VerificationState,
    /// The legal entity as it was submitted.
    pub entity: LegalEntity,
    pub submitted_by: String,
    pub submitted_at: DateTime<Utc>,
    pub decided_at: Option<DateTime<Utc>>,
    pub rejection: Option<RejectionReason>,
    pub note: Option<String>,
    sealed: Sealed,
}

impl TryFrom<verifications::Model> for Verification {
    type Error = AppError;

    fn try_from(row: verifications::Model) -> Result<Self> {
        Ok(Self {
            tenant: row.tenant_id,
            id: row.id,
            state: row.state,
            entity: serde_json::from_str(&row.entity).map_err(AppError::internal)?,
            submitted_by: row.submitted_by,
            submitted_at: row.submitted_at,
            decided_at: row.decided_at,
            rejection: row.rejection,
            note: row.note,
            sealed: Sealed { ciphertext: row.identity_ciphertext, key_id: row.identity_key_id },
        })
    }
}

impl Verification {
    /// The identities, opened: to be masked, or to be revealed with an audit event.
    ///
    /// # Errors
    /// `INTERNAL` where the data key is not here or the row was changed.
    pub fn identity(&self, sealer: &Sealer) -> Result<Identity> {
        let plain = sealer.open(&context(self.tenant, self.id), &self.sealed)?;
        serde_json::from_slice(&plain).map_err(AppError::internal)
    }

    /// All fingerprints under which the same number can stand elsewhere.
    pub fn fingerprints(&self, sealer: &Sealer) -> Vec<[u8; 32]> {
        facts(&self.entity).map_or_else(Vec::new, |facts| fingerprints(sealer, &facts))
    }
}

/// Seals identities for the row of this verification and no other.
pub(super) fn seal(
    sealer: &Sealer,
    tenant: TenantId,
    id: VerificationId,
    identity: &Identity,
    random: &dyn Random,
) -> Result<Sealed> {
    let plain = serde_json::to_vec(identity).map_err(AppError::internal)?;
    sealer.seal(&context(tenant, id), &plain, random)
}

fn context(tenant: TenantId, id: VerificationId) -> Vec<u8> {
    format!("verifications {tenant} {id}").into_bytes()
}

/// What is verified of a legal entity.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Facts {
    /// Normalised.
    pub number: String,
    pub region: String,
}

/// The facts of an entity with a name, a region and a number that can be one there.
pub(super) fn facts(entity: &LegalEntity) -> Option<Facts> {
    entity.name.value()?;
    let region = entity.region.value()?.as_code()?.to_owned();
    let number = normalise(entity.registration_number.value()?, &region)?;
    Some(Facts { number, region })
}

/// The fingerprints of a number in its region, that of the current key first.
pub(super) fn fingerprints(sealer: &Sealer, facts: &Facts) -> Vec<[u8; 32]> {
    sealer.fingerprints(format!("registration number {}", facts.region).as_bytes(), facts.number.as_bytes())
}

/// Why somebody looks at an identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RevealReason {
    /// To decide on the verification.
    Verification,
    /// An authority or a court asks for it.
    LegalRequest,
    /// The tenant asked for help.
    Support,
    /// One's own tenant looks at what it submitted.
    OwnRecord,
}

impl RevealReason {
    /// Its code, as it stands in audit events.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Verification => "VERIFICATION",
            Self::LegalRequest => "LEGAL_REQUEST",
            Self::Support => "SUPPORT",
            Self::OwnRecord => "OWN_RECORD",
        }
    }
}
