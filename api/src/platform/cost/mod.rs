//! What a caller may ask for over time: a bucket of units that fills at a steady rate and pays for each request.
//!
//! Buckets belong to a payer, an opaque key made from a credential or an address; nothing personal is kept. One
//! unit is one point of a query's complexity. In Redis the buckets are shared by all gateways; in this process they
//! stand in for it, also when Redis does not answer: a caller is never refused because Redis is away.

mod bucket;
mod process;
mod redis;

use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;
use sha2::{Digest, Sha256};

pub use self::{process::ProcessLedger, redis::RedisLedger};

/// Whose bucket it is: a hash under a salt of this deployment, so that no address or id can be read back.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Payer([u8; 16]);

impl Payer {
    /// The payer of the given parts, in their order.
    pub fn new(salt: &[u8], parts: &[&[u8]]) -> Self {
        let mut hash = Sha256::new();
        for part in [&[salt], parts].concat() {
            // The length keeps neighbouring parts apart.
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        let digest: [u8; 32] = hash.finalize().into();
        Self(std::array::from_fn(|at| digest[at]))
    }

    /// The key in lower-case hexadecimal digits.
    fn hex(self) -> String {
        hex::encode(self.0)
    }
}

/// The opaque key only.
impl std::fmt::Debug for Payer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Payer({})", self.hex())
    }
}

/// How large a payer's bucket is and how fast it fills.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// Units in a full bucket.
    pub capacity: u32,
    /// Units a second.
    pub restore_rate: u32,
}

/// The answer to a charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Charge {
    /// Whether the bucket held enough; if not, nothing was taken.
    pub granted: bool,
    /// Whole units left.
    pub remaining: u32,
    /// Time until the same charge would be granted; zero if it was.
    pub retry_after: Duration,
}

/// Keeps the buckets.
pub trait Ledger: std::fmt::Debug + Send + Sync {
    /// Takes `units` from the payer's bucket, or nothing if it holds less.
    fn charge(
        &self,
        payer: Payer,
        allowance: Allowance,
        units: u32,
        now: DateTime<Utc>,
    ) -> BoxFuture<'_, Charge>;

    /// Gives back units that were charged and not used. The answer is always granted.
    fn refund(
        &self,
        payer: Payer,
        allowance: Allowance,
        units: u32,
        now: DateTime<Utc>,
    ) -> BoxFuture<'_, Charge>;
}
