//! Time limits set by law or by a standard.

use serde::{Deserialize, Serialize};

use super::{Table, Verification, name::keyed};

/// A time limit set by law or by a standard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadlineRule {
    pub key: String,
    pub jurisdiction: String,
    pub kind: DeadlineKind,
    /// Request types, authorities or records it is about.
    pub subject: Vec<String>,
    /// In `unit`; 0 means at once.
    pub amount: u16,
    pub unit: DeadlineUnit,
    /// The event that starts the clock; explains, is not printed.
    pub starts: String,
    /// What it may be lengthened by; explains, is not printed.
    pub extension: Option<String>,
    #[serde(rename = "ref")]
    pub reference: String,
    pub status: Verification,
    pub note: Option<String>,
}

/// What a deadline is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeadlineKind {
    /// A request of a person.
    Dsr,
    Complaint,
    Incident,
    Retention,
    Audit,
    Filing,
    Notice,
}

/// What a deadline is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeadlineUnit {
    /// Runs through nights and weekends.
    Hour,
    CalendarDay,
    /// Of mainland China's calendar, see [`super::WorkingCalendar`].
    WorkingDay,
    /// Of California.
    BusinessDayUs,
    Month,
    Year,
}

keyed!(DeadlineRule);

#[derive(Deserialize)]
pub(super) struct DeadlinesFile {
    pub deadlines: Table<DeadlineRule>,
}
