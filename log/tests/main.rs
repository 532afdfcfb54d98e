//! The formats of the sharing log against published vectors, an independent implementation and hostile input.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod export;
mod independent;
mod note;
mod record;
mod tile;
mod tree;
