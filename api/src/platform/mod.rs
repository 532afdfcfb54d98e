//! The floor that every area stands on and that knows none of them.

pub mod config;
