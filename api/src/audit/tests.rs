use entities::{TenantId, TypedId};
use serde_json::json;
use sha2::Digest as _;
use uuid::Uuid;

use super::*;

fn event(seq: i64, previous: Hash) -> Event {
    let mut event = Event {
        tenant: TenantId::from_uuid(Uuid::from_u128(1)),
        seq,
        at: "2026-01-02T03:04:05.000006Z".parse().expect("an instant"),
        actor: "job:test".into(),
        actor_tenant: None,
        action: "app.registered".into(),
        subject_kind: "app".into(),
        subject: "app_1".into(),
        detail: json!({ "b": 1, "a": "x" }),
        previous,
        hash: [0; 32],
    };
    event.hash = event.compute_hash().expect("finite numbers");
    event
}

fn chain(length: i64) -> Vec<Event> {
    let mut events = Vec::new();
    let mut previous = Head::EMPTY.hash;
    for seq in 1..=length {
        events.push(event(seq, previous));
        previous = events[events.len() - 1].hash;
    }
    events
}

#[test]
fn the_hash_is_that_of_the_written_form() {
    let written = concat!(
        r#"{"action":"app.registered","actor":"job:test","actorTenant":null,"at":"2026-01-02T03:04:05.000006Z","#,
        r#""detail":{"a":"x","b":1},"previous":"0000000000000000000000000000000000000000000000000000000000000000","#,
        r#""schema":"audit/1","seq":1,"subject":{"id":"app_1","kind":"app"},"tenant":"ten_00000000000000000000000001"}"#,
    );
    let expected: Hash = sha2::Sha256::digest(written).into();
    assert_eq!(event(1, [0; 32]).hash, expected);
    // As computed by another program.
    assert_eq!(
        hex::encode(event(1, [0; 32]).hash),
        "ca7c37a56be33d90689d0695cfb11302a5df4e1fc0b8757d99a0afa02bbeed8f"
    );
}

#[test]
fn a_whole_chain_ends_in_its_head() {
    let events = chain(3);
    assert_eq!(check_chain(Head::EMPTY, &events), Ok(Head { seq: 3, hash: events[2].hash }));
    assert_eq!(check_chain(Head { seq: 1, hash: events[0].hash }, &events[1..]).map(|head| head.seq), Ok(3));
    assert_eq!(check_chain(Head::EMPTY, []), Ok(Head::EMPTY));
}

#[test]
fn every_change_breaks_the_chain_where_it_was_made() {
    type Change = fn(&mut Vec<Event>);
    let changes: [(Change, i64); 8] = [
        (|events| events[1].action = "app.retired".into(), 2),
        (|events| events[1].detail = json!({ "a": "x", "b": 2 }), 2),
        (|events| events[1].actor_tenant = Some(events[1].tenant), 2),
        (|events| events[1].subject.push('0'), 2),
        (|events| drop(events.remove(1)), 2),
        (|events| events.swap(1, 2), 2),
        (|events| events.insert(1, events[0].clone()), 2),
        (
            |events| {
                // Rewritten with a fitting hash: then the next one does not fit.
                events[1].action = "app.retired".into();
                events[1].hash = events[1].compute_hash().expect("finite numbers");
            },
            3,
        ),
    ];
    for (number, (change, seq)) in changes.into_iter().enumerate() {
        let mut events = chain(3);
        change(&mut events);
        assert_eq!(check_chain(Head::EMPTY, &events), Err(Broken { seq }), "change {number}");
    }
}
