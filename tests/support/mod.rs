//! The harness: databases, a clock, tenants.

pub mod clock;
pub mod db;
pub mod postgres;
pub mod tenants;
