//! The catalogue at work: people add to it, several at once, and what was published stays as it was.

use api::{
    catalog::{Catalogs, STALE},
    graphql::{Call, Loaders, Method, Purse},
    platform::{
        SystemRandom,
        cost::{Allowance, Payer},
        scope::{Principal, Role, Session},
    },
    policies,
};
use serde_json::{Value, json};

use crate::support::{
    app::TestApp,
    client::Client,
    rows::Rows,
    world::{Party, World, done},
};

const SDK: &str = "sdk { key zh en vendorZh revision aliases mergedKeys mergedInto { key } \
     facts { range confidence data source date reviewer } }";

fn mutation(verb: &str) -> String {
    let input = format!("{}{}Input", verb[..1].to_uppercase(), &verb[1..]);
    format!(
        "mutation($input: {input}!) {{ {verb}(input: $input) {{ {SDK} \
         userErrors {{ code message field rule place {{ nearest }} }} }} }}"
    )
}

async fn curate(client: &Client, verb: &str, input: Value) -> Value {
    client.mutate(&mutation(verb), input).await
}

/// A key of an SDK that no other test has.
fn key(world: &World, name: &str) -> String {
    format!("{name}_{}", world.operator.account().unwrap().to_string().replace("acc_", ""))
}

fn described(key: &str) -> Value {
    json!({
        "key": key, "zh": "数说统计组件", "en": "Numbers", "vendorZh": "数说科技有限公司", "vendorEn": "Numbers Ltd.",
        "category": "analytics", "region": "CN", "privacyUrl": "https://numbers.example/privacy",
        "aliases": ["数说通"], "packagePrefixes": ["com.numbers.stats"],
    })
}

fn stated(sdk: &str, range: &str, data: &[&str]) -> Value {
    json!({
        "sdk": sdk, "range": range, "confidence": "VERIFIED", "data": data, "permissions": [], "purposes": [],
        "init": "AFTER_CONSENT", "source": "https://numbers.example/privacy", "date": "2026-01-01",
    })
}

/// Code, key of the rule or field of the one error.
fn refused(payload: &Value) -> (String, Value) {
    assert_eq!(payload["userErrors"].as_array().map(Vec::len), Some(1), "{payload}");
    let error = &payload["userErrors"][0];
    (error["code"].as_str().unwrap().to_owned(), error["field"].clone())
}

fn code(code: &str, field: Value) -> (String, Value) {
    (code.to_owned(), field)
}

/// The same tenant's own session, past HTTP.
fn session(app: &TestApp, principal: Principal) -> Session {
    let (database, clock) = (app.state.database.clone(), app.clock.clone());
    Session::new(database, clock, std::sync::Arc::new(SystemRandom), Some(principal))
}

/// Asks as another process would: with catalogues of its own. Answers with the statements that it took.
async fn ask(app: &TestApp, catalogs: &Catalogs, who: Principal, query: &str) -> (Value, u64) {
    let allowance = Allowance { capacity: u32::MAX, restore_rate: 1 };
    let call = Call {
        query: Some(query.to_owned()),
        operation_name: None,
        variables: Default::default(),
        extensions: Default::default(),
        method: Method::Post,
        purse: Purse { payer: Payer::new(b"", &[b"catalog"]), allowance },
    };
    let mut context = app.context(Some(who), "en");
    let session = context.session.clone();
    context.catalogs = catalogs.clone();
    context.loaders = Loaders::new(session.clone(), catalogs.clone(), context.registers.clone());
    let answer = app.state.executor.execute(call, context).await.json().unwrap();
    let body: Value = serde_json::from_slice(&answer).unwrap();
    assert_eq!(body.get("errors"), None, "{body}");
    (body["data"].clone(), session.statements())
}

#[tokio::test]
async fn an_sdk_is_described_stated_and_found() {
    let world = World::new().await;
    let curator = world.client(&world.operator.acting(Role::Editor));
    let sdk = key(&world, "numbers");
    let made = done(&curate(&curator, "upsertSdk", described(&sdk)).await, "sdk");
    assert_eq!((&made["key"], &made["facts"]), (&json!(sdk), &json!([])));
    let first = made["revision"].as_i64().unwrap();
    let stating = curate(&curator, "upsertSdkFact", stated(&sdk, "< 3 >=2", &["imei"])).await;
    assert_eq!(refused(&stating), code("INVALID", json!(["range"])));
    let made = done(&curate(&curator, "upsertSdkFact", stated(&sdk, "<3 >=2", &["imei"])).await, "sdk");
    let fact = json!([{
        "range": ">=2 <3", "confidence": "VERIFIED", "data": ["imei"], "source": "https://numbers.example/privacy",
        "date": "2026-01-01", "reviewer": world.operator.account().unwrap().to_string(),
    }]);
    assert_eq!(made["facts"], fact);
    assert!(made["revision"].as_i64().unwrap() > first);

    // Anybody who has signed in sees it at once, in both languages, from inside a word, by alias, vendor and package.
    let reader = world.client(&world.brand.acting(Role::Auditor));
    for query in ["数说统计", "说统", "Numbers", "数说通", "numbers ltd", "numbers.stats", sdk.as_str()]
    {
        let asked = json!({
            "query": "query($q: String!) { catalog { search(query: $q, kinds: [SDK], first: 100) { kind key } \
                      sdks(query: $q) { nodes { key } } } }",
            "variables": { "q": query },
        });
        let found = reader.post(asked).await.data()["catalog"].clone();
        let hit = json!({ "kind": "SDK", "key": sdk });
        assert!(found["search"].as_array().unwrap().contains(&hit), "{query}: {found}");
        assert!(found["sdks"]["nodes"].to_string().contains(&sdk), "{query}: {found}");
    }
    let asked = json!({
        "query": "query($k: String!) { catalog { sdk(key: $k) { fact(version: \"2.5\") { data init } \
                  suggestedDeclaration(version: \"2.5\") none: fact(version: \"3.0\") { data } } } }",
        "variables": { "k": sdk },
    });
    let found = reader.post(asked).await.data()["catalog"]["sdk"].clone();
    assert_eq!(found["fact"], json!({ "data": ["imei"], "init": "AFTER_CONSENT" }));
    assert_eq!(found["none"], Value::Null);
    let suggested = &found["suggestedDeclaration"];
    assert_eq!((&suggested["version"], &suggested["initialised"]), (&json!("2.5"), &json!("after_consent")));
    assert_eq!(suggested.get("scope"), None);

    let retract = json!({ "sdk": sdk, "range": ">=2.0 <3.0" });
    let made = done(&curate(&curator, "retractSdkFact", retract.clone()).await, "sdk");
    assert_eq!(made["facts"], json!([]));
    assert_eq!(
        refused(&curate(&curator, "retractSdkFact", retract).await),
        code("NOT_FOUND", json!(["range"]))
    );
}

#[tokio::test]
async fn what_cannot_be_is_refused_and_changes_nothing() {
    let world = World::new().await;
    let curator = world.client(&world.operator);
    let (sdk, other) = (key(&world, "refused"), key(&world, "other"));
    for sdk in [&sdk, &other] {
        done(&curate(&curator, "upsertSdk", described(sdk)).await, "sdk");
    }
    done(&curate(&curator, "upsertSdkFact", stated(&sdk, ">=1 <3", &["imei"])).await, "sdk");
    let but = |member: &str, value: Value| {
        let mut input = described(&sdk);
        input[member] = value;
        ("upsertSdk", input)
    };
    let fact = |member: &str, value: Value| {
        let mut input = stated(&sdk, "*", &["imei"]);
        input[member] = value;
        ("upsertSdkFact", input)
    };
    let merge = |from: &str, into: &str| ("mergeSdks", json!({ "from": from, "into": into }));
    let cases = [
        (but("key", json!("Bad Key")), "INVALID", json!(["key"])),
        (but("zh", json!(" ")), "INVALID", json!(["zh"])),
        (but("en", json!("a\u{202e}b")), "INVALID", json!(["en"])),
        (but("vendorEn", json!("a\u{0}b")), "INVALID", json!(["vendorEn"])),
        (but("zh", json!("长".repeat(201))), "INVALID", json!(["zh"])),
        (but("privacyUrl", json!("javascript:alert(1)")), "INVALID", json!(["privacyUrl"])),
        (but("packagePrefixes", json!(["../x"])), "INVALID", json!(["packagePrefixes"])),
        (but("aliases", json!([""])), "INVALID", json!(["aliases"])),
        (but("category", json!("analytic")), "INVALID", json!(["category"])),
        (fact("data", json!(["imie"])), "INVALID", json!(["data"])),
        (fact("range", json!(">=2 <1")), "INVALID", json!(["range"])),
        (fact("range", json!(">=2 <4")), "CONFLICT", json!(["range"])),
        (fact("source", json!("a book")), "INVALID", json!(["source"])),
        (fact("date", json!("2026-01-04")), "INVALID", json!(["date"])),
        (fact("sdk", json!("nobody")), "NOT_FOUND", json!(["sdk"])),
        (fact("expectedRevision", json!(0)), "CONFLICT", json!(["expectedRevision"])),
        (merge(&sdk, &sdk), "INVALID", json!(["into"])),
        (merge("nobody", &sdk), "NOT_FOUND", json!(["from"])),
        (merge(&sdk, "nobody"), "NOT_FOUND", json!(["into"])),
    ];
    let before = Rows::of(&world.app, world.operator.tenant).await;
    let mine = |rows: &Rows| rows.with("catalog_entries", &sdk) + rows.with("catalog_revisions", &sdk);
    for ((verb, input), expected, field) in cases {
        let payload = curate(&curator, verb, input.clone()).await;
        assert_eq!(refused(&payload), code(expected, field), "{verb} {input}");
        assert_eq!(payload["sdk"], Value::Null);
    }
    let near = curate(&curator, "upsertSdkFact", fact("data", json!(["imie"])).1).await;
    assert_eq!(near["userErrors"][0]["place"]["nearest"], "imei");
    let after = Rows::of(&world.app, world.operator.tenant).await;
    assert_eq!((mine(&before), mine(&after)), (4, 4));
}

#[tokio::test]
async fn of_two_curators_at_once_the_second_is_told() {
    let world = World::new().await;
    let curator = world.client(&world.operator);
    let sdk = key(&world, "twice");
    let known = done(&curate(&curator, "upsertSdk", described(&sdk)).await, "sdk")["revision"].clone();
    let change = |name: &str| {
        let mut input = described(&sdk);
        input["en"] = json!(name);
        input["expectedRevision"] = known.clone();
        input
    };
    let (one, two) = tokio::join!(
        curate(&curator, "upsertSdk", change("One")),
        curate(&curator, "upsertSdk", change("Two")),
    );
    let (won, lost) = if one["userErrors"] == json!([]) { (one, two) } else { (two, one) };
    assert_eq!(refused(&lost), code("CONFLICT", json!(["expectedRevision"])));
    let now = done(&won, "sdk");
    let asked = format!("{{ catalog {{ sdk(key: \"{sdk}\") {{ en revision }} }} }}");
    let found = curator.query(&asked).await.data()["catalog"]["sdk"].clone();
    assert_eq!(found, json!({ "en": now["en"], "revision": now["revision"] }));

    // What is so already is no change, and a call repeated with its key is made once.
    let mut again = described(&sdk);
    again["en"] = now["en"].clone();
    let same = done(&curate(&curator, "upsertSdk", again.clone()).await, "sdk");
    assert_eq!(same["revision"], now["revision"]);
    again["en"] = json!("Three");
    again["idempotencyKey"] = json!(world.unused());
    let (first, second) =
        (curate(&curator, "upsertSdk", again.clone()).await, curate(&curator, "upsertSdk", again).await);
    assert_eq!(done(&first, "sdk"), done(&second, "sdk"));
    let rows = Rows::of(&world.app, world.operator.tenant).await;
    assert_eq!(rows.with("catalog_revisions", &sdk), 3);
    assert_eq!(rows.with("audit_events", &sdk), 3);
    assert_eq!(rows.with("catalog_entries", &sdk), 3);
}

/// A manifest of the party's app with one SDK of the catalogue and one datum of a category.
fn manifest(party: &Party, sdk: &str, category: &str) -> String {
    json!({
        "schema": "candor.manifest/1",
        "tenant": { "slug": party.slug, "name": { "en": "Tenant", "zh-CN": "租户" }, "kind": party.kind.to_lowercase() },
        "apps": [{
            "slug": party.app,
            "name": { "en": "Photo", "zh-CN": "相片" },
            "sdks": [{
                "key": "numbers", "name": { "en": "Numbers" }, "catalog": sdk, "version": "2.5", "data": [category],
            }],
            "functions": [{
                "key": "rest", "name": { "en": "Rest" },
                "data": [{ "key": "night", "label": { "en": "Your nights" }, "category": category }],
            }],
        }],
    })
    .to_string()
}

/// Publishes the newest revision of the party's app; gives the version's id and what the version was built from.
async fn publish(client: &Client, party: &Party) -> (String, String) {
    let draft = client.open_draft(json!({ "tenant": party.slug, "app": party.app })).await["draft"].clone();
    let input = json!({ "draftId": draft["id"], "effectiveOn": "2026-01-02" });
    let id = done(&client.publish(input).await, "version")["id"].as_str().unwrap().to_owned();
    let asked = json!({
        "query": "query($id: ID!) { policyVersion(id: $id) { inputs { catalogRevision } } }",
        "variables": { "id": id },
    });
    let revision = client.post(asked).await.data()["policyVersion"]["inputs"]["catalogRevision"]
        .as_str()
        .unwrap()
        .to_owned();
    (id, revision)
}

async fn bytes(client: &Client, party: &Party) -> String {
    client.get(&format!("/v1/disclosures/{}/{}?locale=zh-CN", party.slug, party.app)).await.text
}

#[tokio::test]
async fn a_version_keeps_the_catalogue_it_was_built_from() {
    let world = World::new().await;
    let (curator, party) = (world.client(&world.operator), &world.brand);
    let owner = world.client(&party.owner);
    let sdk = key(&world, "kept");
    let category = json!({
        "tenant": party.slug, "key": "own-nights", "zh": "夜间数据", "en": "Nights", "sharedCategory": "imei", "sensitive": true,
    });
    let define = "mutation($input: DefineDataCategoryInput!) { defineDataCategory(input: $input) \
         { dataCategory { key zh sharedCategory sensitiveCn } userErrors { code field } } }";
    let defined = done(&owner.mutate(define, category.clone()).await, "dataCategory");
    assert_eq!((&defined["sharedCategory"], &defined["sensitiveCn"]), (&json!("imei"), &json!(true)));
    done(&curate(&curator, "upsertSdk", described(&sdk)).await, "sdk");
    done(&owner.apply(&manifest(party, &sdk, "own-nights"), json!({})).await, "applied");
    let (id, revision) = publish(&owner, party).await;
    let shipped = disclosure::catalog::Catalog::builtin().revision();
    assert!(revision.starts_with(&format!("{shipped}+")) && revision.ends_with("/1"), "{revision}");
    let published = bytes(&world.app.stranger(), party).await;
    assert!(published.contains("夜间数据"), "{published}");

    // Both the shared and the tenant's part change; the SDK now has another category, the datum another name.
    let mut other = described(&sdk);
    other["category"] = json!("push");
    done(&curate(&curator, "upsertSdk", other).await, "sdk");
    let mut renamed = category;
    renamed["zh"] = json!("睡眠数据");
    done(&owner.mutate(define, renamed).await, "dataCategory");
    let (session, catalogs) = (session(&world.app, party.owner), Catalogs::default());
    let rebuilt = policies::rebuild(&session, &catalogs, id.parse().unwrap()).await.unwrap();
    let document = rebuilt
        .iter()
        .find(|one| one.locale == "zh-CN" && one.format == policies::RenderingFormat::Document)
        .unwrap();
    let text = String::from_utf8(document.content.clone()).unwrap();
    assert!(text.contains("夜间数据") && !text.contains("睡眠数据"), "{text}");
    assert_eq!(bytes(&world.app.stranger(), party).await, published);
    let stored = Rows::of(&world.app, party.owner.tenant).await;
    for rendering in &rebuilt {
        let hash = rendering.sha256.to_string();
        let row = stored.with("renderings", &hash) + stored.with("renderings", &hash.to_uppercase());
        assert!(row > 0, "{} {:?} has other bytes", rendering.locale, rendering.format);
    }
    assert!(!rebuilt.is_empty());

    // The next version is built from what is now.
    done(
        &owner.apply(&manifest(party, &sdk, "own-nights").replace("2.5", "2.6"), json!({})).await,
        "applied",
    );
    let (_, next) = publish(&owner, party).await;
    assert!(next.ends_with("/2") && next != revision, "{next}");
    assert!(bytes(&world.app.stranger(), party).await.contains("睡眠数据"));
}

#[tokio::test]
async fn a_merged_key_goes_on_meaning_the_sdk() {
    let world = World::new().await;
    let (curator, party) = (world.client(&world.operator), &world.brand);
    let owner = world.client(&party.owner);
    let (gone, stays) = (key(&world, "gone"), key(&world, "stays"));
    for sdk in [&gone, &stays] {
        done(&curate(&curator, "upsertSdk", described(sdk)).await, "sdk");
    }
    done(&owner.apply(&manifest(party, &gone, "imei"), json!({})).await, "applied");
    let merged = done(&curate(&curator, "mergeSdks", json!({ "from": gone, "into": stays })).await, "sdk");
    assert_eq!((&merged["key"], &merged["mergedInto"]["key"]), (&json!(gone), &json!(stays)));
    // The declaration compiles as before, with either key, and both mean the one that stays.
    publish(&owner, party).await;
    done(&owner.apply(&manifest(party, &stays, "imei"), json!({})).await, "applied");
    publish(&owner, party).await;
    let asked = format!(
        "{{ catalog {{ sdk(key: \"{stays}\") {{ mergedKeys mergedInto {{ key }} }} \
         search(query: \"{gone}\", kinds: [SDK]) {{ key rank }} }} }}"
    );
    let found = owner.query(&asked).await.data()["catalog"].clone();
    assert_eq!(found["sdk"], json!({ "mergedKeys": [gone], "mergedInto": null }));
    assert_eq!(found["search"], json!([{ "key": stays, "rank": "KEY" }]));
    // What was merged does not change, and nothing goes round in a circle.
    let frozen = ("ILLEGAL_STATE".to_owned(), Value::Null);
    assert_eq!(refused(&curate(&curator, "upsertSdk", described(&gone)).await), frozen);
    assert_eq!(refused(&curate(&curator, "upsertSdkFact", stated(&gone, "*", &[])).await), frozen);
    let again = curate(&curator, "mergeSdks", json!({ "from": gone, "into": stays })).await;
    assert_eq!(refused(&again), frozen);
    let circle = curate(&curator, "mergeSdks", json!({ "from": stays, "into": gone })).await;
    assert_eq!(refused(&circle), code("INVALID", json!(["into"])));
}

#[tokio::test]
async fn an_own_category_is_its_tenants_alone() {
    let world = World::new().await;
    let (ours, theirs) = (world.client(&world.brand.owner), world.client(&world.other.owner));
    let define = "mutation($input: DefineDataCategoryInput!) { defineDataCategory(input: $input) \
         { dataCategory { key } userErrors { code field place { nearest } } } }";
    let input = |key: &str, parent: &str| json!({ "tenant": world.brand.slug, "key": key, "zh": "睡眠", "en": "Sleep", "sharedCategory": parent });
    done(&ours.mutate(define, input("own-sleep", "imei")).await, "dataCategory");
    for (key, parent, field) in [
        ("sleep", "imei", json!(["key"])),
        ("own-睡", "imei", json!(["key"])),
        ("own-a", "imie", json!(["sharedCategory"])),
        ("own-a", "own-sleep", json!(["sharedCategory"])),
    ] {
        let payload = ours.mutate(define, input(key, parent)).await;
        assert_eq!(refused(&payload), code("INVALID", field), "{key} {parent}");
    }
    let text = |party: &Party| manifest(party, "umeng_analytics", "own-sleep");
    done(&ours.apply(&text(&world.brand), json!({ "preview": true })).await, "applied");
    let unknown = theirs.apply(&text(&world.other), json!({ "preview": true })).await;
    assert_eq!(unknown["userErrors"][0]["rule"], "problem-unknown-code", "{unknown}");
    // The operator's owner writes with the categories of the tenant that the manifest names.
    let operator = world.client(&world.operator);
    done(&operator.apply(&text(&world.brand), json!({ "preview": true })).await, "applied");
    let refused = operator.apply(&text(&world.other), json!({ "preview": true })).await;
    assert_eq!(refused["userErrors"][0]["rule"], "problem-unknown-code", "{refused}");

    let seen = "{ catalog { revision search(query: \"own-sleep\") { key } } }";
    assert_eq!(ours.query(seen).await.data()["catalog"]["search"], json!([{ "key": "own-sleep" }]));
    assert_eq!(theirs.query(seen).await.data()["catalog"]["search"], json!([]));
    let listed = json!({
        "query": "query($s: String!) { tenant(slug: $s) { dataCategories { nodes { key sharedCategory sensitiveCn } } } }",
        "variables": { "s": world.brand.slug },
    });
    let nodes = json!([{ "key": "own-sleep", "sharedCategory": "imei", "sensitiveCn": false }]);
    for client in [&ours, &operator] {
        assert_eq!(client.post(listed.clone()).await.data()["tenant"]["dataCategories"]["nodes"], nodes);
    }
    assert_eq!(theirs.post(listed).await.data()["tenant"], Value::Null);
}

#[tokio::test]
async fn another_process_sees_a_change_in_a_stated_time() {
    let world = World::new().await;
    let curator = world.client(&world.operator);
    let sdk = key(&world, "stale");
    let elsewhere = Catalogs::default();
    let query = format!("{{ catalog {{ sdk(key: \"{sdk}\") {{ key }} }} }}");
    let who = world.brand.owner;
    let (nothing, cold) = ask(&world.app, &elsewhere, who, &query).await;
    assert_eq!(nothing["catalog"]["sdk"], Value::Null);
    done(&curate(&curator, "upsertSdk", described(&sdk)).await, "sdk");
    // At once where it was made; elsewhere not before it must look again.
    assert_eq!(curator.query(&query).await.data()["catalog"]["sdk"]["key"], json!(sdk));
    world.app.clock.advance(STALE - chrono::TimeDelta::milliseconds(1));
    let (still, warm) = ask(&world.app, &elsewhere, who, &query).await;
    assert_eq!(still["catalog"]["sdk"], Value::Null);
    world.app.clock.advance(chrono::TimeDelta::milliseconds(1));
    let (fresh, looked) = ask(&world.app, &elsewhere, who, &query).await;
    assert_eq!(fresh["catalog"]["sdk"]["key"], json!(sdk));
    // The tenant's own categories are read each time: one statement. Looking whether there is a newer revision takes one
    // more, and reading it another; the first question also finds the operator.
    assert_eq!((warm, looked), (1, 3));
    assert!(cold >= looked, "{cold}");
    world.app.clock.advance(STALE);
    let (_, unchanged) = ask(&world.app, &elsewhere, who, &query).await;
    assert!((2..=3).contains(&unchanged), "{unchanged}");
}

#[tokio::test]
async fn the_operators_people_read_what_changed() {
    let world = World::new().await;
    let curator = world.client(&world.operator);
    let sdk = key(&world, "read");
    done(&curate(&curator, "upsertSdk", described(&sdk)).await, "sdk");
    done(&curate(&curator, "upsertSdkFact", stated(&sdk, "*", &["imei"])).await, "sdk");
    let auditor = world.client(&world.operator.acting(Role::Auditor));
    let asked = "{ catalogRevisions(first: 100) { nodes { change subject author } } }";
    let nodes = auditor.query(asked).await.data()["catalogRevisions"]["nodes"].clone();
    let mine: Vec<&Value> =
        nodes.as_array().unwrap().iter().filter(|node| node["subject"] == json!(sdk)).collect();
    let changes: Vec<&str> = mine.iter().map(|node| node["change"].as_str().unwrap()).collect();
    assert_eq!(changes, ["SDK_FACT_UPSERTED", "SDK_UPSERTED"]);
    assert_eq!(mine[0]["author"], json!(world.operator.account().unwrap().to_string()));
}
