//! The only door to tenants' rows.
//!
//! A request has a `Session`, made from a verified credential. It hands out scopes: `ReadScope` and `WriteScope` of one
//! tenant, `PublicScope` of what one tenant has published, `CatalogScope` of what the operator has added to the catalogue,
//! `OperatorReadScope` and `ChildrenReadScope` across tenants.
//! Each statement of a tenant's scope carries the tenant, put there by the scope and by nothing else: selects are
//! `Scoped`, conditions are `Where`, both of typed columns; inserts are stamped, updates and deletes filtered. On
//! PostgreSQL the database checks it once more.
//!
//! A key may be bound to one app. Its scopes then carry the app beside the tenant, in the same place: each table says by
//! `TenantOwned::OF_APP` what such a scope reaches of it, which is nothing unless it says so. Hashes that tell nothing, of a
//! table that is `Hashed`, are read of all apps: a proof needs them.
//!
//! What the types forbid: a reader has no writing method; a table that is not `TenantOwned` cannot be named, one that is
//! not `Mutable` not changed, one that is not `Published` not read without a credential, one that is not `Catalogued` not
//! read as the operator's; no method hands out a
//! connection or takes SQL that does not name the tenant.
//!
//! Do not hold a tenant's scope while you ask the session for another's: the session gives one connection back before
//! it takes the next, and what you hold it cannot give back.

mod account;
mod archive;
mod catalog;
mod filter;
mod keyed;
mod keyset;
mod lookup;
mod operator;
mod principal;
mod public;
mod query;
mod read;
mod select;
mod session;
mod set;
mod sql;
mod system;
mod write;

pub use account::{AccountRows, AccountScope, Membership};
pub use catalog::CatalogScope;
pub use entities::{
    api_keys::{KeyScope, KeyScopes},
    members::Role,
};
pub use filter::Where;
pub use keyed::Keys;
pub use keyset::Keyset;
pub use lookup::{FoundAccount, FoundTenant};
pub use operator::{ChildrenReadScope, OperatorReadScope};
pub use principal::{Actor, Credential, Permission, Principal};
pub use public::PublicScope;
pub use read::ReadScope;
pub use select::Scoped;
pub use session::Session;
pub use set::Beside;
pub use sql::TenantSql;
pub use system::SystemScope;
pub use write::{Change, Exclusive, SetWrite, WriteScope};
