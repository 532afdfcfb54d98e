//! What must happen because of a commit: a webhook, a mail, a cached answer to drop.
//!
//! Owns `outbox`. A job is written in the transaction that causes it and done after the commit, at least once: doing it
//! twice must not differ from doing it once. A job is a small struct of ids, named by a constant. Everyone may call this
//! area; it calls nobody.

mod model;
mod service;
mod store;

pub use model::Job;
pub use service::enqueue;
