//! What readers get: the disclosure in force, in their language, in the form they ask for.
//!
//! Owns no table: it reads what `policies` has published, which never changes, and keeps it on a [`Shelf`] in this
//! process. What may change, which versions there are, is looked up again after [`STALE`] at the latest, and at once
//! after this process has published. Whether a version is in force is decided at each call by the clock.

mod locale;
mod model;
mod service;
mod shelf;
mod state;
#[cfg(test)]
mod tests;

pub use model::{Coding, Facts, Form, Page, Published, Representation, Wanted};
pub use service::{Found, Place, Reader, Served};
pub use shelf::{STALE, Shelf};
pub use state::{Accepted, PolicyState, Release};
