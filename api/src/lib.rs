//! The gateway.

pub mod platform;
