//! Organisations on the platform.
//!
//! Owns `tenants`. A slug is unique among all tenants and never changes. A tenant is made by the operator, or by a
//! developer platform for its own brands and developers; there is one operator. The profile is the tenant's part of a
//! manifest, kept as canonical JSON with its hash. Events: `tenant.created`, `tenant.profile_changed`.

mod model;
mod operator;
mod service;
mod store;

pub use model::{NewTenant, Tenant, TenantKind, TenantStatus, time_zone};
pub use operator::{OPERATOR_SLUG, enroll_operator};
pub use service::{active, by_id, by_ids, by_slug, create, list, lock, own_profile, replace_profile};
