//! The gateway.
//!
//! Layers, each of which may use those below it and never those above: `cli`, `http`, `graphql`, the areas
//! (`access`, …), `platform`. An area is a folder that owns its tables and invariants; `platform` knows no area.

pub mod access;
pub mod apps;
pub mod audit;
pub mod catalog;
pub mod cli;
pub mod conformity;
pub mod disclosures;
pub mod graphql;
pub mod http;
pub mod idempotency;
pub mod keys;
pub mod outbox;
pub mod platform;
pub mod policies;
mod state;
pub mod tenants;

pub use state::{AppState, StartError, run};
