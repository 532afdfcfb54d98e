//! The gateway.

pub mod access;
pub mod platform;
