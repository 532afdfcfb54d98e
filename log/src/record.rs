//! The sharing record: one event of providing or entrusting personal data.
//!
//! The [`Header`] stays for ever and says nothing about a person or a recipient: it names the app, the kind, the time of
//! recording (from which the term of keeping runs) and the record that it cites. Everything else is [`Content`] and can be
//! erased. Both have one canonical form, RFC 8785 JSON: absent members are left out, numbers are integers below 2^53.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

/// The format of header and content.
pub const VERSION: u8 = 1;
/// The longest id, code or reference, in bytes.
pub const MAX_CODE: usize = 200;
/// The longest name or text, in bytes.
pub const MAX_TEXT: usize = 1_000;
/// The most items, and the most categories.
pub const MAX_LIST: usize = 100;
/// The largest number: what every JSON reader holds exactly.
pub const MAX_NUMBER: u64 = (1 << 53) - 1;

/// What a record does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Kind {
    /// Tells of a sharing.
    Record,
    /// Says that the cited record tells of nothing that happened. Its content gives the reason only.
    Void,
    /// Takes the place of the cited record.
    Correct,
}

/// What stays of a record for ever. The members stand here in the order of the canonical form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Header {
    /// The app's id.
    pub app: String,
    /// The number of the earlier record that is voided or corrected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cites: Option<u64>,
    /// What the record does.
    pub kind: Kind,
    /// When the log took it, UTC, in milliseconds: `2026-11-28T08:00:00.000Z`.
    pub recorded_at: String,
    /// The format, [`VERSION`].
    pub v: u8,
}

/// What can be erased. All texts are as reported; none is empty. The members stand here in the order of the canonical form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Content {
    /// The legal basis.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
    /// The data categories, in ascending order of their bytes, none twice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
    /// The reference of the consent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent: Option<String>,
    /// The reference of the contract.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contract: Option<String>,
    /// The legal entity in fact, where a class of recipients is declared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entity: Option<String>,
    /// The reporter's own id of the event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// The data items, ordered like the categories.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<String>,
    /// The way in which it was shared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// When it happened, written like the header's time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<String>,
    /// The purpose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// Why it is voided or corrected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The declared recipient.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipient: Option<String>,
    /// Where the recipient keeps it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The SDK by which it went.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sdk: Option<String>,
    /// Whom it is about, where it is one: a [`SubjectKey`](crate::subject::SubjectKey)'s reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// How many people it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subjects: Option<u64>,
}

/// Why a record is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {problem:?}")]
pub struct Invalid {
    /// The member, by its name in the canonical form.
    pub field: &'static str,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What is wrong with a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Needed and absent, or empty.
    Missing,
    /// Has no place in a record of this kind.
    Misplaced,
    /// Over [`MAX_CODE`], [`MAX_TEXT`], [`MAX_LIST`] or [`MAX_NUMBER`].
    TooLarge,
    /// Not in the one form that is allowed.
    Malformed,
}

/// The one spelling of a time.
pub fn timestamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

impl Header {
    /// The canonical bytes, if the header is sound. `seq` is the number that the record gets: only earlier ones are cited.
    pub fn to_canonical(&self, seq: u64) -> Result<String, Invalid> {
        check("v", self.v == VERSION, Problem::Malformed)?;
        text("app", &self.app, MAX_CODE)?;
        time("recordedAt", &self.recorded_at)?;
        check("cites", self.kind == Kind::Record || self.cites.is_some(), Problem::Missing)?;
        check("cites", self.kind != Kind::Record || self.cites.is_none(), Problem::Misplaced)?;
        check("cites", self.cites.is_none_or(|cited| cited < seq), Problem::Malformed)?;
        check("cites", self.cites.is_none_or(|cited| cited <= MAX_NUMBER), Problem::TooLarge)?;
        Ok(canonical(self))
    }
}

impl Content {
    /// The canonical bytes, if the content is sound for a record of this kind.
    pub fn to_canonical(&self, kind: Kind) -> Result<String, Invalid> {
        self.check_texts()?;
        list("items", &self.items)?;
        list("categories", &self.categories)?;
        check("subjects", self.subjects.is_none_or(|count| count <= MAX_NUMBER), Problem::TooLarge)?;
        self.occurred_at.as_deref().map_or(Ok(()), |at| time("occurredAt", at))?;
        self.subject.as_deref().map_or(Ok(()), reference)?;
        check("reason", kind != Kind::Record || self.reason.is_none(), Problem::Misplaced)?;
        if kind == Kind::Void {
            self.check_void()?
        } else {
            self.check_told()?
        }
        Ok(canonical(self))
    }

    fn check_texts(&self) -> Result<(), Invalid> {
        let members = [
            ("recipient", &self.recipient, MAX_CODE),
            ("entity", &self.entity, MAX_TEXT),
            ("sdk", &self.sdk, MAX_CODE),
            ("purpose", &self.purpose, MAX_CODE),
            ("basis", &self.basis, MAX_CODE),
            ("consent", &self.consent, MAX_CODE),
            ("contract", &self.contract, MAX_CODE),
            ("method", &self.method, MAX_CODE),
            ("region", &self.region, MAX_CODE),
            ("externalId", &self.external_id, MAX_CODE),
            ("reason", &self.reason, MAX_TEXT),
        ];
        members.iter().try_for_each(|(field, value, max)| {
            value.as_ref().map_or(Ok(()), |value| text(field, value, *max))
        })
    }

    /// A void tells nothing but its reason and the reporter's id.
    fn check_void(&self) -> Result<(), Invalid> {
        check("reason", self.reason.is_some(), Problem::Missing)?;
        let told = Self { reason: None, external_id: None, ..self.clone() };
        check("content", told == Self::default(), Problem::Misplaced)
    }

    fn check_told(&self) -> Result<(), Invalid> {
        check("recipient", self.recipient.is_some(), Problem::Missing)?;
        check("items", !self.items.is_empty() || !self.categories.is_empty(), Problem::Missing)?;
        check("purpose", self.purpose.is_some(), Problem::Missing)?;
        check("basis", self.basis.is_some(), Problem::Missing)?;
        check("occurredAt", self.occurred_at.is_some(), Problem::Missing)?;
        check("externalId", self.external_id.is_some(), Problem::Missing)
    }
}

/// For strings, lists of them and integers the one thing that RFC 8785 asks beyond JSON as it is written here is the order
/// of the members, which is that of the types above.
fn canonical(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("strings and integers can be written")
}

fn check(field: &'static str, sound: bool, problem: Problem) -> Result<(), Invalid> {
    if sound { Ok(()) } else { Err(Invalid { field, problem }) }
}

fn text(field: &'static str, value: &str, max: usize) -> Result<(), Invalid> {
    check(field, !value.is_empty(), Problem::Missing)?;
    check(field, value.len() <= max, Problem::TooLarge)?;
    check(field, !value.chars().any(char::is_control), Problem::Malformed)
}

fn list(field: &'static str, values: &[String]) -> Result<(), Invalid> {
    check(field, values.len() <= MAX_LIST, Problem::TooLarge)?;
    values.iter().try_for_each(|value| text(field, value, MAX_CODE))?;
    check(field, values.is_sorted_by(|a, b| a.as_bytes() < b.as_bytes()), Problem::Malformed)
}

fn time(field: &'static str, value: &str) -> Result<(), Invalid> {
    let parsed = DateTime::parse_from_rfc3339(value).map(|at| timestamp(at.to_utc()));
    check(field, parsed.is_ok_and(|spelled| spelled == value), Problem::Malformed)
}

fn reference(value: &str) -> Result<(), Invalid> {
    let hex = value.len() == 64 && value.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    check("subject", hex, Problem::Malformed)
}
