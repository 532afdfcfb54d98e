//! Whether a tenant is who it says.
//!
//! Owns `verifications`. What is verified is a legal entity of the profile: its name, region and registration number,
//! with the identities of its representative and of the tenant's administrator. A submission is decided by the operator's
//! owner or reviewer, never by whoever made it. Once approved the entity's facts stay as they are, whatever a manifest or
//! a patch says, until the verification is reopened.
//!
//! `SUBMITTED → APPROVED | REJECTED | WITHDRAWN`, `APPROVED → REOPENED`. A newer submission withdraws one that is not
//! decided. There is no draft: identities of people are not kept before they are needed.
//!
//! Identities are sealed, shown masked, and revealed one by one with a reason and an audit event in the same transaction.
//! That a number is verified for another tenant is told to whoever decides, by a keyed fingerprint, and to nobody else.
//!
//! Events: `verification.submitted`, `verification.decided`, `verification.withdrawn`, `verification.reopened`,
//! `identity.revealed`.

mod decide;
mod identity;
mod model;
mod queries;
mod registration;
mod store;
mod submit;
#[cfg(test)]
mod tests;

pub use decide::{Decision, decide_verification};
pub use identity::{Identity, IdentityField};
pub use model::{RejectionReason, RevealReason, Verification, VerificationState};
pub use queries::{SameNumber, same_number, verification_queue, verifications_by_ids, verifications_of};
pub use submit::{Submission, reopen_verification, reveal_identity, submit_verification};
