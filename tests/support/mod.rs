//! The harness: databases, a clock, tenants, gateways and their clients.

pub mod app;
pub mod client;
pub mod clock;
pub mod db;
pub mod postgres;
pub mod raw;
pub mod tenants;
