//! The integration suite.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the answer")]

mod architecture;
mod bad_input;
mod catalog;
mod cli;
mod conformity;
mod crash;
mod day;
mod declarations;
mod factsheet;
mod factsheet_changes;
mod field;
mod fleet;
mod http;
mod instants;
mod isolation;
mod isolation_sql;
mod journals;
mod keys;
mod limits;
mod migrations;
mod offboarding;
mod people;
mod permissions;
mod readme;
mod redis;
mod registry;
mod renditions;
mod repetition;
mod samples;
mod schema;
mod scopes;
mod start;
mod statements;
mod stored;
mod support;
mod tenants;
mod tokens;
mod verifications;
mod walkthrough;
