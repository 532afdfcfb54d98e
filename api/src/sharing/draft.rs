//! From a report to a draft: the bounds of the format, and of time.

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use entities::{AppId, SharingRecordId};
use sharing_log::record::{Content, Invalid, Kind, MAX_CODE, Problem, timestamp};

use super::model::{Draft, Report};
use crate::platform::error::{AppError, Result};

/// How far ahead of this clock an event may lie: clocks differ.
pub const LEEWAY: TimeDelta = TimeDelta::minutes(5);
/// How far back an event may lie: ten years.
pub const MAX_AGE: TimeDelta = TimeDelta::days(3653);

/// A sound record of an app.
///
/// # Errors
/// `INVALID` at the member that is wrong, by its name in the format.
pub fn of_report(report: Report, app: AppId, reach: Option<AppId>, now: DateTime<Utc>) -> Result<Draft> {
    let Report { mut content, occurred_at, corrects, subject } = report;
    let occurred_at = occurred_at.map(|at| at.trunc_subsecs(3));
    if let Some(at) = occurred_at {
        check_time(at, now)?;
    }
    content.occurred_at = occurred_at.map(timestamp);
    for list in [&mut content.items, &mut content.categories] {
        list.sort_unstable();
        list.dedup();
    }
    subject.as_ref().map_or(Ok(()), |person| person.check().map_err(|error| error.at(["subject"])))?;
    if subject.is_some() && content.subjects.is_some_and(|count| count != 1) {
        return Err(AppError::invalid("error-sharing-subjects").at(["subjects"]));
    }
    let kind = if corrects.is_some() { Kind::Correct } else { Kind::Record };
    let canonical = content.to_canonical(kind).map_err(refusal)?;
    Ok(Draft {
        kind,
        app: Some(app),
        reach,
        cites: corrects,
        content: content.into(),
        canonical,
        subject,
        occurred_at,
        judgement: None,
    })
}

/// A sound record that voids another.
///
/// # Errors
/// As for [`of_report`].
pub fn of_void(
    cited: SharingRecordId,
    reason: String,
    external_id: Option<String>,
    reach: Option<AppId>,
) -> Result<Draft> {
    let content = Content { reason: Some(reason), external_id, ..Content::default() };
    let canonical = content.to_canonical(Kind::Void).map_err(refusal)?;
    Ok(Draft {
        kind: Kind::Void,
        app: None,
        reach,
        cites: Some(cited),
        content: content.into(),
        canonical,
        subject: None,
        occurred_at: None,
        judgement: None,
    })
}

fn check_time(at: DateTime<Utc>, now: DateTime<Utc>) -> Result<()> {
    if at > now + LEEWAY {
        Err(AppError::invalid("error-sharing-future").at(["occurredAt"]))
    } else if at < now - MAX_AGE {
        Err(AppError::invalid("error-sharing-past").at(["occurredAt"]))
    } else {
        Ok(())
    }
}

fn refusal(Invalid { field, problem }: Invalid) -> AppError {
    let error = match problem {
        Problem::Missing => AppError::invalid("error-sharing-missing"),
        Problem::Misplaced => AppError::invalid("error-sharing-misplaced"),
        Problem::TooLarge => too_large(),
        Problem::Malformed => AppError::invalid("error-sharing-malformed"),
    };
    error.at([field])
}

/// That something is longer than a record takes.
pub fn too_large() -> AppError {
    AppError::invalid("error-sharing-large").arg("most", MAX_CODE as u64)
}
