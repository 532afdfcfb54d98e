//! Organisations on the platform.
//!
//! Owns `tenants`, and `verifications` (see `verification`). A slug is unique among all tenants and never changes. A tenant is made by the operator, or by a
//! developer platform for its own brands and developers; there is one operator. The profile is the tenant's part of a
//! manifest, kept as canonical JSON with its hash. Events: `tenant.created`,
//! `tenant.profile_changed`, `tenant.approvals_changed`, `tenant.sharing_years_changed`, `tenant.sharing_hold_changed`, `tenant.last_shared_changed`, `tenant.suspended`, `tenant.reinstated`, `tenant.moved`.
//!
//! A tenant leaves in two steps: its erasure is asked for, and after a waiting time `candor tenant erase` empties its
//! profile and has all its rows removed but its own and its audit log's. Its slug stays taken, so that nobody speaks from
//! its address. Events: `tenant.erasure_requested`, `tenant.erasure_cancelled`, `tenant.erased`.
//!
//! A tenant may stand below a developer platform. The platform sees that it is there, by name and state, and reads
//! nothing in it but what anybody may read; the tenant sees the platform's name. Also not what its children's apps have
//! published, as a fleet to search: each child answers for its own users' data, its declarations name its suppliers and
//! versions beyond what it publishes, and a place in the tree, which the operator can change, is no consent to show them.
//! What a platform must know of its children it reads where everybody does, by `disclosure`. Suspension stops one tenant's writes and
//! nothing else: what it published stays up, and its children, who answer for themselves, go on.

mod change;
mod erasure;
mod governance;
mod model;
mod operator;
mod problem;
mod profile;
mod service;
mod store;
#[cfg(test)]
mod tests;
mod tree;
mod verification;

pub use change::{TenantPatch, Updated, update};
pub use erasure::{KEPT, cancel_erasure, end, request_erasure};
pub use governance::{place, reinstate, suspend};
pub use model::{
    Keeping, LEAST_YEARS, MOST_YEARS, NewTenant, Suspension, SuspensionReason, Tenant, TenantKind,
    TenantStatus, time_zone,
};
pub use operator::{OPERATOR_SLUG, enroll_operator};
pub use problem::problem_error;
pub use profile::keep_verified;
pub use service::{
    active, audit_page, by_id, by_ids, by_slug, child_pages, create, id_of, ids_in_sight, known, list, lock,
    lock_keeping, looks_into, own_profile, replace_profile, slug_of,
};
pub use verification::{
    Decision, Identity, IdentityField, RejectionReason, RevealReason, SameNumber, Submission, Verification,
    VerificationState, decide_verification, reopen_verification, reveal_identity, same_number,
    submit_verification, verification_queue, verifications_by_ids, verifications_of,
};
