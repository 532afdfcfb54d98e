//! The harness: databases, a clock, gateways and their clients.

pub mod app;
pub mod client;
pub mod clock;
pub mod postgres;
pub mod raw;
