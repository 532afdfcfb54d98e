//! Sheets changed at random: members deleted, replaced and added. Each has a valid manifest and comes back whole.

use disclosure::{
    catalog::Catalog,
    manifest::{Format, Limits, read, to_value},
};
use fact_sheet::{to_manifest, to_sheet, to_yaml, without_excepted};
use proptest::{prelude::*, test_runner::TestCaseError};
use serde_json::{Value, json};

use crate::factsheet::stress;

/// A change to a sheet: where (by counting), and what.
#[derive(Debug, Clone)]
enum Change {
    Delete(usize),
    Replace(usize, Value),
    Add(usize, String, Value),
}

/// A value that somebody may write anywhere.
fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        prop_oneof![
            Just("unstated"),
            Just(""),
            Just(" "),
            Just("none"),
            Just("app"),
            Just("sdk:map"),
            Just("email"),
            Just("一_段话"),
            Just("own words, really"),
            Just("a_new_code"),
            Just("Mixed_Code.2"),
            Just("2024-02-30"),
            Just("one_of:pair"),
            Just("zh"),
            Just("key"),
            Just("line\nbreak\ttab"),
            Just("null"),
            Just("-x"),
        ]
        .prop_map(Value::from),
        // Without U+0000, which no database can hold and no manifest may.
        "[^\\x00\\n]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(member_name(), inner, 0..4).prop_map(|map| json!(map)),
        ]
    })
}

fn member_name() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => prop_oneof![
            Just("zh"), Just("en"), Just("key"), Just("name"), Just("none"), Just("0"), Just("1"), Just("data"),
            Just("label_zh"), Just("name_en"), Just("channels"), Just("a/b~c"), Just("成员"), Just("notes"),
            Just("slug"), Just("used"), Just("value"), Just("unit"), Just("ifRefused"), Just(""), Just("title"),
        ].prop_map(String::from),
        1 => "[a-z]{1,6}(_[a-z]{1,4})?",
    ]
}

fn change() -> impl Strategy<Value = Change> {
    let place = 0..4_000_usize;
    prop_oneof![
        place.clone().prop_map(Change::Delete),
        (place.clone(), anything()).prop_map(|(at, value)| Change::Replace(at, value)),
        (place, member_name(), anything()).prop_map(|(at, name, value)| Change::Add(at, name, value)),
    ]
}

/// All places in a value.
fn places(value: &Value, at: &str, out: &mut Vec<String>) {
    out.push(at.into());
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| {
            places(value, &format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")), out);
        }),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, value)| places(value, &format!("{at}/{index}"), out));
        }
        _ => {}
    }
}

/// Why a place is there.
const LISTED: &str = "the place was listed from this sheet";

fn apply(sheet: &mut Value, change: Change) {
    let mut all = Vec::new();
    places(sheet, "", &mut all);
    let (Change::Delete(at) | Change::Replace(at, _) | Change::Add(at, ..)) = &change;
    let at = all[at % all.len()].clone();
    // The sheet itself stays an object.
    match change {
        Change::Delete(_) | Change::Replace(..) if at.is_empty() => {}
        Change::Delete(_) => {
            let (parent, name) = at.rsplit_once('/').expect("a pointer that is not empty has a slash");
            match sheet.pointer_mut(parent).expect(LISTED) {
                Value::Object(members) => {
                    members.remove(&name.replace("~1", "/").replace("~0", "~"));
                }
                Value::Array(items) => {
                    items.remove(name.parse().expect("items are counted"));
                }
                _ => unreachable!("only containers have places in them"),
            }
        }
        Change::Replace(_, value) => *sheet.pointer_mut(&at).expect(LISTED) = value,
        Change::Add(_, name, value) => match sheet.pointer_mut(&at).expect(LISTED) {
            Value::Object(members) => {
                members.insert(name, value);
            }
            Value::Array(items) => items.push(value),
            leaf => *leaf = json!([leaf.clone(), value]),
        },
    }
}

fn check_round_trip(sheet: &Value) -> Result<(), TestCaseError> {
    let manifest = to_manifest(sheet, Catalog::builtin())
        .map_err(|error| TestCaseError::fail(format!("{error} in {sheet}")))?;
    let file = to_yaml(&to_value(&manifest));
    let file = read(file.as_bytes(), Format::Yaml, &Limits::default(), Catalog::builtin())
        .map_err(|problems| TestCaseError::fail(problems.to_string()))?;
    prop_assert_eq!(to_sheet(&file), without_excepted(sheet));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_sheets_come_back_whole(changes in prop::collection::vec(change(), 1..12)) {
        let mut sheet = stress();
        changes.into_iter().for_each(|change| apply(&mut sheet, change));
        check_round_trip(&sheet)?;
    }

    #[test]
    fn any_object_is_a_sheet(members in prop::collection::btree_map(
        prop_oneof![
            Just("case"), Just("tenant"), Just("contacts"), Just("apps"), Just("policy"), Just("rights"),
            Just("minors"), Just("retention"), Just("changes"), Just("business_functions"), Just("data_flows"),
        ],
        anything(),
        0..6,
    )) {
        check_round_trip(&json!(members))?;
    }
}
