//! The operator's decision.

use entities::VerificationId;
use serde_json::json;

use super::{
    model::{RejectionReason, Verification, VerificationState},
    queries::verifications_by_ids,
    store,
    submit::one,
};
use crate::{
    audit, idempotency,
    platform::{
        Sealer,
        error::{AppError, Result},
        scope::{Exclusive, Permission, Session, WriteScope},
    },
    tenants::{Tenant, profile, store as tenant_store},
};

/// Characters of a note at most.
const MAX_NOTE: usize = 1000;

/// What is decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// The tenant is who it says.
    Approve {
        /// Also where the same number is verified for another tenant.
        accept_duplicate: bool,
    },
    /// It could not be verified.
    Reject {
        /// Why.
        reason: RejectionReason,
        /// More, for the tenant to read; at most 1,000 characters.
        note: Option<String>,
    },
}

/// Decides on a submission.
///
/// # Errors
/// `NOT_FOUND`; `FORBIDDEN` for all but the operator's owner and reviewer; `INVALID` for a note that is too long;
/// `ILLEGAL_STATE` for one that is decided or taken back (`error-verification-closed`) and for one's own
/// (`error-own-submission`); `CONFLICT` where the profile changed since (`error-verification-stale`) or the number is
/// verified for another tenant and that is not accepted (`error-number-elsewhere`).
pub async fn decide_verification(
    session: &Session,
    sealer: &Sealer,
    id: VerificationId,
    decision: Decision,
    key: Option<String>,
) -> Result<Verification> {
    session.require(Permission::DecideVerification)?;
    let input = json!({ "verification": id, "decision": format!("{decision:?}") });
    let call = idempotency::Call::new("decideVerification", key, &input)?;
    let found = verifications_by_ids(session, &[id]).await?.remove(&id);
    let found = found.ok_or_else(|| AppError::not_found().at(["verificationId"]))?;
    let scope = session.write_tenant(found.tenant, Permission::DecideVerification).await?;
    let tenant = Tenant::try_from(tenant_store::lock(&scope).await?)?;
    let verification = one(&scope, id).await?;
    let done: Option<VerificationId> = idempotency::answered(&scope, scope.actor(), call.as_ref()).await?;
    if done.is_some() {
        return Ok(verification);
    }
    may_decide(&scope, &verification)?;
    let entry = match decision {
        Decision::Approve { accept_duplicate } => {
            check_approval(session, &scope, sealer, &tenant, &verification, accept_duplicate).await?;
            approve(&scope, &verification).await?
        }
        Decision::Reject { reason, note } => reject(&scope, &verification, reason, note).await?,
    };
    idempotency::keep(&scope, call.as_ref(), &id).await?;
    audit::append(&scope, entry).await?;
    let verification = one(&scope, id).await?;
    scope.commit().await?;
    Ok(verification)
}

fn may_decide(scope: &WriteScope, verification: &Verification) -> Result<()> {
    if verification.state != VerificationState::Submitted {
        return Err(AppError::illegal_state("error-verification-closed").at(["verificationId"]));
    }
    if verification.submitted_by == scope.actor().to_string() {
        return Err(AppError::illegal_state("error-own-submission").at(["verificationId"]));
    }
    Ok(())
}

/// What must hold of the present, not of the time of the submission.
async fn check_approval(
    session: &Session,
    scope: &WriteScope,
    sealer: &Sealer,
    tenant: &Tenant,
    verification: &Verification,
    accept_duplicate: bool,
) -> Result<()> {
    let submitted = &verification.entity;
    let same = profile::entity(&tenant.profile, &submitted.key).is_some_and(|now| {
        (&now.name, &now.region, &now.registration_number)
            == (&submitted.name, &submitted.region, &submitted.registration_number)
    });
    if !same {
        return Err(AppError::conflict("error-verification-stale").at(["verificationId"]));
    }
    // Of two approvals of one number at once the second sees the first.
    scope.alone(Exclusive::RegistrationNumbers).await?;
    let numbers = verification.fingerprints(sealer);
    let found = store::approved_with(&session.operator().await?, numbers).await?;
    if !accept_duplicate && found.iter().any(|(other, _)| *other != tenant.id) {
        return Err(AppError::conflict("error-number-elsewhere").at(["acceptDuplicate"]));
    }
    Ok(())
}

async fn approve(scope: &WriteScope, verification: &Verification) -> Result<audit::Entry> {
    store::decide(scope, verification, VerificationState::Approved, None, None).await?;
    tenant_store::set_verified(scope, Some(&verification.entity.key)).await?;
    Ok(decided(verification).with("decision", "APPROVED"))
}

async fn reject(
    scope: &WriteScope,
    verification: &Verification,
    reason: RejectionReason,
    note: Option<String>,
) -> Result<audit::Entry> {
    if note.as_ref().is_some_and(|note| note.chars().count() > MAX_NOTE || note.contains('\0')) {
        let error = AppError::invalid("error-note").arg("limit", MAX_NOTE as u64);
        return Err(error.at(["rejection", "note"]));
    }
    store::decide(scope, verification, VerificationState::Rejected, Some(reason), note).await?;
    Ok(decided(verification).with("decision", "REJECTED").with("reason", reason.as_str()))
}

fn decided(verification: &Verification) -> audit::Entry {
    audit::Entry::new("verification.decided", "verification", verification.id)
}
