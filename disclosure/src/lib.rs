//! The privacy compiler: what a tenant declares is read, checked and compiled into what a reader is shown.
//!
//! Everything here is pure: no I/O, no clock, no database, no async. The same input gives the same bytes.

pub mod catalog;
pub mod change;
pub mod compile;
pub mod document;
pub mod edit;
pub mod locale;
pub mod manifest;
pub mod nearest;
pub mod pointer;
pub mod render;
pub mod texts;
pub mod version;

pub use locale::Locale;
pub use pointer::Pointer;
