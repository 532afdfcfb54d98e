//! Checkpoints, tiles and proofs, as whoever has the log's address checks them.

use reqwest::Method;
use serde_json::{Value, json};
use sharing_log::{
    Checkpoint, Hash,
    entry::{Body, Parts},
    tile::Tile,
    tree::{verify_consistency, verify_inclusion},
};

use super::support::{batch, events, leaves, log, opened, root, rows, with_key};
use crate::support::{
    client::{Client, Reply},
    world::{Party, World, done},
};

fn hashes(values: &Value) -> Vec<Hash> {
    values.as_array().expect("a list").iter().map(|hash| hash.as_str().unwrap().parse().unwrap()).collect()
}

async fn proofs(client: &Client, party: &Party, asked: &str) -> Vec<Hash> {
    let query = format!("{{ sharingLog(tenant: \"{}\") {{ proof: {asked} }} }}", party.slug);
    hashes(&client.query(&query).await.data()["sharingLog"]["proof"])
}

/// A log of 256 · 2 + 44 records, in batches of uneven size.
async fn grow(world: &World) -> Vec<Hash> {
    let (brand, owner) = (&world.brand, world.client(&world.brand.owner));
    for (number, count) in [1, 250, 2, 300, 0].into_iter().enumerate() {
        let records = events(&format!("grow-{number}"), count);
        done(&batch(&owner, brand, records, "ALL_OR_NOTHING").await, "batch");
    }
    leaves(&world.app, brand.owner.tenant).await
}

#[tokio::test]
async fn a_log_proves_every_record_and_every_state() {
    let world = World::new().await;
    let (brand, owner) = (&world.brand, world.client(&world.brand.owner));
    let first = opened(&log(&owner, brand, "LIVE").await);
    let leaves = grow(&world).await;
    let told = log(&owner, brand, "LIVE").await;
    let last = opened(&told);
    assert_eq!((last.size, last.root), (557, root(&leaves)));
    let proof = proofs(&owner, brand, &format!("consistencyProof(from: {})", first.size)).await;
    // Also for who sees one app's records alone, here none: the proof is of hashes.
    let (bound, _) = with_key(&world, brand, &["READ"], Some(&brand.quiet)).await;
    assert!(verify_consistency(first.size, first.root, last.size, last.root, &proof));

    // Of the whole log and of states that it once had, from full tiles and from the edge.
    for (seq, size) in [
        (0, 557),
        (255, 557),
        (256, 557),
        (511, 557),
        (512, 557),
        (556, 557),
        (3, 4),
        (255, 256),
        (300, 512),
        (511, 513),
    ] {
        let proof = proofs(&owner, brand, &format!("inclusionProof(seq: {seq}, size: {size})")).await;
        let same = proofs(&bound, brand, &format!("inclusionProof(seq: {seq}, size: {size})")).await;
        assert_eq!(same, proof, "{seq} of {size}");
        let at = usize::try_from(seq).unwrap();
        let then = root(&leaves[..usize::try_from(size).unwrap()]);
        assert!(verify_inclusion(leaves[at], seq, size, &proof, then), "{seq} of {size}");
        let path = format!("/logs/{}/proof/inclusion/{seq}/{size}", last.origin);
        let reply = world.app.stranger().get(&path).await;
        assert_eq!(reply.header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!((&reply.json()["seq"], hashes(&reply.json()["proof"])), (&json!(seq), proof));
    }
    for (from, to) in [(0, 557), (1, 2), (256, 557), (255, 512), (512, 513), (557, 557)] {
        let (old, new) = (root(&leaves[..from]), root(&leaves[..to]));
        let proof = proofs(&owner, brand, &format!("consistencyProof(from: {from}, to: {to})")).await;
        assert!(verify_consistency(from as u64, old, to as u64, new, &proof), "{from} to {to}");
        let same = proofs(&bound, brand, &format!("consistencyProof(from: {from}, to: {to})")).await;
        assert_eq!(same, proof, "{from} to {to}");
        let path = format!("/logs/{}/proof/consistency/{from}/{to}", last.origin);
        assert_eq!(hashes(&world.app.stranger().get(&path).await.json()["proof"]), proof);
    }
    for outside in [
        "inclusionProof(seq: 557)",
        "inclusionProof(seq: 0, size: 558)",
        "consistencyProof(from: 558)",
        "consistencyProof(from: 3, to: 2)",
    ] {
        let query = format!("{{ sharingLog(tenant: \"{}\") {{ {outside} }} }}", brand.slug);
        assert_eq!(owner.query(&query).await.refusal(), (200, "INVALID".into()), "{outside}");
    }
}

#[tokio::test]
async fn checkpoints_and_tiles_are_anybodys_who_has_the_address() {
    let world = World::new().await;
    let (brand, owner, stranger) = (&world.brand, world.client(&world.brand.owner), world.app.stranger());
    let leaves = grow(&world).await;
    let told = log(&owner, brand, "LIVE").await;
    let origin = told["origin"].as_str().unwrap();
    let reply = stranger.get(&format!("/logs/{origin}/checkpoint")).await;
    assert_eq!((reply.status.as_u16(), reply.header("content-type")), (200, "text/plain; charset=utf-8"));
    assert_eq!(reply.header("cache-control"), "public, max-age=5, must-revalidate");
    assert_eq!(reply.header("access-control-allow-origin"), "*");
    assert_eq!(json!(reply.text), told["checkpoint"], "Ed25519 signs the same alike");
    let checkpoint = Checkpoint::open(&reply.text, &told["verifierKey"].as_str().unwrap().parse().unwrap());
    assert_eq!(checkpoint.unwrap().root, root(&leaves));

    // Every tile of the tree, and the narrower forms of one.
    let mut tiles: Vec<Tile> = Tile::all(557).collect();
    assert_eq!(tiles.len(), 4);
    tiles.extend([1, 255].map(|width| Tile { level: 0, index: 0, width }));
    tiles.push(Tile { level: 0, index: 2, width: 7 });
    for tile in tiles {
        let reply = stranger.request(Method::GET, &format!("/logs/{origin}/{tile}")).send().await.unwrap();
        let kept = reply.headers()["cache-control"].to_str().unwrap().to_owned();
        let expected =
            if tile.width == 256 { "public, max-age=31536000, immutable" } else { "public, max-age=60" };
        assert_eq!((reply.status().as_u16(), kept.as_str()), (200, expected), "{tile}");
        let served = reply.bytes().await.unwrap().to_vec();
        let first = usize::try_from(tile.index).unwrap() * 256;
        let own = match tile.level {
            0 => leaves[first..first + usize::from(tile.width)].to_vec(),
            _ => leaves.as_chunks::<256>().0.iter().map(|chunk| root(chunk)).collect(),
        };
        assert_eq!(served, own.iter().flat_map(|hash| hash.0).collect::<Vec<u8>>(), "{tile}");
    }
    // What is not there, and what never was: the same answer.
    let face = |reply: &Reply| (reply.status.as_u16(), reply.text.clone());
    let nothing = face(&stranger.get("/nowhere").await);
    assert_eq!(nothing.0, 404);
    let unknown = format!("{}{}", &origin[..origin.len() - 1], if origin.ends_with('0') { '1' } else { '0' });
    let absent = [
        format!("/logs/{origin}/tile/0/003"),
        format!("/logs/{origin}/tile/0/002"),
        format!("/logs/{origin}/tile/0/2.p/1"),
        format!("/logs/{origin}/tile/0/002.p/46"),
        format!("/logs/{origin}/tile/8/000"),
        format!("/logs/{origin}/tile/0/x001/000"),
        format!("/logs/{origin}/tile/"),
        format!("/logs/{origin}/proof/inclusion/557/557"),
        format!("/logs/{origin}/proof/inclusion/0/9999999999999999999"),
        format!("/logs/{origin}/proof/consistency/0/558"),
        format!("/logs/{unknown}/checkpoint"),
        format!("/logs/{unknown}/tile/0/000"),
        format!("/logs/{unknown}/proof/inclusion/0/1"),
        "/logs/clog/checkpoint".to_owned(),
        format!("/logs/{}/checkpoint", brand.slug),
    ];
    for path in absent {
        assert_eq!(face(&stranger.get(&path).await), nothing, "{path}");
    }
}

#[tokio::test]
async fn entries_need_a_credential_that_reads_the_tenant() {
    let world = World::new().await;
    let (brand, owner, stranger) = (&world.brand, world.client(&world.brand.owner), world.app.stranger());
    let told = log(&owner, brand, "LIVE").await;
    let origin = told["origin"].as_str().unwrap();
    let path = format!("/logs/{origin}/tile/entries/000.p/4");
    let mut expected = Vec::new();
    for row in rows(&world.app, brand.owner.tenant, "sharing_records").await {
        let hash = super::support::bytes(row["content_hash"].as_str().unwrap()).try_into().unwrap();
        let parts = Parts { header: row["header"].as_str().unwrap().into(), body: Body::Erased(Hash(hash)) };
        expected.extend([0, 33].into_iter().chain(parts.entry()));
    }
    let (reader, _) = with_key(&world, brand, &["READ"], None).await;
    for client in [&owner, &reader, &world.client(&world.operator)] {
        let reply = client.request(Method::GET, &path).send().await.unwrap();
        assert_eq!(reply.headers()["cache-control"], "private, max-age=60");
        assert_eq!(reply.bytes().await.unwrap(), expected);
    }
    assert_eq!(stranger.get(&path).await.refusal(), (401, "UNAUTHENTICATED".into()));
    assert_eq!(stranger.get("/logs/nothing/tile/entries/000.p/4").await.refusal().0, 401);
    let (bound, _) = with_key(&world, brand, &["READ"], Some(&brand.app)).await;
    let (reporter, _) = with_key(&world, brand, &["SHARING_WRITE"], None).await;
    let nothing = stranger.get("/nowhere").await.text;
    for client in [&world.client(&world.other.owner), &world.client(&world.platform.owner), &bound, &reporter]
    {
        let reply = client.get(&path).await;
        assert_eq!((reply.status.as_u16(), &reply.text), (404, &nothing));
    }
    for wider in ["000", "000.p/5", "001.p/1", "0.p/4", "x"] {
        let reply = owner.get(&format!("/logs/{origin}/tile/entries/{wider}")).await;
        assert_eq!((reply.status.as_u16(), &reply.text), (404, &nothing), "{wider}");
    }
}
