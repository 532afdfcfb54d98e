//! The rows of the gateway's database, one file a table, and the types that their columns hold.
//!
//! A new table: its file here, a migration that creates and isolates it, the traits below that apply to it, and its
//! line in the suite's list of tables. Every tenant's table leads all its keys with `tenant_id`.

pub mod account_secrets;
pub mod accounts;
pub mod api_key_usage;
pub mod api_keys;
pub mod apps;
pub mod audit_events;
pub mod audit_heads;
pub mod catalog_entries;
pub mod catalog_revisions;
pub mod data_uses;
pub mod declaration_revisions;
pub mod declared_facets;
pub mod declared_recipients;
pub mod declared_sdks;
pub mod digest;
pub mod drafts;
pub mod email;
pub mod id;
pub mod idempotency_keys;
pub mod invitations;
pub mod members;
pub mod outbox;
pub mod password_links;
pub mod policy_versions;
pub mod recovery_codes;
pub mod refresh_tokens;
pub mod renderings;
pub mod sessions;
pub mod sharing_categories;
pub mod sharing_citations;
pub mod sharing_keys;
pub mod sharing_logs;
pub mod sharing_reasons;
pub mod sharing_receipts;
pub mod sharing_records;
pub mod sharing_subjects;
pub mod sharing_tiles;
pub mod sharing_totals;
pub mod signing_keys;
pub mod snapshot;
pub mod tenants;
pub mod verifications;

pub use digest::Digest;
pub use email::{EmailAddress, EmailError};
pub use id::{
    AccountId, ApiKeyId, AppId, DraftId, IdError, InvitationId, LogId, OutboxId, PolicyVersionId, SessionId,
    SharingRecordId, TenantId, TypedId, VerificationId,
};
pub use snapshot::Snapshot;

use sea_orm::EntityTrait;

/// A table whose every row belongs to one tenant. Only such tables can be read and written through scopes.
pub trait TenantOwned: EntityTrait {
    /// The column that says whose row it is.
    const TENANT: Self::Column;

    /// What a credential that is bound to one app reaches of the tenant's rows: nothing, unless the table says otherwise.
    const OF_APP: AppRows<Self::Column> = AppRows::Nothing;
}

/// What a credential that is bound to one app reaches of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppRows<C> {
    /// The rows in which this column names the app.
    Of(C),
    /// All rows, to read; none to write.
    Seen,
    /// No row to read; rows may be added.
    Added,
    /// All rows, to read and write: what others' rows hang on and what is looked up by who acts.
    Shared,
    /// No row.
    Nothing,
}

/// A table of which one tenant's rows are public: what is in it has been published.
pub trait Published: TenantOwned {}

/// A table of the catalogue: what the operator's rows of it say is there for every tenant.
pub trait Catalogued: TenantOwned {}

/// A table with a column of hashes that tell nothing of the rows' contents: whoever reads anything of the tenant may read
/// these of all its rows, whichever app they are of.
pub trait Hashed: TenantOwned {
    /// The column.
    const HASH: Self::Column;
}

/// A table whose rows may change. The others are written once.
pub trait Mutable: TenantOwned {}

/// A table whose rows may be removed in the course of business.
pub trait Removable: TenantOwned {}

/// A table whose every row belongs to one account, whichever tenants its holder is a member of. It is read and written
/// in the name of that account only.
pub trait AccountOwned: EntityTrait {
    /// The column that says whose row it is.
    const ACCOUNT: Self::Column;
}
