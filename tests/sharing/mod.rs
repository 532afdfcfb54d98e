//! What was shared: reporting it, reading it, and proving it.

mod again;
mod bad_input;
mod copies;
mod ingest;
mod last_shared;
mod life;
#[cfg(feature = "parquet")]
mod parquet;
mod proofs;
mod reading;
mod reconciliation;
mod report;
mod reporters;
mod reporting;
pub mod support;
mod writers;
