//! Who is asking: access tokens, the keys that sign them, and what they say about the caller.
//!
//! An access token is a JWT signed with Ed25519 (RFC 8037) that names one account in one tenant. The gateway trusts
//! a token only if its `kid` is one of its own keys, `alg` is `EdDSA`, issuer and audience are its own, and the
//! present lies between `nbf` and `exp`, give or take a small leeway. Whatever is wrong with a token, the caller gets
//! one and the same answer; the reason stands in the error's private cause. This area makes the `Principal` of a person, and `keys` that of a key.

mod key;
mod members;
mod role;
mod store;
#[cfg(test)]
mod tests;
mod token;

pub use key::{KeyError, TokenKeys};
pub use members::{enroll, operator_owner};
pub use token::{TokenError, Tokens};
