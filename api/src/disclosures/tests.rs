use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use disclosure::Locale;
use entities::{AppId, Digest, PolicyVersionId, TenantId, TypedId};
use uuid::Uuid;

use super::{
    locale::{Choice, choose, governing},
    state::{Accepted, PolicyState, policy_state},
};
use crate::policies::{Inputs, Version};

fn locales(tags: &[&str]) -> Vec<Locale> {
    tags.iter().map(|tag| tag.parse().unwrap()).collect()
}

/// The language and its mark for what a reader asks of a version in Chinese and English that is governed by Chinese.
fn served(wanted: &[&str]) -> String {
    let locales = locales(&["en", "zh-CN"]);
    let wanted: Vec<String> = wanted.iter().map(|tag| (*tag).to_owned()).collect();
    match choose(&wanted, &locales) {
        Choice::Found(locale, fallback) => format!("{locale}{}", if fallback { " fallback" } else { "" }),
        Choice::Governing => "governing".to_owned(),
    }
}

#[test]
fn a_reader_gets_the_language_it_asked_for_or_the_next_best() {
    for (wanted, expected) in [
        (&["en"][..], "en"),
        (&["en-GB"], "en"),
        (&["zh"], "zh-CN"),
        (&["zh-Hans-SG"], "zh-CN"),
        (&["zh-Hant"], "zh-CN fallback"),
        (&["zh-TW"], "zh-CN fallback"),
        (&["zh-HK", "en"], "en"),
        (&["fr", "zh-Hant-HK"], "zh-CN fallback"),
        (&["fr", "en-AU", "zh"], "en"),
        (&["fr"], "governing"),
        (&["tlh", "x"], "governing"),
        (&[], "governing"),
    ] {
        assert_eq!(served(wanted), expected, "{wanted:?}");
    }
    let english = locales(&["en"]);
    assert_eq!(choose(&["zh-CN".to_owned()], &english), Choice::Governing);
}

#[test]
fn the_governing_language_is_the_named_one_or_chinese_or_the_first() {
    let both = locales(&["en", "zh-CN"]);
    assert_eq!(governing(Some(&both[0]), &both).as_str(), "en");
    assert_eq!(governing(None, &both).as_str(), "zh-CN");
    let english = locales(&["en"]);
    assert_eq!(governing(Some(&both[1]), &english).as_str(), "en");
    assert_eq!(governing(None, &english).as_str(), "en");
}

fn noon(day: u32) -> DateTime<Utc> {
    NaiveDate::from_ymd_opt(2026, 1, day).unwrap().and_hms_opt(12, 0, 0).unwrap().and_utc()
}

fn version(number: i32, effective: u32) -> Version {
    let digest = Digest::from([0; 32]);
    Version {
        tenant: TenantId::from_uuid(Uuid::nil()),
        id: PolicyVersionId::from_uuid(Uuid::from_u128(number.unsigned_abs().into())),
        app: AppId::from_uuid(Uuid::nil()),
        number,
        revision: number,
        version_date: noon(1).date_naive(),
        effective_at: noon(effective),
        zone: chrono_tz::UTC,
        effective_date: noon(effective).date_naive(),
        adopted: false,
        published_at: noon(1),
        withdrawn_at: None,
        inputs: Inputs {
            declaration: digest.clone(),
            profile: digest,
            catalog: String::new(),
            texts: String::new(),
            compiler: String::new(),
        },
    }
}

/// In force, whether acceptance is needed, the day of January since when it changed, and what is next.
type Summary = (Option<i32>, bool, Option<u32>, Option<i32>);

fn on(day: u32, versions: &[Version], accepted: Accepted) -> Option<Summary> {
    let versions: Vec<&Version> = versions.iter().collect();
    let number = |release: super::Release| release.version;
    policy_state(&versions, accepted, noon(day)).map(|state: PolicyState| {
        let since = state.changed_since.map(|since| u32::try_from((since - noon(1)).num_days()).unwrap() + 1);
        (state.current.map(number), state.acceptance_needed, since, state.next.map(number))
    })
}

#[test]
fn a_user_is_asked_again_when_what_was_accepted_is_in_force_no_more() {
    let all = [version(3, 20), version(2, 10), version(1, 5)];
    let state = |day, accepted| on(day, &all, accepted);
    assert_eq!(state(4, Accepted::Nothing), Some((None, false, None, Some(1))));
    assert_eq!(state(5, Accepted::Nothing), Some((Some(1), true, None, Some(2))));
    assert_eq!(state(9, Accepted::Version(1)), Some((Some(1), false, None, Some(2))));
    assert_eq!(state(10, Accepted::Version(1)), Some((Some(2), true, Some(10), Some(3))));
    assert_eq!(state(25, Accepted::Version(1)), Some((Some(3), true, Some(10), None)));
    assert_eq!(state(25, Accepted::Version(2)), Some((Some(3), true, Some(20), None)));
    // Accepted when it was announced.
    assert_eq!(state(15, Accepted::Version(3)), Some((Some(2), false, None, Some(3))));
    for never in [Accepted::Version(0), Accepted::Version(-1), Accepted::Version(9), Accepted::Unknown] {
        assert_eq!(state(25, never), Some((Some(3), true, None, None)), "{never:?}");
    }
    assert_eq!(on(5, &[], Accepted::Nothing), None);
}

#[test]
fn a_version_that_was_withdrawn_gives_way_to_the_one_before() {
    let withdrawn = Version { withdrawn_at: Some(noon(12) - TimeDelta::hours(1)), ..version(2, 10) };
    let all = [withdrawn.clone(), version(1, 5)];
    assert_eq!(on(11, &all, Accepted::Version(2)), Some((Some(2), false, None, None)));
    assert_eq!(on(12, &all, Accepted::Version(2)), Some((Some(1), true, Some(11), None)));
    assert_eq!(on(12, &all, Accepted::Version(1)), Some((Some(1), false, None, None)));
    // Withdrawn before it took effect: it never was in force, and nothing has changed.
    let never = Version { withdrawn_at: Some(noon(8)), ..withdrawn.clone() };
    assert_eq!(on(11, &[never, version(1, 5)], Accepted::Version(1)), Some((Some(1), false, None, None)));
    assert_eq!(on(13, &[withdrawn], Accepted::Version(2)), None);
}

#[test]
fn a_state_is_some_hundred_bytes() {
    let all = [version(3, 20), version(2, 10), version(1, 5)];
    let versions: Vec<&Version> = all.iter().collect();
    let state = policy_state(&versions, Accepted::Version(1), noon(11)).unwrap();
    let json = serde_json::to_string(&state).unwrap();
    let expected = r#"{"current":{"version":2,"versionDate":"2026-01-01","effectiveDate":"2026-01-10"},"acceptanceNeeded":true,"changedSince":"2026-01-10T12:00:00Z","next":{"version":3,"versionDate":"2026-01-01","effectiveDate":"2026-01-20"}}"#;
    assert_eq!(json, expected);
    assert_eq!(json.len(), 220);
}
