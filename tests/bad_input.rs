//! What nobody should send: a clear error with a stable code, or harmless text; never a fault of ours.

use std::collections::BTreeMap;

use api::platform::{Cursor, CursorKey};
use serde_json::{Value, json};

use crate::support::{
    asking::document,
    client::{Client, Reply},
    sdl::Sdl,
    world::{Party, World, done, manifest},
};

/// Texts that break what takes them on trust.
fn hostile() -> Vec<String> {
    let texts = [
        "",
        " ",
        ".",
        "..",
        "../../etc/passwd",
        "a/b",
        "a\\b",
        "a\0b",
        "\0",
        "%00",
        "%2e%2e%2f",
        "A",
        "-a",
        "a_b",
        "相册",
        "é\u{301}\u{202e}\u{feff}",
        "\u{10ffff}",
        "😀",
        "'; drop table tenants; --",
        "\" or 1=1 --",
        "$1",
        "{{7*7}}${7*7}<%= 7*7 %>{% raw %}{ $x }",
        "<script>alert(1)</script>",
        "\r\nset-cookie: a=b",
    ];
    texts.into_iter().map(ToOwned::to_owned).chain(["a".repeat(10_240), "相".repeat(10_240)]).collect()
}

/// The values with which every root field of the schema can be asked.
fn values(field: &str, party: &Party) -> BTreeMap<String, String> {
    let slug = if field == "tenant" { &party.slug } else { &party.app };
    let text = manifest(&party.slug, party.kind, &[&party.app], "9.6.1");
    let id = if field == "policyVersion" { &party.version_id } else { &party.app_id };
    [
        ("slug", slug),
        ("tenant", &party.slug),
        ("app", &party.app),
        ("id", id),
        ("ids", id),
        ("input.slug", slug),
        ("input.tenant", &party.slug),
        ("input.app", &party.app),
        ("input.apps", &party.app),
        ("input.draftId", &party.draft_id),
        ("input.verificationId", &party.verification_id),
        ("input.apiKeyId", &party.key_id),
        ("input.accountId", &party.member_id),
        ("input.invitationId", &party.invitation_id),
        ("input.recordId", &party.record_ids[3]),
        ("input.manifest", &text),
    ]
    .map(|(path, value)| (path.to_owned(), value.clone()))
    .into()
}

/// The codes of everything that stands in the way.
fn codes(reply: &Reply) -> Vec<String> {
    let body = reply.json();
    let top = body["errors"].as_array().into_iter().flatten().map(|error| &error["extensions"]["code"]);
    let payloads = body["data"].as_object().into_iter().flat_map(|data| data.values());
    let user =
        payloads.filter_map(|payload| payload["userErrors"].as_array()).flatten().map(|error| &error["code"]);
    top.chain(user).map(|code| code.as_str().expect("every error has a code").to_owned()).collect()
}

#[tokio::test]
async fn hostile_texts_in_every_argument_are_refused_or_harmless() {
    let world = World::new().await;
    let sdl = Sdl::served();
    let mut sent = 0;
    for client in [world.client(&world.brand.owner), world.client(&world.operator), world.app.stranger()] {
        for (operation, field) in sdl.roots() {
            let texts = sdl.values(field).into_iter().filter(|(_, it)| it.of == "String" || it.of == "ID");
            for (path, _) in texts {
                for text in hostile() {
                    let mut values = values(&field.name, &world.brand);
                    values.insert(path.clone(), text.clone());
                    let reply = client.query(&document(&sdl, operation, field, &values, 0)).await;
                    let codes = codes(&reply);
                    let (name, told) = (&field.name, format!("{:.40}", text.escape_debug().to_string()));
                    assert!(
                        !codes.iter().any(|code| code == "INTERNAL"),
                        "{name}({path}: {told}): {:.600}",
                        reply.text
                    );
                    let status = reply.status.as_u16();
                    assert!([200, 400].contains(&status), "{name}({path}: {told}): {status}");
                    sent += 1;
                }
            }
        }
    }
    assert!(sent > 1000, "{sent} requests are not every argument");
}

#[tokio::test]
async fn hostile_addresses_find_nothing() {
    let world = World::new().await;
    let (stranger, party) = (world.app.stranger(), &world.brand);
    let percent = |text: &str| text.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
    // What a client itself resolves or refuses to send never arrives.
    let sent = |text: &&String| !text.trim_matches('.').is_empty() && text.len() < 20_000;
    for text in hostile().iter().filter(sent) {
        let text = percent(text);
        for path in [
            format!("/v1/disclosures/{text}/{}", party.app),
            format!("/v1/disclosures/{}/{text}", party.slug),
            format!("/p/{text}/{}", party.app),
            format!("/p/{}/{text}", party.slug),
            format!("/p/{}/{}/{text}", party.slug, party.app),
            format!("/v1/disclosures/{}/{}?version={text}", party.slug, party.app),
            format!("/v1/disclosures/{}/{}?key={text}", party.slug, party.app),
            format!("/v1/policy-state/{text}/{}", party.app),
            format!("/v1/policy-state/{}/{text}", party.slug),
            format!("/v1/policy-state/{}/{}?accepted={text}", party.slug, party.app),
            format!("/p/{}/{}?key={text}", party.slug, party.app),
        ] {
            let reply = stranger.get(&path).await;
            let status = reply.status.as_u16();
            assert!([400, 401, 404, 414].contains(&status), "{status} for {path:.120}");
        }
    }
}

async fn refused(client: &Client, document: &str) -> (String, Vec<String>) {
    let reply = client.query(document).await;
    let body = reply.json();
    let error = &body["errors"][0]["extensions"];
    let field = error["field"].as_array().into_iter().flatten();
    let code = error["code"].as_str().unwrap_or_default().to_owned();
    (code, field.map(|name| name.as_str().expect("a name").to_owned()).collect())
}

#[tokio::test]
async fn pages_languages_and_days_that_cannot_be_are_invalid() {
    let world = World::new().await;
    let owner = world.client(&world.brand.owner);
    let (tenant, app) = (&world.brand.slug, &world.brand.app);
    let apps = |args: &str| format!("{{ tenant(slug: {tenant:?}) {{ apps({args}) {{ nodes {{ id }} }} }} }}");
    let cursor = |name: &str, keys: Vec<CursorKey>| Cursor::new(name, keys).encode();
    let foreign = cursor("tenants", vec![CursorKey::Text("a".into())]);
    let nul = cursor("apps", vec![CursorKey::Text("a\0".into())]);
    let number = cursor("apps", vec![CursorKey::Number(1)]);
    let short = cursor("apps", vec![]);
    let fine = cursor("apps", vec![CursorKey::Text("'; --".into())]);
    for (args, code) in [
        ("first: -1".to_owned(), "INVALID"),
        ("last: -2147483648".to_owned(), "INVALID"),
        ("first: 1, last: 1".to_owned(), "INVALID"),
        ("first: 101".to_owned(), "LIMIT_EXCEEDED"),
        ("first: 2147483648".to_owned(), "INVALID"),
        (r#"after: "nonsense""#.to_owned(), "INVALID"),
        (format!("after: {foreign:?}"), "INVALID"),
        (format!("after: {nul:?}"), "INVALID"),
        (format!("after: {number:?}"), "INVALID"),
        (format!("before: {short:?}"), "INVALID"),
        (format!("after: {fine:?}"), ""),
        ("first: 0".to_owned(), ""),
    ] {
        assert_eq!(refused(&owner, &apps(&args)).await.0, code, "{args}");
    }
    let versions = |args: &str| {
        format!("{{ app(tenant: {tenant:?}, slug: {app:?}) {{ versions({args}) {{ nodes {{ id }} }} }} }}")
    };
    let keys = |number| cursor("versions", vec![CursorKey::Number(number)]);
    for number in [i64::MIN, -1, 0, i64::from(i32::MAX) + 1, i64::MAX] {
        assert_eq!(refused(&owner, &versions(&format!("after: {:?}", keys(number)))).await.0, "", "{number}");
    }
    for tag in ["", "x", "not a tag", "zh_CN_", "../../en"] {
        let name = format!("{{ tenant(slug: {tenant:?}) {{ name(locale: {tag:?}) }} }}");
        assert_eq!(refused(&owner, &name).await, ("INVALID".into(), vec!["locale".into()]), "{tag:?}");
    }
    let unknown = format!("{{ tenant(slug: {tenant:?}) {{ name(locale: \"tlh\") }} }}");
    assert_eq!(owner.query(&unknown).await.data()["tenant"]["name"], "Tenant");
    for day in
        ["2026-02-30", "2026-13-01", "0000-01-01", "+10000-01-01", "-0001-01-01", "2026-1-2", "tomorrow", ""]
    {
        let publish = format!(
            "mutation {{ publishDraft(input: {{ draftId: {:?}, effectiveOn: {day:?} }}) {{ userErrors {{ code }} }} }}",
            world.brand.draft_id
        );
        assert_eq!(refused(&owner, &publish).await.0, "INVALID", "{day}");
    }
    for (day, code) in [("2026-01-01", "INVALID"), ("0001-01-01", "INVALID")] {
        let publish = json!({ "draftId": world.brand.draft_id, "effectiveOn": day });
        let past = json!([{ "code": code, "field": ["effectiveOn"] }]);
        assert_eq!(owner.publish(publish).await["userErrors"], past, "{day}");
    }
    let last = json!({ "draftId": world.brand.draft_id, "effectiveOn": "9999-12-31" });
    assert_eq!(done(&owner.publish(last).await, "version")["effectiveDate"], "9999-12-31");
}

#[tokio::test]
async fn ids_of_another_kind_and_taken_slugs_are_told_at_their_field() {
    let world = World::new().await;
    let owner = world.client(&world.brand.owner);
    for id in [&world.brand.app_id, &world.brand.version_id, "dra_", "", "dra_00000000000000000000000000x"] {
        let publish = json!({ "draftId": id, "effectiveOn": "2026-01-02" });
        let wrong = json!([{ "code": "INVALID", "field": ["draftId"] }]);
        assert_eq!(owner.publish(publish).await["userErrors"], wrong, "{id}");
    }
    let document = "mutation($input: CreateTenantInput!) { createTenant(input: $input) \
         { tenant { id } userErrors { code field rule message } } }";
    let name = json!([{ "locale": "en", "text": "Name" }]);
    let input = json!({ "slug": world.other.slug, "kind": "OEM_BRAND", "name": name });
    let taken = world.client(&world.operator).mutate(document, input).await;
    assert_eq!(taken["tenant"], Value::Null);
    assert_eq!(
        (&taken["userErrors"][0]["code"], &taken["userErrors"][0]["field"]),
        (&json!("CONFLICT"), &json!(["slug"]))
    );
    for names in [
        json!([]),
        json!([{ "locale": "en", "text": "" }]),
        json!([{ "locale": "en", "text": "a\0b" }]),
        json!([{ "locale": "not a tag", "text": "a" }]),
        json!([{ "locale": "en", "text": "a".repeat(20_001) }]),
        json!([{ "locale": "en", "text": "a" }, { "locale": "en", "text": "b" }]),
    ] {
        let input = json!({ "slug": world.unused(), "kind": "OEM_BRAND", "name": names });
        let refused = world.client(&world.operator).mutate(document, input).await;
        assert_eq!(refused["userErrors"][0]["code"], "INVALID", "{names:.100}");
    }
}

/// Code, rule, and whether the place has a line, of the first thing that is wrong with a manifest.
async fn wrong(client: &Client, text: &str, format: &str) -> (String, String, bool) {
    let payload = client.apply(text, json!({ "format": format })).await;
    assert_eq!(payload["applied"], Value::Null);
    let error = &payload["userErrors"][0];
    let text = |member: &str| error[member].as_str().unwrap_or_default().to_owned();
    (text("code"), text("rule"), error["place"]["line"].is_number())
}

#[tokio::test]
async fn manifests_that_are_none_are_refused_with_their_place() {
    let world = World::new().await;
    let owner = world.client(&world.brand.owner);
    let good = manifest(&world.brand.slug, world.brand.kind, &[&world.brand.app], "9.6.1");
    let bomb = (1..30).fold("a0: &a0 [x]\n".to_owned(), |bomb, n| {
        bomb + &format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 10].join(", "))
    });
    let version = |text: &str| good.replacen(r#""9.6.1""#, text, 1);
    for (text, format, code, rule, placed) in [
        (" ".repeat((4 << 20) + 1), "YAML", "LIMIT_EXCEEDED", "problem-too-large", false),
        (
            format!("{}1{}", "[".repeat(60), "]".repeat(60)),
            "YAML",
            "LIMIT_EXCEEDED",
            "problem-too-deep",
            true,
        ),
        (
            format!("{}1{}", "[".repeat(60), "]".repeat(60)),
            "JSON",
            "LIMIT_EXCEEDED",
            "problem-too-deep",
            true,
        ),
        ("[".repeat(1 << 20), "YAML", "LIMIT_EXCEEDED", "problem-too-deep", true),
        ("[".repeat(1 << 20), "JSON", "INVALID", "problem-syntax", true),
        ("{\"a\":".repeat(1 << 18), "YAML", "LIMIT_EXCEEDED", "problem-too-deep", true),
        (bomb, "YAML", "LIMIT_EXCEEDED", "problem-too-many-values", true),
        (String::new(), "YAML", "INVALID", "problem-syntax", true),
        ("a: [1".to_owned(), "YAML", "INVALID", "problem-syntax", true),
        (good[..good.len() / 2].to_owned(), "JSON", "INVALID", "problem-syntax", true),
        ("[]".to_owned(), "JSON", "INVALID", "problem-wrong-type", true),
        (
            good.replacen("candor.manifest/1", "candor.manifest/2", 1),
            "JSON",
            "INVALID",
            "problem-unknown-schema",
            true,
        ),
        (version("9.6"), "JSON", "INVALID", "problem-wrong-type", true),
        (version(r#""a\u0000b""#), "JSON", "INVALID", "problem-invalid-value", true),
        (good.replacen(&world.brand.app, "../etc", 1), "JSON", "INVALID", "problem-invalid-value", true),
    ] {
        let expected = (code.to_owned(), rule.to_owned(), placed);
        assert_eq!(wrong(&owner, &text, format).await, expected, "{format} {text:.60}");
    }
    let misspelt =
        format!("schema: candor.manifest/1\ntenant:\n  slug: {0}\n  nmae: {{ en: X }}\n", world.brand.slug);
    let payload = owner.apply(&misspelt, json!({ "format": "YAML" })).await;
    let errors = payload["userErrors"].as_array().expect("a list");
    let error = errors.iter().find(|error| error["rule"] == "problem-unknown-member").expect("it is told");
    assert_eq!(error["place"], json!({ "path": "/tenant/nmae", "line": 4, "column": 3, "nearest": "name" }));
    assert_eq!((&error["code"], &error["field"]), (&json!("INVALID"), &json!(["manifest"])));
}

const MARKUP: &str = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&{{7*7}}${7*7}{% raw %}{ $x }](javascript:alert(3))";

#[tokio::test]
async fn markup_in_declared_names_is_served_as_text() {
    let world = World::new().await;
    let (brand, stranger) = (&world.brand, world.app.stranger());
    let owner = world.client(&brand.owner);
    let text = json!({
        "schema": "candor.manifest/1",
        "tenant": { "slug": brand.slug, "name": { "en": MARKUP, "zh-CN": MARKUP }, "kind": "oem_brand" },
        "apps": [{
            "slug": brand.quiet,
            "name": { "en": MARKUP, "zh-CN": MARKUP },
            "functions": [{ "key": "edit", "name": { "en": MARKUP, "zh-CN": MARKUP } }],
            "sdks": [{ "key": "umeng", "name": { "en": MARKUP, "zh-CN": MARKUP }, "version": MARKUP }],
        }],
    });
    done(&owner.apply(&text.to_string(), json!({})).await, "applied");
    let draft = done(&owner.open_draft(json!({ "tenant": brand.slug, "app": brand.quiet })).await, "draft");
    done(&owner.publish(json!({ "draftId": draft["id"], "effectiveOn": "2026-01-02" })).await, "version");

    let escaped = "&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(2)&gt;";
    let page = format!("/p/{}/{}", brand.slug, brand.quiet);
    let v1 = format!("/v1/disclosures/{}/{}", brand.slug, brand.quiet);
    for locale in ["en", "zh-CN"] {
        for path in [
            format!("{page}?lang={locale}"),
            format!("{page}/shared?lang={locale}"),
            format!("{page}/versions?lang={locale}"),
        ] {
            let html = stranger.get(&path).await;
            assert_eq!(html.status, 200, "{path}");
            assert!(html.text.contains(escaped), "{path}");
            harmless(&html.text, &["<script>alert", "<img src=x", "\"'&{{"]);
            assert!(html.text.contains("{{7*7}}${7*7}{% raw %}{ $x }"), "{path}");
        }
        for accept in ["text/markdown", "application/json"] {
            let request = stranger.request(reqwest::Method::GET, &format!("{v1}?locale={locale}"));
            let reply = Reply::of(request.header("accept", accept)).await;
            assert_eq!(reply.status, 200, "{accept}");
            match accept {
                "application/json" => {
                    let body = reply.json();
                    let told = strings(&body["document"]);
                    assert!(told.iter().any(|text| text.contains(MARKUP)), "{body}");
                    assert_eq!(reply.header("x-content-type-options"), "nosniff");
                }
                _ => harmless(&unescaped(&reply.text), &["<script", "<img src=x", "](javascript:"]),
            }
        }
    }
}

/// Nothing of the markup is markup, and nothing of the templates was evaluated.
fn harmless(text: &str, live: &[&str]) {
    for live in live {
        assert!(!text.contains(live), "{live}");
    }
    assert!(!text.contains(">49<") && !text.contains("49$49"));
}

/// Markdown without what a backslash turns into plain text.
fn unescaped(markdown: &str) -> String {
    let mut out = String::new();
    let mut chars = markdown.chars();
    while let Some(c) = chars.next() {
        if c == '\\' {
            chars.next();
        } else {
            out.push(c);
        }
    }
    out
}

/// Every text in a value.
fn strings(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().flat_map(strings).collect(),
        Value::Object(members) => members.values().flat_map(strings).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}
