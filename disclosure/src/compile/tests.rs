//! What readers are told of each part of a declaration.

mod rights;
mod support;
