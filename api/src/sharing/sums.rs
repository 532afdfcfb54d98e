//! What records add to the sums, and take away from them: pure.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entities::AppId;

use super::{model::Conformity, plan::Known};
use crate::conformity::ReasonCode;

/// A key of the sums of records and people.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TotalKey {
    pub app: AppId,
    pub day: NaiveDate,
    pub recipient: String,
    pub category: String,
    pub conformity: Conformity,
}

/// A key of the sums by reason.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReasonKey {
    pub app: AppId,
    pub day: NaiveDate,
    pub recipient: String,
    pub reason: ReasonCode,
}

/// Changes of sums; none of them is nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sums {
    /// Records and people.
    pub totals: BTreeMap<TotalKey, (i64, i64)>,
    /// Records, each with every reason that it has: of those that conform nothing stands here.
    pub reasons: BTreeMap<ReasonKey, i64>,
}

impl Sums {
    /// What changes by these records, each taken as often as its number says.
    pub fn of<'a>(records: impl Iterator<Item = (&'a Known, i64)>) -> Self {
        let mut sums = Self::default();
        for (known, sign) in records {
            sums.add(known, sign);
        }
        sums.totals.retain(|_, both| *both != (0, 0));
        sums.reasons.retain(|_, records| *records != 0);
        sums
    }

    /// Adds a record, or takes it away. One that voids is in no sum, and so is one whose content was erased.
    fn add(&mut self, known: &Known, sign: i64) {
        let Some((content, conformity)) = known.content.as_ref().zip(known.recorded.conformity) else {
            return;
        };
        let Some((at, recipient)) = known.occurred_at.zip(content.recipient.as_ref()) else { return };
        let (app, day) = (known.app, at.date_naive());
        let people = content.subjects.and_then(|count| i64::try_from(count).ok()).unwrap_or(0);
        for category in std::iter::once("").chain(content.categories.iter().map(String::as_str)) {
            let (recipient, category) = (recipient.clone(), category.to_owned());
            let key = TotalKey { app, day, recipient, category, conformity };
            let both = self.totals.entry(key).or_default();
            *both = (both.0 + sign, both.1 + sign * people);
        }
        for reason in known.recorded.reasons.iter().copied() {
            let key = ReasonKey { app, day, recipient: recipient.clone(), reason };
            *self.reasons.entry(key).or_default() += sign;
        }
    }
}
