//! The rows of the gateway's database, one file a table, and the ids that name them.

pub mod id;

pub use id::{AccountId, AppId, DraftId, IdError, OutboxId, PolicyVersionId, TenantId, TypedId};
