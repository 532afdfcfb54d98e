//! What was shared: reporting it, reading it, and proving it.

mod again;
mod bad_input;
mod proofs;
mod reading;
mod reconciliation;
mod report;
mod reporting;
mod support;
mod writers;
