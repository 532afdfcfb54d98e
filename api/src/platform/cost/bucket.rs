//! The arithmetic of one bucket, in thousandths of a unit and whole milliseconds. The Redis script does the same.

use std::time::Duration;

use super::{Allowance, Charge};

/// Thousandths of a unit. Restoring one unit a second is restoring one of these a millisecond.
const MILLI: i64 = 1000;

/// A bucket as it was when last touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bucket {
    /// Thousandths of a unit.
    pub level: i64,
    /// Milliseconds since 1970.
    pub at: i64,
}

impl Bucket {
    /// A full bucket.
    pub fn full(allowance: Allowance, now: i64) -> Self {
        Self { level: capacity(allowance), at: now }
    }

    /// Fills the bucket up to `now`. A clock that goes back restores nothing and takes nothing.
    pub fn restore(self, allowance: Allowance, now: i64) -> Self {
        let elapsed = now.saturating_sub(self.at).max(0);
        let restored = elapsed.saturating_mul(allowance.restore_rate.into());
        Self { level: self.level.saturating_add(restored).min(capacity(allowance)), at: self.at.max(now) }
    }

    /// Takes `units` (gives back where negative) from a restored bucket.
    pub fn take(self, allowance: Allowance, units: i64) -> (Self, Charge) {
        let cost = units * MILLI;
        if cost > self.level {
            return (self, charge(allowance, false, self.level, cost));
        }
        let level = (self.level - cost).min(capacity(allowance));
        (Self { level, ..self }, charge(allowance, true, level, cost))
    }
}

/// The answer that follows from a bucket's level after a charge of `cost` thousandths.
pub(super) fn charge(allowance: Allowance, granted: bool, level: i64, cost: i64) -> Charge {
    let missing = if granted { 0 } else { (cost - level).max(0) };
    let wait = missing.unsigned_abs().div_ceil(u64::from(allowance.restore_rate.max(1)));
    Charge {
        granted,
        remaining: u32::try_from(level.max(0) / MILLI).unwrap_or(u32::MAX),
        retry_after: Duration::from_millis(wait),
    }
}

/// Thousandths of a unit in a full bucket.
pub(super) fn capacity(allowance: Allowance) -> i64 {
    i64::from(allowance.capacity) * MILLI
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALLOWANCE: Allowance = Allowance { capacity: 100, restore_rate: 10 };

    fn take(bucket: Bucket, now: i64, units: i64) -> (Bucket, Charge) {
        bucket.restore(ALLOWANCE, now).take(ALLOWANCE, units)
    }

    #[test]
    fn a_bucket_pays_until_it_is_empty_and_says_how_long_to_wait() {
        let (bucket, first) = take(Bucket::full(ALLOWANCE, 0), 0, 70);
        assert_eq!(first, Charge { granted: true, remaining: 30, retry_after: Duration::ZERO });
        let (after, second) = take(bucket, 0, 70);
        assert_eq!(second, Charge { granted: false, remaining: 30, retry_after: Duration::from_secs(4) });
        assert_eq!(after, bucket, "a refusal takes nothing");
        assert!(!take(after, 3_999, 70).1.granted);
        assert_eq!(
            take(after, 4_000, 70).1,
            Charge { granted: true, remaining: 0, retry_after: Duration::ZERO }
        );
    }

    #[test]
    fn a_bucket_never_holds_more_than_its_capacity() {
        let empty = Bucket { level: 0, at: 0 };
        assert_eq!(empty.restore(ALLOWANCE, 3_600_000).level, 100_000);
        assert_eq!(take(Bucket { level: 90_000, at: 0 }, 0, -50).1.remaining, 100);
        assert_eq!(empty.restore(ALLOWANCE, i64::MAX).level, 100_000);
    }

    #[test]
    fn a_clock_that_goes_back_changes_nothing() {
        let bucket = Bucket { level: 5_000, at: 10_000 };
        assert_eq!(bucket.restore(ALLOWANCE, 9_000), bucket);
    }
}
