//! What reporters do.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use entities::{AppId, SharingRecordId, TenantId};
use sharing_log::record::Content;

use super::{
    draft,
    model::{Draft, Environment, Judgement, Recorded, Report},
    places::{Found, Named},
    plan::{Job, Outcome},
    recorder::{Recorder, Ticket},
    store,
};
use crate::{
    catalog::Catalogs,
    conformity::{self, Observed, Registers},
    platform::{
        error::{AppError, ErrorPolicy, Result},
        scope::{Actor, Permission, Principal, Session},
    },
    tenants,
};

/// Records of one batch at most.
pub const MAX_BATCH: usize = 1_000;

/// Who reports, and what it takes to judge and record.
#[derive(Debug, Clone, Copy)]
pub struct Reporter<'a> {
    pub session: &'a Session,
    pub recorder: &'a Recorder,
    pub catalogs: &'a Catalogs,
    pub registers: &'a Registers,
}

/// What became of a batch: one answer for each record, in their order.
#[derive(Debug)]
pub struct Batch {
    pub rows: Vec<Result<Recorded>>,
}

/// Whom a report is about.
pub(super) struct Place {
    pub tenant: TenantId,
    pub app: AppId,
    pub environment: Environment,
    /// The one app that the reporter's key is bound to.
    pub reach: Option<AppId>,
    /// Who reports.
    pub by: Actor,
    pub now: DateTime<Utc>,
    /// What is known of it.
    found: Arc<Found>,
}

/// Records one event. A report may already be wrong by what it is made from.
///
/// # Errors
/// `NOT_FOUND` for a tenant or app that the caller may not report for, and for a record that it may not correct;
/// `FORBIDDEN`; `INVALID` as the format says, and for an event too far ahead or back; `CONFLICT` for an id under which
/// something else was reported; `ILLEGAL_STATE` for a suspended tenant and for a record that counts no more.
pub async fn record(
    reporter: Reporter<'_>,
    (tenant, app): (&str, &str),
    report: Result<Report>,
) -> Result<Recorded> {
    let place = place(reporter.session, reporter.recorder, Some(tenant), Some(app)).await?;
    let draft = report
        .and_then(|report| draft::of_report(report, place.app, place.reach, place.now))
        .map_err(|error| within(error, &["record"]))?;
    let outcome = submit(reporter, &place, vec![draft], true).await?.outcome().await?;
    one(outcome).map_err(|error| within(error, &["record"]))
}

/// Records many events of one app.
///
/// # Errors
/// As for [`record`], each with the place of its record; with [`ErrorPolicy::Skip`] only what stands against the whole
/// batch, the rest is in the answer. `LIMIT_EXCEEDED` for more than [`MAX_BATCH`].
pub async fn record_batch(
    reporter: Reporter<'_>,
    (tenant, app): (&str, &str),
    reports: Vec<Result<Report>>,
    on_error: ErrorPolicy,
) -> Result<Batch, Vec<AppError>> {
    if reports.len() > MAX_BATCH {
        let error = AppError::limit_exceeded("error-list-length").arg("limit", MAX_BATCH as u64);
        return Err(vec![error.rule("list-length").at(["records"])]);
    }
    let place = place(reporter.session, reporter.recorder, Some(tenant), Some(app)).await;
    let place = place.map_err(|error| vec![error])?;
    let drafts = reports.into_iter().enumerate().map(|(at, report)| {
        report
            .and_then(|report| draft::of_report(report, place.app, place.reach, place.now))
            .map_err(|error| in_row(error, at))
    });
    let drafts: Vec<Result<Draft>> = drafts.collect();
    let whole = on_error == ErrorPolicy::AllOrNothing;
    if whole && drafts.iter().any(Result::is_err) {
        return Err(drafts.into_iter().filter_map(Result::err).collect());
    }
    let sound = drafts.iter().map(Result::is_ok).collect::<Vec<_>>();
    let submitted = submit_sound(reporter, &place, drafts, whole).await.map_err(|error| vec![error])?;
    let rows = submitted.rows().await.map_err(|error| vec![error])?;
    let rows: Vec<Result<Recorded>> = rows
        .into_iter()
        .enumerate()
        // What is wrong with a report says so already.
        .map(|(at, row)| if sound[at] { row.map_err(|error| in_row(error, at)) } else { row })
        .collect();
    if whole && rows.iter().any(Result::is_err) {
        return Err(rows.into_iter().filter_map(Result::err).collect());
    }
    Ok(Batch { rows })
}

/// Says of a record that it tells of nothing that happened. The same again answers the same.
///
/// # Errors
/// As for [`record`].
pub async fn void(
    reporter: Reporter<'_>,
    tenant: &str,
    cited: SharingRecordId,
    reason: String,
    external_id: Option<String>,
) -> Result<Recorded> {
    let session = reporter.session;
    let by = session.require(Permission::WriteSharing)?.actor();
    let tenant = tenants::id_of(session, tenant).await?;
    let log = {
        let scope = session.read_for_write(tenant, Permission::WriteSharing).await?;
        store::log_by_id(&scope, cited.log).await?
    };
    session.let_go().await;
    let draft = draft::of_void(cited, reason, external_id, reach(session))?;
    let environment = log.ok_or_else(|| AppError::not_found().at(["recordId"]))?.environment;
    one(reporter.recorder.submit(tenant, environment, Job { by, drafts: vec![draft], whole: true }).await?)
}

/// The app of that slug in the tenant of that slug; where none is named the caller's own, and the one that its key is bound to.
pub(super) async fn place(
    session: &Session,
    recorder: &Recorder,
    tenant: Option<&str>,
    app: Option<&str>,
) -> Result<Place> {
    let caller = *session.require(Permission::WriteSharing)?;
    let (own, reach) = (caller.tenant, caller.app());
    let named = match (app, reach) {
        (Some(slug), _) => Named::Slug(slug.to_owned()),
        (None, Some(bound)) => Named::Id(bound),
        (None, None) => return Err(AppError::invalid("error-sharing-app").at(["app"])),
    };
    // It is read over another connection than the session's.
    session.let_go().await;
    let found = recorder.place(own, named).await?;
    if let Some(slug) = tenant.filter(|slug| *slug != found.tenant) {
        return Err(elsewhere(session, slug).await);
    }
    let app = found.app.as_ref().filter(|app| reach.is_none_or(|bound| bound == app.id));
    let app = app.ok_or_else(AppError::not_found)?;
    let (app, environment, now) = (app.id, app.environment, session.now());
    Ok(Place { tenant: own, app, environment, reach, by: caller.actor(), now, found })
}

/// Why nobody reports for a tenant that is not its own.
async fn elsewhere(session: &Session, tenant: &str) -> AppError {
    let refused = async {
        let tenant = tenants::id_of(session, tenant).await?;
        session.read_for_write(tenant, Permission::WriteSharing).await.map(drop)
    };
    refused.await.err().unwrap_or_else(AppError::not_found)
}

/// The one app that the caller's key is bound to.
fn reach(session: &Session) -> Option<AppId> {
    session.principal().and_then(Principal::app)
}

/// Reports on their way into the log.
#[derive(Debug)]
pub struct Submitted {
    /// Why those that are not sound were refused.
    refused: Vec<Option<AppError>>,
    ticket: Ticket,
}

impl Submitted {
    /// One answer for each report, in their order, once those that are recorded last.
    ///
    /// # Errors
    /// What stands against all of them. Nothing of them was recorded then, or nobody knows: the same again finds out.
    pub async fn rows(self) -> Result<Vec<Result<Recorded>>> {
        let mut outcome = self.ticket.outcome().await?.into_iter();
        let row = |refused: Option<AppError>| match refused {
            Some(error) => Err(error),
            None => outcome.next().unwrap_or_else(|| Err(lost())),
        };
        Ok(self.refused.into_iter().map(row).collect())
    }
}

/// Sends those that are sound on their way.
pub(super) async fn submit_sound(
    reporter: Reporter<'_>,
    place: &Place,
    drafts: Vec<Result<Draft>>,
    whole: bool,
) -> Result<Submitted> {
    let mut sound = Vec::with_capacity(drafts.len());
    let refused = drafts.into_iter().map(|draft| draft.map(|draft| sound.push(draft)).err()).collect();
    Ok(Submitted { refused, ticket: submit(reporter, place, sound, whole).await? })
}

async fn submit(
    reporter: Reporter<'_>,
    place: &Place,
    mut drafts: Vec<Draft>,
    whole: bool,
) -> Result<Ticket> {
    judge(reporter, place, &mut drafts).await?;
    // The group has a connection of its own: nobody waits for it with one in hand.
    reporter.session.let_go().await;
    reporter.recorder.enter(place.tenant, place.environment, Job { by: place.by, drafts, whole }).await
}

/// Judges each by the version that was in force when it occurred. Before the log's lock is taken: what is published
/// meanwhile is judged again, as whatever is adopted for a past time.
async fn judge(reporter: Reporter<'_>, place: &Place, drafts: &mut [Draft]) -> Result<()> {
    if drafts.is_empty() {
        return Ok(());
    }
    let Reporter { session, catalogs, registers, .. } = reporter;
    let (permission, versions) = (Permission::WriteSharing, &place.found.versions);
    let at = |draft: &Draft| draft.occurred_at.unwrap_or(place.now);
    let wanted: Vec<_> = drafts.iter().map(|draft| (place.app, at(draft))).collect();
    let known = (catalogs, registers);
    let versions = conformity::chosen_in_force(session, known, permission, versions, &wanted).await?;
    for (draft, version) in drafts.iter_mut().zip(versions) {
        let judged = conformity::judge_by(version.as_ref(), &observed(&draft.content, at(draft)));
        draft.judgement = Some(Judgement::new(version.map(|version| version.number), judged));
    }
    Ok(())
}

/// What a record tells to whoever judges it.
pub fn observed(content: &Content, at: DateTime<Utc>) -> Observed<'_> {
    Observed {
        recipient: content.recipient.as_deref(),
        entity: content.entity.as_deref(),
        sdk: content.sdk.as_deref(),
        items: &content.items,
        categories: &content.categories,
        purpose: content.purpose.as_deref(),
        basis: content.basis.as_deref(),
        consent: content.consent.as_deref(),
        contract: content.contract.as_deref(),
        method: content.method.as_deref(),
        region: content.region.as_deref(),
        at,
    }
}

fn one(outcome: Outcome) -> Result<Recorded> {
    outcome.into_iter().next().unwrap_or_else(|| Err(lost()))
}

fn lost() -> AppError {
    AppError::internal("a report without an answer")
}

/// The same error, its field below these.
fn within(error: AppError, path: &[&str]) -> AppError {
    let below = error.field().unwrap_or_default().to_vec();
    error.at(path.iter().map(|part| (*part).to_owned()).chain(below))
}

fn in_row(error: AppError, at: usize) -> AppError {
    within(error, &["records", &at.to_string()])
}
