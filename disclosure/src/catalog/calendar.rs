//! Working days of mainland China, as data.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::Name;

/// The holidays and make-up working days of the years the calendar covers.
#[derive(Debug, Clone)]
pub struct WorkingCalendar {
    /// IANA name of the zone its days are counted in.
    pub timezone: String,
    pub coverage: Coverage,
    pub years: Vec<CalendarYear>,
    exceptions: HashMap<NaiveDate, DayKind>,
}

/// The dates a calendar answers for, both inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// Later dates are derived, and may change when the official notice comes.
    pub official_until: NaiveDate,
}

/// One year of the calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarYear {
    pub year: i32,
    /// `official`, or how the year was derived.
    pub status: String,
    pub notice_zh: Option<String>,
    pub published: Option<NaiveDate>,
    pub url: Option<String>,
    pub holidays: Vec<Holiday>,
    pub make_up_workdays: Vec<NaiveDate>,
    /// The days that differ from an ordinary week, in order.
    pub days: Vec<CalendarDay>,
    pub working_days_total: u16,
}

/// A public holiday, both dates inclusive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holiday {
    pub key: String,
    #[serde(flatten)]
    pub name: Name,
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// A day that differs from an ordinary week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarDay {
    pub date: NaiveDate,
    pub kind: DayKind,
    /// Key of the holiday it belongs to.
    pub holiday: String,
    /// Named by the Measures for Public Holidays themselves.
    pub statutory: bool,
    pub compensation: bool,
}

/// What a day is made by the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    Off,
    /// A weekend day on which people work.
    Work,
}

impl WorkingCalendar {
    /// Whether people work on that day; none outside the calendar's coverage, where nothing can be said.
    pub fn is_working_day(&self, date: NaiveDate) -> Option<bool> {
        if date < self.coverage.from || date > self.coverage.to {
            return None;
        }
        Some(match self.exceptions.get(&date) {
            Some(kind) => *kind == DayKind::Work,
            None => !matches!(date.weekday(), Weekday::Sat | Weekday::Sun),
        })
    }

    /// Whether the answer for that day may still change with an official notice.
    pub fn is_provisional(&self, date: NaiveDate) -> bool {
        date > self.coverage.official_until
    }
}

#[derive(Deserialize)]
pub(super) struct CalendarFile {
    timezone: String,
    coverage: Coverage,
    years: Vec<CalendarYear>,
}

impl From<CalendarFile> for WorkingCalendar {
    fn from(file: CalendarFile) -> Self {
        let exceptions =
            file.years.iter().flat_map(|year| &year.days).map(|day| (day.date, day.kind)).collect();
        Self { timezone: file.timezone, coverage: file.coverage, years: file.years, exceptions }
    }
}
