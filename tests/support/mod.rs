//! The harness: databases, a clock, expected outputs, tenants, gateways and their clients.

pub mod app;
pub mod asking;
pub mod client;
pub mod clock;
pub mod context;
pub mod db;
pub mod filling;
pub mod golden;
pub mod large;
pub mod postgres;
pub mod raw;
pub mod rows;
pub mod sdl;
pub mod tenants;
pub mod world;
