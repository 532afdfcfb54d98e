//! Answers that are given again without being executed: the same bytes, for the same price, and never one that is wrong.

use api::{
    graphql::{Call, Method, Purse},
    platform::{
        Clock,
        cost::{Allowance, Payer},
        scope::Principal,
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::support::world::{World, done, manifest};

/// Somebody who asks.
#[derive(Clone, Copy)]
struct Asker {
    principal: Option<Principal>,
    language: &'static str,
    capacity: u32,
    payer: &'static [u8],
}

const STRANGER: Asker =
    Asker { principal: None, language: "en", capacity: u32::MAX, payer: b"the same stranger" };

impl Asker {
    /// The answer, and whether it was executed.
    async fn ask(&self, world: &World, query: &str, variables: Value) -> (Value, bool) {
        let call = Call {
            query: Some(query.to_owned()),
            operation_name: None,
            variables: variables.as_object().expect("an object").clone(),
            extensions: Default::default(),
            method: Method::Post,
            purse: Purse {
                payer: Payer::new(world.brand.slug.as_bytes(), &[self.payer]),
                allowance: Allowance { capacity: self.capacity, restore_rate: 1 },
            },
        };
        let context = world.app.context(self.principal, self.language);
        let witness = context.witness.clone();
        let answer = world.app.state.executor.execute(call, context).await.json().expect("JSON");
        (serde_json::from_slice(&answer).expect("JSON"), !witness.is_empty())
    }
}

const READ: &str = "query($t: String!, $a: String!, $l: String) { \
     disclosure(tenant: $t, app: $a, locale: $l) { version locale fallback title sections { id title } } \
     policyState(tenant: $t, app: $a, acceptedVersion: 1) { acceptanceNeeded next { version } } }";

fn of(world: &World) -> Value {
    json!({ "t": world.brand.slug, "a": world.brand.app })
}

#[tokio::test]
async fn the_same_question_has_the_same_answer_for_the_same_price() {
    let world = World::new().await;
    let variables = of(&world);
    let (mut first, executed) = STRANGER.ask(&world, READ, variables.clone()).await;
    assert!(executed);
    assert_eq!(first["data"]["disclosure"]["version"], 1);
    let (mut again, executed) = STRANGER.ask(&world, READ, variables.clone()).await;
    assert!(!executed);
    let remaining =
        |body: &mut Value| body["extensions"]["cost"]["remaining"].take().as_u64().expect("a number");
    let (before, after) = (remaining(&mut first), remaining(&mut again));
    assert_eq!(first.to_string(), again.to_string(), "byte for byte");
    let actual = first["extensions"]["cost"]["actual"].as_u64().expect("a number");
    assert_eq!((before - after, u64::from(u32::MAX) - before), (actual, actual), "nobody reads for nothing");

    // Whatever else the answer depends on is another question.
    let chinese = Asker { language: "zh-CN", ..STRANGER };
    let (answer, executed) = chinese.ask(&world, READ, variables.clone()).await;
    assert_eq!((&answer["data"]["disclosure"]["locale"], executed), (&json!("zh-CN"), true));
    let mut named = variables.clone();
    named["l"] = json!("zh-Hant");
    let (answer, executed) = STRANGER.ask(&world, READ, named).await;
    assert_eq!((&answer["data"]["disclosure"]["fallback"], executed), (&json!(true), true));
    assert!(!STRANGER.ask(&world, READ, variables.clone()).await.1);
    // Who has signed in is always answered anew.
    let owner = Asker { principal: Some(world.brand.owner), ..STRANGER };
    for _ in 0..2 {
        assert!(owner.ask(&world, READ, variables.clone()).await.1);
    }
}

#[tokio::test]
async fn an_answer_ends_with_what_it_rests_on() {
    let world = World::new().await;
    let (brand, variables) = (&world.brand, of(&world));
    let version = async || {
        let (answer, executed) = STRANGER.ask(&world, READ, variables.clone()).await;
        let (disclosure, state) = (&answer["data"]["disclosure"], &answer["data"]["policyState"]);
        (disclosure["version"].clone(), state["next"]["version"].clone(), executed)
    };
    assert_eq!(version().await, (json!(1), Value::Null, true));
    assert_eq!(version().await, (json!(1), Value::Null, false));

    let owner = world.client(&brand.owner);
    done(
        &owner.apply(&manifest(&brand.slug, brand.kind, &[&brand.app], "9.8.0"), json!({})).await,
        "applied",
    );
    let draft = done(&owner.open_draft(json!({ "tenant": brand.slug, "app": brand.app })).await, "draft");
    let input = json!({ "draftId": draft["id"], "effectiveOn": "2026-01-04" });
    done(&owner.publish(input).await, "version");
    assert_eq!(version().await, (json!(1), json!(2), true), "one more is scheduled");
    assert_eq!(version().await, (json!(1), json!(2), false));

    let midnight: DateTime<Utc> = "2026-01-03T16:00:00Z".parse().expect("an instant");
    world.app.clock.advance(midnight - world.app.clock.now() - TimeDelta::microseconds(1));
    assert_eq!(version().await, (json!(1), json!(2), false), "until the last moment");
    world.app.clock.advance(TimeDelta::microseconds(1));
    assert_eq!(version().await, (json!(2), Value::Null, true), "and no longer");
    assert_eq!(version().await, (json!(2), Value::Null, false));
    world.app.clock.advance(TimeDelta::days(-1));
    assert_eq!(version().await, (json!(1), json!(2), true), "a clock that goes back");
}

#[tokio::test]
async fn nothing_is_kept_that_is_not_public_or_not_whole() {
    let world = World::new().await;
    let variables = json!({ "t": world.brand.slug, "a": world.brand.app });
    for query in [
        // A root field of another kind.
        "query($t: String!, $a: String!) { disclosure(tenant: $t, app: $a) { version } viewer { role } }",
        "query($t: String!, $a: String!) { ...F } fragment F on Query { disclosure(tenant: $t, app: $a) { version } }",
        "query($t: String!, $a: String!) { __schema { queryType { name } } disclosure(tenant: $t, app: $a) { version } }",
    ] {
        for _ in 0..2 {
            let (answer, executed) = STRANGER.ask(&world, query, variables.clone()).await;
            assert!(executed, "{query}: {answer}");
        }
    }
    let broken =
        "query($t: String!, $a: String!) { disclosure(tenant: $t, app: $a, locale: \"\u{1}\") { version } }";
    for _ in 0..2 {
        let (answer, _) = STRANGER.ask(&world, broken, variables.clone()).await;
        assert_eq!(answer["errors"][0]["path"], json!(["disclosure"]), "made anew, with its error");
    }
    // An app that is not there is an answer like any other, until it is.
    let absent = json!({ "t": world.brand.slug, "a": world.unused() });
    let one = "query($t: String!, $a: String!) { disclosure(tenant: $t, app: $a) { version } }";
    for expected in [true, false] {
        let (answer, executed) = STRANGER.ask(&world, one, absent.clone()).await;
        assert_eq!((&answer["data"], executed), (&json!({ "disclosure": null }), expected));
    }
}

#[tokio::test]
async fn who_cannot_pay_is_refused_a_kept_answer_too() {
    let world = World::new().await;
    let variables = of(&world);
    assert!(STRANGER.ask(&world, READ, variables.clone()).await.1);
    let poor = Asker { capacity: 10, payer: b"poor", ..STRANGER };
    let (answer, executed) = poor.ask(&world, READ, variables.clone()).await;
    assert_eq!((&answer["errors"][0]["extensions"]["code"], executed), (&json!("RATE_LIMITED"), false));
    assert_eq!(answer.get("data"), None);
}

#[tokio::test]
async fn whole_texts_cost_their_price_each_time() {
    let world = World::new().await;
    let asker = Asker { capacity: 700, payer: b"a reader of whole texts", ..STRANGER };
    let query = "query($t: String!, $a: String!) { disclosure(tenant: $t, app: $a) { html markdown text } }";
    for executed in [true, false] {
        let (answer, was) = asker.ask(&world, query, of(&world)).await;
        let cost = &answer["extensions"]["cost"];
        assert_eq!((&cost["requested"], &cost["actual"], was), (&json!(301), &json!(301), executed));
    }
    let (refused, _) = asker.ask(&world, query, of(&world)).await;
    assert_eq!(refused["errors"][0]["extensions"]["code"], "RATE_LIMITED");

    // Of what is not there nothing is rendered.
    let other = Asker { payer: b"a reader of nothing", ..asker };
    let (answer, _) = other.ask(&world, query, json!({ "t": world.brand.slug, "a": world.unused() })).await;
    assert_eq!(answer["extensions"]["cost"]["actual"], 1);
}
