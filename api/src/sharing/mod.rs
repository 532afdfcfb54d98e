//! What was shared: a log per tenant that proves itself.
//!
//! Owns `sharing_logs`, `sharing_keys`, `sharing_tiles`, `sharing_records`, `sharing_categories`, `sharing_receipts`,
//! `sharing_citations`, `sharing_totals`, `sharing_reasons`, `sharing_subjects`. The bytes of a record, its leaf, the tree,
//! tiles and checkpoints are those of the crate `sharing_log` (`log/FORMAT.md`); here is how they come about and are kept.
//!
//! - A tenant has a log for its live apps and one for those in staging. A log begins with its first record.
//! - The log's row is the sequencer: whoever appends locks it, in however many gateways. In one gateway, callers of one
//!   log who come at the same time join one transaction ([`Recorder`]); no two tenants ever share one. Nobody is answered
//!   before the commit.
//! - Which app a report is for, and which version is in force, is read once for all who ask at one time (`places`): a single
//!   report would pay more for that than for its own rows.
//! - Records are only added. One that was wrong is voided or corrected by a later one that cites it, once; sums leave it
//!   out from then on. A key that is bound to an app cites that app's records only.
//! - A reporter's own id is of its app, whichever key or person reports: the same again is answered with the record that
//!   there is, another body under the same id is a conflict.
//! - An event may lie [`MAX_AGE`] back and [`LEEWAY`] ahead. Records of a retired app are taken: what it shared before, it
//!   may still have to report. Recipients, purposes and categories are taken as reported, declared or not: that is for
//!   conformity to say, not for the log to refuse.
//! - Leaves stand in their records until 256 of them fill a tile, which is kept apart; higher tiles hold the roots of lower
//!   ones. Contents can be erased, and nothing of the tree changes. The rows of records stay: of an erased one an export and
//!   an entry bundle need header and content hash. What was made of contents goes, and with it the partitions of months.
//! - A checkpoint is signed when it is read, over what is committed. The key's name is the log's origin, which is also its
//!   address: it names tenant and log, and 128 random bits that no other id tells.
//! - Who reported a record, a person or a key of the tenant, stands beside the leaf and stays when the content is erased. The
//!   operator reports for nobody: what a tenant shared is its own to say.
//! - Each record is judged on arrival by the version in force when it occurred. Conformity stands beside the leaf, not in
//!   it: it is judged again when a version is published for a time that is past, or withdrawn ([`Again`]).
//!
//! - Whom a record is about, where it is one person, stands in it as a reference by a key of that person and tenant alone
//!   (`log/FORMAT.md`, section 3). The person's id at the reporter is kept nowhere: the key is found by a fingerprint of it.
//! - Contents end in two ways, both of which leave header, leaf and sums: the tenant's term is over, or a person has asked.
//!   The gateway can ask for it, and tells nothing of such a content from then on; to erase is for a role of its own
//!   (`candor log expire`), which can do nothing else, so that whoever has taken over a gateway destroys no evidence. With
//!   the content go its salt, its columns, its categories, and the receipt, whose hash of what was told could be guessed
//!   back. A hold stops both.
//! - The duty to keep is the tenant's (Network Data Security Management Regulations, article 12), the platform keeps for it.
//!   When a tenant leaves, an entrusted party returns what it has and keeps nothing (Personal Information Protection Law,
//!   article 21): so its log goes early only if the whole of it was handed over, which a checkpoint of all of it shows.
//!
//! The log is its own audit, and says more; events: `sharing.subject_erased`, without the person.

mod again;
mod bulk;
mod draft;
mod expiry;
mod export;
mod hosted;
mod log;
mod model;
mod month;
mod places;
mod plan;
mod proofs;
mod queries;
mod reconciliation;
mod recorder;
mod service;
mod store;
mod subjects;
mod sums;
#[cfg(test)]
mod tests;

pub use again::Again;
pub use bulk::{Destination, admit, closing, submit_lines};
pub use draft::{LEEWAY, MAX_AGE};
pub use expiry::{Erased, Kept, expire, kept, least_kept, settle};
pub use export::{Listed, Snapshot, parts, range, snapshot};
pub use hosted::last_shared;
pub use log::{PublicLog, checkpoint, verifier_key};
pub use model::{
    Conformity, Dimensions, Environment, Log, Record, RecordFilter, RecordKind, Recorded, Report, Total,
    TotalFilter,
};
pub use month::{Counts, Month, Monthly, Reasons, Row, monthly};
pub use proofs::{consistency, entries, inclusion, tile};
pub use queries::{app_pages, by_ids, log_of, page, scope_of_log, superseded, totals};
pub use reconciliation::{Drift, Reconciliation, Span, Undeclared, reconcile};
pub use recorder::Recorder;
pub use service::{Batch, MAX_BATCH, Reporter, Submitted, record, record_batch, void};
pub use subjects::{ErasedSubject, Person, erase_subject};
