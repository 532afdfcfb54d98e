//! What was declared against what was seen, in the schema.

use async_graphql::{Context, Error, Object, SimpleObject};

use super::{ContextExt, answer, conformity::SharingRelation, refuse, scalars::Date};
use crate::sharing::{self, Drift, Reconciliation, Span, Undeclared};

/// Where what an app declared and what was recorded of it do not agree, over some days. At most 500 rows a list.
#[derive(Debug)]
pub struct SharingReconciliation {
    span: Span,
    found: Reconciliation,
}

#[Object]
impl SharingReconciliation {
    /// First day, in UTC.
    async fn from(&self) -> Date {
        Date(self.span.first)
    }

    /// Last day.
    async fn to(&self) -> Date {
        Date(self.span.last)
    }

    /// Relations declared by a version that was in force on one of the days, which a back end would report, and of which
    /// nothing was recorded: no record went to the recipient, or none with a category that the relation covers.
    #[graphql(complexity = "child_complexity.saturating_mul(500)")]
    async fn never_seen(&self) -> Vec<SharingRelation> {
        self.found.never_seen.iter().cloned().map(SharingRelation::from).collect()
    }

    /// Relations declared likewise that an SDK serves from the device by itself: no back end sees them.
    #[graphql(complexity = "child_complexity.saturating_mul(500)")]
    async fn not_observable(&self) -> Vec<SharingRelation> {
        self.found.not_observable.iter().cloned().map(SharingRelation::from).collect()
    }

    /// What was recorded and declared by none of these versions, by recipient and category.
    #[graphql(complexity = "child_complexity.saturating_mul(500)")]
    async fn never_declared(&self) -> Vec<UndeclaredSharing> {
        self.found.never_declared.iter().cloned().map(UndeclaredSharing::from).collect()
    }

    /// What went to each recipient, beside what had gone to it in as many days before.
    #[graphql(complexity = "child_complexity.saturating_mul(500)")]
    async fn drift(&self) -> Vec<SharingDrift> {
        self.found.drift.iter().cloned().map(SharingDrift::from).collect()
    }
}

/// What was seen and never declared.
#[derive(Debug, SimpleObject)]
pub struct UndeclaredSharing {
    /// The recipient, as reported.
    recipient: String,
    /// The data category; null where the recipient is not declared at all, which is told once.
    category: Option<String>,
    /// How many records, without those that were voided or corrected.
    records: i64,
    /// About how many people, where records say it.
    subjects: i64,
    /// The first of the days on which it was seen, in UTC.
    first_on: Date,
    /// The last of them.
    last_on: Date,
}

impl From<Undeclared> for UndeclaredSharing {
    fn from(it: Undeclared) -> Self {
        let Undeclared { recipient, category, records, subjects, first, last } = it;
        Self { recipient, category, records, subjects, first_on: Date(first), last_on: Date(last) }
    }
}

/// How much went to a recipient, then and before.
#[derive(Debug, SimpleObject)]
pub struct SharingDrift {
    /// The recipient, as reported.
    recipient: String,
    /// Records of these days, without those that were voided or corrected.
    records: i64,
    /// Records of as many days before.
    records_before: i64,
    /// About how many people, where records say it.
    subjects: i64,
    /// The same of the days before.
    subjects_before: i64,
}

impl From<Drift> for SharingDrift {
    fn from(it: Drift) -> Self {
        let Drift { recipient, records, records_before, subjects, subjects_before } = it;
        Self { recipient, records, records_before, subjects, subjects_before }
    }
}

/// Queries of what agrees.
#[derive(Debug, Default)]
pub(super) struct ReconciliationQuery;

#[Object]
impl ReconciliationQuery {
    /// Compares what an app declared with what was recorded of it in the log of its environment, over 366 days at most.
    /// Null for an app that the caller may not see.
    #[graphql(complexity = "20 + child_complexity")]
    async fn sharing_reconciliation(
        &self,
        ctx: &Context<'_>,
        tenant: String,
        app: String,
        #[graphql(desc = "First day, in UTC.")] from: Date,
        #[graphql(desc = "Last day.")] to: Date,
    ) -> Result<Option<SharingReconciliation>, Error> {
        let request = ctx.request()?;
        let span = refuse(request, Span::new(from.0, to.0))?;
        let (session, catalogs, registers) = (&request.session, &request.catalogs, &request.registers);
        let found = sharing::reconcile(session, catalogs, registers, (&tenant, &app), span).await;
        answer(request, found.map(|found| SharingReconciliation { span, found }))
    }
}
