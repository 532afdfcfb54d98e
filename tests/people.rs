//! People: signing in, going on with a session, second factors, lost passwords, invitations and members.

use serde_json::{Value, json};

use crate::support::{
    client::Client,
    world::{PASSWORD, World, address, done, join},
};

const SESSION: &str = "session { accessToken refreshToken tenant { slug role } memberships { slug role } } \
                       userErrors { code field }";

/// Sends a mutation; its payload, or the code of the error above it.
async fn call(client: &Client, field: &str, selection: &str, input: Value) -> Result<Value, String> {
    let (first, rest) = field.split_at(1);
    let of = format!("{}{rest}Input", first.to_uppercase());
    let query = format!("mutation($input: {of}!) {{ {field}(input: $input) {{ {selection} }} }}");
    let body = client.post(json!({ "query": query, "variables": { "input": input } })).await.json();
    match body["errors"][0]["extensions"]["code"].as_str() {
        Some(code) => Err(code.to_owned()),
        None => Ok(body["data"][field].clone()),
    }
}

async fn log_in(client: &Client, email: &str, password: &str, more: Value) -> Result<Value, String> {
    let mut input = json!({ "email": email, "password": password });
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    call(client, "logIn", SESSION, input).await.map(|payload| {
        assert_eq!(payload["userErrors"], json!([]), "{payload}");
        payload["session"].clone()
    })
}

async fn refresh(client: &Client, token: &Value) -> Result<Value, String> {
    let payload = call(client, "refreshSession", SESSION, json!({ "refreshToken": token })).await?;
    Ok(payload["session"].clone())
}

fn signed_in(world: &World, session: &Value) -> Client {
    Client::new(world.app.url(""), session["accessToken"].as_str().map(ToOwned::to_owned))
}

const REFUSED: Result<Value, &str> = Err("UNAUTHENTICATED");

fn same(outcome: Result<Value, String>, what: &str) {
    assert_eq!(outcome.as_ref().map_err(String::as_str).map(|_| ()), REFUSED.map(|_| ()), "{what}");
}

#[tokio::test]
async fn a_person_comes_in_and_goes_on_and_leaves() {
    let world = World::new().await;
    let (stranger, owner) = (world.app.stranger(), world.client(&world.brand.owner));
    let (_, email) = join(&world.app, &owner, &world.brand.slug, "EDITOR").await;
    let session = log_in(&stranger, &email, PASSWORD, json!({})).await.unwrap();
    assert_eq!(session["tenant"], json!({ "slug": world.brand.slug, "role": "EDITOR" }));
    let me = signed_in(&world, &session).query("{ viewer { role account { email } } }").await.data();
    assert_eq!(me["viewer"], json!({ "role": "EDITOR", "account": { "email": email } }));

    let next = refresh(&stranger, &session["refreshToken"]).await.unwrap();
    assert_ne!(next["refreshToken"], session["refreshToken"]);
    let out = json!({ "refreshToken": next["refreshToken"] });
    assert_eq!(call(&stranger, "logOut", "done", out.clone()).await.unwrap()["done"], true);
    same(refresh(&stranger, &next["refreshToken"]).await, "a session that has ended");
    // Whatever the token, the answer is the same.
    assert_eq!(call(&stranger, "logOut", "done", out).await.unwrap()["done"], true);
    assert_eq!(
        call(&stranger, "logOut", "done", json!({ "refreshToken": "crt_x" })).await.unwrap()["done"],
        true
    );
}

#[tokio::test]
async fn a_refresh_token_that_comes_twice_ends_its_family() {
    let world = World::new().await;
    let (stranger, owner) = (world.app.stranger(), world.client(&world.brand.owner));
    let (_, email) = join(&world.app, &owner, &world.brand.slug, "EDITOR").await;
    let first = log_in(&stranger, &email, PASSWORD, json!({})).await.unwrap();
    let other = log_in(&stranger, &email, PASSWORD, json!({})).await.unwrap();
    let second = refresh(&stranger, &first["refreshToken"]).await.unwrap();
    same(refresh(&stranger, &first["refreshToken"]).await, "a token that was used");
    same(refresh(&stranger, &second["refreshToken"]).await, "its successor");
    let other = refresh(&stranger, &other["refreshToken"]).await.expect("another session goes on");
    // Two uses at once: one at most is answered, and the family ends.
    let token = &other["refreshToken"];
    let raced = tokio::join!(refresh(&stranger, token), refresh(&stranger, token));
    let won: Vec<Value> = [raced.0, raced.1].into_iter().flatten().collect();
    assert_eq!(won.len(), 1);
    same(refresh(&stranger, &won[0]["refreshToken"]).await, "the winner of a race that was a theft");
    for made_up in
        [json!(""), json!("crt_"), json!(format!("crt_{}", "A".repeat(64))), json!("x".repeat(100_000))]
    {
        same(refresh(&stranger, &made_up).await, "a token that was never handed out");
    }
}

#[tokio::test]
async fn a_session_ends_with_its_time() {
    let world = World::new().await;
    let (stranger, owner) = (world.app.stranger(), world.client(&world.brand.owner));
    let (_, email) = join(&world.app, &owner, &world.brand.slug, "EDITOR").await;
    let mut session = log_in(&stranger, &email, PASSWORD, json!({})).await.unwrap();
    let idle = log_in(&stranger, &email, PASSWORD, json!({})).await.unwrap();
    world.app.clock.advance(chrono::TimeDelta::minutes(11));
    let late = signed_in(&world, &session).query("{ viewer { role } }").await;
    assert_eq!(late.json()["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
    for _ in 0..6 {
        world.app.clock.advance(chrono::TimeDelta::days(13));
        session = refresh(&stranger, &session["refreshToken"]).await.expect("in time");
    }
    same(refresh(&stranger, &idle["refreshToken"]).await, "a session that nobody went on with");
    world.app.clock.advance(chrono::TimeDelta::days(13));
    same(refresh(&stranger, &session["refreshToken"]).await, "90 days");
}

#[tokio::test]
async fn whatever_is_wrong_the_answer_is_the_same_and_failures_lock() {
    let world = World::new().await;
    let (stranger, owner) = (world.app.stranger(), world.client(&world.brand.owner));
    let (_, email) = join(&world.app, &owner, &world.brand.slug, "EDITOR").await;
    let answer = async |email: &str, password: &str| {
        let query = "mutation($input: LogInInput!) { logIn(input: $input) { userErrors { code } } }";
        let input = json!({ "email": email, "password": password });
        let mut body = stranger.post(json!({ "query": query, "variables": { "input": input } })).await.json();
        body["extensions"]["cost"]["remaining"] = json!(0);
        body.to_string()
    };
    let wrong = answer(&email, "wrong").await;
    for (email, password) in [
        (address(&world.app).as_str(), PASSWORD),
        ("no address", PASSWORD),
        ("", ""),
        (email.as_str(), &"megabyte".repeat(131_072)),
        (email.as_str(), "\u{0}"),
    ] {
        assert_eq!(answer(email, password).await, wrong);
    }
    assert!(wrong.contains("UNAUTHENTICATED"), "{wrong}");
    // Four failures by now; the fifth locks, and the right password does not help.
    answer(&email, "wrong").await;
    answer(&email, "wrong").await;
    assert_eq!(answer(&email, PASSWORD).await, wrong);
    world.app.clock.advance(chrono::TimeDelta::seconds(61));
    log_in(&stranger, &email, PASSWORD, json!({})).await.expect("the lock is over");
}

#[tokio::test]
async fn one_person_acts_in_several_tenants() {
    let world = World::new().await;
    let stranger = world.app.stranger();
    let (_, email) = join(&world.app, &world.client(&world.brand.owner), &world.brand.slug, "EDITOR").await;
    let asked = json!({ "tenant": world.other.slug, "email": email, "role": "AUDITOR" });
    let asked = done(&world.client(&world.other.owner).invite(asked).await, "invited");
    let session = log_in(&stranger, &email, PASSWORD, json!({})).await.unwrap();
    // Nobody else may accept: not a stranger with a password to be, not another account.
    let newcomer = json!({ "invitation": asked["text"], "newPassword": PASSWORD });
    let refused = stranger.accept(newcomer).await["userErrors"][0].clone();
    let (_, another) = join(&world.app, &world.client(&world.brand.owner), &world.brand.slug, "EDITOR").await;
    let another = log_in(&stranger, &another, PASSWORD, json!({})).await.unwrap();
    let text = json!({ "invitation": asked["text"] });
    assert_eq!(signed_in(&world, &another).accept(text.clone()).await["userErrors"][0], refused);
    let never = json!({ "invitation": format!("civ_{}", "A".repeat(86)) });
    assert_eq!(signed_in(&world, &another).accept(never).await["userErrors"][0], refused);
    done(&signed_in(&world, &session).accept(text.clone()).await, "member");
    assert_eq!(signed_in(&world, &session).accept(text).await["userErrors"][0], refused, "twice");

    let session = log_in(&stranger, &email, PASSWORD, json!({})).await.unwrap();
    assert_eq!(session["accessToken"], Value::Null, "several, and none was named");
    assert_eq!(session["memberships"].as_array().map(Vec::len), Some(2));
    let named = json!({ "refreshToken": session["refreshToken"], "tenant": world.other.slug });
    let named = call(&stranger, "refreshSession", SESSION, named).await.unwrap()["session"].clone();
    assert_eq!(named["tenant"], json!({ "slug": world.other.slug, "role": "AUDITOR" }));
}

#[tokio::test]
async fn a_tenant_of_others_is_as_none() {
    let world = World::new().await;
    let stranger = world.app.stranger();
    let (_, email) = join(&world.app, &world.client(&world.brand.owner), &world.brand.slug, "EDITOR").await;
    let session = log_in(&stranger, &email, PASSWORD, json!({})).await.unwrap();
    let errors = async |tenant: &str| {
        let entering = json!({ "email": email, "password": PASSWORD, "tenant": tenant });
        let staying = json!({ "refreshToken": session["refreshToken"], "tenant": tenant });
        let entering = call(&stranger, "logIn", SESSION, entering).await.unwrap();
        let staying = call(&stranger, "refreshSession", SESSION, staying).await.unwrap();
        (entering, staying)
    };
    let foreign = errors(&world.other.slug).await;
    assert_eq!(foreign.0["userErrors"][0]["code"], "NOT_FOUND");
    assert_eq!(foreign, errors(&world.unused()).await);
    refresh(&stranger, &session["refreshToken"]).await.expect("the token was not used up");
}

/// The code of an authenticator app that has this secret, at the world's time.
fn code(world: &World, secret: &Value) -> String {
    use std::fmt::Write;
    let digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits = secret.as_str().unwrap().bytes().fold(String::new(), |mut bits, digit| {
        let value = digits.iter().position(|known| *known == digit).unwrap();
        let _ = write!(bits, "{value:05b}");
        bits
    });
    let key: Vec<u8> = bits
        .as_bytes()
        .chunks_exact(8)
        .map(|byte| u8::from_str_radix(std::str::from_utf8(byte).unwrap(), 2).unwrap())
        .collect();
    let step = api::platform::Clock::now(&*world.app.clock).timestamp() / 30;
    totp(&key, step)
}

/// RFC 6238 over an implementation of its own.
fn totp(key: &[u8], step: i64) -> String {
    use hmac::{KeyInit, Mac};
    let mut mac = hmac::Hmac::<sha1::Sha1>::new_from_slice(key).unwrap();
    mac.update(&step.to_be_bytes());
    let tag = mac.finalize().into_bytes();
    let at = usize::from(tag[19] & 0xf);
    let number = u32::from_be_bytes(tag[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

#[tokio::test]
async fn a_second_factor_is_asked_for_and_demanded() {
    let world = World::new().await;
    let (stranger, brand) = (world.app.stranger(), &world.brand);
    let (_, email) = join(&world.app, &world.client(&brand.owner), &brand.slug, "OWNER").await;
    let me = signed_in(&world, &log_in(&stranger, &email, PASSWORD, json!({})).await.unwrap());
    let demand = json!({ "tenant": brand.slug, "requiresSecondFactor": true });
    assert_eq!(
        call(&me, "updateTenant", "userErrors { code }", demand.clone()).await,
        Err("FORBIDDEN".into())
    );
    let key = call(
        &me,
        "enrolSecondFactor",
        "key { secret uri } userErrors { code }",
        json!({ "password": PASSWORD }),
    );
    let key = key.await.unwrap()["key"].clone();
    // Not confirmed: not asked for.
    log_in(&stranger, &email, PASSWORD, json!({})).await.expect("it is not asked for yet");
    let confirm = "recoveryCodes userErrors { code field }";
    let wrong = call(&me, "confirmSecondFactor", confirm, json!({ "code": "12345x" })).await.unwrap();
    assert_eq!(wrong["userErrors"][0]["code"], "INVALID");
    let right = json!({ "code": code(&world, &key["secret"]) });
    let codes =
        call(&me, "confirmSecondFactor", confirm, right.clone()).await.unwrap()["recoveryCodes"].clone();
    assert_eq!(codes.as_array().map(Vec::len), Some(10));

    same(log_in(&stranger, &email, PASSWORD, json!({})).await, "no code");
    same(log_in(&stranger, &email, PASSWORD, right).await, "a code that was used");
    world.app.clock.advance(chrono::TimeDelta::seconds(30));
    let fresh = json!({ "code": code(&world, &key["secret"]) });
    let strong = log_in(&stranger, &email, PASSWORD, fresh).await.expect("a fresh code");
    let recovery = json!({ "code": codes[3].as_str().unwrap().to_uppercase() });
    log_in(&stranger, &email, PASSWORD, recovery.clone()).await.expect("a recovery code");
    same(log_in(&stranger, &email, PASSWORD, recovery).await, "a recovery code that was used");

    let strong = signed_in(&world, &strong);
    let done_with = call(&strong, "updateTenant", "userErrors { code }", demand).await.unwrap();
    assert_eq!(done_with["userErrors"], json!([]));
    let draft = done(&strong.open_draft(json!({ "tenant": brand.slug, "app": brand.app })).await, "draft");
    let publish = json!({ "draftId": draft["id"], "effectiveOn": "2026-01-03" });
    let publishing = "version { number } userErrors { code }";
    let weak = world.client(&brand.owner);
    assert_eq!(call(&weak, "publishDraft", publishing, publish.clone()).await, Err("FORBIDDEN".into()));
    assert_eq!(call(&strong, "publishDraft", publishing, publish).await.unwrap()["userErrors"], json!([]));

    world.app.clock.advance(chrono::TimeDelta::seconds(30));
    let strong = json!({ "code": code(&world, &key["secret"]) });
    let me = signed_in(&world, &log_in(&stranger, &email, PASSWORD, strong).await.unwrap());
    let last = json!({ "password": PASSWORD, "code": codes[4] });
    assert_eq!(call(&me, "removeSecondFactor", "done", last).await.unwrap()["done"], true);
    log_in(&stranger, &email, PASSWORD, json!({})).await.expect("it is asked for no more");
}

#[tokio::test]
async fn a_lost_password_is_set_with_a_link_once() {
    let world = World::new().await;
    let (stranger, brand) = (world.app.stranger(), &world.brand);
    let (account, email) = join(&world.app, &world.client(&brand.owner), &brand.slug, "EDITOR").await;
    let session = log_in(&stranger, &email, PASSWORD, json!({})).await.unwrap();
    let lost = json!({ "tenant": brand.slug, "accountId": account });
    let owner = world.client(&brand.owner);
    assert_eq!(call(&owner, "recoverMember", "link", lost.clone()).await, Err("FORBIDDEN".into()));
    let operator = world.client(&world.operator);
    let recover =
        async || call(&operator, "recoverMember", "link", lost.clone()).await.unwrap()["link"].clone();
    let (replaced, link) = (recover().await, recover().await);
    let set = async |link: &Value, password: &str| {
        let input = json!({ "link": link, "newPassword": password });
        call(&stranger, "resetPassword", "done userErrors { code field }", input).await.unwrap()
    };
    let dead = set(&replaced, "another password").await;
    assert_eq!(dead["userErrors"], json!([{ "code": "INVALID", "field": ["link"] }]));
    let short = set(&link, "short").await;
    assert_eq!(short["userErrors"], json!([{ "code": "INVALID", "field": ["newPassword"] }]));
    assert_eq!(set(&link, "another password").await["done"], true);
    assert_eq!(set(&link, "a third password").await, dead, "twice");
    assert_eq!(set(&json!("cpl_x"), "a third password").await, dead, "made up");
    let late = recover().await;
    world.app.clock.advance(chrono::TimeDelta::minutes(61));
    assert_eq!(set(&late, "a third password").await, dead, "too late");
    same(refresh(&stranger, &session["refreshToken"]).await, "a session from before");
    same(log_in(&stranger, &email, PASSWORD, json!({})).await, "the old password");
    let session = log_in(&stranger, &email, "another password", json!({})).await.expect("the new one");

    let me = signed_in(&world, &session);
    let change = json!({ "password": "not it at all", "newPassword": "a third password" });
    let wrong = call(&me, "changePassword", "userErrors { code field }", change).await.unwrap();
    assert_eq!(wrong["userErrors"], json!([{ "code": "INVALID", "field": ["password"] }]));
    let change = json!({ "password": "another password", "newPassword": "a third password" });
    assert_eq!(call(&me, "changePassword", "done", change).await.unwrap()["done"], true);
    log_in(&stranger, &email, "a third password", json!({})).await.expect("the third");
}

#[tokio::test]
async fn members_come_and_go_and_one_owner_stays() {
    let world = World::new().await;
    let (stranger, brand) = (world.app.stranger(), &world.brand);
    let owner = world.client(&brand.owner);
    let (boss, boss_email) = join(&world.app, &owner, &brand.slug, "OWNER").await;
    let boss_client = signed_in(&world, &log_in(&stranger, &boss_email, PASSWORD, json!({})).await.unwrap());
    let role = async |account: &str, role: &str| {
        let input = json!({ "tenant": brand.slug, "accountId": account, "role": role });
        call(&boss_client, "setMemberRole", "member { role } userErrors { code field }", input).await.unwrap()
    };
    let last = json!([{ "code": "ILLEGAL_STATE", "field": ["accountId"] }]);
    assert_eq!(role(&boss, "EDITOR").await["userErrors"], last);
    let (editor, email) = join(&world.app, &owner, &brand.slug, "EDITOR").await;
    let session = log_in(&stranger, &email, PASSWORD, json!({})).await.unwrap();
    assert_eq!(role(&editor, "REVIEWER").await["member"]["role"], "REVIEWER");
    let session = refresh(&stranger, &session["refreshToken"]).await.unwrap();
    assert_eq!(session["tenant"]["role"], "REVIEWER");

    // Owners see addresses, others their own.
    let list = format!(
        "{{ tenant(slug: \"{}\") {{ members {{ nodes {{ accountId email }} }} \
         invitations {{ nodes {{ email state }} }} }} }}",
        brand.slug
    );
    let seen = boss_client.query(&list).await.data()["tenant"].clone();
    let addresses = |seen: &Value| -> Vec<Value> {
        seen["members"]["nodes"].as_array().unwrap().iter().map(|member| member["email"].clone()).collect()
    };
    assert!(addresses(&seen).iter().all(Value::is_string), "{seen}");
    assert!(seen["invitations"]["nodes"].as_array().unwrap().len() > 2, "{seen}");
    let seen = signed_in(&world, &session).query(&list).await.data()["tenant"].clone();
    assert_eq!(addresses(&seen).iter().filter(|email| email.is_string()).count(), 1);
    assert_eq!(seen["invitations"]["nodes"], json!([]));

    let gone = json!({ "tenant": brand.slug, "accountId": editor });
    let removed = call(&boss_client, "removeMember", "member { role } userErrors { code }", gone.clone())
        .await
        .unwrap();
    assert_eq!(removed["member"]["role"], "REVIEWER");
    let again =
        call(&boss_client, "removeMember", "member { role } userErrors { code }", gone).await.unwrap();
    assert_eq!(again["userErrors"][0]["code"], "NOT_FOUND");
    let alone = refresh(&stranger, &session["refreshToken"]).await.unwrap();
    assert_eq!((&alone["accessToken"], &alone["memberships"]), (&Value::Null, &json!([])));
}

#[tokio::test]
async fn a_parent_asks_the_first_owner_and_nobody_after() {
    let world = World::new().await;
    let platform = world.client(&world.platform.owner);
    let slug = world.unused();
    let input = json!({ "slug": slug, "kind": "OEM_BRAND", "name": [{ "locale": "en", "text": "New" }] });
    done(&platform.create_tenant(input).await, "tenant");
    let ask = |role: &str| json!({ "tenant": slug, "email": address(&world.app), "role": role });
    assert_eq!(platform.invite(ask("EDITOR")).await["userErrors"][0]["code"], "NOT_FOUND");
    assert_eq!(
        world.client(&world.other.owner).invite(ask("OWNER")).await["userErrors"][0]["code"],
        "NOT_FOUND"
    );
    join(&world.app, &platform, &slug, "OWNER").await;
    assert_eq!(platform.invite(ask("OWNER")).await["userErrors"][0]["code"], "NOT_FOUND");
}
