//! What was declared against what was seen, over days: from the sums and the register alone, however many records there are.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{Datelike, Days, NaiveDate, NaiveTime};

use super::{
    model::TotalFilter,
    store::{self, Sighting},
};
use crate::{
    apps,
    catalog::Catalogs,
    conformity::{self, Declared, Observability, Registers, Row},
    platform::{
        error::{AppError, Result},
        scope::{Permission, Session},
    },
};

/// Days of one question at most.
pub const MAX_DAYS: i64 = 366;
/// Rows of each list at most.
pub const MOST: usize = 500;
/// Relations looked at in one version; of more, a list would be longer than [`MOST`] anyway or nobody would read it.
const MOST_RELATIONS: usize = 4 * MOST;

/// The days that are looked at, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub first: NaiveDate,
    pub last: NaiveDate,
}

impl Span {
    /// # Errors
    /// `INVALID` (`error-sharing-span`) for a last day before the first, and for more than `MAX_DAYS`.
    pub fn new(first: NaiveDate, last: NaiveDate) -> Result<Self> {
        if (0..MAX_DAYS).contains(&(last - first).num_days()) {
            Ok(Self { first, last })
        } else {
            Err(AppError::invalid("error-sharing-span").arg("most", MAX_DAYS.cast_unsigned()).at(["to"]))
        }
    }

    /// As many days, those before.
    ///
    /// # Errors
    /// `INVALID` as for [`new`](Self::new) where the calendar begins later.
    pub fn before(self) -> Result<Self> {
        let refused =
            || AppError::invalid("error-sharing-span").arg("most", MAX_DAYS.cast_unsigned()).at(["from"]);
        let days = Days::new((self.last - self.first).num_days().cast_unsigned() + 1);
        // Years below 1 sort as text in no order.
        let first = self.first.checked_sub_days(days).filter(|day| day.year() > 0).ok_or_else(refused)?;
        let last = self.last.checked_sub_days(days).ok_or_else(refused)?;
        Ok(Self { first, last })
    }

    fn filter(self, app: entities::AppId) -> TotalFilter {
        TotalFilter { app: Some(app), from: Some(self.first), to: Some(self.last) }
    }
}

/// What does not agree. Each list in the order of its keys.
#[derive(Debug, Default)]
pub struct Reconciliation {
    /// Declared in a version that was in force on one of the days, reported by back ends, and not seen.
    pub never_seen: Vec<Row>,
    /// Declared likewise, and sent by SDKs by themselves, so that nobody reports it.
    pub not_observable: Vec<Row>,
    /// Seen, and declared by none of these versions.
    pub never_declared: Vec<Undeclared>,
    /// Every recipient that was seen, on these days or on as many before.
    pub drift: Vec<Drift>,
}

/// What was seen and not declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undeclared {
    pub recipient: String,
    /// None where the recipient itself is not declared: then it is told once, whatever the categories.
    pub category: Option<String>,
    pub records: i64,
    pub subjects: i64,
    /// The first of the days on which it was seen, and the last.
    pub first: NaiveDate,
    pub last: NaiveDate,
}

/// What went to a recipient, with what had gone in as many days before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    pub recipient: String,
    pub records: i64,
    pub records_before: i64,
    pub subjects: i64,
    pub subjects_before: i64,
}

/// Compares what an app declared with what was recorded of it in the log of its environment.
///
/// # Errors
/// `NOT_FOUND` for an app that the caller may not see; `UNAUTHENTICATED`, `FORBIDDEN`; `LIMIT_EXCEEDED` where a list would
/// be longer than `MOST`.
pub async fn reconcile(
    session: &Session,
    catalogs: &Catalogs,
    registers: &Registers,
    (tenant, app): (&str, &str),
    span: Span,
) -> Result<Reconciliation> {
    let app = apps::by_slug(session, tenant, app).await?;
    let earlier = span.before()?;
    let (seen, before) = {
        let scope = session.read_tenant(app.tenant, Permission::ReadTenant).await?;
        match store::log_of(&scope, app.environment).await? {
            Some(log) => (
                store::sightings(&scope, log.id, &span.filter(app.id)).await?,
                store::by_recipient(&scope, log.id, &earlier.filter(app.id)).await?,
            ),
            None => (Vec::new(), Vec::new()),
        }
    };
    let from = span.first.and_time(NaiveTime::MIN).and_utc();
    let to = (span.last + Days::new(1)).and_time(NaiveTime::MIN).and_utc();
    let declared = conformity::declared_between(session, catalogs, registers, app.id, (from, to)).await?;
    if declared.rows(MOST_RELATIONS + 1).count() > MOST_RELATIONS {
        return Err(AppError::limit_exceeded("error-sharing-totals").arg("most", MOST as u64).at(["to"]));
    }
    bounded(compare(&seen, &before, &declared))
}

fn bounded(found: Reconciliation) -> Result<Reconciliation> {
    let Reconciliation { never_seen, not_observable, never_declared, drift } = &found;
    let longest = [never_seen.len(), not_observable.len(), never_declared.len(), drift.len()];
    if longest.into_iter().any(|length| length > MOST) {
        return Err(AppError::limit_exceeded("error-sharing-totals").arg("most", MOST as u64).at(["to"]));
    }
    Ok(found)
}

/// Pure: the sums of the days, by recipient and category, those of as many before, by recipient, and what was declared.
fn compare(seen: &[Sighting], before: &[Sighting], declared: &Declared) -> Reconciliation {
    let mut found = Reconciliation::default();
    // Which categories were named to whom; without one, only that there was something.
    let mut named: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for sighting in seen {
        let categories = named.entry(&sighting.recipient).or_default();
        categories.extend(sighting.category());
    }
    for row in declared.rows(MOST_RELATIONS) {
        match row.relation.observability() {
            Observability::DeviceOnly => found.not_observable.push(row),
            Observability::Reported if !declared.is_seen(&row, &named) => found.never_seen.push(row),
            Observability::Reported => {}
        }
    }
    for sighting in seen {
        let known = declared.knows(&sighting.recipient);
        let undeclared = match sighting.category() {
            None => !known,
            Some(category) => known && !declared.covers(&sighting.recipient, category),
        };
        if undeclared {
            found.never_declared.push(Undeclared {
                recipient: sighting.recipient.clone(),
                category: sighting.category().map(ToOwned::to_owned),
                records: sighting.records,
                subjects: sighting.subjects,
                first: sighting.first,
                last: sighting.last,
            });
        }
    }
    found.drift = drift(seen, before);
    found
}

fn drift(seen: &[Sighting], before: &[Sighting]) -> Vec<Drift> {
    let all = |of: &[Sighting]| -> HashMap<String, (i64, i64)> {
        let whole = of.iter().filter(|sighting| sighting.category().is_none());
        whole.map(|it| (it.recipient.clone(), (it.records, it.subjects))).collect()
    };
    let (seen, before) = (all(seen), all(before));
    let recipients: BTreeSet<&String> = seen.keys().chain(before.keys()).collect();
    let of = |recipient: &String| {
        let (records, subjects) = seen.get(recipient).copied().unwrap_or_default();
        let (records_before, subjects_before) = before.get(recipient).copied().unwrap_or_default();
        Drift { recipient: recipient.clone(), records, records_before, subjects, subjects_before }
    };
    recipients.into_iter().map(of).collect()
}
