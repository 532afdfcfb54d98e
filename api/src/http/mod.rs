//! The gateway on the wire: listening, the GraphQL endpoint, operations.
//!
//! Every answer carries the request's id and the security headers of `headers`; every request leaves one log line.
//! Handlers decide nothing about data: they read a request's parts, ask the layer below and write the answer.

mod caller;
mod credential;
mod delivery;
mod graphql;
mod headers;
mod health;
mod ingest;
mod language;
mod logs;
mod observe;
mod password;
mod playground;
mod problem;
mod report;
mod server;
#[cfg(test)]
mod tests;

pub use ingest::GROUPS;
pub use server::{Running, start};
