//! The GraphQL face: types, inputs, payloads, resolvers, and the way from a request's text to its answer.
//!
//! A request passes, in this order: `scan` (tokens, nesting, before anything recursive sees the text), the parser,
//! `measure` (depth, aliases, lists, with fragments counted as if written out, in linear time), validation, `meter`
//! (complexity, the payer's bucket), execution within a time, and `fault` (no error leaves without a stable code).
//!
//! A new area: a file `<area>.rs` with a query object and a mutation object, merged in `schema.rs`; a type that has
//! an id joins `Node`. Resolvers decide nothing and hold no connection: they ask [`RequestContext`] for what they
//! need. Lists multiply their children's cost by [`page_cost`]. Mutations answer through [`payload`].

mod access;
mod answer;
mod apps;
mod audit;
mod batch;
mod catalog;
mod conformity;
mod connection;
mod context;
mod curation;
mod declarations;
mod disclosures;
mod execute;
mod fault;
mod fleet;
mod governance;
mod keys;
mod loaders;
mod measure;
mod meter;
mod node;
mod persisted;
mod policies;
mod reconciliation;
mod registry;
mod reporting;
mod scalars;
mod scan;
mod schema;
mod sharing;
mod stored;
mod tenants;
#[cfg(test)]
mod tests;
mod user_error;
mod verifications;
mod viewer;

pub use answer::{Answer, Misuse};
pub use connection::{Connection, connection, empty_connection, page_cost};
pub use context::{ContextExt, RequestContext};
pub use execute::{Call, Executor, Method};
pub use fault::{answer, refuse};
pub use loaders::Loaders;
pub use meter::Purse;
pub use node::Node;
pub use schema::{AppSchema, Mutation, Query, sdl};
pub use user_error::{ErrorPolicy, Payload, Refusal, UserError, payload};
