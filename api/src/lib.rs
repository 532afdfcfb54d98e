//! The gateway.

pub mod access;
pub mod graphql;
pub mod platform;
