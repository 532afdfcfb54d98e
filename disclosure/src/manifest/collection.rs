//! What is collected: platforms, functions, data items, purposes and the links between them.

use std::{borrow::Cow, fmt, str::FromStr};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::{
    Listed, Localized, Role, Stated, Term,
    term::{
        is_code,
        kind::{
            Audience, AutomatedSignal, Data, DataCategory, DataSource, DataSubject, Frequency, LegalBasis,
            OperatingSystem, OptOut, PlatformKind, Purpose as PurposeKind, RefusalEffect,
            RetentionRule as RetentionRuleKind,
        },
    },
};

/// A form in which the app is used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Platform {
    /// Stable key.
    pub key: String,
    /// The name readers know it by.
    pub name: Localized,
    /// Website, mobile app, mini-program …
    pub kind: Term<PlatformKind>,
    /// The operating systems it runs on.
    pub systems: Listed<Term<OperatingSystem>>,
    /// Its domains; the first is the primary one.
    pub domains: Listed<String>,
    /// Package names, bundle ids, mini-program ids.
    pub identifiers: Listed<String>,
    /// The platform that hosts it, for a mini-program.
    pub host: Stated<Localized>,
    /// The tenant's role for data that passes through it.
    pub role: Stated<Role>,
}

/// What a user gets, and which data it takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BusinessFunction {
    /// Stable key.
    pub key: String,
    /// The name.
    pub name: Localized,
    /// Basic or additional (GB/T 35273-2020, 5.3).
    pub class: Stated<FunctionClass>,
    /// The platforms that offer it.
    #[schemars(extend("x-refs" = "platforms"))]
    pub platforms: Listed<String>,
    /// Why data is handled for it.
    pub purposes: Listed<Term<PurposeKind>>,
    /// The data it takes.
    pub data: Listed<DataItem>,
    /// What a user loses who refuses.
    pub if_refused: Stated<Term<RefusalEffect>>,
    /// Whether it works without an account.
    pub without_account: Stated<bool>,
    /// Whether whoever submits data of other people attests their consent.
    pub submitter_attests_consent_of_others: Stated<bool>,
    /// Whether identity data is locked once it has been reviewed.
    pub identity_locked_after_review: Stated<bool>,
    /// Signals that are read without a person's doing.
    pub automated_signals: Listed<Term<AutomatedSignal>>,
    /// An example for readers.
    pub example: Stated<Localized>,
    /// What others see of what a person puts into it; none where nothing is shown to others.
    pub publication: Stated<Publication>,
}

/// What a function shows to others, such as posts, reviews and profiles.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Publication {
    /// What is shown.
    pub shows: Listed<Term<Data>>,
    /// Who sees it.
    pub visible_to: Listed<Term<Audience>>,
    /// Whether people are warned that what they publish may be data of others.
    pub warns_on_data_of_others: Stated<bool>,
}

/// The class of a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FunctionClass {
    /// Without it there is no service.
    Basic,
    /// A user may do without.
    Additional,
}

/// A datum that a function takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DataItem {
    /// Stable key within the function.
    pub key: String,
    /// The fine name of the datum where it differs from the key: the same datum of two people has two items.
    pub datum: Stated<String>,
    /// The nearest category of the catalogue; none where there is none.
    pub category: Stated<Term<DataCategory>>,
    /// The label that lists print.
    pub label: Localized,
    /// Whether a user must give it.
    pub requirement: Stated<Requirement>,
    /// What a user loses who leaves out this datum, where that is not what the whole function says.
    pub if_refused: Stated<Term<RefusalEffect>>,
    /// Where it comes from.
    pub source: Stated<Term<DataSource>>,
    /// Whose it is.
    pub subject: Stated<Term<DataSubject>>,
    /// The group it is shown in.
    pub group: Stated<Localized>,
    /// Whether it is sensitive, where the tenant's view differs from the catalogue's.
    pub sensitive: Stated<bool>,
    /// Whether it is collected offline.
    pub offline: Stated<bool>,
    /// The links to purposes, with basis, consent, frequency and retention.
    pub uses: Listed<DataUse>,
    /// What app stores ask about it.
    pub store: Stated<ItemStoreFacets>,
}

impl DataItem {
    /// The fine name of the datum.
    pub fn datum(&self) -> &str {
        self.datum.value().map_or(&self.key, String::as_str)
    }
}

/// Why a datum is handled: the link of function, purpose and item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DataUse {
    /// The purpose.
    pub purpose: Term<PurposeKind>,
    /// The legal basis.
    pub basis: Stated<Term<LegalBasis>>,
    /// The form of consent, where the basis is consent.
    pub consent: Stated<ConsentForm>,
    /// How often it is collected.
    pub frequency: Stated<Term<Frequency>>,
    /// How long it is kept for this.
    pub retention: Stated<Term<RetentionRuleKind>>,
}

/// The form of consent (PIPL Art. 14, 29, 31).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConsentForm {
    /// Consent to a described processing.
    General,
    /// Consent given for this one matter.
    Separate,
    /// Consent in writing.
    Written,
    /// Consent of a parent or guardian.
    Guardian,
}

/// Whether a user must give a datum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Requirement {
    /// The function does not work without it.
    Required,
    /// A user may leave it out.
    Optional,
    /// Needed only when the function is used.
    OnUse,
    /// One item of the group is enough.
    OneOf(String),
}

/// A requirement that is none of the words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a requirement is required, optional, on_use or one_of:<group>")]
pub struct RequirementError;

impl FromStr for Requirement {
    type Err = RequirementError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "required" => Ok(Self::Required),
            "optional" => Ok(Self::Optional),
            "on_use" => Ok(Self::OnUse),
            _ => match text.strip_prefix("one_of:") {
                Some(group) if is_code(group) => Ok(Self::OneOf(group.into())),
                _ => Err(RequirementError),
            },
        }
    }
}

impl TryFrom<String> for Requirement {
    type Error = RequirementError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Required => f.write_str("required"),
            Self::Optional => f.write_str("optional"),
            Self::OnUse => f.write_str("on_use"),
            Self::OneOf(group) => write!(f, "one_of:{group}"),
        }
    }
}

impl From<Requirement> for String {
    fn from(requirement: Requirement) -> Self {
        requirement.to_string()
    }
}

impl JsonSchema for Requirement {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Requirement".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "required, optional, on_use, or one_of:<group> (one item of the group is enough)",
            "type": "string",
            "pattern": "^(required|optional|on_use|one_of:[A-Za-z0-9][A-Za-z0-9_.:-]*)$"
        })
    }
}

/// A purpose of the tenant's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Purpose {
    /// Stable key.
    pub key: String,
    /// What it is.
    pub name: Localized,
    /// The purpose of the catalogue it maps to.
    pub catalog: Stated<String>,
    /// The legal basis the tenant states.
    pub basis: Stated<Term<LegalBasis>>,
    /// The data it uses, where the tenant names it.
    pub data: Listed<Term<Data>>,
    /// Whether and how a person opts out.
    pub opt_out: Stated<Term<OptOut>>,
}

/// What app stores ask about a datum.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ItemStoreFacets {
    /// Whether it is linked to the person (Apple: linked to the user).
    pub linked: Stated<bool>,
    /// Whether it is used to track across companies (Apple: tracking).
    pub tracking: Stated<bool>,
    /// Whether it is only kept in memory to serve a request (Google Play: ephemeral).
    pub ephemeral: Stated<bool>,
    /// Whether it leaves the device.
    pub leaves_device: Stated<bool>,
}
