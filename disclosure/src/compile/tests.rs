//! What readers are told of each part of a declaration.

mod keeping;
mod rights;
mod support;
