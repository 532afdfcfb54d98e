//! The integration suite.

mod http;
mod limits;
mod redis;
mod schema;
mod support;
mod tokens;
