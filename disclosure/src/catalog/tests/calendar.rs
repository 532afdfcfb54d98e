//! The calendar of working days agrees with itself, with its yearly totals and with worked examples.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, Weekday};

use super::{super::*, file};

fn calendar() -> &'static WorkingCalendar {
    &Catalog::builtin().working_calendar
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn the_years_are_whole_and_in_order() {
    let Coverage { from, to, .. } = calendar().coverage;
    assert_eq!((from, to), (date("2025-01-01"), date("2027-12-31")));
    assert_eq!(calendar().years.iter().map(|it| it.year).collect::<Vec<_>>(), [2025, 2026, 2027]);
    for year in &calendar().years {
        let days: Vec<_> = year.days.iter().map(|day| day.date).collect();
        assert!(days.windows(2).all(|pair| pair[0] < pair[1]), "{}: order", year.year);
        assert!(days.iter().all(|day| day.year() == year.year), "{}: year", year.year);
        assert_eq!(year.days.iter().filter(|day| day.statutory).count(), 13, "{}", year.year);
    }
}

#[test]
fn make_up_days_are_weekend_days() {
    for year in &calendar().years {
        let work: BTreeSet<_> =
            year.days.iter().filter(|day| day.kind == DayKind::Work).map(|day| day.date).collect();
        assert!(work.iter().all(|day| matches!(day.weekday(), Weekday::Sat | Weekday::Sun)));
        assert_eq!(work, year.make_up_workdays.iter().copied().collect());
    }
}

#[test]
fn the_working_days_add_up_to_each_year_s_total() {
    for year in &calendar().years {
        let first = NaiveDate::from_yo_opt(year.year, 1).unwrap();
        let working = first
            .iter_days()
            .take_while(|day| day.year() == year.year)
            .filter(|day| calendar().is_working_day(*day).unwrap())
            .count();
        assert_eq!(working, usize::from(year.working_days_total), "{}", year.year);
    }
}

#[test]
fn the_worked_examples_come_out() {
    let vectors = file("cn_working_days")["test_vectors"].as_array().unwrap().clone();
    assert_eq!(vectors.len(), 12);
    for vector in vectors {
        let text = |member: &str| date(vector[member].as_str().unwrap());
        let mut left = vector["working_days"].as_u64().unwrap();
        let mut day = text("start");
        while left > 0 {
            day = day.succ_opt().unwrap();
            left -= u64::from(calendar().is_working_day(day).unwrap());
        }
        assert_eq!(day, text("due"), "{vector}");
        assert_eq!(calendar().is_provisional(day), vector["uses_provisional_year"], "{vector}");
    }
}

#[test]
fn nothing_is_said_outside_the_coverage() {
    for (day, working) in [
        ("2024-12-31", None),
        ("2025-01-01", Some(false)),
        ("2025-01-26", Some(true)),
        ("2027-12-31", Some(true)),
        ("2028-01-01", None),
    ] {
        assert_eq!(calendar().is_working_day(date(day)), working, "{day}");
    }
}
