//! Hosted lists that tell when something was last shared.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use api::{
    disclosures::{Form, Page, Place, Reader, Records, STALE, Shelf, Wanted},
    platform::{Clock, SystemRandom, error::Result, scope::Session},
};
use chrono::TimeDelta;
use disclosure::render::html::LastShared;
use serde_json::{Value, json};

use super::support::{RECORDED, with};
use crate::{
    conformity::{PHOTO, adopted, declare, publish},
    support::{
        client::{Client, Reply},
        rows::Rows,
        world::{Party, World, done},
    },
};

/// The heading of the column, in English.
const HEADING: &str = ">Last shared</th>";

async fn published(world: &World, party: &Party) {
    declare(world, party, |_| {}).await;
    publish(world, party, adopted()).await;
}

async fn show(world: &World, party: &Party, shown: bool) -> Value {
    let input = json!({ "tenant": party.slug, "lastSharedShown": shown });
    let owner = world.client(&party.owner);
    done(&owner.call("updateTenant", "updated { tenant { lastSharedShown } }", input).await, "updated")
}

async fn page(world: &World, party: &Party, query: &str) -> Reply {
    world.app.stranger().get(&format!("/p/{}/{PHOTO}/shared{query}", party.slug)).await
}

async fn record(client: &Client, party: &Party, recipient: &str, day: &str) -> Value {
    let told = json!({
        "recipient": recipient, "items": ["imei"], "purpose": "statistics", "basis": "consent",
        "occurredAt": format!("{day}T23:59:59.999Z"), "externalId": format!("{recipient}-{day}"),
    });
    let input = json!({ "tenant": party.slug, "app": PHOTO, "record": told });
    done(&client.call("recordSharing", RECORDED, input).await, "recorded")
}

/// What the column says in each row that names one of these, in their order.
fn told(page: &str, named: &[&str]) -> Vec<String> {
    let cell = |name: &&str| {
        let row = page.split("<tr ").find(|row| row.contains(name)).expect(name);
        let (_, text) = row.split_once("data-label=\"Last shared\"><div>").expect("a cell");
        text.split_once("</div>").expect("an end").0.to_owned()
    };
    named.iter().map(cell).collect()
}

const NAMES: [&str; 4] = [
    "id=\"recipient-authority\"",
    "id=\"recipient-partners\"",
    "id=\"recipient-social-platforms\"",
    "Umeng SDK",
];

#[tokio::test]
async fn a_list_tells_the_day_of_each_recipient_where_the_tenant_wants_it() {
    let world = World::new().await;
    let (brand, other) = (&world.brand, &world.platform);
    let owner = world.client(&brand.owner);
    published(&world, brand).await;
    published(&world, other).await;
    for (recipient, day) in
        [("authority", "2025-12-03"), ("authority", "2025-11-30"), ("broker", "2025-12-24")]
    {
        record(&owner, brand, recipient, day).await;
    }
    let wrong = record(&owner, brand, "social_platforms", "2025-12-05").await;
    let void = json!({ "tenant": brand.slug, "recordId": wrong["recordId"], "reason": "never" });
    done(&owner.call("voidSharingRecord", RECORDED, void).await, "recorded");
    // What is tried out was shared with nobody.
    let environment = async |environment: &str| {
        let input = json!({ "tenant": brand.slug, "app": PHOTO, "environment": environment });
        done(&owner.call("updateApp", "app { slug }", input).await, "app");
    };
    environment("STAGING").await;
    record(&owner, brand, "partners", "2025-12-25").await;
    environment("LIVE").await;

    assert_eq!(show(&world, brand, true).await, json!({ "tenant": { "lastSharedShown": true } }));
    show(&world, brand, true).await;
    let rows = Rows::of(&world.app, brand.owner.tenant).await;
    assert_eq!(rows.with("audit_events", "tenant.last_shared_changed"), 1);
    let english = page(&world, brand, "?lang=en").await;
    assert!(english.text.contains(HEADING), "{}", english.text);
    let never = "No record so far";
    let unreported = "Sent by the device itself, not recorded";
    assert_eq!(told(&english.text, &NAMES), ["3 December 2025", never, never, unreported]);
    assert!(!english.text.contains("24 December"), "who is not on the list is not told of");
    assert!(english.text.contains("as of 2 January 2026 (UTC)"));
    let chinese = page(&world, brand, "?lang=zh-CN").await.text;
    assert!(chinese.contains(">最近一次提供日期</th>"), "{chinese}");
    assert!(chinese.contains("2025年12月3日") && chinese.contains("尚无提供记录"), "{chinese}");
    assert!(chinese.contains("最近一次提供日期以提供记录为准，截至2026年1月2日（UTC）。"));

    // The day after, what was recorded meanwhile is told, with another tag; no copy may be older than a day.
    record(&owner, brand, "sdk:umeng", "2026-01-01").await;
    let same = page(&world, brand, "?lang=en").await;
    assert_eq!((same.header("etag"), &same.text), (english.header("etag"), &english.text));
    let kept = "public, max-age=60, stale-while-revalidate=60, stale-if-error=82740";
    assert_eq!(same.header("cache-control"), kept);
    world.app.clock.advance(TimeDelta::days(1));
    let next = page(&world, brand, "?lang=en").await;
    assert_ne!(next.header("etag"), english.header("etag"));
    assert_eq!(told(&next.text, &NAMES), ["3 December 2025", never, never, "1 January 2026"]);

    // Neither the other lists and forms tell it, nor a version that is in force no more, nor other tenants.
    let day = "stale-if-error=86400";
    let elsewhere = page(&world, other, "?lang=en").await;
    assert!(!elsewhere.text.contains("Last shared") && elsewhere.header("cache-control").ends_with(day));
    for path in ["/p/{}/photo?lang=en", "/p/{}/photo/collected?lang=en", "/v1/disclosures/{}/photo?locale=en"]
    {
        let reply = world.app.stranger().get(&path.replace("{}", &brand.slug)).await;
        assert!(!reply.text.contains("Last shared") && reply.status.as_u16() == 200, "{path}");
    }
    publish(&world, brand, json!({ "effectiveOn": "2026-01-03" })).await;
    assert!(page(&world, brand, "?lang=en").await.text.contains(HEADING));
    assert!(!page(&world, brand, "?lang=en&version=1").await.text.contains(HEADING));

    show(&world, brand, false).await;
    tokio::time::sleep(STALE + std::time::Duration::from_millis(200)).await;
    let plain = page(&world, brand, "?lang=en").await;
    assert!(!plain.text.contains("Last shared") && plain.header("cache-control").ends_with(day));
}

/// Records that count how often they are asked.
#[derive(Default)]
struct Asked(AtomicU64);

impl Records for Asked {
    async fn last_shared(&self, _: Place) -> Result<LastShared> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(LastShared { as_of: "2026-01-02".parse().expect("a day"), ..LastShared::default() })
    }
}

#[tokio::test]
async fn who_does_not_want_it_pays_nothing_for_it() {
    let world = World::new().await;
    let (brand, other) = (&world.brand, &world.other);
    for party in [brand, other] {
        published(&world, party).await;
    }
    show(&world, brand, true).await;
    let mut statements = Vec::new();
    for (party, shown) in [(brand, 1), (other, 0)] {
        let state = &world.app.state;
        let random = Arc::new(SystemRandom);
        let session = Session::new(state.database.clone(), world.app.clock.clone(), random, None);
        let reader = Reader::new(session.clone(), Shelf::new(1 << 20));
        let wanted = Wanted {
            tenant: &party.slug,
            app: PHOTO,
            locales: vec!["en".into()],
            at: world.app.clock.now(),
            version: None,
        };
        let asked = Asked::default();
        let form = Form::Page(Page::Shared);
        let made = reader.represent(&wanted, form, &asked).await.unwrap().expect("a list");
        assert_eq!(made.of_today, shown == 1);
        statements.push(session.statements());
        reader.represent(&wanted, form, &asked).await.unwrap().expect("a list");
        for form in [Form::Json, Form::Page(Page::Policy), Form::Page(Page::Collected)] {
            assert!(!reader.represent(&wanted, form, &asked).await.unwrap().expect("a form").of_today);
        }
        assert_eq!(asked.0.load(Ordering::Relaxed), shown);
    }
    assert_eq!(statements[0], statements[1], "asking the records is all that it costs");
}

#[tokio::test]
async fn what_is_not_on_the_list_fills_nobody_s_answer() {
    let world = World::new().await;
    let (brand, owner) = (&world.brand, world.client(&world.brand.owner));
    published(&world, brand).await;
    show(&world, brand, true).await;
    // More recipients than sums are told of at once.
    let stray = |number: usize| {
        let told = json!({ "recipient": format!("stray-{number}"), "externalId": format!("s-{number}") });
        with(crate::support::world::event(""), told)
    };
    let party = Party { app: PHOTO.to_owned(), ..brand.clone() };
    for part in 0..3 {
        let records = (part * 500..part * 500 + 500).map(stray).collect();
        done(&super::support::batch(&owner, &party, records, "ALL_OR_NOTHING").await, "batch");
    }
    record(&owner, brand, "partners", "2025-12-31").await;
    let reply = page(&world, brand, "?lang=en").await;
    assert_eq!(told(&reply.text, &NAMES[1..2]), ["31 December 2025"]);
}
