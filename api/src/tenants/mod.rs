//! Organisations on the platform.
//!
//! Owns `tenants`. A slug is unique among all tenants and never changes. A tenant is made by the operator, or by a
//! developer platform for its own brands and developers; there is one operator. The profile is the tenant's part of a
//! manifest, kept as canonical JSON with its hash. Events: `tenant.created`,
//! `tenant.profile_changed`, `tenant.approvals_changed`, `tenant.suspended`, `tenant.reinstated`, `tenant.moved`.
//!
//! A tenant may stand below a developer platform. The platform sees that it is there, by name and state, and reads
//! nothing in it but what anybody may read; the tenant sees the platform's name. Suspension stops one tenant's writes and
//! nothing else: what it published stays up, and its children, who answer for themselves, go on.

mod change;
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

pub use change::{TenantPatch, Updated, update};
pub use governance::{place, reinstate, suspend};
pub use model::{NewTenant, Suspension, SuspensionReason, Tenant, TenantKind, TenantStatus, time_zone};
pub use operator::{OPERATOR_SLUG, enroll_operator};
pub use problem::problem_error;
pub use profile::keep_verified;
pub use service::{
    active, audit_page, by_id, by_ids, by_slug, child_pages, create, id_of, known, list, lock, looks_into,
    own_profile, replace_profile,
};
