//! The gateway.
//!
//! Layers, each of which may use those below it and never those above: `cli`, `http`, `graphql`, the areas
//! (`access`, …), `platform`. An area is a folder that owns its tables and invariants; `platform` knows no area.

pub mod access;
pub mod audit;
pub mod cli;
pub mod graphql;
pub mod http;
pub mod outbox;
pub mod platform;
mod state;

pub use state::{AppState, StartError, run};
