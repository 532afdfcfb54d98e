//! The question before a sharing, and the register, as a tenant's people and back ends meet them.

use api::platform::scope::Principal;
use disclosure::{
    catalog::Catalog,
    manifest::{self as declared, Declaration, Listed},
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    client::{Client, GRAPHQL, Reply},
    world::{Party, World, done, manifest},
};

const DECISION: &str = "query($tenant: String!, $app: String!, $sharing: SharingQuestion!) { \
     sharingDecision(tenant: $tenant, app: $app, sharing: $sharing) { \
       decision version reasons { code message path } missingStep { step message } } }";

const REGISTER: &str = "query($tenant: String!, $app: String!, $version: Int) { app(tenant: $tenant, slug: $app) { \
     sharingRegister(version: $version) { version relations(first: 100) { nodes { \
       key recipient sdk mode role form entity data { code text } categories purposes { code text } basis { code } \
       consent method { code } region { code } route { flow from { code } trigger { code } } contract { reference } \
       frequency { code } observability path since until } } } } }";

/// The app of that key that the brand makes of the sample's.
pub const PHOTO: &str = "photo";

fn sample() -> Declaration {
    let bytes = include_bytes!("../api/samples/idphoto.yaml");
    let limits = declared::Limits::default();
    declared::read(bytes, declared::Format::Yaml, &limits, Catalog::builtin()).unwrap().apps.remove(0)
}

/// Declares the app of the sample, changed, as one of the party's.
pub async fn declare(world: &World, party: &Party, change: impl FnOnce(&mut Declaration)) {
    let mut app = sample();
    app.slug = PHOTO.to_owned();
    change(&mut app);
    let mut whole: Value = serde_json::from_str(&manifest(&party.slug, party.kind, &[], "1")).unwrap();
    whole["apps"] = json!([declared::to_value(&app)]);
    done(&world.client(&party.owner).apply(&whole.to_string(), json!({})).await, "applied");
}

/// Publishes what is declared, with these members of the input.
pub async fn publish(world: &World, party: &Party, dates: Value) {
    let owner = world.client(&party.owner);
    let draft = done(&owner.open_draft(json!({ "tenant": party.slug, "app": PHOTO })).await, "draft");
    let mut input = json!({ "draftId": draft["id"] });
    input.as_object_mut().unwrap().extend(dates.as_object().unwrap().clone());
    done(&owner.publish(input).await, "version");
}

pub fn adopted() -> Value {
    json!({ "effectiveOn": "2021-10-01", "adopted": { "versionDate": "2021-09-20" } })
}

async fn ask(client: &Client, party: &Party, sharing: Value) -> Reply {
    let variables = json!({ "tenant": party.slug, "app": PHOTO, "sharing": sharing });
    client.post(json!({ "query": DECISION, "variables": variables })).await
}

async fn decision(world: &World, who: &Principal, sharing: Value) -> Value {
    ask(&world.client(who), &world.brand, sharing).await.data()["sharingDecision"].clone()
}

/// The answer in short: the decision, the version, the codes of the reasons with their paths, the step.
async fn short(world: &World, sharing: Value) -> Value {
    let answer = decision(world, &world.brand.owner, sharing).await;
    let reasons = answer["reasons"].as_array().unwrap().iter();
    let reasons: Vec<Value> = reasons.map(|reason| json!([reason["code"], reason["path"]])).collect();
    json!([answer["decision"], answer["version"], reasons, answer["missingStep"]["step"]])
}

/// What the sample declares of its analytics SDK, and a moment.
fn umeng(at: &str) -> Value {
    json!({
        "sdk": "umeng", "items": ["microphone_audio"], "categories": ["precise_location"],
        "purpose": "sdk_statistics", "basis": "consent", "at": at,
    })
}

const NOW: &str = "2026-01-02T12:00:00Z";

#[tokio::test]
async fn what_is_declared_is_allowed_once_it_is_in_force() {
    let world = World::new().await;
    declare(&world, &world.brand, |_| {}).await;
    let none = json!([["NO_VERSION_IN_FORCE", null]]);
    let undecided = json!(["UNDECIDED", null, none, "PUBLISH"]);
    assert_eq!(short(&world, umeng("2022-06-01T00:00:00Z")).await, undecided);
    publish(&world, &world.brand, adopted()).await;
    // Taken over for a time that is past: the same question has another answer.
    let allowed = json!(["ALLOW", 1, [], null]);
    assert_eq!(short(&world, umeng("2022-06-01T00:00:00Z")).await, allowed);
    assert_eq!(short(&world, umeng(NOW)).await, allowed);
    // The first instant of the day in Shanghai, and the last before it.
    assert_eq!(short(&world, umeng("2021-09-30T16:00:00Z")).await, allowed);
    assert_eq!(short(&world, umeng("2021-09-30T15:59:59Z")).await[0], "UNDECIDED");
}

#[tokio::test]
async fn what_is_not_declared_is_denied_with_the_step_that_is_missing() {
    let world = World::new().await;
    declare(&world, &world.brand, |_| {}).await;
    publish(&world, &world.brand, adopted()).await;
    let stranger = json!({ "recipient": "data_broker", "items": ["imei"], "purpose": "storage", "at": NOW });
    let path = "/recipients";
    let denied = json!({
        "decision": "DENY", "version": 1,
        "reasons": [{
            "code": "RECIPIENT_NOT_DECLARED", "path": path,
            "message": "The version in force does not name the recipient “data_broker”.",
        }],
        "missingStep": { "step": "DECLARE_RECIPIENT", "message": "Declare the recipient." },
    });
    assert_eq!(decision(&world, &world.brand.owner, stranger.clone()).await, denied);
    let variables = json!({ "tenant": world.brand.slug, "app": PHOTO, "sharing": stranger });
    let in_chinese = world.client(&world.brand.owner).request(Method::POST, "/graphql");
    let in_chinese = in_chinese.header("accept", GRAPHQL).header("accept-language", "zh-CN");
    let reply = Reply::of(in_chinese.json(&json!({ "query": DECISION, "variables": variables }))).await;
    let answer = reply.data()["sharingDecision"].clone();
    assert_eq!(answer["reasons"][0]["message"], "生效版本未列明接收方“data_broker”。");
    assert_eq!(answer["missingStep"]["message"], "声明该接收方。");

    let other = |member: &str, value: Value| {
        let mut sharing = umeng(NOW);
        sharing[member] = value;
        sharing
    };
    let cases = [
        (other("purpose", json!("advertising")), "PURPOSE_NOT_DECLARED", "purposes", "DECLARE_PURPOSE"),
        (other("items", json!(["imei"])), "ITEM_NOT_DECLARED", "data", "DECLARE_DATA"),
        (other("categories", json!(["imei"])), "CATEGORY_NOT_DECLARED", "data", "DECLARE_DATA"),
    ];
    for (sharing, code, member, step) in cases {
        let expected = json!(["DENY", 1, [[code, format!("/sdks/umeng/{member}")]], step]);
        assert_eq!(short(&world, sharing).await, expected);
    }
    // Open words are no denial, and silence is none.
    let vague = json!({ "recipient": "partners", "items": ["imei"], "purpose": "better_service", "at": NOW });
    let expected = json!(["UNDECIDED", 1, [["NOT_COMPARABLE", "/recipients/partners/data"]], "USE_CODES"]);
    assert_eq!(short(&world, vague).await, expected);
    let silent = json!({ "recipient": "authority", "items": ["imei"], "at": NOW });
    let expected = json!([
        "UNDECIDED",
        1,
        [["NOT_STATED", "/recipients/authority/data"], ["NOT_STATED", "/recipients/authority/purpose"]],
        "COMPLETE_DECLARATION",
    ]);
    assert_eq!(short(&world, silent).await, expected);

    // Declared by now, and not published yet.
    declare(&world, &world.brand, |app| {
        let mut broker = app.recipients.items()[0].clone();
        broker.key = "data_broker".to_owned();
        broker.data = Listed::Items(vec![declared::Term::code("imei")]);
        broker.purpose = declared::Stated::Value(declared::Term::code("storage"));
        app.recipients.items_mut().push(broker);
    })
    .await;
    let published = json!(["DENY", 1, [["RECIPIENT_NOT_DECLARED", "/recipients"]], "PUBLISH"]);
    assert_eq!(short(&world, stranger.clone()).await, published);
    publish(&world, &world.brand, json!({ "effectiveOn": "2026-01-05" })).await;
    assert_eq!(short(&world, stranger.clone()).await, published, "not in force yet");
    let mut later = stranger;
    later["at"] = json!("2026-01-05T12:00:00Z");
    assert_eq!(short(&world, later).await, json!(["ALLOW", 2, [], null]));
}

#[tokio::test]
async fn whoever_reads_the_tenant_may_ask_and_nobody_else() {
    let world = World::new().await;
    declare(&world, &world.brand, |_| {}).await;
    publish(&world, &world.brand, adopted()).await;
    let owner = world.client(&world.brand.owner);
    let issue = async |more: Value| {
        let mut input = json!({ "tenant": world.brand.slug, "name": "Key" });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let issued = done(&owner.issue_key(input).await, "issued");
        Client::new(world.app.url(""), issued["text"].as_str().map(ToOwned::to_owned))
    };
    let secret = json!({ "kind": "SECRET", "scopes": ["READ"] });
    let mut bound = secret.clone();
    bound["app"] = json!(world.brand.app);
    let told = async |client: &Client| ask(client, &world.brand, umeng(NOW)).await;
    let allowed = json!("ALLOW");
    assert_eq!(told(&issue(secret).await).await.data()["sharingDecision"]["decision"], allowed);
    for who in [world.brand.owner, world.operator] {
        assert_eq!(told(&world.client(&who)).await.data()["sharingDecision"]["decision"], allowed);
    }
    assert_eq!(
        told(&issue(bound).await).await.data(),
        json!({ "sharingDecision": null }),
        "another app's key"
    );
    let publishable = issue(json!({ "kind": "PUBLISHABLE" })).await;
    assert_eq!(told(&publishable).await.refusal().1, "FORBIDDEN");
    // A back end that only reports asks before it shares, and for what was not disclosed it is told the step.
    let reports = json!({ "kind": "SECRET", "scopes": ["SHARING_WRITE"] });
    let reporter = issue(reports.clone()).await;
    assert_eq!(told(&reporter).await.data()["sharingDecision"]["decision"], allowed);
    let stranger = json!({ "recipient": "data_broker", "items": ["imei"], "at": NOW });
    let denied = ask(&reporter, &world.brand, stranger).await.data()["sharingDecision"].clone();
    assert_eq!([&denied["decision"], &denied["missingStep"]["step"]], ["DENY", "DECLARE_RECIPIENT"]);
    let of_others = json!({ "tenant": world.other.slug, "app": world.other.app, "sharing": umeng(NOW) });
    let of_others = reporter.post(json!({ "query": DECISION, "variables": of_others })).await.data();
    assert_eq!(of_others, json!({ "sharingDecision": null }));
    let mut bound = reports;
    bound["app"] = json!(world.brand.app);
    assert_eq!(told(&issue(bound.clone()).await).await.data(), json!({ "sharingDecision": null }));
    bound["app"] = json!(PHOTO);
    assert_eq!(told(&issue(bound).await).await.data()["sharingDecision"]["decision"], allowed);
    let secret = json!({ "kind": "SECRET", "scopes": ["DRAFT_WRITE"] });
    assert_eq!(told(&issue(secret).await).await.data()["sharingDecision"]["decision"], allowed);
    assert_eq!(told(&world.app.stranger()).await.refusal().1, "UNAUTHENTICATED");
    let foreign = told(&world.client(&world.other.owner)).await.data();
    assert_eq!(foreign, json!({ "sharingDecision": null }));
    let nobody = ask(&owner, &world.brand, json!({ "items": ["imei"] })).await;
    assert_eq!(nobody.refusal().1, "INVALID");
    let many = json!({ "recipient": "x", "items": vec!["imei"; 101] });
    assert_eq!(ask(&owner, &world.brand, many).await.refusal().1, "INVALID");
}

#[tokio::test]
async fn a_case_of_a_declared_category_is_allowed_as_the_catalogue_of_the_version_knows_it() {
    let world = World::new().await;
    let define = async |key: &str| {
        let input = json!({
            "tenant": world.brand.slug, "key": key, "zh": "睡姿照片", "en": "Sleep photos", "sharedCategory": "photos",
        });
        let made =
            world.client(&world.brand.owner).call("defineDataCategory", "dataCategory { key }", input).await;
        done(&made, "dataCategory");
    };
    define("own-before").await;
    declare(&world, &world.brand, |app| {
        app.recipients.items_mut()[1].data = Listed::Items(vec![declared::Term::code("photos")]);
    })
    .await;
    publish(&world, &world.brand, adopted()).await;
    define("own-after").await;
    let of = |category: &str| json!({ "recipient": "partners", "categories": [category], "purpose": "better_service", "at": NOW });
    assert_eq!(short(&world, of("own-before")).await, json!(["ALLOW", 1, [], null]));
    assert_eq!(short(&world, of("photos")).await, json!(["ALLOW", 1, [], null]));
    let unknown =
        json!(["DENY", 1, [["CATEGORY_NOT_DECLARED", "/recipients/partners/data"]], "DECLARE_DATA"]);
    assert_eq!(short(&world, of("own-after")).await, unknown);
}

async fn register(world: &World, version: Option<i32>) -> Value {
    let variables = json!({ "tenant": world.brand.slug, "app": PHOTO, "version": version });
    let body = json!({ "query": REGISTER, "variables": variables });
    world.client(&world.brand.owner).post(body).await.data()["app"]["sharingRegister"].clone()
}

fn row<'a>(register: &'a Value, key: &str) -> &'a Value {
    let rows = register["relations"]["nodes"].as_array().unwrap();
    rows.iter().find(|row| row["key"] == key).unwrap_or_else(|| panic!("{key}: {register}"))
}

/// The key of each relation with the days between which it stands.
fn standing(register: &Value) -> Vec<(&str, Option<&str>, Option<&str>)> {
    let rows = register["relations"]["nodes"].as_array().unwrap().iter();
    rows.map(|row| (row["key"].as_str().unwrap(), row["since"].as_str(), row["until"].as_str())).collect()
}

#[tokio::test]
async fn the_register_says_what_the_sample_declares() {
    let world = World::new().await;
    declare(&world, &world.brand, |_| {}).await;
    assert_eq!(register(&world, None).await, Value::Null, "nothing is published");
    publish(&world, &world.brand, adopted()).await;
    let found = register(&world, None).await;
    assert_eq!(found["version"], 1);
    assert_eq!(register(&world, Some(1)).await, found);
    assert_eq!(register(&world, Some(2)).await, Value::Null);
    let umeng = json!({
        "key": "sdk:umeng/f1", "recipient": "sdk:umeng", "sdk": "umeng", "mode": "PROVIDE", "role": null,
        "form": "ENTITY", "entity": null,
        "data": [{ "code": "microphone_audio", "text": null }, { "code": "precise_location", "text": null }],
        "categories": ["audio_recording", "precise_location"],
        "purposes": [{ "code": "sdk_statistics", "text": null }, { "code": "social_sharing", "text": null }],
        "basis": null, "consent": null, "method": null, "region": null,
        "route": { "flow": "f1", "from": { "code": "app" }, "trigger": [{ "code": "every_page_of_the_app" }] },
        "contract": null, "frequency": null, "observability": "DEVICE_ONLY", "path": "/flows/f1",
        "since": "2021-10-01", "until": null,
    });
    assert_eq!(row(&found, "sdk:umeng/f1"), &umeng);
    let statistics = row(&found, "statistics_partner");
    let told = ["mode", "observability", "path"].map(|member| statistics[member].as_str().unwrap());
    assert_eq!(told, ["ENTRUST", "REPORTED", "/recipients/statistics_partner"]);
    let purpose = json!([{ "code": "statistics_and_analysis", "text": null }]);
    assert_eq!(statistics["purposes"], purpose);
    let authority = row(&found, "authority");
    assert_eq!([&authority["data"], &authority["purposes"]], [&Value::Null; 2], "silence");
    let keys: Vec<&str> = standing(&found).into_iter().map(|(key, ..)| key).collect();
    let expected = [
        "affiliates/f5",
        "authority",
        "ip_respondent",
        "joint_service_third_party",
        "partners",
        "sdk:umeng/f1",
        "social_platforms/f4",
        "statistics_partner",
        "trade_counterparty",
    ];
    assert_eq!(keys, expected);
}

#[tokio::test]
async fn a_relation_stands_from_the_first_version_that_declares_it_until_one_does_not() {
    let world = World::new().await;
    let keep = |app: &mut Declaration, keys: &[&str]| {
        app.flows = Listed::Unstated;
        app.sdks = Listed::Unstated;
        app.permissions = Listed::Unstated;
        app.recipients.items_mut().retain(|recipient| keys.contains(&recipient.key.as_str()));
    };
    declare(&world, &world.brand, |app| keep(app, &["partners", "authority"])).await;
    publish(&world, &world.brand, adopted()).await;
    declare(&world, &world.brand, |app| keep(app, &["partners", "affiliates"])).await;
    publish(&world, &world.brand, json!({ "effectiveOn": "2026-01-04" })).await;
    declare(&world, &world.brand, |app| keep(app, &["partners", "authority"])).await;
    publish(&world, &world.brand, json!({ "effectiveOn": "2026-01-06" })).await;
    let (first, second, third) = (Some("2021-10-01"), Some("2026-01-04"), Some("2026-01-06"));
    let found = register(&world, None).await;
    assert_eq!(standing(&found), [("authority", first, second), ("partners", first, None)]);
    let found = register(&world, Some(2)).await;
    assert_eq!(standing(&found), [("affiliates", second, third), ("partners", first, None)]);
    // It came back: since then.
    let found = register(&world, Some(3)).await;
    assert_eq!(standing(&found), [("authority", third, None), ("partners", first, None)]);
}
