//! What a request costs, and who pays for it.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use async_graphql::{
    ServerError, ServerResult, ValidationResult, Value,
    async_trait::async_trait,
    extensions::{Extension, ExtensionContext, ExtensionFactory, NextResolve, NextValidation, ResolveInfo},
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

/// Bytes of a document and its variables that one unit of the deposit pays for.
const DEPOSIT: usize = 16 * 1024;

/// Fields with a fixed price, as their complexity says it: work that is done once they are resolved, and of which nothing
/// is given back. Those of mutations are not here: nothing of a mutation is given back.
const WORK: [(&str, &str, u32); 17] = [
    ("App", "sharingRegister", 100),
    ("Disclosure", "collectedList", 100),
    ("Disclosure", "sharedList", 100),
    ("Disclosure", "html", 100),
    ("Disclosure", "markdown", 100),
    ("Disclosure", "text", 100),
    ("Draft", "text", 200),
    ("Declaration", "document", 20),
    ("Declaration", "manifest", 20),
    ("Tenant", "profile", 20),
    ("Query", "sharingDecision", 20),
    ("Query", "sharingReconciliation", 20),
    ("Query", "sharingTotals", 20),
    ("Sdk", "suggestedDeclaration", 10),
    ("SharingLog", "checkpoint", 10),
    ("SharingLog", "inclusionProof", 10),
    ("SharingLog", "consistencyProof", 10),
];

/// One request's bill: a deposit before it is read, the rest when it is validated, settled when it is answered.
#[derive(Debug)]
pub(super) struct Bill {
    purse: Purse,
    paid: Mutex<Paid>,
    /// What the fields of [`WORK`] that were resolved cost beyond one unit each.
    work: AtomicU32,
}

#[derive(Debug, Clone, Copy, Default)]
struct Paid {
    /// Kept whatever becomes of the request.
    deposit: u32,
    /// What it asks for as far as that is known, the deposit included.
    requested: u32,
    /// Whether all that it asks for is known and paid.
    whole: bool,
    /// The ledger's last answer.
    last: Option<Charge>,
}

/// What a request has cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cost {
    /// The units asked for.
    pub requested: u32,
    /// Those of them that were kept.
    pub actual: u32,
    remaining: u32,
    restore_rate: u32,
}

/// As it stands in the answer's extensions.
impl From<Cost> for Value {
    fn from(cost: Cost) -> Self {
        let Cost { requested, actual, remaining, restore_rate } = cost;
        value!({
            "requested": requested, "actual": actual, "remaining": remaining, "restoreRate": restore_rate,
        })
    }
}

impl Bill {
    pub fn new(purse: Purse) -> Self {
        Self { purse, paid: Mutex::default(), work: AtomicU32::new(0) }
    }

    fn paid(&self) -> Paid {
        *self.paid.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, paid: Paid) {
        *self.paid.lock().unwrap_or_else(PoisonError::into_inner) = paid;
    }

    /// Whether all that the request asks for was paid.
    pub fn is_paid(&self) -> bool {
        self.paid().whole
    }

    /// The time until a refused request would be granted; none for one that was not refused.
    pub fn wait(&self) -> Option<Duration> {
        let Paid { deposit, last, .. } = self.paid();
        let rate = u64::from(self.purse.allowance.restore_rate.max(1));
        // The next time the deposit is due again.
        let again = Duration::from_millis((u64::from(deposit) * 1000).div_ceil(rate));
        last.filter(|charge| !charge.granted).map(|charge| charge.retry_after + again)
    }

    /// Takes what reading a request of so many bytes costs, and tells whether it was there: an advance on what it asks
    /// for, never more than the bucket can hold.
    pub async fn deposit(&self, ledger: &dyn Ledger, bytes: usize, now: DateTime<Utc>) -> bool {
        let Purse { payer, allowance } = self.purse;
        let units = u32::try_from(1 + bytes / DEPOSIT).unwrap_or(u32::MAX).min(allowance.capacity);
        let charge = ledger.charge(payer, allowance, units, now).await;
        let deposit = if charge.granted { units } else { 0 };
        self.set(Paid { deposit, requested: units, whole: false, last: Some(charge) });
        charge.granted
    }

    /// Takes what a request asks for beyond its deposit, and tells whether it was there.
    pub async fn charge(&self, ledger: &dyn Ledger, units: u32, now: DateTime<Utc>) -> bool {
        let Purse { payer, allowance } = self.purse;
        let paid = self.paid();
        let charge = match (paid.last, units.saturating_sub(paid.deposit)) {
            (Some(last), 0) => last,
            (_, rest) => ledger.charge(payer, allowance, rest, now).await,
        };
        let requested = units.max(paid.deposit);
        self.set(Paid { requested, whole: charge.granted, last: Some(charge), ..paid });
        charge.granted
    }

    /// Counts a resolved field's fixed price, but for the one unit that it costs as a field of the answer.
    fn work(&self, parent: &str, field: &str) {
        if let Some((.., price)) = WORK.iter().find(|(kind, name, _)| (*kind, *name) == (parent, field)) {
            self.work.fetch_add(price.saturating_sub(1), Ordering::Relaxed);
        }
    }

    /// What an answer has used: its fields and the work done for them.
    pub fn used(&self, data: &Value) -> u32 {
        fields(data).saturating_add(self.work.load(Ordering::Relaxed))
    }

    /// Gives back what of the units charged was not used, and tells the cost; nothing where nothing was charged. A request
    /// that was refused has used its deposit; no `used` is all of it.
    pub async fn settle(
        &self,
        ledger: &dyn Ledger,
        request: &RequestContext,
        used: Option<u32>,
    ) -> Option<Cost> {
        let Paid { deposit, requested, whole, last } = self.paid();
        let mut remaining = last?.remaining;
        let taken = if whole { requested } else { deposit };
        let actual = used.map_or(taken, |used| used.max(deposit).min(taken));
        let Purse { payer, allowance } = self.purse;
        if actual < taken {
            remaining = ledger.refund(payer, allowance, taken - actual, request.clock.now()).await.remaining;
        }
        Some(Cost { requested, actual, remaining, restore_rate: allowance.restore_rate })
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
        let granted = bill.charge(self.ledger.as_ref(), units, request.clock.now()).await;
        if granted { Ok(result) } else { refuse(AppError::rate_limited()) }
    }

    async fn resolve(
        &self,
        ctx: &ExtensionContext<'_>,
        info: ResolveInfo<'_>,
        next: NextResolve<'_>,
    ) -> ServerResult<Option<Value>> {
        if let Some(bill) = ctx.data_opt::<Arc<Bill>>() {
            bill.work(info.parent_type, info.name);
        }
        next.run(ctx, info).await
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

    /// The fixed prices annotated in a source, with the names of their fields' functions.
    fn annotated(source: &str) -> Vec<(String, u32)> {
        let price = |line: &str| {
            let text =
                line.trim().strip_prefix("#[graphql(complexity = ")?.strip_suffix(")]")?.trim_matches('"');
            text.split(" + ").next()?.parse().ok()
        };
        let name = |line: &str| Some(line.trim().strip_prefix("async fn ")?.split('(').next()?.to_owned());
        let lines: Vec<&str> = source.lines().collect();
        let priced = lines.iter().enumerate().filter_map(|(at, line)| Some((at, price(line)?)));
        priced
            .filter_map(|(at, price)| Some((lines[at..].iter().find_map(|line| name(line))?, price)))
            .collect()
    }

    #[test]
    fn the_fields_with_a_fixed_price_are_those_annotated() {
        let sources = [
            include_str!("apps.rs"),
            include_str!("audit.rs"),
            include_str!("catalog.rs"),
            include_str!("conformity.rs"),
            include_str!("disclosures.rs"),
            include_str!("node.rs"),
            include_str!("policies.rs"),
            include_str!("reconciliation.rs"),
            include_str!("sharing.rs"),
            include_str!("tenants.rs"),
            include_str!("verifications.rs"),
        ];
        let mut found: Vec<_> = sources.iter().flat_map(|source| annotated(source)).collect();
        let snake = |name: &str| {
            let apart =
                |c: char| if c.is_uppercase() { format!("_{}", c.to_ascii_lowercase()) } else { c.into() };
            name.chars().map(apart).collect::<String>()
        };
        let mut listed: Vec<_> = WORK.iter().map(|(_, name, price)| (snake(name), *price)).collect();
        found.sort();
        listed.sort();
        assert_eq!(found, listed);
    }
}
