//! The audit log: who did what to which thing, in each tenant.
//!
//! Owns `audit_events` and `audit_heads`. Events of a tenant are numbered from 1 without gaps, and each holds the hash of
//! the one before, so that none can be changed, removed or moved without breaking the chain. An event is appended in the
//! transaction of what it tells of: neither is there without the other. It holds ids and codes, no personal data.
//! Everyone may call this area; it calls nobody.

mod model;
mod service;
mod store;
#[cfg(test)]
mod tests;

pub use model::{Broken, Entry, Event, EventFilter, Hash, Head, check_chain};
pub use service::{append, events, head, page};
