//! What a request costs, and who pays for it.

use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::{
    ServerError, ValidationResult, Value,
    async_trait::async_trait,
    extensions::{Extension, ExtensionContext, ExtensionFactory, NextValidation},
    value,
};

use chrono::{DateTime, Utc};

use super::{RequestContext, measure::excess};
use crate::platform::{
    AppError,
    cost::{Allowance, Charge, Ledger, Payer},
};

/// Where a request's cost is taken from.
#[derive(Debug, Clone, Copy)]
pub struct Purse {
    /// Whose bucket.
    pub payer: Payer,
    /// How large it is.
    pub allowance: Allowance,
}

/// One request's bill: filled in when the request is validated, settled when it is answered.
#[derive(Debug)]
pub(super) struct Bill {
    purse: Purse,
    charged: Mutex<Option<(u32, Charge)>>,
}

impl Bill {
    pub fn new(purse: Purse) -> Self {
        Self { purse, charged: Mutex::default() }
    }

    /// What was charged: the units asked for and the ledger's answer.
    pub fn charged(&self) -> Option<(u32, Charge)> {
        *self.charged.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes what a request asks for.
    pub async fn charge(&self, ledger: &dyn Ledger, units: u32, now: DateTime<Utc>) -> Charge {
        let Purse { payer, allowance } = self.purse;
        let charge = ledger.charge(payer, allowance, units, now).await;
        *self.charged.lock().unwrap_or_else(PoisonError::into_inner) = Some((units, charge));
        charge
    }

    /// Gives back what of the units charged was not used, and tells the cost, as it stands in the answer's extensions;
    /// nothing where nothing was charged. A request that was refused has used nothing; no `actual` is all of it.
    pub async fn settle(
        &self,
        ledger: &dyn Ledger,
        request: &RequestContext,
        actual: Option<u32>,
    ) -> Option<Value> {
        let (requested, charge) = self.charged()?;
        let actual = match (charge.granted, actual) {
            (false, _) => 0,
            (true, None) => requested,
            (true, Some(actual)) => actual.min(requested),
        };
        let mut remaining = charge.remaining;
        let Purse { payer, allowance } = self.purse;
        if charge.granted && actual < requested {
            remaining =
                ledger.refund(payer, allowance, requested - actual, request.clock.now()).await.remaining;
        }
        Some(value!({
            "requested": requested, "actual": actual, "remaining": remaining, "restoreRate": allowance.restore_rate,
        }))
    }
}

/// The fields of an answer, at all levels: what a query has used. A mutation always costs what it asked for.
pub(super) fn fields(data: &Value) -> u32 {
    match data {
        Value::List(items) => items.iter().map(fields).fold(0, u32::saturating_add),
        Value::Object(members) => {
            members.values().map(|member| fields(member).saturating_add(1)).fold(0, u32::saturating_add)
        }
        _ => 0,
    }
}

/// Charges each request its complexity once it is known and before anything is resolved.
#[derive(Debug, Clone)]
pub(super) struct Meter {
    pub ledger: Arc<dyn Ledger>,
    pub complexity: usize,
}

impl ExtensionFactory for Meter {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(self.clone())
    }
}

#[async_trait]
impl Extension for Meter {
    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let result = next.run(ctx).await?;
        // Both are there whenever the executor runs; the schema alone is executed by unit tests.
        let (Some(request), Some(bill)) = (ctx.data_opt::<RequestContext>(), ctx.data_opt::<Arc<Bill>>())
        else {
            return Ok(result);
        };
        let refuse = |error: AppError| Err(vec![request.server_error(&error)]);
        if result.complexity > self.complexity {
            return refuse(excess("error-query-complexity", self.complexity));
        }
        let units = u32::try_from(result.complexity).unwrap_or(u32::MAX);
        let charge = bill.charge(self.ledger.as_ref(), units, request.clock.now()).await;
        if charge.granted { Ok(result) } else { refuse(AppError::rate_limited()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_costs_its_fields_at_all_levels() {
        assert_eq!(fields(&Value::Null), 0);
        assert_eq!(fields(&value!({"a": 1, "b": null})), 2);
        assert_eq!(fields(&value!({"apps": [{"id": 1, "name": {"en": "x"}}, {"id": 2, "name": null}]})), 6);
    }
}
