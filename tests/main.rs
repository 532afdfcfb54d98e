//! The integration suite.

mod instants;
mod isolation_sql;
mod journals;
mod migrations;
mod scopes;
mod start;
mod support;
