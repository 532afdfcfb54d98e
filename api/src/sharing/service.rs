//! What reporters do.

use chrono::{DateTime, Utc};
use entities::{AppId, SharingRecordId, TenantId};

use super::{
    draft,
    model::{Draft, Environment, Recorded, Report},
    plan::{Job, Outcome},
    recorder::Recorder,
    store,
};
use crate::{
    apps,
    platform::{
        error::{AppError, Result},
        scope::{Permission, Principal, Session},
    },
    tenants,
};

/// Records of one batch at most.
pub const MAX_BATCH: usize = 1_000;

/// What a record that is refused does to its batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnError {
    /// Nothing of the batch is recorded.
    RefuseBatch,
    /// The others are recorded.
    RefuseRecord,
}

/// What became of a batch: one answer for each record, in their order.
#[derive(Debug)]
pub struct Batch {
    pub rows: Vec<Result<Recorded>>,
}

/// Whom a report is about.
struct Place {
    tenant: TenantId,
    app: AppId,
    environment: Environment,
    /// The one app that the reporter's key is bound to.
    reach: Option<AppId>,
    now: DateTime<Utc>,
}

/// Records one event.
///
/// # Errors
/// `NOT_FOUND` for a tenant or app that the caller may not report for, and for a record that it may not correct;
/// `FORBIDDEN`; `INVALID` as the format says, and for an event too far ahead or back; `CONFLICT` for an id under which
/// something else was reported; `ILLEGAL_STATE` for a suspended tenant and for a record that counts no more.
pub async fn record(
    session: &Session,
    recorder: &Recorder,
    (tenant, app): (&str, &str),
    report: Report,
) -> Result<Recorded> {
    let place = place(session, tenant, app).await?;
    let draft = draft::of_report(report, place.app, place.reach, place.now)
        .map_err(|error| within(error, &["record"]))?;
    let outcome = submit(recorder, &place, vec![draft], true).await?;
    one(outcome).map_err(|error| within(error, &["record"]))
}

/// Records many events of one app.
///
/// # Errors
/// As for [`record`], each with the place of its record; with [`OnError::RefuseRecord`] only what stands against the whole
/// batch, the rest is in the answer. `LIMIT_EXCEEDED` for more than [`MAX_BATCH`].
pub async fn record_batch(
    session: &Session,
    recorder: &Recorder,
    (tenant, app): (&str, &str),
    reports: Vec<Result<Report>>,
    on_error: OnError,
) -> Result<Batch, Vec<AppError>> {
    if reports.len() > MAX_BATCH {
        let error = AppError::limit_exceeded("error-list-length").arg("limit", MAX_BATCH as u64);
        return Err(vec![error.rule("list-length").at(["records"])]);
    }
    let place = place(session, tenant, app).await.map_err(|error| vec![error])?;
    let drafts = reports.into_iter().enumerate().map(|(at, report)| {
        report
            .and_then(|report| draft::of_report(report, place.app, place.reach, place.now))
            .map_err(|error| in_row(error, at))
    });
    let mut drafts: Vec<Result<Draft>> = drafts.collect();
    let whole = on_error == OnError::RefuseBatch;
    if whole && drafts.iter().any(Result::is_err) {
        return Err(drafts.into_iter().filter_map(Result::err).collect());
    }
    let sound: Vec<Draft> = drafts.iter_mut().filter_map(|draft| draft.as_mut().ok().cloned()).collect();
    let outcome = submit(recorder, &place, sound, whole).await.map_err(|error| vec![error])?;
    let mut outcome = outcome.into_iter();
    let rows: Vec<Result<Recorded>> = drafts
        .into_iter()
        .enumerate()
        .map(|(at, draft)| match draft {
            Ok(_) => outcome.next().unwrap_or_else(|| Err(lost())).map_err(|error| in_row(error, at)),
            Err(error) => Err(error),
        })
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
    session: &Session,
    recorder: &Recorder,
    tenant: &str,
    cited: SharingRecordId,
    reason: String,
    external_id: Option<String>,
) -> Result<Recorded> {
    session.require(Permission::WriteSharing)?;
    let tenant = tenants::id_of(session, tenant).await?;
    let log = {
        let scope = session.read_for_write(tenant, Permission::WriteSharing).await?;
        store::log_by_id(&scope, cited.log).await?
    };
    session.let_go().await;
    let draft = draft::of_void(cited, reason, external_id, reach(session))?;
    let environment = log.ok_or_else(|| AppError::not_found().at(["recordId"]))?.environment;
    one(recorder.submit(tenant, environment, Job { drafts: vec![draft], whole: true }).await?)
}

async fn place(session: &Session, tenant: &str, app: &str) -> Result<Place> {
    session.require(Permission::WriteSharing)?;
    let tenant = tenants::id_of(session, tenant).await?;
    let found = {
        let scope = session.read_for_write(tenant, Permission::WriteSharing).await?;
        apps::find(&scope, app).await?.ok_or_else(AppError::not_found)?
    };
    // The group has a connection of its own: nobody waits for it with one in hand.
    session.let_go().await;
    let (app, environment) = (found.id, found.environment);
    Ok(Place { tenant, app, environment, reach: reach(session), now: session.now() })
}

/// The one app that the caller's key is bound to.
fn reach(session: &Session) -> Option<AppId> {
    session.principal().and_then(Principal::app)
}

async fn submit(recorder: &Recorder, place: &Place, drafts: Vec<Draft>, whole: bool) -> Result<Outcome> {
    recorder.submit(place.tenant, place.environment, Job { drafts, whole }).await
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
