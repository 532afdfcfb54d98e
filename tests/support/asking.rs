//! Documents that ask a root field of the schema, made from the schema.

use std::collections::BTreeMap;

use serde_json::json;

use super::sdl::{Field, Sdl};

/// Values without which a field cannot be asked, and which name nothing.
fn filler(field: &str, path: &str) -> Option<&'static str> {
    match (field, path) {
        ("declareSharing", "input.from") => Some(r#""app""#),
        ("declareSharing", "input.to") => Some(r#""server""#),
        ("declarePermission", "input.permission") => Some(r#""camera""#),
        ("removeDeclaredItem", "input.list") => Some("SDKS"),
        ("defineDataCategory", "input.key") => Some(r#""own-sleep""#),
        (_, "input.key") => Some(r#""umeng""#),
        (_, "input.effectiveOn") => Some(r#""2026-01-02""#),
        (_, "input.sharedCategory") => Some(r#""imei""#),
        (_, "input.zh" | "input.en") => Some(r#""睡眠""#),
        (_, "input.format") => Some("JSON"),
        ("issueApiKey", "input.kind") => Some("PUBLISHABLE"),
        ("inviteMember" | "setMemberRole", "input.role") => Some("EDITOR"),
        (_, "input.password" | "input.newPassword") => Some(r#""correct horse battery""#),
        (_, "input.refreshToken" | "input.link" | "input.code" | "input.invitation") => Some(r#""made up""#),
        (_, "input.email") => Some(r#""asked@example.com""#),
        (_, "input.kind") => Some("OEM_BRAND"),
        (_, "input.name") => Some(r#""Name""#),
        (_, "input.name.locale") => Some(r#""en""#),
        (_, "input.legalEntity") => Some(r#""main""#),
        (_, "input.representativeName" | "input.administratorName") => Some(r#""Ann""#),
        (_, "input.administratorEmail") => Some(r#""ann@example.com""#),
        (_, "input.fields") => Some("[REPRESENTATIVE_NAME]"),
        ("revealIdentity", "input.reason") => Some("LEGAL_REQUEST"),
        (_, "input.reason") => Some("REQUESTED"),
        (_, "input.name.text") => Some(r#""Name""#),
        _ => None,
    }
}

/// Edits that fit every declaration of the small world.
const EDITS: &str = r#"edits: { patch: { path: "/sdks/umeng", members: { version: "5.5" } } }"#;

/// The document that asks `field` with these texts, by their paths such as `input.draftId`, and tells `depth` objects
/// deep.
pub fn document(
    sdl: &Sdl,
    operation: &str,
    field: &Field,
    values: &BTreeMap<String, String>,
    depth: usize,
) -> String {
    let (mut flat, mut input) = (Vec::new(), Vec::new());
    let (mut nested, mut others) =
        (BTreeMap::<&str, Vec<String>>::new(), BTreeMap::<&str, Vec<String>>::new());
    let all = sdl.values(field);
    if all.iter().any(|(path, _)| path.starts_with("input.edits.")) {
        input.push(EDITS.to_owned());
    }
    for (path, about) in all.iter().filter(|(path, _)| !path.starts_with("input.edits.")) {
        let value = match values.get(path) {
            Some(value) if about.list => format!("[{}]", json!(value)),
            Some(value) => json!(value).to_string(),
            None => match filler(&field.name, path) {
                Some(filler) => filler.to_owned(),
                None => {
                    // The members of an object that may be left out are left out with it.
                    let optional =
                        ["input.adopted.", "input.rejection."].iter().any(|it| path.starts_with(it));
                    assert!(!about.required || optional, "{}({path}) needs a value", field.name);
                    continue;
                }
            },
        };
        match path.split('.').collect::<Vec<_>>()[..] {
            [name] => flat.push(format!("{name}: {value}")),
            ["input", name] => input.push(format!("{name}: {value}")),
            [object, name] => others.entry(object).or_default().push(format!("{name}: {value}")),
            ["input", object, name] => nested.entry(object).or_default().push(format!("{name}: {value}")),
            _ => panic!("{path} is deeper than this test knows"),
        }
    }
    input.extend(nested.iter().map(|(object, members)| format!("{object}: {{ {} }}", members.join(", "))));
    if !input.is_empty() {
        flat.push(format!("input: {{ {} }}", input.join(", ")));
    }
    flat.extend(others.iter().map(|(object, members)| format!("{object}: {{ {} }}", members.join(", "))));
    let args = if flat.is_empty() { String::new() } else { format!("({})", flat.join(", ")) };
    format!("{operation} {{ {}{args} {} }}", field.name, sdl.selection(&field.of, depth))
}
