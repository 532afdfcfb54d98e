//! What was shared in a month, for people: from the sums alone, however many records there are.

use std::{cmp::Reverse, collections::BTreeMap, str::FromStr};

use chrono::{Datelike, Months, NaiveDate};
use disclosure::manifest::Localized;

use super::{
    model::{Conformity, Dimensions, Environment, TotalFilter},
    queries::scope_of,
    store,
};
use crate::{
    conformity::ReasonCode,
    platform::{
        error::{AppError, Result},
        scope::Session,
    },
    tenants,
};

/// A month, such as 2026-11.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Month(NaiveDate);

impl Month {
    /// Its first day.
    pub fn first(self) -> NaiveDate {
        self.0
    }

    /// Its last day.
    pub fn last(self) -> NaiveDate {
        self.0.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt()).unwrap_or(self.0)
    }
}

impl FromStr for Month {
    type Err = AppError;

    /// Reads a year of four digits and a month of two.
    fn from_str(text: &str) -> Result<Self> {
        let refused = || AppError::invalid("error-sharing-month").at(["month"]);
        let shaped = text.len() == 7
            && text.bytes().enumerate().all(|(at, byte)| match at {
                4 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        let first =
            shaped.then(|| NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d").ok()).flatten();
        first.filter(|day| day.year() > 0).map(Self).ok_or_else(refused)
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m"))
    }
}

/// What was shared in a month by a tenant's live apps, or by one of them. Voided and corrected records count nowhere.
#[derive(Debug, Clone)]
pub struct Monthly {
    pub tenant: Localized,
    pub month: Month,
    /// Those with the most records first.
    pub recipients: Vec<Row<String>>,
    /// The days, in UTC, on which something was shared, in their order.
    pub days: Vec<Row<NaiveDate>>,
    /// Why records were not as disclosed, or could not be told to be; those with the most records first.
    pub reasons: Vec<Reasons>,
}

/// Records with one reason. A record has one or several: their numbers are not to be added up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reasons {
    pub reason: ReasonCode,
    pub records: i64,
    /// With whom it was shared, and in how many records; those with the most first.
    pub recipients: Vec<(String, i64)>,
}

/// What was shared with somebody, or on some day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row<K> {
    pub of: K,
    pub counts: Counts,
}

/// Numbers of records, and about how many people, where records say it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub records: i64,
    pub subjects: i64,
    pub deviates: i64,
    pub undecided: i64,
}

impl Counts {
    fn add(&mut self, conformity: Option<Conformity>, records: i64, subjects: i64) {
        self.records += records;
        self.subjects += subjects;
        match conformity {
            Some(Conformity::Deviates) => self.deviates += records,
            Some(Conformity::Undecided) => self.undecided += records,
            Some(Conformity::Conforms) | None => {}
        }
    }
}

impl Monthly {
    /// All of it.
    pub fn total(&self) -> Counts {
        self.days.iter().fold(Counts::default(), |total, Row { counts, .. }| Counts {
            records: total.records + counts.records,
            subjects: total.subjects + counts.subjects,
            deviates: total.deviates + counts.deviates,
            undecided: total.undecided + counts.undecided,
        })
    }
}

/// The report of a tenant, or of one of its apps. For whoever reads the tenant.
///
/// # Errors
/// `NOT_FOUND` for a tenant that the caller may not look into, or an app that it may not see; `UNAUTHENTICATED`;
/// `FORBIDDEN`; `LIMIT_EXCEEDED` for more than 1,000 sums of recipients.
pub async fn monthly(
    session: &Session,
    (tenant, app): (&str, Option<&str>),
    month: Month,
) -> Result<Monthly> {
    let (scope, app) = scope_of(session, tenant, app).await?;
    let tenant = tenants::own_profile(&scope).await?.name;
    let filter = TotalFilter { app, from: Some(month.first()), to: Some(month.last()) };
    let judged = Dimensions { conformity: true, ..Default::default() };
    let (mut recipients, mut days) =
        (BTreeMap::<String, Counts>::new(), BTreeMap::<NaiveDate, Counts>::new());
    let mut reasons = Vec::new();
    if let Some(log) = store::log_of(&scope, Environment::Live).await? {
        let by = Dimensions { recipient: true, ..judged };
        for it in store::totals(&scope, log.id, &filter, by).await? {
            let counts = recipients.entry(it.recipient.unwrap_or_default()).or_default();
            counts.add(it.conformity, it.records, it.subjects);
        }
        let by = Dimensions { day: true, ..judged };
        for it in store::totals(&scope, log.id, &filter, by).await? {
            let counts = days.entry(it.day.unwrap_or(month.first())).or_default();
            counts.add(it.conformity, it.records, it.subjects);
        }
        reasons = by_reason(store::reasons(&scope, log.id, &filter).await?);
    }
    let mut recipients = rows(recipients);
    recipients.sort_by_key(|row| Reverse(row.counts.records));
    Ok(Monthly { tenant, month, recipients, days: rows(days), reasons })
}

/// The sums of each reason together; a code of a newer program is passed over.
fn by_reason(found: Vec<store::Reasoned>) -> Vec<Reasons> {
    let mut reasons = BTreeMap::<ReasonCode, Vec<(String, i64)>>::new();
    for row in found {
        if let Some(reason) = ReasonCode::parse(&row.reason) {
            reasons.entry(reason).or_default().push((row.recipient, row.records));
        }
    }
    let one = |(reason, mut recipients): (ReasonCode, Vec<(String, i64)>)| {
        recipients.sort_by_key(|(_, records)| Reverse(*records));
        Reasons { reason, records: recipients.iter().map(|(_, records)| records).sum(), recipients }
    };
    let mut reasons: Vec<Reasons> = reasons.into_iter().map(one).collect();
    reasons.sort_by_key(|it| Reverse(it.records));
    reasons
}

fn rows<K>(found: BTreeMap<K, Counts>) -> Vec<Row<K>> {
    found.into_iter().map(|(of, counts)| Row { of, counts }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_four_digits_and_two() {
        let days = |text: &str| {
            let month: Month = text.parse().ok()?;
            Some((month.to_string(), month.first().to_string(), month.last().to_string()))
        };
        let told =
            |month: &str, last: &str| Some((month.into(), format!("{month}-01"), format!("{month}-{last}")));
        assert_eq!(days("2026-11"), told("2026-11", "30"));
        assert_eq!(days("2024-02"), told("2024-02", "29"));
        assert_eq!(days("9999-12"), told("9999-12", "31"));
        for other in
            ["", "2026", "2026-13", "2026-00", "2026-1", "0000-01", "2026-11-01", "+026-11", "２０26-11"]
        {
            assert_eq!(days(other), None, "{other}");
        }
    }
}
