//! The privacy compiler: what a tenant declares is read, checked and compiled into what a reader is shown.
//!
//! Everything here is pure: no I/O, no clock, no database, no async. The same input gives the same bytes.

pub mod catalog;
pub mod locale;
pub mod nearest;

pub use locale::Locale;
