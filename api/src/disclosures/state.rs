//! Whether a user must see something new: what is in force, and what has become of the version that the user accepted.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde::{Serialize, Serializer};

use crate::policies::{self, Version};

/// What a user accepted last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepted {
    /// Nothing yet.
    Nothing,
    /// The version with this number, if there is one.
    Version(i32),
    /// A version that cannot exist.
    Unknown,
}

/// A version, by its number and dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Release {
    pub version: i32,
    pub version_date: NaiveDate,
    pub effective_date: NaiveDate,
}

impl From<&Version> for Release {
    fn from(version: &Version) -> Self {
        Self {
            version: version.number,
            version_date: version.version_date,
            effective_date: version.effective_date,
        }
    }
}

/// The state of an app's policy at an instant, for a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PolicyState {
    /// The version in force; none before the first takes effect.
    pub current: Option<Release>,
    /// Whether the user has not accepted what is in force, nor a version that is still to take effect.
    pub acceptance_needed: bool,
    /// Since when the version that the user accepted is in force no more; none while it is, or where it never was one.
    #[serde(serialize_with = "instant")]
    pub changed_since: Option<DateTime<Utc>>,
    /// The next version that is to take effect.
    pub next: Option<Release>,
}

fn instant<S: Serializer>(at: &Option<DateTime<Utc>>, serializer: S) -> Result<S::Ok, S::Error> {
    at.map(|at| at.to_rfc3339_opts(SecondsFormat::AutoSi, true)).serialize(serializer)
}

/// The state of the policy that has these versions; none where nothing is in force and nothing is to be.
pub fn policy_state(versions: &[&Version], accepted: Accepted, at: DateTime<Utc>) -> Option<PolicyState> {
    let current = policies::in_force(versions.iter().copied(), at);
    let next = versions.iter().copied().filter(|version| is_to_come(version, at));
    let next = next.min_by_key(|version| (version.effective_at, version.number));
    if current.is_none() && next.is_none() {
        return None;
    }
    let accepted = match accepted {
        Accepted::Version(number) => versions.iter().copied().find(|version| version.number == number),
        Accepted::Nothing | Accepted::Unknown => None,
    };
    let holds = |version: &Version| current == Some(version) || is_to_come(version, at);
    Some(PolicyState {
        current: current.map(Release::from),
        acceptance_needed: current.is_some() && !accepted.is_some_and(holds),
        changed_since: accepted
            .filter(|version| !holds(version))
            .and_then(|version| ended(versions, version, at)),
        next: next.map(Release::from),
    })
}

fn is_to_come(version: &Version, at: DateTime<Utc>) -> bool {
    version.effective_at > at && version.withdrawn_at.is_none_or(|withdrawn| withdrawn > at)
}

/// When a version ceased to be in force: a later one took effect, or it was withdrawn.
fn ended(versions: &[&Version], version: &Version, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let order = |version: &Version| (version.effective_at, version.number);
    let took_effect =
        |later: &Version| later.withdrawn_at.is_none_or(|withdrawn| withdrawn > later.effective_at);
    let later = versions.iter().copied().filter(|later| order(later) > order(version) && took_effect(later));
    later.map(|later| later.effective_at).chain(version.withdrawn_at).filter(|end| *end <= at).min()
}
