//! Events and the chain that they form.

use chrono::{DateTime, SecondsFormat, Utc};
use entities::TenantId;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// What is to be written down.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// What was done, such as `app.registered`.
    pub action: &'static str,
    /// The kind of thing it was done to, such as `app`.
    pub subject_kind: &'static str,
    /// The thing's id or key.
    pub subject: String,
    /// More: ids and codes, no personal data.
    pub detail: Value,
}

impl Entry {
    /// An entry that says no more than this.
    pub fn new(action: &'static str, subject_kind: &'static str, subject: impl ToString) -> Self {
        Self { action, subject_kind, subject: subject.to_string(), detail: json!({}) }
    }

    /// Adds a detail.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        if let Value::Object(detail) = &mut self.detail {
            detail.insert(name.to_owned(), value.into());
        }
        self
    }
}

/// Which events are wanted; what is none does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// What was done.
    pub action: Option<String>,
    /// Who did it, as events name it.
    pub actor: Option<String>,
    /// The kind of thing it was done to.
    pub subject_kind: Option<String>,
    /// The thing's id or key.
    pub subject: Option<String>,
}

/// Where a log ends: the number and the hash of its last event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// 0 before the first event.
    pub seq: i64,
    /// Zeros before the first event.
    pub hash: Hash,
}

impl Head {
    /// The head of an empty log.
    pub const EMPTY: Self = Self { seq: 0, hash: [0; 32] };
}

/// One event, as it was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Whose log it stands in.
    pub tenant: TenantId,
    /// Its number, from 1.
    pub seq: i64,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// Who did it: an account's or a key's id, or `job:` and a name.
    pub actor: String,
    /// The actor's own tenant, where it is another.
    pub actor_tenant: Option<TenantId>,
    /// What was done.
    pub action: String,
    /// The kind of thing it was done to.
    pub subject_kind: String,
    /// The thing's id or key.
    pub subject: String,
    /// More.
    pub detail: Value,
    /// Hash of the event before.
    pub previous: Hash,
    /// Hash of this one.
    pub hash: Hash,
}

/// Where a chain is broken: the number of the first event that does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the audit log does not hold together at event {seq}")]
pub struct Broken {
    /// The event, or the number at which one is missing.
    pub seq: i64,
}

impl Event {
    /// The hash that this event must have: SHA-256 of its canonical JSON (RFC 8785), the hash before included.
    ///
    /// # Errors
    /// Where a detail has no canonical form, as a number that is not finite.
    pub fn compute_hash(&self) -> Result<Hash, serde_json::Error> {
        let event = json!({
            "schema": "audit/1",
            "tenant": self.tenant,
            "seq": self.seq,
            "at": self.at.to_rfc3339_opts(SecondsFormat::Micros, true),
            "actor": self.actor,
            "actorTenant": self.actor_tenant,
            "action": self.action,
            "subject": { "kind": self.subject_kind, "id": self.subject },
            "detail": self.detail,
            "previous": hex::encode(self.previous),
        });
        Ok(Sha256::digest(serde_json_canonicalizer::to_vec(&event)?).into())
    }
}

/// Checks that `events` follow on `from` without a gap, each bound to the one before, and returns the new head.
///
/// # Errors
/// The first event that was altered, moved or put in, or whose predecessor is missing.
pub fn check_chain<'a>(from: Head, events: impl IntoIterator<Item = &'a Event>) -> Result<Head, Broken> {
    events.into_iter().try_fold(from, |head, event| {
        let follows = event.seq == head.seq + 1 && event.previous == head.hash;
        let whole = event.compute_hash().is_ok_and(|hash| hash == event.hash);
        if follows && whole {
            Ok(Head { seq: event.seq, hash: event.hash })
        } else {
            Err(Broken { seq: head.seq + 1 })
        }
    })
}
