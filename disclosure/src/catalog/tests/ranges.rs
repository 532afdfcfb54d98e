use super::super::{RangeError, VersionRange};

fn range(text: &str) -> VersionRange {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn a_range_is_written_one_way() {
    for (written, text) in [
        ("*", "*"),
        ("4.2", "4.2"),
        ("=4.2", "4.2"),
        (">=4.2 <5", ">=4.2 <5"),
        ("<5   >=4.2", ">=4.2 <5"),
        ("> 1", ""),
        (">1.0-rc1", ">1.0-rc1"),
    ] {
        let read = written.parse::<VersionRange>().map(|range| range.to_string());
        assert_eq!(read.unwrap_or_default(), text, "{written}");
    }
}

#[test]
fn what_is_no_range_is_refused() {
    let long = "1".repeat(65);
    for text in [
        "",
        " ",
        "**",
        "1 2",
        ">=1 >=2",
        "<1 <2",
        "~1",
        "^1",
        "1.*",
        ">",
        "!=1",
        "1,2",
        "a\0",
        "１",
        ">=1 <2 <3",
        &long,
    ] {
        assert_eq!(text.parse::<VersionRange>(), Err(RangeError::Malformed), "{text:?}");
    }
    for text in [">=2 <1", ">1 <1", ">1 <=1", ">=1 <1.0"] {
        assert_eq!(text.parse::<VersionRange>(), Err(RangeError::Empty), "{text}");
    }
}

#[test]
fn a_range_holds_the_versions_it_names() {
    let held = |text: &str| -> Vec<&str> {
        let range = range(text);
        let versions = ["0.9", "1.0-rc1", "1", "1.0.0", "1.0.1", "1.9", "1.10", "2", "2.0-beta", "10"];
        versions.into_iter().filter(|version| range.contains(version)).collect()
    };
    assert_eq!(held("*").len(), 10);
    assert_eq!(held("1.0"), ["1", "1.0.0"]);
    assert_eq!(held(">=1 <2"), ["1", "1.0.0", "1.0.1", "1.9", "1.10", "2.0-beta"]);
    assert_eq!(held(">1.9"), ["1.10", "2", "2.0-beta", "10"]);
    assert_eq!(held("<=1"), ["0.9", "1.0-rc1", "1", "1.0.0"]);
}

#[test]
fn ranges_lie_within_beside_or_across_one_another() {
    for (one, other, covers, crosses) in [
        ("*", ">=1 <2", true, false),
        (">=1 <2", "1.5", true, false),
        (">=1 <3", ">=2 <4", false, true),
        (">=1 <2", ">=2 <3", false, false),
        (">=1 <=2", ">=2 <3", false, true),
        ("<5", ">3", false, true),
        ("1", "1.0", true, false),
    ] {
        let (one, other) = (range(one), range(other));
        assert_eq!((one.covers(&other), one.crosses(&other)), (covers, crosses), "{one} and {other}");
        assert_eq!(one.crosses(&other), other.crosses(&one), "{one} and {other}");
    }
    assert!(range("1").same(&range("1.0.0")) && range(">=1 <=1").same(&range("1")));
}
