//! What was shared: reporting it, reading it, and proving it.

mod bad_input;
mod ingest;
mod proofs;
mod reading;
mod reporting;
pub mod support;
mod writers;
