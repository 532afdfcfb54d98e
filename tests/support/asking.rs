//! Documents that ask a root field of the schema, made from the schema.

use std::collections::BTreeMap;

use serde_json::json;

use super::sdl::{Field, Sdl};

/// What every record tells.
const REPORTED: [&str; 3] = ["recipient", "purpose", "basis"];

fn is_record(path: &str) -> bool {
    ["input.record.", "input.records."].contains(&path)
}

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
        ("eraseSubject", "input.subject") => Some(r#""nobody""#),
        ("voidSharingRecord", "input.reason") => Some(r#""a test""#),
        (_, "input.record.externalId") => Some(r#""asked-1""#),
        (_, "input.records.externalId") => Some(r#""asked-2""#),
        (_, "input.record.occurredAt" | "input.records.occurredAt") => Some(r#""2026-01-02T00:00:00Z""#),
        (_, "input.record.items" | "input.records.items") => Some(r#"["photo"]"#),
        (_, path) if REPORTED.iter().any(|name| path.strip_suffix(name).is_some_and(is_record)) => {
            Some(r#""asked""#)
        }
        (_, "input.reason") => Some("REQUESTED"),
        (_, "input.vendorZh" | "input.vendorEn" | "input.source") => Some(r#""Vendor""#),
        ("upsertSdk", "input.category") => Some(r#""statistics""#),
        ("upsertSdk", "input.region") => Some("CN"),
        (_, "input.confidence") => Some("STATED"),
        ("upsertSdkFact" | "retractSdkFact", "input.sdk") => Some(r#""umeng""#),
        ("mergeSdks", "input.from" | "input.into") => Some(r#""umeng""#),
        (_, "input.range") => Some(r#""*""#),
        ("upsertSdkFact", "input.data" | "input.permissions" | "input.purposes") => Some("[]"),
        ("upsertSdkFact", "input.date") => Some(r#""2026-01-02""#),
        (_, "input.name.text") => Some(r#""Name""#),
        ("sharingDecision", "sharing.recipient") => Some(r#""sdk:umeng""#),
        ("sharingReconciliation", "from" | "to") => Some(r#""2026-01-02""#),
        ("sharingDecision", "sharing.items" | "sharing.categories") => Some("[]"),
        _ => None,
    }
}

/// Edits that fit every declaration of the small world.
const EDITS: &str = r#"{ patch: { path: "/sdks/umeng", members: { version: "5.5" } } }"#;

/// The document that asks `field` with these texts, by their paths such as `input.draftId`, and tells `depth` objects
/// deep.
pub fn document(
    sdl: &Sdl,
    operation: &str,
    field: &Field,
    values: &BTreeMap<String, String>,
    depth: usize,
) -> String {
    let mut asked = Values::default();
    let all = sdl.values(field);
    if all.iter().any(|(path, _)| path.starts_with("input.edits.")) {
        asked.object("input").object("edits").0 = EDITS.to_owned();
    }
    for (path, about) in all.iter().filter(|(path, _)| !path.starts_with("input.edits.")) {
        let value = match values.get(path) {
            Some(value) if about.list => format!("[{}]", json!(value)),
            Some(value) => json!(value).to_string(),
            None => match filler(&field.name, path) {
                Some(filler) => filler.to_owned(),
                None => {
                    // The members of an object that may be left out are left out with it.
                    let optional = ["input.adopted.", "input.rejection.", "filter.sdk."]
                        .iter()
                        .any(|it| path.starts_with(it));
                    assert!(!about.required || optional, "{}({path}) needs a value", field.name);
                    continue;
                }
            },
        };
        path.split('.').fold(&mut asked, |object, name| object.object(name)).0 = value;
    }
    let args = if asked.1.is_empty() { String::new() } else { format!("({})", asked.members()) };
    format!("{operation} {{ {}{args} {} }}", field.name, sdl.selection(&field.of, depth))
}

/// A value as a document has it, or the members of an object.
#[derive(Default)]
struct Values(String, BTreeMap<String, Values>);

impl Values {
    fn object(&mut self, name: &str) -> &mut Values {
        self.1.entry(name.to_owned()).or_default()
    }

    fn members(&self) -> String {
        let all = self.1.iter().map(|(name, value)| match value.1.is_empty() {
            true => format!("{name}: {}", value.0),
            false => format!("{name}: {{ {} }}", value.members()),
        });
        all.collect::<Vec<_>>().join(", ")
    }
}
