//! The integration suite.

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
mod redis;
mod samples;
mod schema;
mod scopes;
mod start;
mod support;
mod tokens;
