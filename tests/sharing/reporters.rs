//! Who reported a record: whichever way it came, beside the leaf, for those who read what is done in the tenant.

use std::fs;

use api::{
    cli::log_kept::{Format, export},
    platform::scope::Role,
};
use reqwest::Method;
use serde_json::{Value, json};

use super::{
    copies::{Copy, command, verified},
    support::{batch, record, void, with, with_key},
};
use crate::support::{
    client::{Client, Reply},
    world::{Party, World, done, event},
};

/// Reporters by the numbers of their records, from the first; null where nothing is told.
async fn reporters(client: &Client, party: &Party) -> Vec<Value> {
    let query = format!("{{ sharingRecords(tenant: \"{}\") {{ nodes {{ seq reportedBy }} }} }}", party.slug);
    let data = client.query(&query).await.data();
    let nodes = data["sharingRecords"]["nodes"].as_array().expect("a list").iter().rev();
    nodes.map(|node| node["reportedBy"].clone()).collect()
}

async fn stream(client: &Client, party: &Party, external: &str) {
    let request = client.request(Method::POST, &format!("/v1/sharing-records?app={}", party.app));
    let request = request.header("content-type", "application/x-ndjson").body(event(external).to_string());
    let reply = Reply::of(request).await;
    assert!(reply.text.contains("\"accepted\":1"), "{}", reply.text);
}

#[tokio::test]
async fn a_record_says_who_reported_it() {
    let world = World::new().await;
    let brand = &world.brand;
    let owner = world.client(&brand.owner);
    let person = json!(brand.owner.actor().to_string());
    let (key, key_id) = with_key(&world, brand, &["SHARING_WRITE"], Some(&brand.app)).await;
    let key_id = json!(key_id);
    // One by one, in a batch, in a stream, what corrects and what voids.
    let first = done(&record(&key, brand, event("a")).await, "recorded");
    done(&batch(&key, brand, vec![event("b"), event("c")], "SKIP").await, "batch");
    stream(&key, brand, "d").await;
    let editor = world.client(&brand.acting(Role::Editor));
    let right = with(event("e"), json!({ "corrects": first["recordId"], "reason": "wrong" }));
    let right = done(&record(&editor, brand, right).await, "recorded");
    done(&void(&key, brand, &right["recordId"], "a test").await, "recorded");
    stream(&owner, brand, "f").await;
    // Whoever says the same again has reported nothing.
    done(&record(&owner, brand, event("a")).await, "recorded");
    let mut expected = vec![person.clone(); 4];
    expected.extend([&key_id, &key_id, &key_id, &key_id, &person, &key_id, &person].map(Clone::clone));

    let (reader, _) = with_key(&world, brand, &["READ"], None).await;
    for client in
        [&owner, &reader, &world.client(&brand.acting(Role::Auditor)), &world.client(&world.operator)]
    {
        assert_eq!(reporters(client, brand).await, expected);
    }
    // Who sees one app's part of a tenant is told of nobody in it, here as in the audit log.
    let (bound, _) = with_key(&world, brand, &["READ"], Some(&brand.app)).await;
    assert_eq!(reporters(&bound, brand).await, vec![Value::Null; expected.len()]);

    // A table for people says it too; what proves itself is what it was.
    let copy = Copy::new();
    export(&world.app.state, &command(brand, &copy, Format::Csv), &mut |_| ()).await.unwrap();
    let table = fs::read_to_string(copy.out().join("records.csv")).unwrap();
    let lines: Vec<Vec<&str>> =
        table.split_terminator("\r\n").map(|line| line.split(',').collect()).collect();
    let column = lines[0].iter().position(|name| *name == "reportedBy").expect("a column");
    let told: Vec<Value> = lines[1..].iter().map(|cells| json!(cells[column])).collect();
    assert_eq!(told, expected);
    assert_eq!(verified(&world, brand, Copy::new()).await, (true, "records 11\nerased 0\n".to_owned()));
    let copy = Copy::new();
    export(&world.app.state, &command(brand, &copy, Format::Ndjson), &mut |_| ()).await.unwrap();
    let lines = fs::read_to_string(copy.out().join("records-0000.ndjson")).unwrap();
    assert!([&person, &key_id].iter().all(|actor| !lines.contains(actor.as_str().unwrap())));
}
