//! What readers are told of each part of a declaration.

mod capabilities;
mod collection;
mod keeping;
mod rights;
mod summary;
mod support;
