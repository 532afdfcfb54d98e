//! Reporting what was shared, in the schema.

use async_graphql::{Context, Error, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use sharing_log::record::Content;

use super::{
    ContextExt, ErrorPolicy, RequestContext, UserError,
    conformity::ReasonCode,
    payload,
    sharing::{Conformity, record_id},
};
use crate::{
    platform::AppError,
    sharing::{self, ErasedSubject, Person, Recorded, Report, Reporter},
};

/// One event of providing or entrusting personal data. Codes and references have at most 200 bytes.
#[derive(Debug, InputObject)]
pub struct SharingRecordInput {
    /// The recipient, by its key in the declaration.
    recipient: String,
    /// The legal entity in fact, where a class of recipients is declared; at most 1,000 bytes.
    entity: Option<String>,
    /// The SDK by which it went.
    sdk: Option<String>,
    /// The data items, at most 100; these or categories are needed.
    #[graphql(default, validator(max_items = 100))]
    items: Vec<String>,
    /// The data categories, at most 100.
    #[graphql(default, validator(max_items = 100))]
    categories: Vec<String>,
    /// The purpose.
    purpose: String,
    /// The legal basis.
    basis: String,
    /// The reference of the consent.
    consent: Option<String>,
    /// The reference of the contract.
    contract: Option<String>,
    /// The way in which it was shared.
    method: Option<String>,
    /// Where the recipient keeps it.
    region: Option<String>,
    /// How many people it is about.
    subjects: Option<u32>,
    /// Whom it is about, where it is one person: the person's id at the reporter, at most 1,000 bytes. It is not kept; the
    /// record has a reference in its place, which only this tenant's gateways can make, until the person is erased.
    subject: Option<String>,
    /// When it happened: at most ten years ago, and at most five minutes ahead of the gateway's clock. Kept in milliseconds.
    occurred_at: DateTime<Utc>,
    /// The reporter's own id of the event, of its app: the same event again under the same id is answered with the record
    /// that there is; another under the same id is a conflict.
    external_id: String,
    /// The record that it takes the place of, of the same app; it must not have been voided or corrected.
    corrects: Option<ID>,
    /// Why, where it corrects; at most 1,000 bytes.
    reason: Option<String>,
}

/// An event to record.
#[derive(Debug, InputObject)]
pub struct RecordSharingInput {
    /// Slug of the tenant.
    tenant: String,
    /// Slug of the app. Whether it is live or in staging decides the log.
    app: String,
    /// The event.
    record: SharingRecordInput,
}

/// Events of one app to record.
#[derive(Debug, InputObject)]
pub struct RecordSharingBatchInput {
    /// Slug of the tenant.
    tenant: String,
    /// Slug of the app.
    app: String,
    /// The events, at most 1,000.
    records: Vec<SharingRecordInput>,
    /// What a record that is refused does to the others.
    #[graphql(default_with = "ErrorPolicy::AllOrNothing")]
    on_error: ErrorPolicy,
}

/// A record that counts no more.
#[derive(Debug, InputObject)]
pub struct VoidSharingRecordInput {
    /// Slug of the tenant.
    tenant: String,
    /// The record.
    record_id: ID,
    /// Why it tells of nothing that happened; at most 1,000 bytes.
    reason: String,
    /// The reporter's own id of this statement.
    external_id: Option<String>,
}

/// A record that the log has taken, for good.
#[derive(Debug, SimpleObject)]
pub struct RecordedSharing {
    /// Id of the record.
    record_id: ID,
    /// Its number in the log.
    seq: i64,
    /// When the log took it.
    recorded_at: DateTime<Utc>,
    /// Whether it was there before, reported under the same id.
    repeated: bool,
    /// Whether it had been disclosed; null of one that voids.
    conformity: Option<Conformity>,
    /// Why it does not conform, the weightiest first.
    reasons: Vec<ReasonCode>,
}

impl From<Recorded> for RecordedSharing {
    fn from(recorded: Recorded) -> Self {
        Self {
            record_id: recorded.id.to_string().into(),
            seq: recorded.id.seq,
            recorded_at: recorded.recorded_at,
            repeated: recorded.repeated,
            conformity: recorded.conformity.map(Into::into),
            reasons: recorded.reasons.into_iter().map(Into::into).collect(),
        }
    }
}

/// What became of one event of a batch: one of the two.
#[derive(Debug, SimpleObject)]
pub struct BatchRow {
    /// The record.
    recorded: Option<RecordedSharing>,
    /// Why there is none.
    user_error: Option<UserError>,
}

/// What became of a batch. `accepted` and `refused` make the number of its events.
#[derive(Debug, SimpleObject)]
pub struct RecordedBatch {
    /// One for each event, in their order.
    rows: Vec<BatchRow>,
    /// Events that are in the log.
    accepted: usize,
    /// Events that are not.
    refused: usize,
}

crate::payload! {
    /// The answer of `recordSharing`.
    RecordSharingPayload {
        /// The record.
        recorded: RecordedSharing
    }
}

crate::payload! {
    /// The answer of `recordSharingBatch`.
    RecordSharingBatchPayload {
        /// What became of the batch.
        batch: RecordedBatch
    }
}

crate::payload! {
    /// The answer of `voidSharingRecord`.
    VoidSharingRecordPayload {
        /// The record that says so.
        recorded: RecordedSharing
    }
}

/// A person who asks to be erased.
#[derive(Debug, InputObject)]
pub struct EraseSubjectInput {
    /// Slug of the tenant.
    tenant: String,
    /// The person's id at the reporter, as it was reported.
    subject: String,
}

/// What was erased of a person.
#[derive(Debug, SimpleObject)]
pub struct ErasedPerson {
    /// Whether anything was known of the person.
    known: bool,
    /// Records whose contents are told no more.
    records: u64,
}

impl From<ErasedSubject> for ErasedPerson {
    fn from(erased: ErasedSubject) -> Self {
        Self { known: erased.known, records: erased.records }
    }
}

crate::payload! {
    /// The answer of `eraseSubject`.
    EraseSubjectPayload {
        /// What was erased.
        erased: ErasedPerson
    }
}

/// Mutations of what was shared.
#[derive(Debug, Default)]
pub(super) struct SharingMutation;

#[Object]
impl SharingMutation {
    /// Records that personal data was provided or entrusted. Answered once it lasts. Needs an owner or editor of the tenant,
    /// or a key of it with `SHARING_WRITE`: the operator reports for nobody.
    async fn record_sharing(
        &self,
        ctx: &Context<'_>,
        input: RecordSharingInput,
    ) -> Result<RecordSharingPayload, Error> {
        let request = ctx.request()?;
        payload(request, record(request, input).await.map(RecordedSharing::from))
    }

    /// Records up to 1,000 events of one app at once.
    #[graphql(complexity = "input.records.len() + child_complexity")]
    async fn record_sharing_batch(
        &self,
        ctx: &Context<'_>,
        input: RecordSharingBatchInput,
    ) -> Result<RecordSharingBatchPayload, Error> {
        let request = ctx.request()?;
        let batch = record_batch(request, input).await;
        // What stands against a row is data, unless it is a fault of ours.
        let rows = match batch {
            Ok(batch) => {
                batch.rows.into_iter().map(|row| row_of(request, row)).collect::<Result<Vec<_>, _>>()?
            }
            Err(errors) => return payload(request, Err(errors)),
        };
        let accepted = rows.iter().filter(|row| row.recorded.is_some()).count();
        let refused = rows.len() - accepted;
        payload(request, Ok::<_, AppError>(RecordedBatch { rows, accepted, refused }))
    }

    /// Says of a record that it tells of nothing that happened. The same again answers the same.
    async fn void_sharing_record(
        &self,
        ctx: &Context<'_>,
        input: VoidSharingRecordInput,
    ) -> Result<VoidSharingRecordPayload, Error> {
        let request = ctx.request()?;
        payload(request, void(request, input).await.map(RecordedSharing::from))
    }

    /// Erases a person, for the tenant's owners: the key of the references, so that none leads to the person any more in
    /// whatever copy, and the contents of the records about that person alone. Of each record the app, the time and the hash
    /// stay, so that the log still proves itself. Again, it changes nothing. What another tenant knows of the person stays.
    async fn erase_subject(
        &self,
        ctx: &Context<'_>,
        input: EraseSubjectInput,
    ) -> Result<EraseSubjectPayload, Error> {
        let request = ctx.request()?;
        payload(request, erase_subject(request, input).await.map(ErasedPerson::from))
    }
}

fn reporter(request: &RequestContext) -> Reporter<'_> {
    let RequestContext { session, recorder, catalogs, registers, .. } = request;
    Reporter { session, recorder, catalogs, registers }
}

async fn record(request: &RequestContext, input: RecordSharingInput) -> Result<Recorded, AppError> {
    sharing::record(reporter(request), (&input.tenant, &input.app), report(input.record)).await
}

async fn record_batch(
    request: &RequestContext,
    input: RecordSharingBatchInput,
) -> Result<sharing::Batch, Vec<AppError>> {
    let reports = input.records.into_iter().map(report).collect();
    let place = (input.tenant.as_str(), input.app.as_str());
    sharing::record_batch(reporter(request), place, reports, input.on_error.into()).await
}

async fn void(request: &RequestContext, input: VoidSharingRecordInput) -> Result<Recorded, AppError> {
    let VoidSharingRecordInput { tenant, record_id: cited, reason, external_id } = input;
    let cited = record_id(&cited, "recordId")?;
    sharing::void(reporter(request), &tenant, cited, reason, external_id).await
}

async fn erase_subject(
    request: &RequestContext,
    input: EraseSubjectInput,
) -> Result<ErasedSubject, AppError> {
    let person = Person::new(input.subject);
    sharing::erase_subject(&request.session, &request.sealer, &input.tenant, &person).await
}

fn row_of(request: &RequestContext, row: Result<Recorded, AppError>) -> Result<BatchRow, Error> {
    Ok(match row {
        Ok(recorded) => BatchRow { recorded: Some(recorded.into()), user_error: None },
        Err(error) => BatchRow { recorded: None, user_error: Some(UserError::of(request, &error)?) },
    })
}

fn report(input: SharingRecordInput) -> Result<Report, AppError> {
    let corrects = input.corrects.as_ref().map(|id| record_id(id, "corrects")).transpose()?;
    let content = Content {
        recipient: Some(input.recipient),
        entity: input.entity,
        sdk: input.sdk,
        items: input.items,
        categories: input.categories,
        purpose: Some(input.purpose),
        basis: Some(input.basis),
        consent: input.consent,
        contract: input.contract,
        method: input.method,
        region: input.region,
        subjects: input.subjects.map(u64::from),
        external_id: Some(input.external_id),
        reason: input.reason,
        ..Content::default()
    };
    let subject = input.subject.map(Person::new);
    Ok(Report { content, occurred_at: Some(input.occurred_at), corrects, subject })
}
