//! A gateway that is killed at any moment loses nothing that it has acknowledged.
//!
//! The gateway is this test binary itself, started anew for one test that serves until it is killed: the suite needs no
//! other program to be built first.

mod ingest;

use std::{
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};

use api::{
    AppState,
    access::TokenKeys,
    audit::{self, Head},
    http::start,
    platform::{
        Clock, Random, SystemClock, SystemRandom,
        config::{Config, Environment},
        db::{Database, SqliteOptions},
        scope::{Principal, Role, SystemScope},
    },
};
use entities::{AccountId, TenantId};
use serde_json::json;
use tempfile::TempDir;
use tokio::sync::Notify;

use crate::support::{
    app::DATA_KEY,
    client::Client,
    postgres,
    rows::Rows,
    world::{done, manifest},
};

/// Where the child finds its data; set for the child alone.
const FOLDER: &str = "CANDOR_TEST_CRASH_FOLDER";
/// The name of its database, where it lies on the suite's PostgreSQL server.
const DATABASE: &str = "CANDOR_TEST_CRASH_DATABASE";
const ROUNDS: usize = 5;
/// A round ends with a kill at most so long after its first acknowledgement, in milliseconds.
const LONGEST: u64 = 400;

fn config(folder: &Path, database: Option<&str>) -> Config {
    let path = |name: &str| folder.join(name).to_str().expect("a temporary folder's name is text").to_owned();
    let mut settings = vec![
        ("CANDOR_LISTEN", "127.0.0.1:0".to_owned()),
        ("CANDOR_DATA", path("")),
        ("CANDOR_WORKERS", "1".to_owned()),
        ("CANDOR_COST_CAPACITY", "100000000".to_owned()),
    ];
    if let Some(urls) = database.map(|name| postgres::urls(name).expect("the suite has a server")) {
        TokenKeys::in_folder(folder).expect("a key");
        settings.extend([
            ("CANDOR_DATABASE_URL", urls.app),
            ("CANDOR_OPERATOR_DATABASE_URL", urls.operator),
            ("CANDOR_TOKEN_KEY_FILE", path("token-key.pem")),
            ("CANDOR_DATA_KEY", DATA_KEY.to_owned()),
        ]);
    }
    Config::read(&mut Environment::from_pairs(settings)).expect("the test's settings are right")
}

async fn open(folder: &Path, database: Option<&str>) -> Arc<AppState> {
    let (clock, random) = (Arc::new(SystemClock), Arc::new(SystemRandom));
    AppState::open(config(folder, database), clock, random).await.expect("the gateway opens")
}

/// A token of the operator's that the gateways in this folder accept.
async fn operator(folder: &Path, database: Option<&str>) -> String {
    token(folder, database, None).await
}

/// The same of an owner of that tenant; of the operator, whose id no tenant has, where none is named.
async fn token(folder: &Path, database: Option<&str>, tenant: Option<TenantId>) -> String {
    let state = open(folder, database).await;
    let account = api::platform::new_id::<AccountId>(&*state.clock, &SystemRandom);
    let of = tenant.unwrap_or_else(|| api::platform::new_id(&*state.clock, &SystemRandom));
    let owner = Principal { operator: tenant.is_none(), ..Principal::person(account, of, Role::Owner) };
    let lifetime = Duration::from_secs(24 * 3600);
    let token = state.tokens.issue(&owner, lifetime, state.clock.now(), &SystemRandom).expect("signs");
    state.database.close().await;
    token
}

/// A tenant of that slug.
async fn create(client: &Client, slug: &str) -> TenantId {
    let name = json!([{ "locale": "en", "text": "Tenant" }]);
    let input = json!({ "slug": slug, "kind": "APP_DEVELOPER", "name": name });
    let made = done(&client.create_tenant(input).await, "tenant");
    made["id"].as_str().expect("an id").parse().expect("an id")
}

/// Some time below `most` milliseconds.
fn moment(most: u64) -> Duration {
    let mut bytes = [0; 8];
    SystemRandom.fill(&mut bytes);
    Duration::from_millis(u64::from_le_bytes(bytes) % most)
}

#[tokio::test]
#[ignore = "is the process that the tests below start and kill"]
#[expect(clippy::disallowed_methods, reason = "how the process below is told where its data is")]
async fn the_gateway_that_is_killed() {
    let folder = std::env::var(FOLDER).expect("only started by the tests below");
    let database = std::env::var(DATABASE).ok();
    let running = start(open(Path::new(&folder), database.as_deref()).await).expect("the gateway starts");
    let line = format!("\nserving {}\n", running.address());
    std::io::stdout().write_all(line.as_bytes()).expect("a pipe");
    running.until_signal().await.expect("serves until it is killed");
}

/// The child, killed when it is dropped, and its address.
struct Gateway {
    child: Child,
    address: String,
}

impl Gateway {
    fn start(folder: &Path, database: Option<&str>) -> Self {
        let program = std::env::current_exe().expect("this program");
        let mut child = Command::new(program)
            .envs(database.map(|name| (DATABASE, name)))
            .args(["crash::the_gateway_that_is_killed", "--exact", "--ignored", "--nocapture"])
            .env(FOLDER, folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the gateway starts");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines().map_while(Result::ok);
        let address = lines
            .find_map(|line| line.strip_prefix("serving ").map(ToOwned::to_owned))
            .expect("the gateway says where it serves before it ends");
        // After a minute the harness has something to say, and would end where nobody listens.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address }
    }

    fn client(&self, token: &str) -> Client {
        Client::new(format!("http://{}", self.address), Some(token.to_owned()))
    }

    /// SIGKILL, and the end of the process.
    fn kill(&mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Applies one manifest after the other, each with another version of the SDK and, every third time, an app more, until
/// the gateway is gone. Returns what it acknowledged: app and revision.
async fn write(client: Client, tenant: String, from: usize, first: Arc<Notify>) -> Vec<(String, i64)> {
    let mut acknowledged = Vec::new();
    for turn in from.. {
        let apps = [format!("app-{}", turn / 3)];
        let apps: Vec<&str> = apps.iter().map(String::as_str).collect();
        let text = manifest(&tenant, "APP_DEVELOPER", &apps, &format!("1.0.{turn}"));
        let body = json!({ "query": APPLY, "variables": { "text": text } });
        let request = client.request(reqwest::Method::POST, "/graphql").json(&body);
        let Ok(response) = request.send().await else { break };
        let Ok(text) = response.text().await else { break };
        let body: serde_json::Value = serde_json::from_str(&text).expect("a whole answer is JSON");
        let app = &done(&body["data"]["applyManifest"], "applied")["apps"][0];
        let slug = app["slug"].as_str().expect("a slug").to_owned();
        acknowledged.push((slug, app["revision"].as_i64().expect("a number")));
        first.notify_one();
    }
    acknowledged
}

const APPLY: &str = "mutation($text: String!) { applyManifest(input: { manifest: $text, format: JSON }) { \
     applied { apps { slug revision } } userErrors { code } } }";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_loses_nothing_acknowledged() {
    let folder = TempDir::new().expect("a folder");
    let operator = operator(folder.path(), None).await;
    let (mut tenant, mut acknowledged) = (None, Vec::new());
    for round in 0..ROUNDS {
        let mut gateway = Gateway::start(folder.path(), None);
        let client = gateway.client(&operator);
        if tenant.is_none() {
            tenant = Some(create(&client, "crash").await);
        }
        let first = Arc::new(Notify::new());
        let from = acknowledged.len() + round * 1000;
        let writing = tokio::spawn(write(client, "crash".to_owned(), from, Arc::clone(&first)));
        // However slow the machine is: there is something acknowledged that could be lost.
        first.notified().await;
        tokio::time::sleep(moment(LONGEST)).await;
        gateway.kill();
        acknowledged.extend(writing.await.expect("the writer ends"));
        check(folder.path(), tenant.expect("made in the first round"), &acknowledged).await;
    }
    assert!(acknowledged.len() >= ROUNDS, "{} acknowledged", acknowledged.len());
}

/// Everything acknowledged is there, and what is there belongs together: the chain, and an event and a job for each
/// revision.
async fn check(folder: &Path, tenant: TenantId, acknowledged: &[(String, i64)]) {
    let file = config(folder, None).database.file().expect("an embedded database");
    let url = format!("sqlite:{}", file.display());
    let options = SqliteOptions::new(file);
    let database = Database::open_sqlite(&options).await.expect("opens after a crash");
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let job = SystemScope::for_job(database.clone(), clock, Arc::new(SystemRandom), "test");
    let scope = job.read(tenant).await.expect("a scope");
    let mut events = Vec::new();
    loop {
        let after = events.last().map_or(0, |event: &audit::Event| event.seq);
        let more = audit::events(&scope, after, 500).await.expect("reads");
        if more.is_empty() {
            break;
        }
        events.extend(more);
    }
    let head = audit::head(&scope).await.expect("reads");
    assert_eq!(audit::check_chain(Head::EMPTY, &events), Ok(head));
    // Both hold the connection that closing waits for.
    drop((scope, job));
    let rows = Rows::at(&url, tenant).await;
    database.close().await;

    let changed = events.iter().filter(|event| event.action == "declaration.changed").count();
    assert_eq!(rows.count("declaration_revisions"), changed, "an event for each revision");
    assert_eq!(rows.with("outbox", "declaration.changed"), changed, "a job for each revision");
    assert_eq!(rows.count("declared_sdks"), rows.count("apps"), "the projection of each head");
    let told: Vec<(&str, i64)> = events
        .iter()
        .filter(|event| event.action == "declaration.changed")
        .map(|event| (event.subject.as_str(), event.detail["revision"].as_i64().expect("a number")))
        .collect();
    // In the order of the log, which is the order of the writes: one more than acknowledged at most in each round.
    let numbers: Vec<i64> = told.iter().map(|(_, number)| *number).collect();
    let mut at = 0;
    for (slug, revision) in acknowledged {
        assert_eq!(rows.with("apps", &format!("'{slug}'")), 1, "{slug} was acknowledged");
        let found = numbers[at..].iter().position(|number| number == revision);
        at += 1 + found.unwrap_or_else(|| panic!("revision {revision} of {slug} was acknowledged"));
    }
}
