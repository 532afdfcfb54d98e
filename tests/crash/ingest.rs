//! The same of streams of sharing records, on both databases; and of a PostgreSQL server that is killed under them.
//!
//! `tests/kills.sh` runs both against a server of its own, five times or as often as it is told.

use std::{
    collections::BTreeSet,
    process::Command,
    sync::Arc,
    time::{Duration, Instant},
};

use api::platform::db::{Database, SqliteOptions, migrate_postgres};
use entities::TenantId;
use reqwest::Method;
use serde_json::{Value, json};
use sharing_log::{Hash, tree::Frontier};
use tempfile::TempDir;
use tokio::sync::Notify;

use super::{APPLY, Gateway, LONGEST, config, create, moment, operator, token};
use crate::{
    sharing::support::{bytes, leaves_of, log_at, opened, root, rows_in},
    support::{
        client::Client,
        db::postgres_options,
        postgres,
        world::{done, event, manifest},
    },
};

/// Streams at the same time, to one log.
const WRITERS: usize = 3;
/// Lines of a stream.
const LINES: usize = 3_000;

/// How often to kill; set by `tests/kills.sh`.
#[expect(clippy::disallowed_methods, reason = "how the script says how often")]
fn rounds() -> usize {
    std::env::var("CANDOR_TEST_KILLS").map_or(super::ROUNDS, |text| text.parse().expect("a number"))
}

/// Where the gateways' data lie.
struct Site {
    folder: TempDir,
    database: Option<&'static str>,
    /// A token of the operator's, who makes the tenants.
    operator: String,
}

impl Site {
    /// In a file, or in a database of that name where the suite has a server.
    async fn new(name: &'static str) -> Self {
        let folder = TempDir::new().expect("a folder");
        let made = postgres::make_database(name, "locale 'C'").await;
        let database = made.as_ref().map(|_| name);
        if let Some(urls) = made {
            migrate_postgres(&urls.owner).await.expect("migrates");
        }
        let operator = operator(folder.path(), database).await;
        Self { folder, database, operator }
    }

    fn start(&self) -> Gateway {
        Gateway::start(self.folder.path(), self.database)
    }

    async fn open(&self) -> Database {
        match self.database.and_then(postgres::urls) {
            Some(urls) => Database::open_postgres(&postgres_options(&urls)).await,
            None => {
                let file = config(self.folder.path(), None).database.file().expect("an embedded database");
                Database::open_sqlite(&SqliteOptions::new(file)).await
            }
        }
        .expect("opens after a crash")
    }
}

/// What one writer has sent, and been told.
#[derive(Default)]
struct Written {
    /// The ids of each stream's lines.
    sent: Vec<Vec<String>>,
    acknowledged: Vec<String>,
    /// Whether its last stream got no last line.
    cut: bool,
}

/// Sends streams until one is not taken to its end.
async fn write(client: Client, slug: String, name: String, first: Arc<Notify>) -> Written {
    let mut written = Written::default();
    for turn in 0.. {
        let ids: Vec<String> = (0..LINES).map(|at| format!("{name}-{turn}-{at}")).collect();
        let whole = send(&client, &slug, &ids, |told| {
            written.acknowledged.extend_from_slice(told);
            first.notify_one();
        });
        let whole = whole.await;
        written.sent.push(ids);
        if !whole {
            written.cut = true;
            break;
        }
    }
    written
}

/// Sends one stream and says which of it the gateway has acknowledged, as it does. Whether it was taken to its end.
async fn send(client: &Client, slug: &str, ids: &[String], mut told: impl FnMut(&[String])) -> bool {
    let text: String = ids.iter().map(|id| format!("{}\n", event(id))).collect();
    let request = client.request(Method::POST, &format!("/v1/sharing-records?tenant={slug}&app=app"));
    let request = request.header("content-type", "application/x-ndjson").body(text);
    let Ok(mut response) = request.send().await else { return false };
    let (mut held, mut whole) = (Vec::new(), false);
    while let Ok(Some(chunk)) = response.chunk().await {
        held.extend_from_slice(&chunk);
        while let Some(end) = held.iter().position(|byte| *byte == b'\n') {
            let line: Value = serde_json::from_slice(&held[..end]).expect("a whole line is JSON");
            held.drain(..=end);
            if let Some(lines) = line["lines"].as_array() {
                assert_eq!(line["refused"], 0, "{line}");
                let place = |at: usize| usize::try_from(lines[at].as_u64().expect("a number")).expect("fits");
                told(&ids[place(0) - 1..place(1)]);
            }
            whole = line.get("received").is_some();
        }
    }
    whole
}

/// What is killed.
enum Victim<'a> {
    Gateway,
    /// The server that this script started.
    Server(&'a str),
}

fn script(script: &str, word: &str) {
    let ended = Command::new("bash").args([script, word]).status().expect("bash runs");
    assert!(ended.success(), "{word}");
}

/// Kills so often, each time with a tenant of its own. Returns how many kills met an append under way.
async fn kill(site: &Site, rounds: usize, victim: Victim<'_>) -> usize {
    let mut met = 0;
    let mut gateway = site.start();
    for round in 0..rounds {
        let slug = format!("round-{round}");
        let tenant = prepare(&gateway.client(&site.operator), &slug).await;
        let token = token(site.folder.path(), site.database, Some(tenant)).await;
        let client = gateway.client(&token);
        let first = Arc::new(Notify::new());
        let writer = |number: usize| {
            let name = format!("{round}-{number}");
            tokio::spawn(write(client.clone(), slug.clone(), name, Arc::clone(&first)))
        };
        let writers: Vec<_> = (0..WRITERS).map(writer).collect();
        first.notified().await;
        tokio::time::sleep(moment(LONGEST)).await;
        match victim {
            Victim::Gateway => gateway.kill(),
            Victim::Server(name) => script(name, "--kill"),
        }
        let mut written = Vec::new();
        for writer in writers {
            written.push(writer.await.expect("a writer ends"));
        }
        met += usize::from(written.iter().any(|one| one.cut));
        match victim {
            Victim::Gateway => gateway = site.start(),
            Victim::Server(name) => script(name, "--start"),
        }
        let acknowledged = written.iter().flat_map(|one| one.acknowledged.iter().cloned()).collect();
        check(site, tenant, &acknowledged, false).await;
        // The same again fills what is missing, and doubles nothing.
        let client = gateway.client(&token);
        for ids in written.iter().flat_map(|one| &one.sent) {
            let begun = Instant::now();
            while !send(&client, &slug, ids, |_| ()).await {
                assert!(begun.elapsed() < Duration::from_secs(30), "the gateway does not come back");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
        let sent = written.iter().flat_map(|one| one.sent.iter().flatten().cloned()).collect();
        let leaves = check(site, tenant, &sent, true).await;
        let checkpoint = opened(&log_at(&client, &slug, "LIVE").await);
        assert_eq!((checkpoint.size, checkpoint.root), (leaves.len() as u64, root(&leaves)));
    }
    met
}

async fn prepare(client: &Client, slug: &str) -> TenantId {
    let tenant = create(client, slug).await;
    let text = manifest(slug, "APP_DEVELOPER", &["app"], "1.0.0");
    let body = json!({ "query": APPLY, "variables": { "text": text } });
    done(&client.post(body).await.data()["applyManifest"], "applied");
    tenant
}

/// These ids are there, none twice, and the log built anew from its records is what its head says. With `only`, nothing
/// else is there.
async fn check(site: &Site, tenant: TenantId, ids: &BTreeSet<String>, only: bool) -> Vec<Hash> {
    let database = site.open().await;
    let tables = ["sharing_records", "sharing_logs", "sharing_receipts"];
    // In one state: a gateway that has lost its server may still record what waited for it.
    let [records, heads, receipts] = rows_in(&database, tenant, tables).await;
    let receipts = receipts.len();
    database.close().await;
    let id = |row: &Value| {
        let content: Value = serde_json::from_str(row["content"].as_str().expect("kept")).expect("JSON");
        content["externalId"].as_str().expect("an id").to_owned()
    };
    let there: BTreeSet<String> = records.iter().map(id).collect();
    assert_eq!((there.len(), receipts), (records.len(), records.len()), "an event was recorded twice");
    assert!(ids.is_subset(&there), "lost: {:?}", ids.difference(&there).next());
    assert!(!only || ids == &there, "never sent: {:?}", there.difference(ids).next());
    let leaves = leaves_of(records);
    let frontier = bytes(heads[0]["frontier"].as_str().expect("bytes"));
    let (hashes, _) = frontier.as_chunks::<32>();
    let head = Frontier::new(
        heads[0]["size"].as_u64().expect("a size"),
        hashes.iter().map(|it| Hash(*it)).collect(),
    );
    let head = head.expect("a head");
    assert_eq!((head.size(), head.root()), (leaves.len() as u64, root(&leaves)));
    leaves
}

/// At least four in five.
fn assert_met(met: usize, rounds: usize) {
    assert!(met * 5 >= rounds * 4, "only {met} of {rounds} kills met an append under way");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_gateway_loses_no_record_that_it_acknowledged() {
    let site = Site::new("candor_test_kills").await;
    let met = kill(&site, rounds(), Victim::Gateway).await;
    assert_met(met, rounds());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "kills the PostgreSQL server: run by tests/kills.sh, which starts one for it"]
#[expect(clippy::disallowed_methods, reason = "how the script says where it is")]
async fn a_killed_server_loses_no_record_that_was_acknowledged() {
    let name = std::env::var("CANDOR_TEST_KILL_SCRIPT").expect("only started by tests/kills.sh");
    let site = Site::new("candor_test_server_kills").await;
    assert!(site.database.is_some(), "the script starts a server");
    let met = kill(&site, rounds(), Victim::Server(&name)).await;
    assert_met(met, rounds());
}
