//! What was shared: a log per tenant that proves itself.
//!
//! Owns `sharing_logs`, `sharing_keys`, `sharing_tiles`, `sharing_records`, `sharing_categories`, `sharing_receipts`,
//! `sharing_citations`, `sharing_totals`. The bytes of a record, its leaf, the tree, tiles and checkpoints are those of the
//! crate `sharing_log` (`log/FORMAT.md`); here is how they come about and are kept.
//!
//! - A tenant has a log for its live apps and one for those in staging. A log begins with its first record.
//! - The log's row is the sequencer: whoever appends locks it, in however many gateways. In one gateway, callers of one
//!   log who come at the same time join one transaction ([`Recorder`]); no two tenants ever share one. Nobody is answered
//!   before the commit.
//! - Records are only added. One that was wrong is voided or corrected by a later one that cites it, once; sums leave it
//!   out from then on. A key that is bound to an app cites that app's records only.
//! - A reporter's own id is of its app, whichever key or person reports: the same again is answered with the record that
//!   there is, another body under the same id is a conflict.
//! - An event may lie [`MAX_AGE`] back and [`LEEWAY`] ahead. Records of a retired app are taken: what it shared before, it
//!   may still have to report. Recipients, purposes and categories are taken as reported, declared or not: that is for
//!   conformity to say, not for the log to refuse.
//! - Leaves stand in their records until 256 of them fill a tile, which is kept apart; higher tiles hold the roots of lower
//!   ones. So contents can be erased, and a month's records go once their leaves stand in full tiles; proofs stay.
//! - A checkpoint is signed when it is read, over what is committed. The key's name is the log's origin, which is also its
//!   address: it names tenant and log, and 128 random bits that no other id tells.
//! - Each record is judged on arrival by the version in force when it occurred. Conformity stands beside the leaf, not in
//!   it: it may be judged again.
//!
//! No audit events: the log is its own, and says more.

mod bulk;
mod draft;
mod log;
mod model;
mod plan;
mod proofs;
mod queries;
mod recorder;
mod service;
mod store;
#[cfg(test)]
mod tests;

pub use bulk::{Destination, admit, closing, record_lines};
pub use draft::{LEEWAY, MAX_AGE};
pub use log::{PublicLog, checkpoint, verifier_key};
pub use model::{
    Conformity, Dimensions, Environment, Log, Record, RecordFilter, RecordKind, Recorded, Report, Total,
    TotalFilter,
};
pub use proofs::{consistency, entries, inclusion, tile};
pub use queries::{app_pages, by_ids, log_of, page, superseded, totals};
pub use recorder::Recorder;
pub use service::{Batch, MAX_BATCH, Reporter, record, record_batch, void};
