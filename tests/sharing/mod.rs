//! What was shared: reporting it, reading it, and proving it.

mod bad_input;
mod proofs;
mod reading;
mod reporting;
mod support;
mod writers;
