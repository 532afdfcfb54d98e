//! The fact-sheet converter: nothing is lost, whatever a sheet says, and every manifest is valid.

use std::{collections::BTreeSet, path::PathBuf};

use disclosure::{
    Locale,
    catalog::Catalog,
    compile::{Input, compile},
    document::Document,
    manifest::{Format, Limits, Manifest, Stated, declaration_leaves, read, to_json, to_value},
    texts::SUPPORTED,
};
use fact_sheet::{
    ConvertError, EXCEPTED, carry_translations, to_manifest, to_sheet, to_yaml, without_excepted,
};
use serde_json::{Value, json};

/// The systems that are modelled.
const CASES: [&str; 3] = ["idphoto", "kuaishou", "zhika"];

/// A sheet in which every rule of the format is used, most of them against its grain.
const STRESS: &str = include_str!("factsheet/stress.json");

fn manifest_of(sheet: &Value) -> Manifest {
    to_manifest(sheet, Catalog::builtin()).expect("a sheet has a manifest")
}

fn read_back(bytes: &[u8], format: Format) -> Manifest {
    read(bytes, format, &Limits::default(), Catalog::builtin()).expect("what the converter writes is read")
}

/// The manifest of a sheet, read again from its file; the sheet comes back from it.
fn assert_round_trip(sheet: &Value) -> Manifest {
    let manifest = manifest_of(sheet);
    let file = read_back(to_json(&manifest).as_bytes(), Format::Json);
    assert_eq!(file, manifest);
    assert_eq!(to_sheet(&file), without_excepted(sheet));
    manifest
}

/// What readers of that language are shown.
pub fn document_of(manifest: &Manifest, tag: &str) -> Document {
    let input =
        Input { profile: &manifest.tenant, declaration: &manifest.apps[0], catalog: Catalog::builtin() };
    compile(&input, &tag.parse().expect("a supported language")).expect("a valid manifest compiles")
}

/// The sheet against the grain.
pub fn stress() -> Value {
    serde_json::from_str(STRESS).expect("the sheet is JSON")
}

/// The sheet of a case; none where the cases are not at hand.
fn case(name: &str) -> Option<Value> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("../../shared/cases/{name}.json"));
    let bytes = std::fs::read(&path).ok();
    if bytes.is_none() {
        eprintln!("skipped: {} is not there", path.display());
    }
    bytes.map(|bytes| serde_json::from_slice(&bytes).expect("a case is JSON"))
}

fn sample(name: &str) -> Manifest {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("../api/samples/{name}.yaml"));
    read_back(&std::fs::read(path).expect("every case has a sample"), Format::Yaml)
}

#[test]
fn the_modelled_systems_come_back_whole_and_typed() {
    for sheet in CASES.iter().filter_map(|name| case(name)) {
        let manifest = assert_round_trip(&sheet);
        assert!(manifest.apps[0].statements.is_unstated(), "{:#?}", manifest.apps[0].statements);
    }
}

#[test]
fn a_sheet_against_the_grain_comes_back_whole() {
    let manifest = assert_round_trip(&stress());
    let yaml = to_yaml(&to_value(&manifest));
    assert_eq!(read_back(yaml.as_bytes(), Format::Yaml), manifest);
}

#[test]
fn a_sheet_against_the_grain_reaches_the_reader() {
    let manifest = manifest_of(&stress());
    let declared = declaration_leaves(&to_value(&manifest.apps[0]));
    let declared: BTreeSet<String> = declared.into_iter().map(|leaf| leaf.path).collect();
    for tag in SUPPORTED {
        let told: BTreeSet<String> = document_of(&manifest, tag).sources().map(ToString::to_string).collect();
        let untold: Vec<&String> =
            declared.difference(&told).filter(|at| !at.starts_with("/vocabulary/")).collect();
        assert_eq!(untold, [""; 0], "{tag}");
    }
}

#[test]
fn samples_are_the_converters_output_with_translations() {
    for name in CASES {
        let sample = sample(name);
        let sheet = to_sheet(&sample);
        let mut made = to_value(&manifest_of(&sheet));
        carry_translations(&mut made, &to_value(&sample));
        assert_eq!(made, to_value(&sample), "{name}");
        if let Some(original) = case(name) {
            assert_eq!(sheet, without_excepted(&original), "{name}");
        }
    }
}

/// Every text of a sample has both languages, but for those of which the sheet itself has one.
#[test]
fn samples_speak_both_languages() {
    let one_language =
        ["/apps/0/policy/title", "/tenant/legalEntities/0/name", "/tenant/legalEntities/1/name"];
    for name in CASES {
        let mut missing = Vec::new();
        one_sided(&to_value(&sample(name)), "", &mut missing);
        missing.retain(|at| !one_language.contains(&at.as_str()));
        assert_eq!(missing, Vec::<String>::new(), "{name}");
    }
}

fn one_sided(value: &Value, at: &str, missing: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            if members.contains_key("en") != members.contains_key("zh-CN") {
                missing.push(at.into());
            }
            members.iter().for_each(|(name, value)| one_sided(value, &format!("{at}/{name}"), missing));
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                one_sided(value, &format!("{at}/{index}"), missing);
            }
        }
        _ => {}
    }
}

#[test]
fn silence_none_and_a_value_keep_apart() {
    let sheet = json!({
        "case": "three_ways",
        "trackers": {"dnt": false, "technologies": []},
        "minors": null,
        "complaints": {"regulator": false, "court": {"zh": null, "en": "Any"}},
        "requests": {"form": false, "agent": "guardian", "fee": null},
        "rights": false,
    });
    let app = assert_round_trip(&sheet).apps.remove(0);
    let trackers = app.trackers.value().unwrap();
    assert!(trackers.dnt.is_none() && trackers.technologies.is_none() && trackers.purposes.is_unstated());
    assert!(app.minors.is_unstated() && app.requests.value().unwrap().fee.is_unstated());
    assert!(app.rights.is_none() && app.retention.is_unstated());
    let complaints = app.complaints.value().unwrap();
    assert!(complaints.regulator.is_none());
    assert_eq!(complaints.court.value().unwrap().get(&Locale::zh_cn()), None);
}

#[test]
fn facts_find_their_typed_places() {
    let app = assert_round_trip(&stress()).apps.remove(0);
    let value = to_value(&app);
    let expected = [
        ("/name", json!({"zh-CN": "示例", "en": "Example"})),
        ("/policy/parent/title", json!({"zh-CN": "总政策", "en": "Main policy"})),
        ("/policy/citedRules/0/rule", json!({"en": "GB/T 35273-2020, as amended"})),
        ("/policy/citedRules/1", json!({"key": "pipl-2021", "rule": "pipl", "edition": "2021"})),
        ("/policy/annotations/0/request", json!({"zh-CN": "请法务确认"})),
        ("/functions/0/ifRefused", json!({"zh-CN": "无法使用", "en": "Not usable"})),
        ("/functions/0/data/0/requirement", json!("one_of:contact")),
        ("/functions/0/data/1/key", json!("id_card_number.legal_representative")),
        ("/functions/0/data/1/datum", json!("id_card_number")),
        ("/functions/0/data/2/key", json!("id_card_number.user")),
        ("/functions/0/data/3/key", json!("id_card_number-2")),
        ("/functions/0/withoutAccount", json!(true)),
        ("/flows/0/to", json!("sdk:map")),
        ("/flows/1/from", json!("ride_partner")),
        ("/flows/1/mode", json!("disclose_publicly")),
        ("/parties/0", json!({"key": "ride_partner", "name": {"en": "Ride partner"}})),
        ("/sharing/masking", json!(["number_protection"])),
        ("/messages/marketing/optOut", json!(["link_in_every_email"])),
        ("/messages/service/optOutState", json!("may_not_be_possible")),
        ("/profiling/ads", json!({"used": true, "offSwitch": "app_settings"})),
        ("/profiling/automatedDecision", json!({"none": true})),
        ("/crossBorder/destinations/0", json!({"zh-CN": "新加坡和爱尔兰"})),
        ("/crossBorder/mechanism/0", json!("standard_contract")),
        ("/retention/0/data/0", json!({"en": "chat records"})),
        ("/retention/0/unit", json!("day")),
        ("/retention/1/key", json!("delete_on_request-2")),
        ("/security/certifications/0/name", json!("iso_27001")),
        ("/minors/comparison", json!("at_or_under")),
    ];
    let found = expected.each_ref().map(|(at, _)| (*at, value.pointer(at).cloned().unwrap_or_default()));
    assert_eq!(found, expected);
}

#[test]
fn words_that_the_catalogue_spells_otherwise_are_its_codes() {
    let sheet = json!({
        "case": "words",
        "tenant": {"roles": [{"role": "controller", "over": "the app"}]},
        "data_flows": [{"key": "f", "from": "app", "to": "server", "trigger": "user uploads", "basis": "user authorisation"}],
        "storage": {"locations": ["servers of the app or its affiliates"]},
        "consent": {"if_required_data_refused": "function not available at all"},
    });
    let manifest = assert_round_trip(&sheet);
    let value = to_value(&manifest);
    let at = |pointer: &str| value.pointer(pointer).cloned().unwrap_or_default();
    assert_eq!(at("/tenant/roles/0/over"), "the_app");
    assert_eq!(at("/apps/0/flows/0/trigger"), "user_uploads");
    assert_eq!(at("/apps/0/flows/0/basis"), "user_authorisation");
    // An item of a list keeps the words that its anchor is made of, and other words are nobody's code.
    assert_eq!(at("/apps/0/storage/locations/0"), json!({"en": "servers of the app or its affiliates"}));
    assert_eq!(at("/apps/0/consent/ifRequiredDataRefused"), json!({"en": "function not available at all"}));
}

#[test]
fn codes_that_nobody_knows_join_the_vocabulary() {
    let sheet = json!({"case": "words", "security": {"measures": ["double_lock_42", "double_lock_42"]}});
    let value = to_value(&assert_round_trip(&sheet).apps[0]);
    assert_eq!(
        value["vocabulary"],
        json!([{"key": "security_measure:double_lock_42", "text": {"en": "double lock 42"}}])
    );
    assert_eq!(value["security"]["measures"], json!(["double_lock_42", "double_lock_42"]));
}

#[test]
fn codes_of_the_profile_that_nobody_knows_become_words() {
    let sheet = json!({"case": "words", "contacts": [{"key": "c", "kind": "carrier_pigeon"}]});
    let value = to_value(&assert_round_trip(&sheet).tenant);
    assert_eq!(value["contacts"][0]["kind"], json!({"en": "carrier pigeon"}));
}

#[test]
fn facts_without_a_place_become_statements() {
    let sheet = json!({
        "case": "more",
        "minors": {"age": 14, "comparison": "under", "curfew_hours": [22, 6], "模式": "ask_guardian"},
        "loyalty": {"tiers": ["gold", "silver"], "terms": {"zh": "条款", "en": "terms"}, "hotline": "400-1"},
    });
    let value = to_value(&assert_round_trip(&sheet).apps[0]);
    let told: Vec<Value> = value["statements"].as_array().unwrap().clone();
    let told: Vec<(&str, &Value, &Value, &Value)> = told
        .iter()
        .map(|it| (it["origin"].as_str().unwrap(), &it["section"], &it["label"], &it["value"]))
        .collect();
    let (minors, notice) = (json!("minors"), json!("notice"));
    let hours = json!({"en": "curfew hours 1"});
    let expected = [
        ("/minors/curfew_hours/0", &minors, &hours, &json!({"number": 22.0})),
        ("/minors/curfew_hours/1", &minors, &json!({"en": "curfew hours 2"}), &json!({"number": 6.0})),
        ("/minors/模式", &minors, &json!({"zh-CN": "模式"}), &json!({"text": {"en": "ask guardian"}})),
        (
            "/loyalty/tiers",
            &notice,
            &json!({"en": "tiers"}),
            &json!({"items": [{"en": "gold"}, {"en": "silver"}]}),
        ),
        (
            "/loyalty/terms",
            &notice,
            &json!({"en": "terms"}),
            &json!({"text": {"zh-CN": "条款", "en": "terms"}}),
        ),
        ("/loyalty/hotline", &notice, &json!({"en": "hotline"}), &json!({"exact": "400-1"})),
    ];
    assert_eq!(told, expected);
}

#[test]
fn facts_that_stand_against_each_other_are_kept() {
    let sheet = json!({
        "case": "at_odds",
        "minors": {"age": 14},
        "deadlines": [{"key": "d", "value": 15}],
        "cross_border": {"status": "none_now", "destinations": ["singapore"]},
        "contacts": [{"key": "c", "kind": "email", "entity": "nobody"}],
        "messages": {"marketing": {"sent": false, "channels": ["email"]}},
    });
    let value = to_value(&assert_round_trip(&sheet));
    assert_eq!(value["apps"][0]["crossBorder"], json!({"destinations": ["singapore"]}));
    let origins: Vec<&Value> =
        value["apps"][0]["statements"].as_array().unwrap().iter().map(|it| &it["origin"]).collect();
    assert_eq!(
        origins,
        [
            "/minors/age",
            "/deadlines/0/value",
            "/cross_border/status",
            "/contacts/0/entity",
            "/messages/marketing/sent"
        ]
    );
}

#[test]
fn added_translations_change_nothing_on_the_way_back() {
    let sheet = stress();
    let mut value = to_value(&manifest_of(&sheet));
    let purpose = value.pointer_mut("/apps/0/recipients/0/purpose").unwrap();
    assert_eq!(*purpose, json!({"en": "ride sharing; only in town"}));
    purpose["zh-CN"] = json!("拼车，仅限市内");
    let text = value.to_string();
    assert_eq!(to_sheet(&read_back(text.as_bytes(), Format::Json)), without_excepted(&sheet));
}

#[test]
fn slugs_are_valid_and_cases_come_back() {
    for case in ["my_app", "x", "Ünïcode 名", "a--b", "_", &"long_".repeat(40)] {
        let manifest = assert_round_trip(&json!({"case": case}));
        assert_eq!(manifest.tenant.slug, manifest.apps[0].slug);
    }
    assert_eq!(manifest_of(&json!({"case": "my_app"})).tenant.slug, "my-app");
    assert_eq!(manifest_of(&json!({})).tenant.slug, "tenant");
}

#[test]
fn an_object_in_place_of_a_text_is_kept() {
    let row = json!({"data": "plate", "label": {"0": null}, "zh": {"en": null}});
    assert_round_trip(&json!({"case": "odd", "business_functions": [{"key": "f", "data": [row]}]}));
}

#[test]
fn members_under_two_names_are_both_kept() {
    let name = json!({"zh": "摄像头", "en": "camera"});
    assert_round_trip(&json!({
        "case": "twice",
        "permissions": [{"permission": "camera", "name": name, "name_en": "cam"}],
        "policy": {"cited_rules": [{"rule": {"0": null}, "name": name}, {"name": name, "zh": "规定", "en": null}]},
        "tenant": {"legal_entities": [{"key": "e", "name": name, "name_zh": "公司", "zh": "甲", "en": "A"}]},
    }));
}

#[test]
fn only_objects_are_sheets() {
    for value in [json!([]), json!("sheet"), json!(null)] {
        assert!(matches!(to_manifest(&value, Catalog::builtin()), Err(ConvertError::NotASheet)));
    }
}

#[test]
fn the_excepted_members_stay_out() {
    let manifest = to_value(&manifest_of(&stress())).to_string();
    assert!(!manifest.contains("left-out"), "an excepted leaf is in the manifest");
    assert!(STRESS.matches("left-out").count() > EXCEPTED.len());
    assert_eq!(
        without_excepted(&json!({"a": [{"notes": 1, "b": {"notes": 2, "c": 3}}], "policy": {"status": 4}})),
        json!({"a": [{"b": {"c": 3}}], "policy": {}})
    );
}

#[test]
fn yaml_keeps_every_text() {
    let texts = [
        "no",
        "1.10",
        "2021-10-01",
        "~",
        "",
        " a",
        "a ",
        "a: b",
        "# a",
        "a #b",
        "- a",
        "&a",
        "*a",
        "!a",
        "%a",
        "@a",
        "`a",
        "'",
        "\"",
        "\\",
        "a\nb\n",
        "\t",
        "\u{7f}",
        "\u{85}",
        "\u{2028}",
        "\u{feff}",
        "🙂",
        "是",
        "null",
        "Yes",
        "0x1F",
        "1e3",
        ".5",
        "=",
        "<<",
        "a,b",
        "[a]",
        "{a",
        "键：值",
        "？",
    ];
    let mut members = serde_json::Map::new();
    for (index, text) in texts.iter().enumerate() {
        let statement = json!({"key": format!("s{index}"), "label": {"en": "x"}, "value": {"exact": text}});
        members.entry("statements").or_insert_with(|| json!([])).as_array_mut().unwrap().push(statement);
    }
    let value = json!({
        "schema": "candor.manifest/1",
        "tenant": {"slug": "texts", "name": {"en": "Texts"}, "kind": "app_developer"},
        "apps": [{"slug": "texts", "name": {"en": "no"}, "statements": members["statements"]}],
    });
    let manifest = read_back(to_yaml(&value).as_bytes(), Format::Yaml);
    assert_eq!(to_value(&manifest), value);
    let exact: Vec<Stated<String>> =
        manifest.apps[0].statements.iter().map(|statement| statement.value.exact.clone()).collect();
    assert_eq!(exact, texts.map(|text| Stated::Value(text.to_owned())));
}
