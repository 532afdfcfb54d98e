//! Reporters and readers of a log, and the log built anew from what the database holds.

use std::collections::{BTreeMap, HashSet};

use api::platform::{SystemClock, SystemRandom, db::Database, scope::SystemScope};
use entities::TenantId;
use serde_json::{Value, json};
use sharing_log::{
    Checkpoint, Hash,
    entry::{Body, Parts, Salt},
    note::Verifier,
    tree::Frontier,
};

use crate::support::{
    app::TestApp,
    client::Client,
    world::{BATCH, Party, World, done, event},
};

pub const RECORDED: &str = "recorded { recordId seq repeated conformity reasons recordedAt }";

/// A client that comes with a new key of a tenant.
pub async fn with_key(world: &World, party: &Party, scopes: &[&str], app: Option<&str>) -> (Client, String) {
    let input = json!({
        "tenant": party.slug, "name": "Reporter", "kind": "SECRET", "scopes": scopes, "app": app,
    });
    let issued = done(&world.client(&party.owner).issue_key(input).await, "issued");
    let text = issued["text"].as_str().expect("shown").to_owned();
    (Client::new(world.app.url(""), Some(text)), issued["apiKey"]["id"].as_str().expect("an id").to_owned())
}

pub fn with(mut value: Value, more: Value) -> Value {
    let more = more.as_object().expect("an object").clone();
    value.as_object_mut().expect("an object").extend(more);
    value
}

/// Reports one event of the tenant's app.
pub async fn record(client: &Client, party: &Party, record: Value) -> Value {
    let input = json!({ "tenant": party.slug, "app": party.app, "record": record });
    client.call("recordSharing", RECORDED, input).await
}

pub async fn batch(client: &Client, party: &Party, records: Vec<Value>, on_error: &str) -> Value {
    let input = json!({ "tenant": party.slug, "app": party.app, "records": records, "onError": on_error });
    client.call("recordSharingBatch", BATCH, input).await
}

pub async fn void(client: &Client, party: &Party, record: &Value, reason: &str) -> Value {
    let input = json!({ "tenant": party.slug, "recordId": record, "reason": reason });
    client.call("voidSharingRecord", RECORDED, input).await
}

/// So many events under ids that start alike.
pub fn events(prefix: &str, count: usize) -> Vec<Value> {
    (0..count).map(|number| event(&format!("{prefix}-{number}"))).collect()
}

/// Code, field and text's first word of the one thing that stands against a mutation.
pub fn refused(payload: &Value) -> (String, Value) {
    assert_eq!(payload["userErrors"].as_array().map(Vec::len), Some(1), "{payload}");
    let error = &payload["userErrors"][0];
    (error["code"].as_str().expect("a code").to_owned(), error["field"].clone())
}

pub fn refusal(code: &str, field: &[&str]) -> (String, Value) {
    (code.to_owned(), if field.is_empty() { Value::Null } else { json!(field) })
}

const LOG: &str = "query($tenant: String!, $environment: Environment!) { \
     sharingLog(tenant: $tenant, environment: $environment) { origin verifierKey checkpoint size } }";

/// What a tenant's log says of itself; null where it has not begun.
pub async fn log(client: &Client, party: &Party, environment: &str) -> Value {
    log_at(client, &party.slug, environment).await
}

/// The same of the tenant of that slug.
pub async fn log_at(client: &Client, tenant: &str, environment: &str) -> Value {
    let variables = json!({ "tenant": tenant, "environment": environment });
    client.post(json!({ "query": LOG, "variables": variables })).await.data()["sharingLog"].clone()
}

/// The checkpoint of a log, checked by its key.
pub fn opened(log: &Value) -> Checkpoint {
    let key: Verifier = log["verifierKey"].as_str().expect("a key").parse().expect("a key");
    let checkpoint = Checkpoint::open(log["checkpoint"].as_str().expect("a note"), &key).expect("signed");
    assert_eq!(json!(checkpoint.size), log["size"]);
    assert_eq!(json!(checkpoint.origin), log["origin"]);
    checkpoint
}

/// All rows of a table, past the API.
pub async fn rows(app: &TestApp, tenant: TenantId, table: &str) -> Vec<Value> {
    let [rows] = rows_in(&app.state.database, tenant, [table]).await;
    rows
}

/// The same of a database that no gateway of the suite has open.
pub async fn rows_in<const TABLES: usize>(
    database: &Database,
    tenant: TenantId,
    tables: [&str; TABLES],
) -> [Vec<Value>; TABLES] {
    let random = std::sync::Arc::new(SystemRandom);
    let job = SystemScope::for_job(database.clone(), std::sync::Arc::new(SystemClock), random, "test");
    let scope = job.read(tenant).await.expect("a scope");
    let mut all = std::array::from_fn(|_| Vec::new());
    for (table, rows) in tables.iter().zip(&mut all) {
        let each = |row: &str| {
            rows.push(serde_json::from_str(row).expect("JSON"));
            Ok(())
        };
        scope.each_row(table, each).await.expect("reads");
    }
    all
}

/// The leaves of a tenant's one log, computed from the rows of its records alone; their numbers have no gap.
pub async fn leaves(app: &TestApp, tenant: TenantId) -> Vec<Hash> {
    leaves_of(rows(app, tenant, "sharing_records").await)
}

/// The same of rows that have been read.
pub fn leaves_of(mut rows: Vec<Value>) -> Vec<Hash> {
    rows.sort_by_key(|row| row["seq"].as_i64());
    let leaf = |(place, row): (usize, &Value)| {
        assert_eq!(row["seq"], place, "a gap");
        let text = |name: &str| row[name].as_str().expect(name).to_owned();
        let salt = Salt(bytes(&text("salt")).try_into().expect("32 bytes"));
        let body = Body::Kept { salt, content: text("content") };
        assert_eq!(bytes(&text("content_hash")), body.hash().0);
        let leaf = Parts { header: text("header"), body }.leaf();
        assert_eq!(bytes(&text("leaf_hash")), leaf.0);
        leaf
    };
    rows.iter().enumerate().map(leaf).collect()
}

/// Compares the sums by reason with what the records give, which are all there with their contents.
pub async fn check_reasons(app: &TestApp, tenant: TenantId) {
    let superseded: HashSet<(Value, Value)> = rows(app, tenant, "sharing_citations")
        .await
        .into_iter()
        .map(|row| (row["log_id"].clone(), row["cited"].clone()))
        .collect();
    let mut counted = BTreeMap::<String, i64>::new();
    for row in rows(app, tenant, "sharing_records").await {
        let told =
            row["kind"] != "VOID" && !superseded.contains(&(row["log_id"].clone(), row["seq"].clone()));
        for reason in row["reasons"].as_str().expect("text").split(' ').filter(|it| told && !it.is_empty()) {
            let day = &row["occurred_at"].as_str().expect("an instant")[..10];
            let key = json!([row["log_id"], row["app_id"], day, row["recipient"], reason]);
            *counted.entry(key.to_string()).or_default() += 1;
        }
    }
    let sums = rows(app, tenant, "sharing_reasons").await.into_iter().map(|row| {
        let key = json!([row["log_id"], row["app_id"], row["day"], row["recipient"], row["reason"]]);
        (key.to_string(), row["records"].as_i64().expect("a number"))
    });
    let sums: BTreeMap<String, i64> = sums.filter(|(_, records)| *records != 0).collect();
    assert!(!sums.is_empty());
    assert_eq!(sums, counted);
}

/// Bytes as an archive writes them.
pub fn bytes(text: &str) -> Vec<u8> {
    let digits = text.strip_prefix("\\x").expect("bytes");
    let byte = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).expect("digits");
    (0..digits.len()).step_by(2).map(byte).collect()
}

pub fn root(leaves: &[Hash]) -> Hash {
    leaves.iter().copied().collect::<Frontier>().root()
}
