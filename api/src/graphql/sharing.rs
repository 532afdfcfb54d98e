//! Sharing logs and their records in the schema.

use async_graphql::{Context, Enum, Error, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entities::SharingRecordId;

use super::{
    Connection, ContextExt, RequestContext, answer,
    apps::{App, Environment},
    conformity::ReasonCode,
    connection,
    loaders::{AppById, Asked, CitedBy},
    page_cost, refuse,
    scalars::Date,
};
use crate::{
    platform::{AppError, scope::ReadScope},
    sharing::{self, Dimensions, Log, Person, RecordFilter, TotalFilter},
};

/// What a sharing record does.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "sharing::RecordKind")]
pub enum SharingRecordKind {
    /// Tells of one event.
    Record,
    /// Says that the cited record tells of nothing that happened.
    Void,
    /// Takes the place of the cited record.
    Correct,
}

/// Whether what was shared had been disclosed.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "sharing::Conformity")]
pub enum Conformity {
    /// It had.
    Conforms,
    /// It had not, or otherwise.
    Deviates,
    /// That could not be told.
    Undecided,
}

/// One event of providing or entrusting personal data, as it was reported. It never changes; one that was wrong is voided
/// or corrected by a later one.
#[derive(Debug, Clone)]
pub struct SharingRecord(pub(super) sharing::Record);

#[Object]
impl SharingRecord {
    /// Opaque; grants nothing.
    pub(super) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Its number in the log, from 0 without gaps.
    async fn seq(&self) -> i64 {
        self.0.id.seq
    }

    /// What it does.
    async fn kind(&self) -> SharingRecordKind {
        self.0.kind.into()
    }

    /// The app; null where the caller may not see it.
    async fn app(&self, ctx: &Context<'_>) -> Result<Option<App>, Error> {
        let request = ctx.request()?;
        Ok(refuse(request, request.loaders.load(AppById(self.0.app)).await)?.map(App))
    }

    /// When the log took it.
    async fn recorded_at(&self) -> DateTime<Utc> {
        self.0.recorded_at
    }

    /// What it tells; null once that was erased.
    async fn content(&self) -> Option<SharingContent> {
        self.0.content.clone().map(|content| SharingContent { content, occurred_at: self.0.occurred_at })
    }

    /// Whether what it told was erased: its term was over, or the person whom it was about has asked.
    async fn erased(&self) -> bool {
        self.0.content.is_none()
    }

    /// Number of the record that it voids or corrects.
    async fn cites(&self) -> Option<i64> {
        self.0.cites
    }

    /// Id of the record that has voided or corrected it; null while it counts.
    async fn superseded_by(&self, ctx: &Context<'_>) -> Result<Option<ID>, Error> {
        let request = ctx.request()?;
        let by = request.loaders.load(CitedBy(self.0.id.log, self.0.id.seq)).await;
        Ok(refuse(request, by)?.map(|id| id.to_string().into()))
    }

    /// Who reported it: an account's or a key's id, as audit events name an actor. Not part of the log's tree. Null of records
    /// that are older than this field, and for a key that is bound to an app, which is told of nobody.
    async fn reported_by(&self, ctx: &Context<'_>) -> Result<Option<&str>, Error> {
        Ok(ctx.request()?.session.principal().and_then(|caller| self.0.reporter(caller)))
    }

    /// Whether it had been disclosed; null of one that voids. Not part of the log's tree: it may be judged again.
    async fn conformity(&self) -> Option<Conformity> {
        self.0.conformity.map(Into::into)
    }

    /// Number of the version of the app's policy by which it was judged.
    async fn judged_version(&self) -> Option<i32> {
        self.0.judged_version
    }

    /// Why it does not conform, the weightiest first.
    async fn reasons(&self) -> Vec<ReasonCode> {
        self.0.reasons.iter().copied().map(Into::into).collect()
    }

    /// Its leaf in the log's tree, in base64.
    async fn leaf_hash(&self) -> String {
        self.0.leaf.to_string()
    }
}

/// What a record tells. Of one that voids: the reason, and the reporter's id if it gave one.
#[derive(Debug)]
pub struct SharingContent {
    content: sharing_log::record::Content,
    occurred_at: Option<DateTime<Utc>>,
}

#[Object]
impl SharingContent {
    /// The declared recipient, by its key.
    async fn recipient(&self) -> Option<&str> {
        self.content.recipient.as_deref()
    }

    /// The legal entity in fact, where a class of recipients is declared.
    async fn entity(&self) -> Option<&str> {
        self.content.entity.as_deref()
    }

    /// The SDK by which it went.
    async fn sdk(&self) -> Option<&str> {
        self.content.sdk.as_deref()
    }

    /// The data items, sorted.
    async fn items(&self) -> &[String] {
        &self.content.items
    }

    /// The data categories, sorted.
    async fn categories(&self) -> &[String] {
        &self.content.categories
    }

    /// The purpose.
    async fn purpose(&self) -> Option<&str> {
        self.content.purpose.as_deref()
    }

    /// The legal basis.
    async fn basis(&self) -> Option<&str> {
        self.content.basis.as_deref()
    }

    /// The reference of the consent.
    async fn consent(&self) -> Option<&str> {
        self.content.consent.as_deref()
    }

    /// The reference of the contract.
    async fn contract(&self) -> Option<&str> {
        self.content.contract.as_deref()
    }

    /// The way in which it was shared.
    async fn method(&self) -> Option<&str> {
        self.content.method.as_deref()
    }

    /// Where the recipient keeps it.
    async fn region(&self) -> Option<&str> {
        self.content.region.as_deref()
    }

    /// How many people it is about.
    async fn subjects(&self) -> Option<u64> {
        self.content.subjects
    }

    /// The reference of the one person whom it is about.
    async fn subject(&self) -> Option<&str> {
        self.content.subject.as_deref()
    }

    /// When it happened, in milliseconds.
    async fn occurred_at(&self) -> Option<DateTime<Utc>> {
        self.occurred_at
    }

    /// The reporter's own id of the event.
    async fn external_id(&self) -> Option<&str> {
        self.content.external_id.as_deref()
    }

    /// Why the cited record is voided or corrected.
    async fn reason(&self) -> Option<&str> {
        self.content.reason.as_deref()
    }
}

/// A tenant's log of one environment: a Merkle tree (RFC 9162) over its records, which anybody with its address can check.
#[derive(Debug)]
pub struct SharingLog(Log);

#[Object]
impl SharingLog {
    /// Its name in checkpoints, and its address: `/logs/{origin}/checkpoint`. Whoever knows it may read checkpoints, hash
    /// tiles and proofs.
    async fn origin(&self) -> &str {
        &self.0.origin
    }

    /// The key with which its checkpoints are checked, in the form of C2SP signed-note.
    async fn verifier_key(&self, ctx: &Context<'_>) -> Result<String, Error> {
        let request = ctx.request()?;
        let scope = refuse(request, self.scope(request).await)?;
        refuse(request, sharing::verifier_key(&scope, &self.0).await)
    }

    /// Its state, signed (C2SP tlog-checkpoint).
    #[graphql(complexity = 10)]
    async fn checkpoint(&self, ctx: &Context<'_>) -> Result<String, Error> {
        let request = ctx.request()?;
        let scope = refuse(request, self.scope(request).await)?;
        refuse(request, sharing::checkpoint(&scope, &request.sealer, &self.0).await)
    }

    /// The number of its records.
    async fn size(&self) -> u64 {
        self.0.size()
    }

    /// The hashes, in base64, the lowest first, that lead from the leaf of the record `seq` to the root of the log's first
    /// `size` records; left out: of all.
    #[graphql(complexity = 10)]
    async fn inclusion_proof(
        &self,
        ctx: &Context<'_>,
        seq: u64,
        size: Option<u64>,
    ) -> Result<Vec<String>, Error> {
        let request = ctx.request()?;
        let scope = refuse(request, self.scope(request).await)?;
        let size = size.unwrap_or_else(|| self.0.size());
        let proof = refuse(request, sharing::inclusion(&scope, &self.0, seq, size).await)?;
        Ok(proof.iter().map(ToString::to_string).collect())
    }

    /// The hashes, in base64, that show the log of the first `from` records to be the beginning of that of the first `to`;
    /// left out: of all.
    #[graphql(complexity = 10)]
    async fn consistency_proof(
        &self,
        ctx: &Context<'_>,
        from: u64,
        to: Option<u64>,
    ) -> Result<Vec<String>, Error> {
        let request = ctx.request()?;
        let scope = refuse(request, self.scope(request).await)?;
        let to = to.unwrap_or_else(|| self.0.size());
        let proof = refuse(request, sharing::consistency(&scope, &self.0, from, to).await)?;
        Ok(proof.iter().map(ToString::to_string).collect())
    }
}

impl SharingLog {
    async fn scope(&self, request: &RequestContext) -> Result<ReadScope, AppError> {
        sharing::scope_of_log(&request.session, &self.0).await
    }
}

/// Which records to tell; all that is given holds.
#[derive(Debug, Default, InputObject)]
pub struct SharingRecordFilter {
    /// Slug of the app.
    app: Option<String>,
    /// The recipient, as reported.
    recipient: Option<String>,
    /// A data category that the record names.
    category: Option<String>,
    /// The purpose, as reported.
    purpose: Option<String>,
    /// Whether it had been disclosed.
    conformity: Option<Conformity>,
    /// It occurred then or later.
    occurred_from: Option<DateTime<Utc>>,
    /// It occurred before.
    occurred_to: Option<DateTime<Utc>>,
    /// The one person whom it is about, by the id at the reporter: what was shared of somebody who asks. Records that tell
    /// of several people at once name none.
    subject: Option<String>,
}

/// The years 1 to 9999, which both databases compare; in seconds since 1970. No record lies outside.
const STORABLE: std::ops::RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;

/// The instant, or the end of the storable ones next to it.
fn storable(instant: DateTime<Utc>) -> DateTime<Utc> {
    let seconds = instant.timestamp();
    if STORABLE.contains(&seconds) {
        return instant;
    }
    DateTime::from_timestamp(seconds.clamp(*STORABLE.start(), *STORABLE.end()), 0).unwrap_or(instant)
}

/// By what sums are told apart.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
pub enum SharingDimension {
    /// By recipient.
    Recipient,
    /// By data category; a record counts with each that it names, and not at all where it names none.
    Category,
    /// By the day, in UTC, on which it occurred.
    Day,
    /// By whether it had been disclosed.
    Conformity,
}

/// Which records to sum; all that is given holds.
#[derive(Debug, Default, InputObject)]
pub struct SharingTotalFilter {
    /// Slug of the app.
    app: Option<String>,
    /// First day, in UTC.
    from: Option<Date>,
    /// Last day.
    to: Option<Date>,
}

/// A sum of records. What it is not told apart by is null.
#[derive(Debug, SimpleObject)]
pub struct SharingTotal {
    /// The day on which they occurred, in UTC.
    day: Option<Date>,
    /// The recipient.
    recipient: Option<String>,
    /// The data category.
    category: Option<String>,
    /// Whether they had been disclosed.
    conformity: Option<Conformity>,
    /// How many, without those that were voided or corrected.
    records: i64,
    /// About how many people, where they say it.
    subjects: i64,
}

/// Queries of what was shared.
#[derive(Debug, Default)]
pub(super) struct SharingQuery;

#[Object]
impl SharingQuery {
    /// The log of the tenant of that slug; null where it has not begun, and where there is none that the caller may look
    /// into.
    async fn sharing_log(
        &self,
        ctx: &Context<'_>,
        tenant: String,
        #[graphql(default_with = "Environment::Live")] environment: Environment,
    ) -> Result<Option<SharingLog>, Error> {
        let request = ctx.request()?;
        answer(request, sharing::log_of(&request.session, &tenant, environment.into()).await.map(SharingLog))
    }

    /// What was recorded for the tenant of that slug, the newest first, at most 100 a page; null if there is none that the
    /// caller may look into.
    #[graphql(complexity = "page_cost(first, last, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "a connection has four arguments of its own")]
    async fn sharing_records(
        &self,
        ctx: &Context<'_>,
        tenant: String,
        #[graphql(default_with = "Environment::Live")] environment: Environment,
        filter: Option<SharingRecordFilter>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Option<Connection<SharingRecord>>, Error> {
        let request = ctx.request()?;
        let args = refuse(request, Asked { first, after, last, before }.page())?;
        let filter = filter.unwrap_or_default();
        let SharingRecordFilter { app, recipient, category, purpose, conformity, .. } = filter;
        let person = filter.subject.map(Person::new);
        let filter = RecordFilter {
            app: None,
            recipient,
            category,
            purpose,
            conformity: conformity.map(Into::into),
            from: filter.occurred_from.map(storable),
            to: filter.occurred_to.map(storable),
            subject: None,
        };
        let place = (tenant.as_str(), environment.into(), app.as_deref());
        let (session, sealer) = (&request.session, &request.sealer);
        let page = sharing::page(session, sealer, place, (filter, person), &args).await;
        answer(request, page.map(|page| connection(page.map(SharingRecord))))
    }

    /// Sums over what was recorded for the tenant of that slug, in the order day, recipient, category, conformity, at most
    /// 1,000; null if there is none that the caller may look into.
    #[graphql(complexity = "20 + child_complexity.saturating_mul(1000)")]
    async fn sharing_totals(
        &self,
        ctx: &Context<'_>,
        tenant: String,
        #[graphql(default_with = "Environment::Live")] environment: Environment,
        filter: Option<SharingTotalFilter>,
        #[graphql(default)] by: Vec<SharingDimension>,
    ) -> Result<Option<Vec<SharingTotal>>, Error> {
        let request = ctx.request()?;
        let SharingTotalFilter { app, from, to } = filter.unwrap_or_default();
        let filter = TotalFilter { app: None, from: from.map(|day| day.0), to: to.map(|day| day.0) };
        let has = |dimension| by.contains(&dimension);
        let dimensions = Dimensions {
            recipient: has(SharingDimension::Recipient),
            category: has(SharingDimension::Category),
            day: has(SharingDimension::Day),
            conformity: has(SharingDimension::Conformity),
        };
        let place = (tenant.as_str(), environment.into(), app.as_deref());
        let totals = sharing::totals(&request.session, place, filter, dimensions).await;
        answer(request, totals.map(|totals| totals.into_iter().map(SharingTotal::from).collect()))
    }
}

impl From<sharing::Total> for SharingTotal {
    fn from(total: sharing::Total) -> Self {
        Self {
            day: total.day.map(Date),
            recipient: total.recipient,
            category: total.category,
            conformity: total.conformity.map(Into::into),
            records: total.records,
            subjects: total.subjects,
        }
    }
}

/// Reads the id of a record that came in under the input field `field`.
pub(super) fn record_id(id: &ID, field: &'static str) -> Result<SharingRecordId, AppError> {
    id.parse().map_err(|cause| {
        AppError::invalid("error-id").arg("kind", SharingRecordId::PREFIX).at([field]).because(cause)
    })
}
