//! Scopes, the only door to tenants' rows, on both databases.

mod keys;
mod pages;
mod permissions;
mod reads;
mod sessions;
mod writes;
