use proptest::{prelude::*, sample::subsequence};
use serde_json::{Value, json};

use super::{Edit, EditError, apply, difference, rebase};
use crate::{Pointer, manifest::canonical};

fn at(path: &str) -> Pointer {
    path.parse().expect("a pointer")
}

fn set(path: &str, value: Value) -> Edit {
    Edit::Set { path: at(path), value }
}

fn patch(path: &str, members: Value) -> Edit {
    Edit::Patch { path: at(path), members: members.as_object().expect("an object").clone() }
}

fn remove(path: &str) -> Edit {
    Edit::Remove { path: at(path) }
}

fn document() -> Value {
    json!({
        "slug": "app", "name": { "en": "App" },
        "sdks": [{ "key": "a", "version": "1" }, { "key": "b" }],
        "functions": [{ "key": "f", "data": [{ "key": "phone" }] }],
        "minors": { "none": true },
    })
}

#[test]
fn items_stay_where_they_stand_and_new_ones_join_behind() {
    let edits = [set("/sdks/a", json!({ "version": "2" })), set("/sdks/c", json!({ "key": "c" }))];
    let edited = apply(&document(), &edits).expect("applies");
    assert_eq!(edited["sdks"], json!([{ "key": "a", "version": "2" }, { "key": "b" }, { "key": "c" }]));
    let inner = apply(&document(), &[set("/functions/f/data/mail", json!({}))]).expect("applies");
    assert_eq!(inner["functions"][0]["data"], json!([{ "key": "phone" }, { "key": "mail" }]));
}

#[test]
fn silence_and_none_are_two_states() {
    let emptied = apply(&document(), &[remove("/sdks/a"), remove("/sdks/b")]).expect("applies");
    assert_eq!(emptied.get("sdks"), None);
    let none = apply(&document(), &[set("/sdks", json!([]))]).expect("applies");
    assert_eq!(none["sdks"], json!([]));
    let silent = apply(&document(), &[remove("/minors")]).expect("applies");
    assert_eq!(silent.get("minors"), None);
    let threshold = apply(&document(), &[set("/minors/age", json!(14))]).expect("applies");
    assert_eq!(threshold["minors"], json!({ "age": 14 }));
}

#[test]
fn what_cannot_be_edited_says_where_and_what_is_near() {
    let refused = |edit: Edit| apply(&document(), &[edit]).expect_err("refused");
    let unknown = EditError::UnknownPlace { path: at("/sdk"), nearest: Some("sdks".into()) };
    assert_eq!(refused(set("/sdk/a", json!({}))), unknown);
    let vanished = EditError::Vanished { path: at("/sdks/c"), nearest: None };
    assert_eq!(refused(patch("/sdks/c", json!({ "version": "2" }))), vanished);
    assert_eq!(refused(set("/sdks/a", json!({ "key": "z" }))), EditError::KeyKept { path: at("/sdks/a") });
    assert_eq!(refused(patch("/sdks/a", json!({ "key": "z" }))), EditError::KeyKept { path: at("/sdks/a") });
    assert_eq!(refused(set("/slug", json!("other"))), EditError::KeyKept { path: at("") });
    assert_eq!(refused(set("", json!({}))), EditError::Misfit { path: at("") });
    assert_eq!(refused(set("/name/en", json!("x"))), EditError::Misfit { path: at("/name/en") });
    let short = Edit::Order { path: at("/sdks"), keys: vec!["a".into()] };
    assert_eq!(refused(short), EditError::Misfit { path: at("/sdks") });
    let twice = Edit::Order { path: at("/sdks"), keys: vec!["a".into(), "a".into()] };
    assert_eq!(refused(twice), EditError::Misfit { path: at("/sdks") });
}

#[test]
fn edits_of_other_items_meet_and_of_the_same_item_clash() {
    let base = document();
    let head = apply(&base, &[patch("/sdks/a", json!({ "version": "2" }))]).expect("applies");
    let other = [patch("/sdks/b", json!({ "version": "9" }))];
    assert_eq!(rebase(&base, &head, &other).expect("fits"), Ok(apply(&head, &other).expect("applies")));

    let same = [patch("/sdks/a", json!({ "version": "3" }))];
    let conflicts = rebase(&base, &head, &same).expect("fits").expect_err("a conflict");
    assert_eq!(conflicts.len(), 1);
    assert_eq!(conflicts[0].path, at("/sdks/a"));
    assert_eq!(conflicts[0].theirs, Some(json!({ "key": "a", "version": "2" })));
    assert_eq!(conflicts[0].yours, Some(json!({ "key": "a", "version": "3" })));

    let agreed = [patch("/sdks/a", json!({ "version": "2" }))];
    assert_eq!(rebase(&base, &head, &agreed).expect("fits"), Ok(head));
}

#[test]
fn what_vanished_or_was_said_to_be_none_clashes() {
    let base = document();
    let gone = apply(&base, &[remove("/sdks/a")]).expect("applies");
    let conflicts = rebase(&base, &gone, &[patch("/sdks/a", json!({ "version": "3" }))]).expect("fits");
    assert_eq!(conflicts.expect_err("a conflict")[0].theirs, None);
    assert_eq!(rebase(&base, &gone, &[remove("/sdks/a")]).expect("fits"), Ok(gone));

    let none = apply(&base, &[set("/sdks", json!([]))]).expect("applies");
    let conflicts = rebase(&base, &none, &[set("/sdks/c", json!({}))]).expect("fits");
    assert_eq!(conflicts.expect_err("a conflict")[0].path, at("/sdks"));
}

/// A declaration with some SDKs in some order, and functions with data, or silence, or none.
fn documents() -> impl Strategy<Value = Value> {
    let keys = || subsequence(vec!["a", "b", "c", "d", "e"], 0..=5).prop_shuffle();
    let list = move |member: &'static str| {
        proptest::option::of(
            keys()
                .prop_flat_map(|keys| {
                    let count = keys.len();
                    (Just(keys), proptest::collection::vec(0..3u8, count))
                })
                .prop_map(move |(keys, versions)| {
                    let items = keys.iter().zip(versions);
                    items.map(|(key, version)| json!({ "key": key, member: version })).collect::<Vec<_>>()
                }),
        )
    };
    let minors = prop_oneof![
        Just(json!(null)),
        Just(json!({ "none": true })),
        Just(json!({ "age": 14 })),
        Just(json!({}))
    ];
    (list("version"), proptest::option::of(keys()), list("category"), minors).prop_map(
        |(sdks, functions, data, minors)| {
            let mut document = json!({ "slug": "app", "name": { "en": "App" } });
            if let Some(sdks) = sdks {
                document["sdks"] = json!(sdks);
            }
            if let Some(functions) = functions {
                let with = |key: &&str| match &data {
                    Some(data) => json!({ "key": key, "purposes": [], "data": data }),
                    None => json!({ "key": key }),
                };
                document["functions"] = functions.iter().map(with).collect();
            }
            if !minors.is_null() {
                document["minors"] = minors;
            }
            document
        },
    )
}

proptest! {
    #[test]
    fn a_difference_leads_there_and_its_inverse_back(a in documents(), b in documents()) {
        let there = apply(&a, &difference(&a, &b)).expect("applies");
        prop_assert_eq!(canonical(&there), canonical(&b));
        let back = apply(&there, &difference(&b, &a)).expect("applies");
        prop_assert_eq!(canonical(&back), canonical(&a));
    }

    #[test]
    fn edits_of_different_items_commute(one in 0..5u8, two in 0..5u8, left in 0..9u8, right in 0..9u8) {
        prop_assume!(one != two);
        let items: Vec<Value> = (0..5).map(|key| json!({ "key": key.to_string() })).collect();
        let base = json!({ "slug": "app", "name": { "en": "App" }, "sdks": items });
        let of = |item: u8, kind: u8| match kind % 3 {
            0 => remove(&format!("/sdks/{item}")),
            1 => patch(&format!("/sdks/{item}"), json!({ "version": kind.to_string() })),
            _ => set(&format!("/sdks/{item}/version"), json!(kind.to_string())),
        };
        let (first, second) = (of(one, left), of(two, right));
        let forth = apply(&base, &[first.clone(), second.clone()]).expect("applies");
        let back = apply(&base, &[second.clone(), first.clone()]).expect("applies");
        prop_assert_eq!(canonical(&forth), canonical(&back));
        let head = apply(&base, &[first]).expect("applies");
        prop_assert_eq!(rebase(&base, &head, &[second]).expect("fits"), Ok(forth));
    }

    #[test]
    fn edits_and_then_their_inverse_leave_what_there_was(a in documents(), edits in changes()) {
        // Those that cannot be made to this document are not made.
        let mut edited = a.clone();
        let mut made = Vec::new();
        for edit in edits {
            if let Ok(after) = apply(&edited, std::slice::from_ref(&edit)) {
                edited = after;
                made.push(edit);
            }
        }
        prop_assert_eq!(&apply(&a, &made).expect("each was made"), &edited);
        prop_assert_eq!(rebase(&a, &a, &made).expect("fits"), Ok(edited.clone()));
        let back = apply(&edited, &difference(&edited, &a)).expect("applies");
        prop_assert_eq!(canonical(&back), canonical(&a));
    }
}

/// Edits of all kinds at places that documents may have.
fn changes() -> impl Strategy<Value = Vec<Edit>> {
    let key = || prop_oneof![Just("a"), Just("b"), Just("c")];
    let edit = prop_oneof![
        (key(), 0..3u8)
            .prop_map(|(key, version)| set(&format!("/sdks/{key}"), json!({ "version": version }))),
        (key(), 0..3u8)
            .prop_map(|(key, version)| patch(&format!("/sdks/{key}"), json!({ "version": version }))),
        (key(), 0..3u8).prop_map(|(key, version)| Edit::Declare {
            path: at(&format!("/functions/{key}/data/{key}")),
            members: json!({ "category": version }).as_object().expect("an object").clone(),
        }),
        key().prop_map(|key| remove(&format!("/sdks/{key}"))),
        key().prop_map(|key| remove(&format!("/functions/{key}"))),
        key().prop_map(|key| remove(&format!("/functions/{key}/data"))),
        Just(set("/sdks", json!([]))),
        Just(set("/minors/age", json!(16))),
        Just(set("/minors", json!({ "none": true }))),
        Just(remove("/minors")),
        subsequence(vec!["a", "b", "c", "d", "e"], 0..=5).prop_shuffle().prop_map(|keys| Edit::Order {
            path: at("/sdks"),
            keys: keys.into_iter().map(Into::into).collect(),
        }),
    ];
    proptest::collection::vec(edit, 0..12)
}
