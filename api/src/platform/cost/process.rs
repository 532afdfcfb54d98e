//! Buckets in this process's memory.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, Utc};
use futures_util::future::{BoxFuture, FutureExt, ready};

use super::{Allowance, Charge, Ledger, Payer, bucket::Bucket};

/// Buckets kept at most; about 6 MB.
const MOST: usize = 100_000;

/// Keeps buckets in memory: alone where there is no Redis, and in its place while it does not answer.
#[derive(Debug, Default)]
pub struct ProcessLedger {
    buckets: Mutex<HashMap<Payer, (Bucket, Allowance)>>,
}

impl ProcessLedger {
    fn settle(&self, payer: Payer, allowance: Allowance, units: i64, now: DateTime<Utc>) -> Charge {
        let now = now.timestamp_millis();
        let mut buckets = self.lock();
        if buckets.len() >= MOST && !buckets.contains_key(&payer) {
            make_room(&mut buckets, now);
        }
        let (held, _) = buckets.get(&payer).copied().unwrap_or((Bucket::full(allowance, now), allowance));
        let (bucket, charge) = held.restore(allowance, now).take(allowance, units);
        buckets.insert(payer, (bucket, allowance));
        charge
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Payer, (Bucket, Allowance)>> {
        // Each entry is written in one step, so a panic elsewhere leaves none half-written.
        self.buckets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A full bucket holds no information and goes. If all callers of a hundred thousand are still paying, memory counts
/// for more than their debts.
fn make_room(buckets: &mut HashMap<Payer, (Bucket, Allowance)>, now: i64) {
    buckets.retain(|_, (bucket, allowance)| {
        bucket.restore(*allowance, now).level < Bucket::full(*allowance, now).level
    });
    if buckets.len() >= MOST {
        buckets.clear();
    }
}

impl Ledger for ProcessLedger {
    fn charge(
        &self,
        payer: Payer,
        allowance: Allowance,
        units: u32,
        now: DateTime<Utc>,
    ) -> BoxFuture<'_, Charge> {
        ready(self.settle(payer, allowance, units.into(), now)).boxed()
    }

    fn refund(
        &self,
        payer: Payer,
        allowance: Allowance,
        units: u32,
        now: DateTime<Utc>,
    ) -> BoxFuture<'_, Charge> {
        ready(self.settle(payer, allowance, -i64::from(units), now)).boxed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALLOWANCE: Allowance = Allowance { capacity: 10, restore_rate: 1 };

    fn payer(number: usize) -> Payer {
        Payer::new(b"salt", &[&number.to_be_bytes()])
    }

    #[test]
    fn payers_do_not_share_a_bucket() {
        let ledger = ProcessLedger::default();
        let now = DateTime::UNIX_EPOCH;
        assert!(ledger.settle(payer(1), ALLOWANCE, 10, now).granted);
        assert!(!ledger.settle(payer(1), ALLOWANCE, 1, now).granted);
        assert_eq!(ledger.settle(payer(2), ALLOWANCE, 1, now).remaining, 9);
        assert_eq!(ledger.settle(payer(1), ALLOWANCE, -4, now).remaining, 4);
    }

    #[test]
    fn neighbouring_parts_of_a_key_are_kept_apart() {
        assert_ne!(Payer::new(b"s", &[b"ab", b"c"]), Payer::new(b"s", &[b"a", b"bc"]));
        assert_ne!(Payer::new(b"s", &[b"a"]), Payer::new(b"t", &[b"a"]));
    }

    #[test]
    fn memory_is_bounded_and_debts_are_kept_while_full_buckets_can_go() {
        let ledger = ProcessLedger::default();
        let start = DateTime::UNIX_EPOCH;
        for number in 0..MOST {
            ledger.settle(payer(number), ALLOWANCE, 1, start);
        }
        let later = start + chrono::Duration::seconds(1);
        assert!(ledger.settle(payer(0), ALLOWANCE, 10, later).granted);
        ledger.settle(payer(MOST), ALLOWANCE, 1, later);
        assert_eq!(ledger.lock().len(), 2, "the indebted one and the new one");
        assert!(!ledger.settle(payer(0), ALLOWANCE, 1, later).granted);
    }
}
