//! Reports that come as a stream, a group at a time.
//!
//! Each group stands alone: who reports and for what is looked at anew, so that a stream which goes on for hours ends
//! with its key, its app or its tenant. A stream that broke off is sent again as a whole: the reporter's own ids find what is
//! there. So a stream's own key needs no row: it could only be written behind the last group, and would say nothing that the
//! receipts of its records do not.

use super::{
    draft, log,
    model::Report,
    recorder::Recorder,
    service::{Place, Reporter, Submitted, place, submit_sound},
    store,
};
use crate::platform::{
    Sealer,
    error::Result,
    scope::{Permission, Session},
};

/// What a stream reports for.
#[derive(Debug, Clone, Default)]
pub struct Destination {
    /// Slug of the tenant; none: the caller's own.
    pub tenant: Option<String>,
    /// Slug of the app; none: the one that the caller's key is bound to.
    pub app: Option<String>,
}

impl Destination {
    async fn place(&self, session: &Session, recorder: &Recorder) -> Result<Place> {
        place(session, recorder, self.tenant.as_deref(), self.app.as_deref()).await
    }
}

/// Lets a stream begin.
///
/// # Errors
/// `UNAUTHENTICATED`; `FORBIDDEN`; `NOT_FOUND` for a tenant or app that the caller may not report for; `INVALID` where no app is
/// named and the caller is bound to none.
pub async fn admit(session: &Session, recorder: &Recorder, destination: &Destination) -> Result<()> {
    destination.place(session, recorder).await.map(drop)
}

/// Sends a group on its way into the log, behind those that were sent before.
///
/// # Errors
/// What stands against the whole group, as for [`admit`] and as for a single record; nothing of it was recorded then.
pub async fn submit_lines(
    reporter: Reporter<'_>,
    destination: &Destination,
    reports: Vec<Result<Report>>,
) -> Result<Submitted> {
    let place = destination.place(reporter.session, reporter.recorder).await?;
    let draft = |report| draft::of_report(report, place.app, place.reach, place.now);
    let drafts = reports.into_iter().map(|report| report.and_then(draft)).collect();
    submit_sound(reporter, &place, drafts, false).await
}

/// The signed state of the log that a stream went to, with all that it recorded; none where the log has not begun.
///
/// # Errors
/// As for [`admit`].
pub async fn closing(
    session: &Session,
    recorder: &Recorder,
    sealer: &Sealer,
    destination: &Destination,
) -> Result<Option<String>> {
    let place = destination.place(session, recorder).await?;
    let scope = session.read_for_write(place.tenant, Permission::WriteSharing).await?;
    match store::log_of(&scope, place.environment).await? {
        Some(of) => log::checkpoint(&scope, sealer, &of).await.map(Some),
        None => Ok(None),
    }
}
