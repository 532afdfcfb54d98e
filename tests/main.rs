//! The integration suite.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the answer")]

mod architecture;
mod cli;
mod factsheet;
mod factsheet_changes;
mod http;
mod instants;
mod isolation_sql;
mod journals;
mod limits;
mod migrations;
mod readme;
mod redis;
mod renditions;
mod samples;
mod schema;
mod scopes;
mod start;
mod support;
mod tokens;
