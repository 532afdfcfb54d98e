//! How data is kept: storage, transfer abroad, retention, security, incidents.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Listed, Stated, Term,
    term::{
        Answer,
        kind::{
            Certification as CertificationKind, CertificationState, CrossBorderDestination,
            CrossBorderMechanism, CrossBorderStatus, Data, DeadlineStart, Hedge, IncidentContent, Liability,
            NoticeChannel, Party, RequestChannel, RetentionEnd, RetentionRule as RetentionRuleKind,
            Safeguard, SecurityMeasure, Statute, StorageLocation, UserAdvice,
        },
    },
};

/// Where data is stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Storage {
    /// The places.
    pub locations: Listed<Term<StorageLocation>>,
    /// Whether the place is stated to readers; derived from `locations` where left out.
    pub stated: Stated<bool>,
}

/// Data going abroad (PIPL Art. 38, 39).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CrossBorder {
    /// Whether it happens, may happen, or does not.
    pub status: Stated<Term<CrossBorderStatus>>,
    /// Where it goes.
    pub destinations: Listed<Term<CrossBorderDestination>>,
    /// Who receives it there.
    pub recipients: Listed<Term<Party>>,
    /// How people use their rights with those who receive it there (PIPL Art. 39).
    pub rights_channels: Listed<Term<RequestChannel>>,
    /// The route: assessment, certification, standard contract …
    pub mechanism: Listed<Term<CrossBorderMechanism>>,
    /// Whether separate consent is asked.
    pub separate_consent: Stated<Answer<Safeguard>>,
    /// How it stays protected.
    pub safeguards: Stated<Term<Safeguard>>,
    /// A word that weakens the statement.
    pub hedge: Stated<Term<Hedge>>,
}

/// How long data is kept, by period, statute or criterion.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RetentionRule {
    /// Stable key.
    pub key: String,
    /// The data it is about; `all` for all.
    pub data: Listed<Term<Data>>,
    /// The criterion.
    pub rule: Stated<Term<RetentionRuleKind>>,
    /// The length of the period.
    pub value: Stated<u32>,
    /// Its unit.
    pub unit: Stated<TimeUnit>,
    /// The statute that sets it.
    pub statute: Stated<Term<Statute>>,
    /// When the period starts.
    pub starts: Stated<Term<DeadlineStart>>,
    /// What happens then.
    pub then: Stated<Term<RetentionEnd>>,
    /// How people are told.
    pub notice: Stated<Term<NoticeChannel>>,
}

/// Units of time. Working days need a calendar of holidays and make-up days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TimeUnit {
    /// Hours; they run through weekends.
    Hour,
    /// Calendar days.
    Day,
    /// Working days of the stated calendar.
    WorkingDay,
    /// Business days as Californian rules count them.
    BusinessDay,
    /// Weeks.
    Week,
    /// Calendar months.
    Month,
    /// Years.
    Year,
}

/// Measures, certificates, advice, and what is done in an incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Security {
    /// Measures in force.
    pub measures: Listed<Term<SecurityMeasure>>,
    /// Certificates, held or applied for.
    pub certifications: Listed<Certification>,
    /// What users are advised to do.
    pub user_advice: Listed<Term<UserAdvice>>,
    /// What is said on the limits of security and liability.
    pub liability: Stated<Term<Liability>>,
    /// What happens in an incident.
    pub breach_notice: Stated<BreachNotice>,
}

/// A certificate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Certification {
    /// Stable key.
    pub key: String,
    /// The certificate.
    pub name: Term<CertificationKind>,
    /// Held, applied for …
    pub state: Stated<Term<CertificationState>>,
    /// The day of that state.
    pub date: Stated<NaiveDate>,
}

/// How people are told of an incident (PIPL Art. 57).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BreachNotice {
    /// Ways of telling.
    pub channels: Listed<Term<NoticeChannel>>,
    /// What is told.
    pub content: Listed<Term<IncidentContent>>,
    /// Whether there is an emergency plan.
    pub emergency_plan: Stated<bool>,
    /// Whether the regulator is told.
    pub report_to_regulator: Stated<bool>,
    /// Whether a public notice follows where people cannot be told one by one.
    pub public_notice_fallback: Stated<bool>,
}
