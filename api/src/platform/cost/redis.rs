//! Buckets in Redis, shared by all gateways, with this process's own behind them.

use chrono::{DateTime, Utc};
use futures_util::future::{BoxFuture, FutureExt};
use redis::{Script, aio::ConnectionManager};

use super::{Allowance, Charge, Ledger, Payer, ProcessLedger, bucket};
use crate::platform::cache::RedisLink;

/// Keeps buckets in Redis under `candor:cost:` and a payer's key.
#[derive(Debug)]
pub struct RedisLedger {
    link: RedisLink,
    script: Script,
    stand_in: ProcessLedger,
}

impl RedisLedger {
    /// Buckets behind this link.
    pub fn new(link: RedisLink) -> Self {
        Self { link, script: Script::new(include_str!("bucket.lua")), stand_in: ProcessLedger::default() }
    }

    async fn settle(
        &self,
        payer: Payer,
        allowance: Allowance,
        units: i64,
        now: DateTime<Utc>,
    ) -> Option<Charge> {
        let cost = units * 1000;
        let mut call = self.script.key(format!("candor:cost:{}", payer.hex()));
        call.arg(bucket::capacity(allowance))
            .arg(allowance.restore_rate)
            .arg(cost)
            .arg(now.timestamp_millis());
        let run = |mut connection: ConnectionManager| async move { call.invoke_async(&mut connection).await };
        let (granted, level): (bool, i64) = self.link.run(run).await?;
        Some(bucket::charge(allowance, granted, level, cost))
    }
}

impl Ledger for RedisLedger {
    fn charge(
        &self,
        payer: Payer,
        allowance: Allowance,
        units: u32,
        now: DateTime<Utc>,
    ) -> BoxFuture<'_, Charge> {
        async move {
            match self.settle(payer, allowance, units.into(), now).await {
                Some(charge) => charge,
                None => self.stand_in.charge(payer, allowance, units, now).await,
            }
        }
        .boxed()
    }

    fn refund(
        &self,
        payer: Payer,
        allowance: Allowance,
        units: u32,
        now: DateTime<Utc>,
    ) -> BoxFuture<'_, Charge> {
        async move {
            match self.settle(payer, allowance, -i64::from(units), now).await {
                Some(charge) => charge,
                None => self.stand_in.refund(payer, allowance, units, now).await,
            }
        }
        .boxed()
    }
}
