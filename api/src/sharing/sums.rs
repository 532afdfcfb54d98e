//! What records add to the sums, and take away from them: pure.

use std::collections::{BTreeMap, HashMap};

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
    /// What changes by these records, each taken as often as its number says. One that voids is in no sum, and so is one
    /// whose content was erased.
    pub fn of<'a>(records: impl Iterator<Item = (&'a Known, i64)>) -> Self {
        // Many records have few keys: texts are copied once for each key.
        let (mut totals, mut reasons) = (HashMap::new(), HashMap::new());
        for (known, sign) in records {
            let Some((content, conformity)) = known.content.as_ref().zip(known.recorded.conformity) else {
                continue;
            };
            let Some((at, recipient)) = known.occurred_at.zip(content.recipient.as_deref()) else { continue };
            let (app, day) = (known.app, at.date_naive());
            let people = content.subjects.and_then(|count| i64::try_from(count).ok()).unwrap_or(0);
            for category in std::iter::once("").chain(content.categories.iter().map(String::as_str)) {
                let both: &mut (i64, i64) =
                    totals.entry((app, day, recipient, category, conformity)).or_default();
                *both = (both.0 + sign, both.1 + sign * people);
            }
            for reason in known.recorded.reasons.iter().copied() {
                *reasons.entry((app, day, recipient, reason)).or_default() += sign;
            }
        }
        totals.retain(|_, both| *both != (0, 0));
        reasons.retain(|_, records| *records != 0);
        Self {
            totals: totals.into_iter().map(total).collect(),
            reasons: reasons.into_iter().map(reason).collect(),
        }
    }
}

fn total<N>(
    ((app, day, recipient, category, conformity), sums): ((AppId, NaiveDate, &str, &str, Conformity), N),
) -> (TotalKey, N) {
    let (recipient, category) = (recipient.to_owned(), category.to_owned());
    (TotalKey { app, day, recipient, category, conformity }, sums)
}

fn reason<N>(
    ((app, day, recipient, reason), sum): ((AppId, NaiveDate, &str, ReasonCode), N),
) -> (ReasonKey, N) {
    (ReasonKey { app, day, recipient: recipient.to_owned(), reason }, sum)
}
