use chrono::{NaiveDate, TimeZone, Utc};

use super::model::{Adoption, dates};
use crate::platform::ErrorCode;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn a_day_begins_where_the_tenant_is() {
    // 17:00 UTC on the 1st is already the 2nd in Shanghai.
    let now = Utc.with_ymd_and_hms(2026, 3, 1, 17, 0, 0).unwrap();
    let zone = chrono_tz::Asia::Shanghai;
    let (version, effective) = dates(now, zone, day("2026-03-02"), None, true).unwrap();
    assert_eq!(version, day("2026-03-02"));
    assert_eq!(effective, Utc.with_ymd_and_hms(2026, 3, 1, 16, 0, 0).unwrap());
    let past = dates(now, zone, day("2026-03-01"), None, true).unwrap_err();
    assert_eq!((past.code(), past.message().key), (ErrorCode::Invalid, "error-effective-past"));
}

#[test]
fn only_a_first_version_is_adopted() {
    let now = Utc.with_ymd_and_hms(2026, 3, 1, 0, 0, 0).unwrap();
    let zone = chrono_tz::Asia::Shanghai;
    let adopted = |text| Some(Adoption { version_date: day(text) });
    let (version, effective) = dates(now, zone, day("2021-10-01"), adopted("2021-09-20"), true).unwrap();
    assert_eq!(version, day("2021-09-20"));
    assert_eq!(effective, Utc.with_ymd_and_hms(2021, 9, 30, 16, 0, 0).unwrap());
    let key = |result: Result<_, crate::platform::AppError>| result.unwrap_err().message().key;
    assert_eq!(key(dates(now, zone, day("2021-10-01"), adopted("2021-10-01"), false)), "error-adopted-later");
    assert_eq!(
        key(dates(now, zone, day("2021-10-01"), adopted("2021-10-02"), true)),
        "error-effective-before-version"
    );
    assert_eq!(key(dates(now, zone, day("2027-10-01"), adopted("2027-09-30"), true)), "error-adopted-future");
}

#[test]
fn a_midnight_that_does_not_exist_is_the_next_hour() {
    let now = Utc.with_ymd_and_hms(2018, 1, 1, 0, 0, 0).unwrap();
    // Clocks in São Paulo went from 23:59:59 on 3 November 2018 to 01:00 on the 4th.
    let (_, effective) = dates(now, chrono_tz::America::Sao_Paulo, day("2018-11-04"), None, true).unwrap();
    assert_eq!(effective, Utc.with_ymd_and_hms(2018, 11, 4, 3, 0, 0).unwrap());
}
