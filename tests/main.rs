//! The integration suite.

mod bad_input;
mod crash;
mod http;
mod instants;
mod isolation;
mod isolation_sql;
mod journals;
mod limits;
mod migrations;
mod permissions;
mod redis;
mod repetition;
mod schema;
mod scopes;
mod start;
mod statements;
mod support;
mod tokens;
