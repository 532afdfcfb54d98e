//! Records in bulk: every line has its answer, and what was received is what was accepted, repeated and refused.

use std::{io::Write, sync::Arc, time::Duration};

use api::platform::scope::Role;
use chrono::TimeDelta;
use flate2::{Compression, write::GzEncoder};
use reqwest::Method;
use serde_json::{Value, json};
use sharing_log::{Checkpoint, note::Verifier};

use super::support::{events, leaves, log, record, root, with, with_key};
use crate::support::{
    client::{Client, Reply},
    raw::Raw,
    rows::Rows,
    world::{Party, World, done, event},
};

const NDJSON: &str = "application/x-ndjson";

fn path(app: &str) -> String {
    format!("/v1/sharing-records?app={app}")
}

async fn send(client: &Client, path: &str, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Reply {
    let mut request = client.request(Method::POST, path).header("content-type", NDJSON);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Reply::of(request.body(body.into())).await
}

/// The lines of an answer, and the last of them.
fn read(text: &str) -> (Vec<Value>, Value) {
    let mut lines: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{text}"))).collect();
    let last = lines.pop().expect("a last line");
    (lines, last)
}

async fn stream(client: &Client, party: &Party, body: impl Into<Vec<u8>>) -> (Vec<Value>, Value) {
    let reply = send(client, &path(&party.app), &[], body).await;
    assert_eq!((reply.status.as_u16(), reply.header("cache-control")), (200, "no-store"), "{}", reply.text);
    read(&reply.text)
}

/// A last line without its checkpoint; what was received is what was told of.
fn totals(last: &Value) -> (u64, u64, u64, u64) {
    let count = |name: &str| last[name].as_u64().unwrap_or_else(|| panic!("{last}"));
    let all = (count("received"), count("accepted"), count("repeated"), count("refused"));
    assert_eq!(all.0, all.1 + all.2 + all.3, "{last}");
    all
}

fn ndjson(records: &[Value]) -> String {
    records.iter().map(|record| format!("{record}\n")).collect()
}

#[tokio::test]
async fn a_stream_is_recorded_in_its_order_and_again_answers_the_same() {
    let world = World::new().await;
    let (brand, owner) = (&world.brand, world.client(&world.brand.owner));
    let (key, _) = with_key(&world, brand, &["SHARING_WRITE"], Some(&brand.app)).await;
    // Blank lines, carriage returns, and a line that is none, of which the last has no line feed.
    let text = ndjson(&events("bulk", 2500)).replacen('\n', "\r\n\r\n \n", 1) + "no JSON";
    let reply = send(&key, "/v1/sharing-records", &[("idempotency-key", "night 1")], text.clone()).await;
    assert_eq!(reply.header("content-type"), "application/x-ndjson; charset=utf-8");
    let (lines, last) = read(&reply.text);
    assert_eq!(totals(&last), (2501, 2500, 0, 1));
    assert_eq!(last["batch"], "night 1");
    let (mut line, mut seq) = (0, 4);
    for group in lines.iter().filter(|line| line.get("error").is_none()) {
        let count = group["accepted"].as_i64().unwrap();
        assert!(group["lines"][0].as_i64().unwrap() > line, "{group}");
        assert_eq!(group["seq"], json!([seq, seq + count - 1]), "one after the other");
        (line, seq) = (group["lines"][1].as_i64().unwrap(), seq + count);
    }
    assert_eq!((line, seq), (2503, 2504));
    let refused: Vec<&Value> = lines.iter().filter(|line| line.get("error").is_some()).collect();
    assert_eq!(
        (refused.len(), &refused[0]["line"], &refused[0]["error"]["code"]),
        (1, &json!(2503), &json!("INVALID"))
    );
    // In the order in which they came.
    let page = "query($t: String!) { sharingRecords(tenant: $t, first: 2) { nodes { seq content { externalId } } } }";
    let page = owner.post(json!({ "query": page, "variables": { "t": brand.slug } })).await.data();
    let newest = json!([
        { "seq": 2503, "content": { "externalId": "bulk-2499" } }, { "seq": 2502, "content": { "externalId": "bulk-2498" } },
    ]);
    assert_eq!(page["sharingRecords"]["nodes"], newest);

    // The last line's checkpoint is over all of it.
    let own = log(&owner, brand, "LIVE").await;
    let verifier: Verifier = own["verifierKey"].as_str().unwrap().parse().unwrap();
    let checkpoint = Checkpoint::open(last["checkpoint"].as_str().unwrap(), &verifier).unwrap();
    let leaves = leaves(&world.app, brand.owner.tenant).await;
    assert_eq!((checkpoint.size, checkpoint.root), (2504, root(&leaves)));

    let before = Rows::of(&world.app, brand.owner.tenant).await;
    let (lines, again) = stream(&owner, brand, text).await;
    assert_eq!(totals(&again), (2501, 0, 2500, 1));
    assert!(lines.iter().all(|line| line.get("error").is_some() || line["seq"].is_null()), "nothing is new");
    assert_eq!(
        Rows::of(&world.app, brand.owner.tenant).await.count("sharing_records"),
        before.count("sharing_records")
    );
}

#[tokio::test]
async fn every_wrong_line_has_its_answer() {
    let world = World::new().await;
    let (brand, owner) = (&world.brand, world.client(&world.brand.owner));
    let line = |more: Value| with(event("wrong"), more).to_string().into_bytes();
    let long = |bytes: usize| line(json!({ "reason": "x".repeat(bytes) }));
    let mut latin = line(json!({}));
    let at = latin.iter().position(|byte| *byte == b'u').unwrap();
    latin[at] = 0xe9;
    let table: Vec<(Vec<u8>, &str, &str)> = vec![
        (latin, "INVALID", ""),
        (b"{".to_vec(), "INVALID", ""),
        (b"[]".to_vec(), "INVALID", ""),
        (b"null".to_vec(), "INVALID", ""),
        (b"{}".to_vec(), "INVALID", "/recipient"),
        (long(70_000), "LIMIT_EXCEEDED", ""),
        (long(10 << 20), "LIMIT_EXCEEDED", ""),
        (long(10_000), "INVALID", "/reason"),
        (line(json!({ "colour": 1 })), "INVALID", "/colour"),
        (line(json!({ "a/b~c": 1 })), "INVALID", "/a~1b~0c"),
        (line(json!({ "subjects": -1 })), "INVALID", "/subjects"),
        (line(json!({ "occurredAt": "2026-01-02T03:09:05.001Z" })), "INVALID", "/occurredAt"),
        (line(json!({ "occurredAt": null })), "INVALID", "/occurredAt"),
        (line(json!({ "corrects": brand.app_id })), "INVALID", "/corrects"),
        (line(json!({ "corrects": world.other.record_ids[0] })), "NOT_FOUND", "/corrects"),
        (line(json!({ "externalId": "event-0", "subjects": 4 })), "CONFLICT", "/externalId"),
    ];
    let before = Rows::of(&world.app, brand.owner.tenant).await;
    let mut all = Vec::new();
    for (text, code, path) in &table {
        let (lines, last) = stream(&owner, brand, text.clone()).await;
        let what = String::from_utf8_lossy(&text[..text.len().min(80)]).into_owned();
        assert_eq!(totals(&last), (1, 0, 0, 1), "{what}");
        assert_eq!((&lines[0]["line"], lines.len()), (&json!(1), 2));
        assert_eq!(
            (&lines[0]["error"]["code"], &lines[0]["error"]["path"]),
            (&json!(code), &json!(path)),
            "{what}"
        );
        assert!(lines[0]["error"]["message"].as_str().unwrap().len() > 10);
        all.extend_from_slice(text);
        all.push(b'\n');
    }
    let unchanged = Rows::of(&world.app, brand.owner.tenant).await.since(&before);
    assert_eq!(unchanged, Default::default());

    // Between sound ones, and with the same line twice.
    let sound = ndjson(&events("sound", 2));
    let text = [sound.as_bytes(), &all, sound.as_bytes()].concat();
    let (lines, last) = stream(&owner, brand, text).await;
    let wrong = table.len() as u64;
    assert_eq!(totals(&last), (wrong + 4, 2, 2, wrong));
    let numbers: Vec<u64> = lines.iter().filter_map(|line| line["line"].as_u64()).collect();
    assert_eq!(numbers, (3..3 + wrong).collect::<Vec<_>>());

    for nothing in ["", "\n\r\n"] {
        let (lines, last) = stream(&owner, brand, nothing).await;
        assert_eq!((lines.len(), totals(&last)), (0, (0, 0, 0, 0)));
    }
}

/// The head of a stream whose body comes in pieces.
fn head(token: &str, party: &Party, length: &str) -> String {
    format!(
        "POST {} HTTP/1.1\r\nhost: gateway\r\nconnection: close\r\nauthorization: Bearer {token}\r\n\
         content-type: {NDJSON}\r\n{length}\r\n\r\n",
        path(&party.app)
    )
}

fn piece(text: &str) -> String {
    format!("{:x}\r\n{text}\r\n", text.len())
}

const CHUNKED: &str = "transfer-encoding: chunked";

#[tokio::test]
async fn a_stream_that_breaks_off_is_never_told_to_be_whole() {
    let world = World::new().await;
    let (brand, owner) = (&world.brand, world.client(&world.brand.owner));
    let token = world.app.token(&brand.owner);
    let text = ndjson(&events("cut", 5));
    for (at, length) in [("content-length: 100000", 0), (CHUNKED, 40)].iter().enumerate() {
        let half = &text[..text.len() - length.1];
        let body = if length.0 == CHUNKED { piece(half) } else { half.to_owned() };
        let raw = Raw::send(world.app.running.address(), head(&token, brand, length.0) + &body).await;
        let answer = raw.end_and_read().await;
        assert!(!answer.contains("received"), "{at}: {answer}");
    }
    let (_, last) = stream(&owner, brand, text.clone()).await;
    let (received, accepted, repeated, _) = totals(&last);
    assert_eq!((received, accepted + repeated), (5, 5));
    assert_eq!(totals(&stream(&owner, brand, text).await.1), (5, 0, 5, 0));
}

#[tokio::test]
async fn a_stream_may_take_its_time_but_not_stall() {
    let settings =
        [("CANDOR_INGEST_IDLE_TIME", "3s"), ("CANDOR_BODY_TIMEOUT", "1s"), ("CANDOR_MAX_BODY", "64KiB")];
    let world = World::with(&settings).await;
    let brand = &world.brand;
    let token = world.app.token(&brand.owner);
    let mut raw = Raw::send(world.app.running.address(), head(&token, brand, CHUNKED)).await;
    raw.read_to("\r\n\r\n").await;
    // A line is answered though the stream goes on.
    for turn in 0..4 {
        raw.write(piece(&ndjson(&events(&format!("slow-{turn}"), 100)))).await;
        let told = raw.read_to("}\n").await;
        assert!(told.contains("\"accepted\":100,\"repeated\":0,\"refused\":0"), "{told}");
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    raw.write("0\r\n\r\n").await;
    assert!(raw.read().await.contains("\"received\":400,\"accepted\":400"));

    let half = &event("half").to_string()[..20];
    let text = head(&token, brand, CHUNKED) + &piece(&ndjson(&events("stalled", 3))) + &piece(half);
    let answer = Raw::send(world.app.running.address(), text).await.read().await;
    assert!(
        answer.contains("\"accepted\":3") && answer.contains("{\"error\":{\"code\":\"LIMIT_EXCEEDED\""),
        "{answer}"
    );
    assert!(!answer.contains("received"), "{answer}");
}

/// Status and code of a stream that may not begin.
async fn denied(client: &Client, path: &str) -> (u16, String) {
    let reply = send(client, path, &[], ndjson(&events("denied", 1))).await;
    if reply.status == 200 { (200, String::new()) } else { reply.refusal() }
}

#[tokio::test]
async fn only_reporters_stream() {
    let world = World::new().await;
    let (brand, other) = (&world.brand, &world.other);
    let (own, bare) = (path(&brand.app), "/v1/sharing-records");
    let no = |status: u16, code: &str| (status, code.to_owned());
    for (role, answer) in [
        (Role::Auditor, no(403, "FORBIDDEN")),
        (Role::Reviewer, no(403, "FORBIDDEN")),
        (Role::Editor, no(200, "")),
        (Role::Owner, no(200, "")),
    ] {
        assert_eq!(denied(&world.client(&brand.acting(role)), &own).await, answer, "{role:?}");
    }
    let owner = world.client(&brand.owner);
    assert_eq!(denied(&world.app.stranger(), &own).await, no(401, "UNAUTHENTICATED"));
    assert_eq!(denied(&owner, bare).await, no(400, "INVALID"), "no app");
    assert_eq!(denied(&owner, &path("nowhere")).await, no(404, "NOT_FOUND"));
    assert_eq!(denied(&owner, &path(&other.app)).await, no(404, "NOT_FOUND"));
    assert_eq!(denied(&owner, &format!("{own}&tenant={}", other.slug)).await, no(404, "NOT_FOUND"));
    assert_eq!(denied(&owner, &format!("{own}&tenant={}", brand.slug)).await, no(200, ""));
    assert_eq!(denied(&owner, &format!("{own}&batch=1")).await, no(400, "INVALID"));
    let all = ["READ", "DECLARATION_WRITE", "DRAFT_WRITE", "PUBLISH"];
    assert_eq!(denied(&with_key(&world, brand, &all, None).await.0, &own).await, no(403, "FORBIDDEN"));
    let (bound, id) = with_key(&world, brand, &["SHARING_WRITE"], Some(&brand.app)).await;
    assert_eq!(denied(&bound, bare).await, no(200, ""));
    assert_eq!(denied(&bound, &path(&brand.quiet)).await, no(404, "NOT_FOUND"), "another app");

    // What was let in goes on no further than its key.
    let (text, _) = with_key(&world, brand, &["SHARING_WRITE"], None).await;
    let token = text.token().expect("a key").to_owned();
    let mut raw = Raw::send(world.app.running.address(), head(&token, brand, CHUNKED)).await;
    raw.write(piece(&ndjson(&events("before", 1)))).await;
    raw.read_to("\"refused\":0}\n").await;
    done(&owner.revoke_key(json!({ "apiKeyId": id })).await, "apiKey");
    assert_eq!(denied(&bound, bare).await, no(401, "UNAUTHENTICATED"), "a revoked key");
    let input = json!({ "tenant": brand.slug, "reason": "LAW" });
    done(&world.client(&world.operator).call("suspendTenant", "tenant { slug }", input).await, "tenant");
    raw.write(piece(&ndjson(&events("after", 1))) + "0\r\n\r\n").await;
    let answer = raw.read().await;
    assert!(
        answer.contains("{\"error\":{\"code\":\"ILLEGAL_STATE\"") && !answer.contains("received"),
        "{answer}"
    );

    for (headers, status) in [
        (vec![("content-type", "application/json")], 415),
        (vec![("content-encoding", "br")], 415),
        (vec![("idempotency-key", "")], 400),
    ] {
        let mut request = owner.request(Method::POST, &own).body("");
        for (name, value) in headers.iter().rev().chain(&[("content-type", NDJSON)]).take(2) {
            request = request.header(*name, *value);
        }
        assert_eq!(Reply::of(request).await.status.as_u16(), status, "{headers:?}");
    }
    let reply = owner.get(&own).await;
    assert_eq!((reply.status.as_u16(), reply.header("allow")), (405, "POST"));
}

fn packed(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).expect("packs");
    encoder.finish().expect("packs")
}

#[tokio::test]
async fn a_packed_stream_is_unpacked_as_it_comes() {
    let world = World::new().await;
    let (brand, owner) = (&world.brand, world.client(&world.brand.owner));
    let gzip = [("content-encoding", "gzip")];
    let text = ndjson(&events("packed", 1200));
    let reply = send(&owner, &path(&brand.app), &gzip, packed(text.as_bytes())).await;
    assert_eq!(totals(&read(&reply.text).1), (1200, 1200, 0, 0));
    // Two members, one after the other, and a line that unpacks to much more than may be held.
    let bomb = [packed(text.as_bytes()), packed(&vec![b' '; 32 << 20]), packed(b"x\n")].concat();
    let (lines, last) = read(&send(&owner, &path(&brand.app), &gzip, bomb).await.text);
    assert_eq!(totals(&last), (1201, 0, 1200, 1));
    assert_eq!(lines.iter().find(|line| line["line"] == 1201).unwrap()["error"]["code"], "LIMIT_EXCEEDED");
    for broken in [packed(text.as_bytes())[..900].to_vec(), text.into_bytes()] {
        let (_, last) = read(&send(&owner, &path(&brand.app), &gzip, broken).await.text);
        assert_eq!(last["error"]["code"], "INVALID");
    }
}

#[tokio::test]
async fn who_has_used_up_its_lines_is_slowed() {
    let world =
        World::with(&[("CANDOR_INGEST_CAPACITY", "1000"), ("CANDOR_INGEST_RESTORE_RATE", "1000")]).await;
    let (brand, owner) = (world.brand.clone(), world.client(&world.brand.owner));
    let text = ndjson(&events("paid", 1500));
    let streaming = tokio::spawn(async move { stream(&owner, &brand, text).await });
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert!(!streaming.is_finished(), "the clock stands still");
    for _ in 0..100 {
        world.app.clock.advance(TimeDelta::seconds(1));
        tokio::time::sleep(Duration::from_millis(100)).await;
        if streaming.is_finished() {
            break;
        }
    }
    assert_eq!(totals(&streaming.await.expect("ends").1), (1500, 1500, 0, 0));
}

#[tokio::test]
async fn streams_at_the_same_time_record_each_event_once() {
    let world = World::new().await;
    let brand = Arc::new(world.brand.clone());
    let text = ndjson(&events("race", 1500));
    let one = |client: Client| {
        let (brand, text) = (Arc::clone(&brand), text.clone());
        tokio::spawn(async move { totals(&stream(&client, &brand, text).await.1) })
    };
    let streams: Vec<_> = (0..4).map(|_| one(world.client(&brand.owner))).collect();
    let single = record(&world.client(&brand.owner), &brand, event("race-700")).await;
    let mut accepted = u64::from(single["recorded"]["repeated"] == false);
    for stream in streams {
        let (received, new, repeated, refused) = stream.await.expect("ends");
        assert_eq!((received, new + repeated, refused), (1500, 1500, 0));
        accepted += new;
    }
    assert_eq!(accepted, 1500);
    assert_eq!(leaves(&world.app, brand.owner.tenant).await.len(), 1504);
}
