//! What must happen because of a commit: a webhook, a mail, a cached answer to drop.
//!
//! Owns `outbox`. A job is written in the transaction that causes it and done after the commit, at least once: doing it
//! twice must not differ from doing it once. A job is a small struct of ids, named by a constant. Everyone may call this
//! area; it calls nobody.
//!
//! Whoever works jobs off asks what is [`due`], [`claim`]s one at a time, does it in transactions of its own, in each of
//! which it [renews](Claim::renew) the claim, and ends with [`finish`](Claim::finish), [`postpone`](Claim::postpone) or
//! [`fail`](Claim::fail). A claim holds for [`LEASE`]: of several gateways one has it, and what a gateway left behind
//! when it broke is taken up by another.

mod model;
mod service;
mod store;

pub use model::{Claim, Due, Job};
pub use service::{LEASE, claim, due, enqueue};
