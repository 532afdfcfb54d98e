//! The catalogue at work: what is shipped, what the operator's people add to it, and each tenant's own data categories.
//!
//! Owns `catalog_revisions` and `catalog_entries`. Entries stand in the tenant of whoever adds them: SDKs, facts and
//! merges in the operator's, categories in each tenant's own, and nothing is copied from one to another. Every change is
//! a revision of that tenant, numbered from 1; an entry holds from one revision until before another and is never
//! changed, so that the catalogue of any revision can be made again. [`Catalogs`] keeps those in use, whole, in this
//! process; a change made by another process may stay unseen for [`STALE`].
//!
//! A merged key goes on meaning an SDK. Nothing that was declared is written anew: projections keep the declared key, and
//! whoever searches them asks for all of `Catalog::sdk_keys`. Events: `sdk.upserted`,
//! `sdk_fact.upserted`, `sdk_fact.retracted`, `sdk.merged`, `data_category.defined`; job: `catalog.changed`.

mod categories;
mod curation;
mod edit;
mod model;
mod service;
mod shelf;
mod store;
#[cfg(test)]
mod tests;
mod words;

pub use categories::{category_pages, define_category};
pub use curation::{Curated, curate};
pub use edit::{Edit, FactStatement, SdkDescription};
pub use model::{CatalogChange, Revision};
pub use service::{Named, as_of, at, current, of_tenant, of_tenant_for, of_tenants, revisions};
pub use shelf::{Catalogs, STALE};
