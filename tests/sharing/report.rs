//! The monthly report, in its three forms.

use std::io::Read;

use reqwest::Method;
use serde_json::{Value, json};
use zip::ZipArchive;

use super::support::{RECORDED, check_reasons, record, void, with, with_key};
use crate::support::{
    client::{Client, Reply},
    world::{World, done, event},
};

async fn get(client: &Client, query: &str) -> Reply {
    client.get(&format!("/v1/sharing-report?{query}")).await
}

fn counts(records: i64, subjects: i64, deviates: i64, undecided: i64) -> Value {
    json!({ "records": records, "subjects": subjects, "deviates": deviates, "undecided": undecided })
}

/// What a reporter wrote to be taken for a formula, or for markup.
const EVIL: &str = "=cmd|'/c calc'!A1<script>";

async fn reported(world: &World) {
    let (brand, owner) = (&world.brand, world.client(&world.brand.owner));
    let evil = json!({ "recipient": EVIL, "subjects": 100 });
    done(&record(&owner, brand, with(event("a"), evil)).await, "recorded");
    let early = json!({ "occurredAt": "2025-12-31T23:59:59.999Z" });
    done(&record(&owner, brand, with(event("b"), early)).await, "recorded");
    let first = json!({ "occurredAt": "2026-01-01T00:00:00Z", "recipient": "ads" });
    done(&record(&owner, brand, with(event("c"), first)).await, "recorded");
    let quiet = json!({ "tenant": brand.slug, "app": brand.quiet, "record": event("d") });
    done(&owner.call("recordSharing", RECORDED, quiet).await, "recorded");
}

#[tokio::test]
async fn a_month_is_told_in_numbers() {
    let world = World::new().await;
    reported(&world).await;
    let (brand, owner) = (&world.brand, world.client(&world.brand.owner));
    let reply = get(&owner, &format!("tenant={}&month=2026-01&format=json", brand.slug)).await;
    assert_eq!(reply.header("cache-control"), "private, no-store");
    assert_eq!(reply.header("content-type"), "application/json; charset=utf-8");
    let whole = reply.json();
    let row = |name: &str, of: &str, counts: Value| with(counts, json!({ name: of }));
    assert_eq!(whole["month"], "2026-01");
    assert_eq!(whole["total"]["records"], 7);
    let recipients = whole["recipients"].as_array().expect("a list");
    let told: Vec<_> =
        recipients.iter().map(|it| (it["recipient"].as_str().expect("text"), &it["records"])).collect();
    assert_eq!(told, [("umeng", &json!(5)), (EVIL, &json!(1)), ("ads", &json!(1))]);
    let of_evil = recipients.iter().find(|it| it["recipient"] == EVIL).expect("told");
    assert_eq!(*of_evil, row("recipient", EVIL, counts(1, 100, 1, 0)));
    let days = whole["days"].as_array().expect("a list");
    assert_eq!(
        days.iter().map(|it| it["day"].as_str()).collect::<Vec<_>>(),
        [Some("2026-01-01"), Some("2026-01-02")]
    );
    let quiet =
        get(&owner, &format!("tenant={}&app={}&month=2026-01&format=json", brand.slug, brand.quiet)).await;
    assert_eq!(quiet.json()["total"]["records"], 1);
    let before = get(&owner, &format!("tenant={}&month=2025-12&format=json", brand.slug)).await;
    assert_eq!(before.json()["total"]["records"], 1);
    let never = get(&owner, &format!("tenant={}&month=2025-11&format=json", brand.slug)).await;
    let nothing = json!({ "month": "2025-11", "total": counts(0, 0, 0, 0), "recipients": [], "days": [], "reasons": [] });
    assert_eq!(never.json(), nothing);
}

#[tokio::test]
async fn deviations_are_told_by_reason() {
    let world = World::new().await;
    let (brand, owner) = (&world.brand, world.client(&world.brand.owner));
    reported(&world).await;
    check_reasons(&world.app, brand.owner.tenant).await;
    let told = async |query: &str| {
        let path = format!("tenant={}&month=2026-01&format=json{query}", brand.slug);
        get(&owner, &path).await.json()["reasons"].clone()
    };
    let with_whom = |named: &[(&str, i64)]| {
        let one = |(recipient, records): &(&str, i64)| json!({ "recipient": recipient, "records": records });
        named.iter().map(one).collect::<Vec<_>>()
    };
    let reason = |code: &str, conformity: &str, recipients: &[(&str, i64)]| {
        let records: i64 = recipients.iter().map(|(_, records)| records).sum();
        json!({ "reason": code, "conformity": conformity, "records": records,
                "recipients": with_whom(recipients) })
    };
    let unstated = reason("NOT_STATED", "UNDECIDED", &[("umeng", 4)]);
    let unpublished = reason("NO_VERSION_IN_FORCE", "UNDECIDED", &[("ads", 1), ("umeng", 1)]);
    let undeclared = |named: &[(&str, i64)]| reason("RECIPIENT_NOT_DECLARED", "DEVIATES", named);
    assert_eq!(told("").await, json!([unstated, unpublished, undeclared(&[(EVIL, 1)])]));
    let quiet = told(&format!("&app={}", brand.quiet)).await;
    assert_eq!(quiet, json!([reason("NO_VERSION_IN_FORCE", "UNDECIDED", &[("umeng", 1)])]));

    // What is corrected and voided counts no more; more recipients than a page names.
    let to = |recipient: &str, id: &str| with(event(id), json!({ "recipient": recipient }));
    let wrong = done(&record(&owner, brand, to("one", "e")).await, "recorded");
    let right = json!({ "corrects": wrong["recordId"], "reason": "wrong" });
    done(&record(&owner, brand, with(to("two", "f"), right)).await, "recorded");
    let gone = done(&record(&owner, brand, to("three", "g")).await, "recorded");
    done(&void(&owner, brand, &gone["recordId"], "never").await, "recorded");
    for (recipient, id) in [("two", "h"), ("four", "i"), ("five", "j")] {
        done(&record(&owner, brand, to(recipient, id)).await, "recorded");
    }
    let named = [("two", 2), (EVIL, 1), ("five", 1), ("four", 1)];
    assert_eq!(told("").await, json!([undeclared(&named), unstated, unpublished]));
    check_reasons(&world.app, brand.owner.tenant).await;

    let page = async |lang: &str| {
        get(&owner, &format!("tenant={}&month=2026-01&lang={lang}", brand.slug)).await.text
    };
    let english = page("en").await;
    assert!(english.contains(">Recipient not declared</th>"), "{english}");
    let named = "two (2), =cmd|'/c calc'!A1&lt;script&gt; (1), five (1) and 1 more</td>";
    assert!(english.contains(named), "{english}");
    let chinese = page("zh-CN").await;
    assert!(chinese.contains(">未声明该接收方</th>"), "{chinese}");
    assert!(chinese.contains("five（1），另有 1 个</td>"), "{chinese}");
}

#[tokio::test]
async fn the_page_needs_nothing_but_itself() {
    let world = World::new().await;
    reported(&world).await;
    let (brand, owner) = (&world.brand, world.client(&world.brand.owner));
    let reply = get(&owner, &format!("tenant={}&month=2026-01", brand.slug)).await;
    assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(reply.header("content-language"), "en");
    assert!(reply.header("content-security-policy").starts_with("default-src 'none'; style-src 'sha256-"));
    let page = &reply.text;
    assert!(page.contains("<title>Data sharing report 2026-01</title>"), "{page}");
    assert_eq!(page.matches("<svg").count(), 3);
    assert_eq!(page.matches("role=\"img\"").count(), 3);
    assert_eq!(page.matches("<script").count(), 0);
    assert_eq!(
        (page.matches("http:").count(), page.matches("https:").count(), page.matches(" style=").count()),
        (0, 0, 0)
    );
    // Three bars of recipients, one for each day of the month, and three of reasons.
    assert_eq!(page.matches("<rect").count(), 3 + 31 + 3);
    assert!(page.contains("=cmd|'/c calc'!A1&lt;script&gt;</th>"), "{page}");
    let chinese = get(&owner, &format!("tenant={}&month=2026-01&lang=zh-CN", brand.slug)).await;
    assert_eq!(chinese.header("content-language"), "zh-CN");
    assert!(chinese.text.contains("<title>2026-01 个人信息共享报告</title>"));
    let empty = get(&owner, &format!("tenant={}&month=2024-01", brand.slug)).await;
    assert!(empty.text.contains("Nothing was recorded in this month."));
    assert_eq!(empty.text.matches("<svg").count(), 0);
}

#[tokio::test]
async fn the_workbook_has_no_formula() {
    let world = World::new().await;
    reported(&world).await;
    let (brand, owner) = (&world.brand, world.client(&world.brand.owner));
    let path = format!("/v1/sharing-report?tenant={}&month=2026-01&format=xlsx", brand.slug);
    let response = owner.request(Method::GET, &path).send().await.expect("an answer");
    let header = |name: &str| response.headers()[name].to_str().expect("text").to_owned();
    assert_eq!(header("content-type"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    assert_eq!(header("content-disposition"), "attachment; filename=\"sharing-2026-01.xlsx\"");
    assert_eq!(header("cache-control"), "private, no-store");
    let bytes = response.bytes().await.expect("a body");
    let mut archive = ZipArchive::new(std::io::Cursor::new(bytes)).expect("a workbook");
    let mut part = |name: &str| {
        let mut text = String::new();
        archive.by_name(name).expect(name).read_to_string(&mut text).expect("text");
        text
    };
    let strings = part("xl/sharedStrings.xml");
    assert!(strings.contains("<t>=cmd|'/c calc'!A1&lt;script&gt;</t>"), "{strings}");
    for name in ["xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml"] {
        let sheet = part(name);
        assert_eq!((sheet.matches("<f>").count(), sheet.matches("<f ").count()), (0, 0), "{sheet}");
        assert!(sheet.contains("<drawing"), "{sheet}");
    }
    assert_eq!(part("xl/worksheets/sheet1.xml").matches("<row ").count(), 4);
    assert_eq!(part("xl/worksheets/sheet3.xml").matches("<row ").count(), 4);
    assert!(strings.contains("<t>Recipient not declared</t>"), "{strings}");
    assert!(part("xl/workbook.xml").contains("name=\"Volume by recipient\""));
    assert!(part("xl/charts/chart1.xml").contains("'Volume by recipient'!$B$2:$B$4"));
}

#[tokio::test]
async fn the_report_is_for_whoever_reads_the_tenant() {
    let world = World::new().await;
    let (brand, owner) = (&world.brand, world.client(&world.brand.owner));
    let query = format!("tenant={}&month=2026-01&format=json", brand.slug);
    let status = async |client: &Client, query: &str| get(client, query).await.status.as_u16();
    let (reader, _) = with_key(&world, brand, &["READ"], None).await;
    for client in [&owner, &reader, &world.client(&world.operator)] {
        assert_eq!(status(client, &query).await, 200);
    }
    let (bound, _) = with_key(&world, brand, &["READ"], Some(&brand.quiet)).await;
    assert_eq!(get(&bound, &query).await.json()["total"]["records"], 0, "of its app alone");
    let of_another = format!("{query}&app={}", brand.app);
    assert_eq!(status(&bound, &of_another).await, 404);
    let foreign = get(&world.client(&world.other.owner), &query).await;
    let unknown = get(&owner, "tenant=no-such-tenant&month=2026-01").await;
    assert_eq!((foreign.status.as_u16(), &foreign.text), (404, &unknown.text));
    assert_eq!(foreign.header("cache-control"), "private, no-store");
    let (reporter, _) = with_key(&world, brand, &["SHARING_WRITE"], None).await;
    assert_eq!(status(&reporter, &query).await, 403);
    for asked in [query.as_str(), "", "month=x"] {
        assert_eq!(status(&world.app.stranger(), asked).await, 401, "{asked}");
    }
    let slug = &brand.slug;
    for asked in [
        String::new(),
        format!("tenant={slug}"),
        format!("tenant={slug}&month=2026-13"),
        format!("tenant={slug}&month=2026-01&format=pdf"),
        format!("tenant={slug}&month=2026-01&lang=_"),
    ] {
        assert_eq!(status(&owner, &asked).await, 400, "{asked}");
    }
}
