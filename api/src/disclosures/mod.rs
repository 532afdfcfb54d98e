//! What readers get: the disclosure in force, in their language, in the form they ask for.
//!
//! Owns no table: it reads what `policies` has published, which never changes, and keeps it on a [`Shelf`] in this
//! process. What may change, which versions there are, is looked up again after [`STALE`] at the latest, and at once
//! after this process has published. A list that tells when something was last shared learns it of [`Records`], once in
//! [`LAST_SHARED_STALE`]. Whether a version is in force is decided at each call by the clock.

mod locale;
mod model;
mod service;
mod shelf;
mod state;
#[cfg(test)]
mod tests;
mod witness;

pub use model::{Coding, Facts, Form, Page, Published, Representation, Wanted};
pub use service::{Found, Place, Reader, Records, Served};
pub use shelf::{LAST_SHARED_STALE, STALE, Shelf};
pub use state::{Accepted, PolicyState, Release};
pub use witness::{Grounds, Witness};
