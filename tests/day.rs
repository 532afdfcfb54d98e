//! A console's day, over GraphQL alone: from the operator's one-time link to an app that reads its policy.

use api::cli::operator;
use serde_json::{Value, json};

use crate::support::{
    app::TestApp,
    client::Client,
    world::{CHEAP_HASHES, PASSWORD, address, done, unused},
};

/// Signs in to a tenant, as whoever has the address and the suite's password.
async fn sign_in(app: &TestApp, email: &str, tenant: &str) -> Client {
    let input = json!({ "email": email, "password": PASSWORD, "tenant": tenant });
    let session = done(&app.stranger().call("logIn", "session { accessToken }", input).await, "session");
    Client::new(app.url(""), session["accessToken"].as_str().map(ToOwned::to_owned))
}

/// Somebody new, invited by `host`, who accepts and signs in.
async fn welcome(app: &TestApp, host: &Client, tenant: &str, role: &str) -> Client {
    let email = address(app);
    let asked =
        done(&host.invite(json!({ "tenant": tenant, "email": email, "role": role })).await, "invited");
    let accept = json!({ "invitation": asked["text"], "newPassword": PASSWORD });
    assert_eq!(done(&app.stranger().accept(accept).await, "member")["role"], role);
    sign_in(app, &email, tenant).await
}

fn name(text: &str) -> Value {
    json!([{ "locale": "zh-CN", "text": format!("{text}（中）") }, { "locale": "en", "text": text }])
}

/// The platform's administrator: a one-time link from the command line, a password, and in.
async fn administrator(app: &TestApp) -> Client {
    let email = address(app);
    // The operator is one for a whole database; another test may be making it at this moment.
    let parsed = email.parse().unwrap();
    let address = match operator::link(&app.state, &parsed).await {
        Ok(address) => address,
        Err(_) => operator::link(&app.state, &parsed).await.unwrap(),
    };
    let (page, link) = address.split_once('#').unwrap();
    assert!(page.ends_with("/password"), "{page}");
    let set = async || {
        let input = json!({ "link": link, "newPassword": PASSWORD });
        app.stranger().call("resetPassword", "done", input).await
    };
    assert_eq!(set().await["done"], true);
    assert_eq!(set().await["userErrors"][0]["code"], "INVALID", "a link is good once");
    sign_in(app, &email, "operator").await
}

/// An app from nothing: registered, declared piece by piece; gives its draft.
async fn declare(editor: &Client, brand: &str, sdk: &str) -> Value {
    let of = |more: Value| {
        let mut input = json!({ "tenant": brand, "app": "lamp" });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        input
    };
    let register = json!({ "tenant": brand, "slug": "lamp", "name": name("Lamp") });
    assert_eq!(done(&editor.call("registerApp", "app { slug }", register).await, "app")["slug"], "lamp");
    let languages = json!([{ "set": { "path": "/policy/languages", "value": ["zh-CN", "en"] } }]);
    done(
        &editor.call("editDeclaration", "edited { revision }", of(json!({ "edits": languages }))).await,
        "edited",
    );
    let steps = [
        (
            "declareFunction",
            json!({
                "key": "light",
                "name": name("Switch a light"),
                "class": "basic",
                "more": { "data": [{
                    "key": "address",
                    "label": { "zh-CN": "网络地址", "en": "Network address" },
                    "category": "ip_address",
                }] },
            }),
        ),
        (
            "declareSdk",
            json!({
                "key": "stats",
                "name": name("Statistics"),
                "catalog": sdk,
                "version": "2.1.0",
                "initialised": "after_consent",
            }),
        ),
        ("declarePermission", json!({ "key": "camera", "permission": "camera", "requestedBy": "app" })),
        (
            "declareRecipient",
            json!({ "key": "cloud", "name": name("Cloud"), "mode": "entrust", "more": { "region": "CN" } }),
        ),
    ];
    for (mutation, input) in steps {
        done(&editor.call(mutation, "edited { revision }", of(input)).await, "edited");
    }
    done(&editor.open_draft(json!({ "tenant": brand, "app": "lamp" })).await, "draft")
}

#[tokio::test]
async fn a_console_gets_through_its_day() {
    let app = TestApp::start_with(&CHEAP_HASHES).await;
    let (platform, brand) = (format!("p{}", unused(&app)), format!("b{}", unused(&app)));
    let sdk = format!("sdk_{}", unused(&app));

    // Morning: the operator lets a platform in, the platform a brand, and each its people.
    let operator = administrator(&app).await;
    let tenant = |slug: &str, kind: &str| json!({ "slug": slug, "kind": kind, "name": name(slug) });
    done(&operator.create_tenant(tenant(&platform, "DEVELOPER_PLATFORM")).await, "tenant");
    let host = welcome(&app, &operator, &platform, "OWNER").await;
    done(&host.create_tenant(tenant(&brand, "OEM_BRAND")).await, "tenant");
    let owner = welcome(&app, &host, &brand, "OWNER").await;
    let editor = welcome(&app, &owner, &brand, "EDITOR").await;
    let profile = json!({ "tenant": brand, "profile": {
        "legalEntities": [{ "key": "main", "name": { "zh-CN": "明灯有限公司", "en": "Bright Lamp Ltd" }, "region": "CN" }],
        "contacts": [{ "key": "mail", "kind": "email", "value": "privacy@lamp.example" }],
    } });
    done(&owner.call("updateTenant", "updated { tenant { slug } }", profile).await, "updated");

    // Noon: the editor declares an app; who may publish does.
    let draft = declare(&editor, &brand, &sdk).await;
    let publish = json!({ "draftId": draft["id"], "effectiveOn": "2026-01-02" });
    let by_editor = json!({
        "query": "mutation($input: PublishDraftInput!) { publishDraft(input: $input) { version { number } } }",
        "variables": { "input": publish },
    });
    assert_eq!(editor.post(by_editor).await.refusal().1, "FORBIDDEN", "an editor publishes nothing");
    assert_eq!(done(&owner.publish(publish).await, "version")["number"], 1);

    // Afternoon: the app in the field reads with its key, in both languages.
    let key = json!({ "tenant": brand, "name": "Field", "kind": "PUBLISHABLE", "app": "lamp" });
    let key = done(&owner.issue_key(key).await, "issued")["text"].as_str().map(ToOwned::to_owned);
    let device = Client::new(app.url(""), key);
    for (locale, title, told) in
        [("zh-CN", "隐私政策", "明灯有限公司"), ("en", "Privacy Policy", "Bright Lamp Ltd")]
    {
        let query = format!(
            "{{ disclosure(tenant: \"{brand}\", app: \"lamp\", locale: \"{locale}\") {{ title locale version text }} }}"
        );
        let read = device.query(&query).await.data()["disclosure"].clone();
        assert_eq!(
            (&read["title"], &read["locale"], &read["version"]),
            (&json!(title), &json!(locale), &json!(1))
        );
        assert!(read["text"].as_str().unwrap().contains(told), "{read}");
    }
    let state = format!(
        "{{ policyState(tenant: \"{brand}\", app: \"lamp\") {{ current {{ version }} acceptanceNeeded }} }}"
    );
    let state = device.query(&state).await.data()["policyState"].clone();
    assert_eq!(state, json!({ "current": { "version": 1 }, "acceptanceNeeded": true }));

    // Evening: the operator finds every app that ships the SDK.
    let fleet = format!(
        "{{ apps(filter: {{ sdk: {{ key: \"{sdk}\" }} }}) {{ nodes {{ slug tenant {{ slug }} }} }} }}"
    );
    let found = json!([{ "slug": "lamp", "tenant": { "slug": brand } }]);
    assert_eq!(operator.query(&fleet).await.data()["apps"]["nodes"], found);
    assert_eq!(editor.query(&fleet).await.data()["apps"]["nodes"], found);
    assert_eq!(host.query(&fleet).await.data()["apps"]["nodes"], json!([]), "another controller's apps");
}
