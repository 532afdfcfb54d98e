//! The gateway.

pub mod audit;
pub mod outbox;
pub mod platform;
