//! API keys: how programs say who they are.
//!
//! Owns `api_keys` and `api_key_usage`. A publishable key ships in apps: it names whose reader asks, for a larger
//! allowance and for counting, and allows nothing that a stranger may not. A secret key allows what its scopes say, of
//! one app only where it is bound to one. The text of a key names tenant and key, so that it is looked up in the one
//! tenant; it is shown once, when it is issued, and only its hash is kept.
//!
//! A secret key is looked up at each request: revoked, it is refused from the next one on. A publishable key is kept in
//! a process for [`STALE`] at most. Whatever is wrong with a key, its sender gets one and the same answer.
//!
//! Requests are counted in this process and written at intervals and when the gateway stops: never in the way of a
//! request, and no more is lost in a crash than one interval's counts. Events: `api_key.issued`, `api_key.rotated`,
//! `api_key.revoked`.

mod activity;
mod known;
mod model;
mod service;
mod store;
#[cfg(test)]
mod tests;
mod text;

pub use known::{Keys, Refused, STALE, Verified};
pub use model::{ApiKey, DayUse, Issued, KeyKind, MAX_OVERLAP, NewKey};
pub use service::{by_ids, issue, pages, revoke, rotate, usage};
pub use text::KeyText;
