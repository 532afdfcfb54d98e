//! The formats of the sharing log against published vectors, an independent implementation and hostile input.

mod export;
mod note;
mod record;
mod tile;
mod tree;
