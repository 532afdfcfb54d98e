//! Declarations whose relations are a product of what they say.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{
    super::{Conformity, Judgement, ReasonCode, Relations},
    support::{Facts, read, reasons, to_cloud},
};

const MANY: usize = 3_000;
const MEBIBYTE: usize = 1 << 20;

fn recipient(number: usize) -> Value {
    json!({ "key": format!("r{number}"), "name": { "en": "R" }, "data": ["imei"], "purpose": "storage" })
}

/// As many recipients as flows to all of them: nine million relations.
fn product() -> Relations {
    let recipients: Vec<Value> = (0..MANY).map(recipient).collect();
    let flow = |number| {
        json!({ "key": format!("f{number}"), "from": "server", "to": "all_recipients", "data": ["photos"],
            "region": if number == 0 { "SG" } else { "CN" } })
    };
    let flows: Vec<Value> = (0..MANY).map(flow).collect();
    read(json!({ "recipients": recipients, "flows": flows }))
}

#[test]
fn flows_to_all_recipients_take_no_more_than_what_is_declared() {
    let relations = product();
    assert_eq!(relations.own().len(), MANY, "what the entries say");
    let weight = relations.weight();
    assert!((MEBIBYTE..16 * MEBIBYTE).contains(&weight), "{weight} bytes");
    assert_eq!(relations.with("r7").count(), MANY + 1);
    let to = |region: &str| Facts {
        recipient: Some("r7".to_owned()),
        items: vec!["photos".to_owned()],
        region: Some(region.to_owned()),
        ..to_cloud()
    };
    assert_eq!(to("SG").judged(&relations), Judgement { conformity: Conformity::Conforms, reasons: vec![] });
    let elsewhere = to("US").judged(&relations);
    assert_eq!(reasons(&elsewhere), [(ReasonCode::RegionNotDeclared, "/flows/f0/region")]);
}

#[test]
fn flows_to_one_recipient_share_what_its_entry_says() {
    let data: Vec<String> = (0..MANY).map(|number| format!("d{number}")).collect();
    let flows: Vec<Value> = (0..MANY)
        .map(|number| json!({ "key": format!("f{number}"), "from": "server", "to": "cloud" }))
        .collect();
    let relations = read(json!({
        "recipients": [{ "key": "cloud", "name": { "en": "C" }, "data": data, "purpose": "storage" }],
        "flows": flows
    }));
    assert_eq!(relations.own().len(), MANY);
    let weight = relations.weight();
    assert!((MEBIBYTE..16 * MEBIBYTE).contains(&weight), "{weight} bytes");
}

#[test]
fn the_keys_of_a_version_are_those_of_its_relations() {
    let (relations, other) = (product(), read(json!({ "recipients": [recipient(7)] })));
    let declared: HashMap<String, bool> =
        relations.with("r7").map(|it| (it.key().into_owned(), other.keys().declare(&it))).collect();
    assert_eq!(declared.len(), MANY + 1);
    assert_eq!(declared.iter().filter(|(_, declared)| **declared).count(), 1);
    assert!(declared["r7"]);
    assert!(relations.with("r7").all(|it| relations.keys().declare(&it)));
}
