//! What a tenant does with its verification, and looking at the identities in it.

use entities::VerificationId;
use serde_json::json;

use super::{
    identity::{Identity, IdentityField},
    model::{RevealReason, Verification, VerificationState, facts, fingerprints, seal},
    queries::verifications_by_ids,
    store,
};
use crate::{
    audit, idempotency,
    platform::{
        Random, Sealer,
        error::{AppError, Result},
        scope::{Permission, Session, WriteScope},
    },
    tenants::{id_of, lock, profile, store as tenant_store},
};

/// What a tenant submits.
#[derive(Debug)]
pub struct Submission {
    /// Slug of the tenant.
    pub tenant: String,
    /// Key of the legal entity in its profile.
    pub entity: String,
    /// Who stands behind it.
    pub identity: Identity,
}

/// Submits a legal entity of the profile for verification. A submission that is not decided yet is withdrawn for it.
///
/// # Errors
/// `NOT_FOUND`; `FORBIDDEN` for all but owners; `INVALID` for an entity that the profile does not have
/// (`error-legal-entity`), that says no name or region, or whose number is none there (`error-registration-number`);
/// `ILLEGAL_STATE` for a tenant that is verified already (`error-verified`) or suspended.
pub async fn submit_verification(
    session: &Session,
    sealer: &Sealer,
    random: &dyn Random,
    submission: Submission,
    key: Option<String>,
) -> Result<Verification> {
    session.require(Permission::ManageTenant)?;
    // The input is kept as a hash: of identities only as one that nobody can compute without the data key.
    let identity = serde_json::to_vec(&submission.identity).map_err(AppError::internal)?;
    let identity = sealer.fingerprints(b"submitVerification", &identity).first().map(hex::encode);
    let input = json!({ "tenant": submission.tenant, "entity": submission.entity, "identity": identity });
    let call = idempotency::Call::new("submitVerification", key, &input)?;
    let tenant = id_of(session, &submission.tenant).await?;
    let scope = session.write_tenant(tenant, Permission::ManageTenant).await?;
    if let Some(id) = idempotency::answered(&scope, scope.actor(), call.as_ref()).await? {
        return one(&scope, id).await;
    }
    let tenant = lock(&scope).await?;
    let entity = profile::entity(&tenant.profile, &submission.entity)
        .ok_or_else(|| AppError::invalid("error-legal-entity").at(["legalEntity"]))?;
    let facts =
        facts(entity).ok_or_else(|| AppError::invalid("error-registration-number").at(["legalEntity"]))?;
    let withdrawn = withdraw(&scope).await?;
    let id: VerificationId = scope.new_id();
    let fingerprint = fingerprints(sealer, &facts)[0];
    let sealed = seal(sealer, tenant.id, id, &submission.identity, random)?;
    store::insert(&scope, store::NewVerification { id, entity, fingerprint, sealed }).await?;
    idempotency::keep(&scope, call.as_ref(), &id).await?;
    let submitted = audit::Entry::new("verification.submitted", "verification", id);
    for entry in withdrawn.into_iter().chain([submitted]) {
        audit::append(&scope, entry).await?;
    }
    let verification = one(&scope, id).await?;
    scope.commit().await?;
    Ok(verification)
}

/// Makes way for a new submission.
async fn withdraw(scope: &WriteScope) -> Result<Option<audit::Entry>> {
    match store::open(scope).await? {
        None => Ok(None),
        Some(open) if open.state == VerificationState::Approved => {
            Err(AppError::illegal_state("error-verified").at(["tenant"]))
        }
        Some(open) => {
            store::set_state(scope, &open, VerificationState::Withdrawn).await?;
            Ok(Some(audit::Entry::new("verification.withdrawn", "verification", open.id)))
        }
    }
}

/// Takes back a submission, or opens an approved verification again: what was verified may change from then on.
///
/// # Errors
/// `NOT_FOUND`; `FORBIDDEN` for all but owners and the operator's owner and reviewer; `ILLEGAL_STATE`
/// (`error-verification-closed`) for one that is neither submitted nor approved.
pub async fn reopen_verification(
    session: &Session,
    id: VerificationId,
    key: Option<String>,
) -> Result<Verification> {
    let call = idempotency::Call::new("reopenVerification", key, &json!({ "verification": id }))?;
    let scope = begin(session, id).await?;
    if scope.actor_tenant().is_none() {
        lock(&scope).await?;
    } else {
        tenant_store::lock(&scope).await?;
    }
    let verification = one(&scope, id).await?;
    let done: Option<VerificationId> = idempotency::answered(&scope, scope.actor(), call.as_ref()).await?;
    if done.is_some() {
        return Ok(verification);
    }
    let (state, action) = match verification.state {
        VerificationState::Submitted => (VerificationState::Withdrawn, "verification.withdrawn"),
        VerificationState::Approved => (VerificationState::Reopened, "verification.reopened"),
        VerificationState::Rejected | VerificationState::Withdrawn | VerificationState::Reopened => {
            return Err(AppError::illegal_state("error-verification-closed").at(["verificationId"]));
        }
    };
    store::set_state(&scope, &verification, state).await?;
    if verification.state == VerificationState::Approved {
        tenant_store::set_verified(&scope, None).await?;
    }
    idempotency::keep(&scope, call.as_ref(), &id).await?;
    audit::append(&scope, audit::Entry::new(action, "verification", id)).await?;
    let verification = one(&scope, id).await?;
    scope.commit().await?;
    Ok(verification)
}

/// Shows values of an identity in full; the audit log says which, to whom and why, in the same transaction.
///
/// # Errors
/// `NOT_FOUND`; `FORBIDDEN` for all but owners and the operator's owner and reviewer.
pub async fn reveal_identity(
    session: &Session,
    sealer: &Sealer,
    id: VerificationId,
    fields: &[IdentityField],
    reason: RevealReason,
    key: Option<String>,
) -> Result<Vec<(IdentityField, String)>> {
    let codes: Vec<&str> = fields.iter().map(|field| field.as_str()).collect();
    let input = json!({ "verification": id, "fields": codes, "reason": reason.as_str() });
    let call = idempotency::Call::new("revealIdentity", key, &input)?;
    let scope = begin(session, id).await?;
    let identity = one(&scope, id).await?.identity(sealer)?;
    let asked = identity.values().filter(|(field, _)| fields.contains(field));
    let revealed = asked.map(|(field, value)| (field, value.to_owned())).collect();
    // What is kept of the call is that it was made: the values stand nowhere but in their sealed row.
    let done: Option<VerificationId> = idempotency::answered(&scope, scope.actor(), call.as_ref()).await?;
    if done.is_none() {
        idempotency::keep(&scope, call.as_ref(), &id).await?;
        let entry = audit::Entry::new("identity.revealed", "verification", id);
        audit::append(&scope, entry.with("fields", codes).with("reason", reason.as_str())).await?;
        scope.commit().await?;
    }
    Ok(revealed)
}

/// Opens the tenant of a verification that the caller may see.
async fn begin(session: &Session, id: VerificationId) -> Result<WriteScope> {
    session.require(Permission::HandleVerification)?;
    let verification = verifications_by_ids(session, &[id]).await?.remove(&id);
    let verification = verification.ok_or_else(|| AppError::not_found().at(["verificationId"]))?;
    session.write_tenant(verification.tenant, Permission::HandleVerification).await
}

/// One of the scope's tenant.
pub(super) async fn one(scope: &WriteScope, id: VerificationId) -> Result<Verification> {
    let found = store::find(scope, &[id]).await?.pop();
    found.ok_or_else(|| AppError::not_found().at(["verificationId"]))
}
