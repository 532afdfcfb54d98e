//! SHA-256 and the three ways in which the tree uses it.

use std::{fmt, str::FromStr};

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, engine::general_purpose::STANDARD};

/// A SHA-256 digest. Written as padded base64, as a checkpoint writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Hash(pub [u8; 32]);

/// Not the padded base64 of 32 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a hash: 32 bytes in padded base64 are needed")]
pub struct MalformedHash;

impl Hash {
    /// The digest of the parts, one after the other.
    pub fn of(parts: &[&[u8]]) -> Self {
        match parts {
            [whole] => Self::of_whole(whole),
            // At once costs less than piece by piece: what is hashed here is short.
            _ => Self::of_whole(&parts.concat()),
        }
    }

    fn of_whole(bytes: &[u8]) -> Self {
        Self(digest(&SHA256, bytes).as_ref().try_into().expect("SHA-256 has 32 bytes"))
    }

    /// The root of the tree without leaves.
    pub fn empty() -> Self {
        Self::of(&[])
    }

    /// The leaf of an entry.
    pub fn leaf(entry: &[u8]) -> Self {
        match <&[u8; 33]>::try_from(entry) {
            // What records have: no memory is taken for it.
            Ok(entry) => {
                let mut bytes = [0; 34];
                bytes[1..].copy_from_slice(entry);
                Self::of(&[&bytes])
            }
            Err(_) => Self::of(&[&[0], entry]),
        }
    }

    /// The node over two children.
    pub fn node(left: Self, right: Self) -> Self {
        let mut bytes = [1; 65];
        bytes[1..33].copy_from_slice(&left.0);
        bytes[33..].copy_from_slice(&right.0);
        Self::of(&[&bytes])
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&STANDARD.encode(self.0))
    }
}

impl FromStr for Hash {
    type Err = MalformedHash;

    fn from_str(text: &str) -> Result<Self, MalformedHash> {
        let bytes = STANDARD.decode(text).map_err(|_| MalformedHash)?;
        bytes.try_into().map(Self).map_err(|_| MalformedHash)
    }
}
