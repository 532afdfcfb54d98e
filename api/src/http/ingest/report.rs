//! A line as a report, and what is wrong with one that is none.

use chrono::{DateTime, Utc};
use entities::SharingRecordId;
use serde::Deserialize;
use serde_json::Value;
use sharing_log::record::{Content, MAX_CODE};

use super::lines::{Line, MAX_LINE};
use crate::{
    platform::{AppError, error::Result},
    sharing::{Person, Report},
};

/// A record as it is sent: the members of `SharingRecordInput`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[derive(Default)]
struct Told {
    recipient: Option<String>,
    entity: Option<String>,
    sdk: Option<String>,
    items: Option<Vec<String>>,
    categories: Option<Vec<String>>,
    purpose: Option<String>,
    basis: Option<String>,
    consent: Option<String>,
    contract: Option<String>,
    method: Option<String>,
    region: Option<String>,
    subjects: Option<u64>,
    subject: Option<String>,
    occurred_at: Option<DateTime<Utc>>,
    external_id: Option<String>,
    corrects: Option<String>,
    reason: Option<String>,
}

/// Members that are texts.
const TEXTS: [&str; 13] = [
    "recipient",
    "entity",
    "sdk",
    "purpose",
    "basis",
    "consent",
    "contract",
    "method",
    "region",
    "subject",
    "externalId",
    "corrects",
    "reason",
];

/// What a line reports.
///
/// # Errors
/// `LIMIT_EXCEEDED` for one that is too long; `INVALID` for one that is no JSON object in UTF-8, at the member that has no place in
/// a record or the wrong form.
pub(super) fn report(line: &Line) -> Result<Report> {
    let text = line.text.as_ref().ok_or_else(too_long)?;
    // A list would be read as the members in their order.
    if text.trim_ascii_start().first() != Some(&b'{') {
        return Err(refusal(text));
    }
    let told: Told = serde_json::from_slice(text).map_err(|_| refusal(text))?;
    let corrects = told.corrects.as_deref().map(cited).transpose()?;
    let content = Content {
        recipient: told.recipient,
        entity: told.entity,
        sdk: told.sdk,
        items: told.items.unwrap_or_default(),
        categories: told.categories.unwrap_or_default(),
        purpose: told.purpose,
        basis: told.basis,
        consent: told.consent,
        contract: told.contract,
        method: told.method,
        region: told.region,
        subjects: told.subjects,
        external_id: told.external_id,
        reason: told.reason,
        ..Content::default()
    };
    let subject = told.subject.map(Person::new);
    Ok(Report { content, occurred_at: told.occurred_at, corrects, subject })
}

fn too_long() -> AppError {
    AppError::limit_exceeded("error-line-length").arg("limit", MAX_LINE as u64)
}

fn cited(text: &str) -> Result<SharingRecordId> {
    text.parse().map_err(|cause| {
        AppError::invalid("error-id").arg("kind", SharingRecordId::PREFIX).at(["corrects"]).because(cause)
    })
}

/// Why a text was not read.
fn refusal(text: &[u8]) -> AppError {
    if std::str::from_utf8(text).is_err() {
        return AppError::invalid("error-line-encoding");
    }
    match serde_json::from_slice(text) {
        Ok(Value::Object(members)) => {
            let wrong = members.iter().find_map(|(name, value)| fault(name, value));
            wrong.unwrap_or_else(|| AppError::invalid("error-line-twice"))
        }
        Ok(_) => AppError::invalid("error-line-object"),
        Err(_) => AppError::invalid("error-line-json"),
    }
}

/// What is wrong with a member.
fn fault(name: &str, value: &Value) -> Option<AppError> {
    let fits = match name {
        "items" | "categories" => value.as_array().is_some_and(|list| list.iter().all(Value::is_string)),
        "subjects" => value.is_u64(),
        "occurredAt" => value.as_str().is_some_and(|text| text.parse::<DateTime<Utc>>().is_ok()),
        name if TEXTS.contains(&name) => value.is_string(),
        _ => {
            let error = AppError::invalid("error-line-member");
            // Who sends a name of such a length finds it by the line's number.
            return Some(if name.len() > MAX_CODE { error } else { error.at([name]) });
        }
    };
    (!fits && !value.is_null()).then(|| AppError::invalid("error-line-form").at([name]))
}

#[cfg(test)]
mod tests {
    use actix_web::web::Bytes;

    use super::*;

    fn told(text: impl Into<Vec<u8>>) -> Result<Report> {
        report(&Line { number: 1, text: Some(Bytes::from(text.into())) })
    }

    #[test]
    fn what_is_wrong_with_a_line_is_named() {
        let table: [(&[u8], &str, &str); 15] = [
            (b"{\"recipient\":\"\xff\"}", "error-line-encoding", ""),
            (b"{", "error-line-json", ""),
            (b"{} {}", "error-line-json", ""),
            (b"\xef\xbb\xbf{}", "error-line-json", ""),
            (br#"{"recipient":"\ud800"}"#, "error-line-json", ""),
            (b"null", "error-line-object", ""),
            (b"[]", "error-line-object", ""),
            (b"[{}]", "error-line-object", ""),
            (br#"{"sdk":1}"#, "error-line-form", "sdk"),
            (br#"{"items":["a",1]}"#, "error-line-form", "items"),
            (br#"{"subjects":1.5}"#, "error-line-form", "subjects"),
            (br#"{"occurredAt":"yesterday"}"#, "error-line-form", "occurredAt"),
            (br#"{"colour":1}"#, "error-line-member", "colour"),
            (br#"{"sdk":"a","sdk":"a"}"#, "error-line-twice", ""),
            (br#"{"corrects":"a"}"#, "error-id", "corrects"),
        ];
        for (text, key, field) in table {
            let error = told(text).unwrap_err();
            let found = (error.message().key, error.field().unwrap_or_default().join("."));
            assert_eq!(found, (key, field.to_owned()), "{}", String::from_utf8_lossy(text));
        }
        let nested = "[".repeat(1000);
        assert_eq!(told(nested).unwrap_err().message().key, "error-line-json");
        let long = report(&Line { number: 1, text: None }).unwrap_err();
        assert_eq!(long.message().key, "error-line-length");
    }

    #[test]
    fn every_member_is_read() {
        let texts: Vec<String> = TEXTS
            .iter()
            .filter(|name| **name != "corrects")
            .map(|name| format!("{name:?}:{name:?}"))
            .collect();
        let id = "\"corrects\":null,\"subjects\":3,\"occurredAt\":\"2026-01-02T03:00:00+01:00\"";
        let text = format!("{{{},{id},\"items\":[\"b\",\"a\"],\"categories\":[\"c\"]}}", texts.join(","));
        let Report { content, occurred_at, corrects, subject } = told(text).unwrap();
        let json = serde_json::to_value(&content).unwrap();
        // A person's id stands in no content.
        for name in TEXTS.iter().filter(|name| !matches!(**name, "corrects" | "subject")) {
            assert_eq!(json[name], *name);
        }
        assert!(subject.is_some() && json.get("subject").is_none_or(serde_json::Value::is_null));
        assert_eq!((json["items"][0].as_str(), json["categories"][0].as_str()), (Some("b"), Some("c")));
        assert_eq!((content.subjects, corrects), (Some(3), None));
        assert_eq!(occurred_at.unwrap().to_rfc3339(), "2026-01-02T02:00:00+00:00");
        assert_eq!(told("{}").unwrap().content, Content::default());
    }
}
