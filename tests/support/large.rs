//! A declaration far larger than any real one: 200 SDKs, 2,000 uses of data.

use serde_json::{Value, json};

/// Third-party SDKs.
const SDKS: usize = 200;
/// Functions, the data items of each, the purposes of each item: 2,000 uses of data.
const FUNCTIONS: usize = 20;
const ITEMS: usize = 50;
const USES: usize = 2;
/// Who else receives data.
const RECIPIENTS: usize = 50;

const PURPOSES: [&str; 6] = [
    "account_registration",
    "core_service",
    "iot_device_control",
    "voice_control",
    "health_management",
    "location_service",
];
const CATEGORIES: [&str; 6] = ["name", "nickname", "ip_address", "gender", "birth_date", "education"];
const PERMISSIONS: [&str; 4] = ["location_fine", "camera", "microphone", "contacts"];

/// A manifest of one such app, `times` as large; the same at every call.
pub fn manifest(tenant: &str, times: usize) -> Value {
    json!({
        "schema": "candor.manifest/1",
        "tenant": { "slug": tenant, "name": { "en": "Tenant" }, "kind": "app_developer" },
        "apps": [{
            "slug": "app",
            "name": named("应用", "App", 0),
            "platforms": [{ "key": "app", "name": named("应用", "App", 0), "kind": "mobile_app" }],
            "functions": (0..FUNCTIONS * times).map(function).collect::<Vec<_>>(),
            "sdks": (0..SDKS * times).map(sdk).collect::<Vec<_>>(),
            "recipients": (0..RECIPIENTS * times).map(recipient).collect::<Vec<_>>(),
        }]
    })
}

fn named(zh: &str, en: &str, number: usize) -> Value {
    json!({ "zh-CN": format!("{zh}{number}"), "en": format!("{en} {number}") })
}

fn pick<'a>(from: &[&'a str], number: usize) -> &'a str {
    from[number % from.len()]
}

fn function(number: usize) -> Value {
    json!({
        "key": format!("function-{number}"),
        "name": named("功能", "Function", number),
        "class": if number == 0 { "basic" } else { "additional" },
        "platforms": ["app"],
        "purposes": [pick(&PURPOSES, number)],
        "data": (0..ITEMS).map(item).collect::<Vec<_>>(),
    })
}

fn item(number: usize) -> Value {
    json!({
        "key": format!("item-{number}"),
        "category": pick(&CATEGORIES, number),
        "label": named("信息", "Datum", number),
        "requirement": if number.is_multiple_of(3) { "optional" } else { "required" },
        "uses": (0..USES).map(|of| data_use(number + of)).collect::<Vec<_>>(),
    })
}

fn data_use(number: usize) -> Value {
    json!({
        "purpose": pick(&PURPOSES, number),
        "basis": "cn_consent",
        "consent": "general",
        "frequency": "on_each_use",
        "retention": "as_long_as_account_exists",
    })
}

fn sdk(number: usize) -> Value {
    json!({
        "key": format!("sdk-{number}"),
        "name": named("组件", "Component", number),
        "vendorLegalName": format!("Vendor {number} Ltd"),
        "policyUrl": format!("https://vendor-{number}.example/privacy"),
        "version": "4.2.0",
        "purposes": [pick(&PURPOSES, number)],
        "initialised": "after_consent",
        "permissions": [pick(&PERMISSIONS, number)],
        "data": [named("信息", "Datum", number), named("日志", "Log", number)],
    })
}

fn recipient(number: usize) -> Value {
    json!({
        "key": format!("recipient-{number}"),
        "name": named("接收方", "Recipient", number),
        "form": "entity",
        "mode": "provide",
        "role": "handler",
        "data": [named("信息", "Datum", number)],
        "contact": format!("privacy@recipient-{number}.example"),
    })
}
