//! What stays out on both sides: leaves that describe the page a sheet was taken from, or explain the sheet.

use serde_json::Value;

/// Patterns of members that are left out with all that is in them. Names are parted by dots, `[]` is any item of a
/// list, `**` any way down.
pub const EXCEPTED: &[&str] = &[
    "format_version",
    "summary",
    "policy.status",
    "policy.document_id",
    "policy.page_id",
    "policy.system_updated_epoch_ms",
    "policy.view_count",
    "rights[].detail",
    "business_functions[].notes",
    "profiling.targeted_push.notes",
    "profiling.recommendation.notes",
    "profiling.ads.notes",
    "profiling.automated_decision.notes",
    "**.notes",
];

/// A sheet without the excepted members.
pub fn without_excepted(sheet: &Value) -> Value {
    let mut out = sheet.clone();
    strip(&mut out, "");
    out
}

fn strip(value: &mut Value, path: &str) {
    match value {
        Value::Object(members) => {
            let inside = |name: &str| if path.is_empty() { name.into() } else { format!("{path}.{name}") };
            members.retain(|name, _| !is_excepted(&inside(name), name));
            for (name, value) in members.iter_mut() {
                strip(value, &inside(name));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| strip(item, &format!("{path}[]"))),
        _ => {}
    }
}

fn is_excepted(path: &str, name: &str) -> bool {
    EXCEPTED.iter().any(|pattern| match pattern.strip_prefix("**.") {
        Some(end) => end == name,
        None => *pattern == path,
    })
}
