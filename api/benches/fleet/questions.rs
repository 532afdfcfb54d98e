//! The questions.

use api::apps::{DeclaredState, FleetFilter, SdkFilter};

/// A filter with its name.
pub struct Question {
    pub name: &'static str,
    pub filter: FleetFilter,
}

fn ships(key: &str, version_below: Option<&str>) -> FleetFilter {
    let sdk = SdkFilter {
        key: key.to_owned(),
        version_below: version_below.map(ToOwned::to_owned),
        include_unknown_version: false,
    };
    FleetFilter { sdk: Some(sdk), ..FleetFilter::default() }
}

/// Each member of the filter with what every app declares and with what one in a hundred does.
pub fn questions() -> Vec<Question> {
    let some = |text: &str| Some(text.to_owned());
    let none = FleetFilter::default;
    let combined = |published| FleetFilter {
        data_category: some("gender"),
        permission: some("microphone"),
        region: some("SG"),
        market: some("SG"),
        of: if published { DeclaredState::Published } else { DeclaredState::Head },
        ..ships("rare_sdk", Some("4.15"))
    };
    let all = [
        ("no filter", none()),
        ("sdk, every app", ships("common_sdk", None)),
        ("sdk, one in 100", ships("rare_sdk", None)),
        ("sdk, no app", ships("no_sdk", None)),
        ("sdk + versionBelow, half", ships("common_sdk", Some("4.10"))),
        ("sdk + versionBelow, none", ships("common_sdk", Some("4.0"))),
        ("dataCategory, every app", FleetFilter { data_category: some("ip_address"), ..none() }),
        ("dataCategory, one in 100", FleetFilter { data_category: some("gender"), ..none() }),
        ("permission, every app", FleetFilter { permission: some("camera"), ..none() }),
        ("permission, one in 100", FleetFilter { permission: some("microphone"), ..none() }),
        ("region, every app", FleetFilter { region: some("CN"), ..none() }),
        ("region, one in 100", FleetFilter { region: some("SG"), ..none() }),
        ("market, every app", FleetFilter { market: some("CN"), ..none() }),
        ("market, one in 100", FleetFilter { market: some("SG"), ..none() }),
        ("combined, one in 100", combined(false)),
        ("hasPublished: true", FleetFilter { has_published: Some(true), ..none() }),
        ("hasPublished: false, none", FleetFilter { has_published: Some(false), ..none() }),
        (
            "PUBLISHED, sdk, every app",
            FleetFilter { of: DeclaredState::Published, ..ships("common_sdk", None) },
        ),
        (
            "PUBLISHED, sdk, one in 100",
            FleetFilter { of: DeclaredState::Published, ..ships("rare_sdk", None) },
        ),
        ("PUBLISHED, combined", combined(true)),
    ];
    all.into_iter().map(|(name, filter)| Question { name, filter }).collect()
}
