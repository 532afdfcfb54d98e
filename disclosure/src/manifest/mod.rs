//! The manifest: what a tenant declares, as a file of a typed schema.
//!
//! One [`Manifest`] holds the tenant's profile and one [`Declaration`] an app. [`read`] takes YAML or JSON and
//! gives either a manifest or every problem with its path, place and nearest valid name; [`write`] gives the
//! canonical JSON (RFC 8785) whose SHA-256 addresses a revision.
//!
//! To add a fact: add the field to the type of its section, run the tests to renew the JSON Schema, add the
//! sentence that prints it under `texts/` and the line that places it under `compile/`; the coverage test
//! fails until a reader sees it.

mod collection;
mod contact;
mod device;
mod keeping;
mod localized;
mod places;
mod policy;
mod profile;
mod read;
mod resolve;
mod rights;
mod schema;
mod sharing;
mod stated;
mod suggest;
pub mod term;
mod walk;
mod write;
mod yaml;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use collection::{
    BusinessFunction, ConsentForm, DataItem, DataUse, FunctionClass, ItemStoreFacets, Platform, Publication,
    Purpose, Requirement,
};
pub use contact::{MessageClass, Messages, Profiling, ProfilingUse, Signal, Tracker, Trackers};
pub use device::{Initialisation, PermissionRequest, RequiredReason, SdkDeclaration, StoreFacets};
pub use keeping::{BreachNotice, Certification, CrossBorder, RetentionRule, Security, Storage, TimeUnit};
pub use localized::{Localized, LocalizedError, MAX_TEXT_BYTES, Wording};
pub use places::Place;
pub use policy::{Annotation, CitedRule, Definition, LinkedDocument, ParentPolicy, PolicyFacts, Precedence};
pub use profile::{Contact, LegalEntity, PersonInCharge, Role, RoleStatement, TenantKind, TenantProfile};
pub use read::{Format, Limits, Problem, ProblemCode, Problems, from_value, is_slug, read, tenant_slug};
pub use resolve::{Lexicon, Word};
pub use rights::{
    AccountCancellation, AgeComparison, Aggregates, Assessment, Changes, Complaints, Consent, Deadline,
    Minors, NonPersonalData, PurposeChange, Requests, Right, Risk, SelfService, Withdrawal,
};
pub use schema::{SCHEMA_ID, json_schema};
pub use sharing::{
    Contract, Flow, MergerNotice, Party, PlugIn, Recipient, RecipientForm, RecipientRole, SharingConditions,
    SharingMode,
};
pub use stated::{Listed, Stated};
pub use term::{Answer, Kind, Term};
pub use walk::{Leaf, declaration_leaves, profile_leaves};
pub use write::{canonical, sha256, to_json, to_value};
pub use yaml::to_yaml;

use term::kind::Section;

/// The version of the file form.
pub const MANIFEST_SCHEMA: &str = "candor.manifest/1";

/// A tenant with its apps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Manifest {
    /// `candor.manifest/1`.
    pub schema: String,
    /// Who the tenant is.
    pub tenant: TenantProfile,
    /// Its apps.
    pub apps: Vec<Declaration>,
    /// How the file that this manifest was converted from wrote silence.
    pub provenance: Stated<Provenance>,
}

/// How a source format wrote the members about which it says nothing. Holds no fact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Provenance {
    /// The source format and its version.
    pub format: String,
    /// JSON Pointers of members that were written without a value.
    pub written_open: Listed<String>,
    /// JSON Pointers of members that were left out.
    pub left_out: Listed<String>,
    /// How a fact was written, where the source can write it in more than one way: marks by JSON Pointer.
    pub forms: Stated<BTreeMap<String, String>>,
}

/// What an app declares: one document, stored as immutable revisions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Declaration {
    /// The address of the app within its tenant: 2 to 63 of `a-z`, `0-9`, `-`.
    pub slug: String,
    /// The name readers know.
    pub name: Localized,
    /// The type of app among the 39 of the Chinese rules on necessary personal information.
    pub app_type: Stated<String>,
    /// Markets the app is offered in: ISO 3166-1 codes.
    pub markets: Listed<String>,
    /// Forms in which the app is used.
    pub platforms: Listed<Platform>,
    /// What is said about the policy itself.
    pub policy: Stated<PolicyFacts>,
    /// What users get, and which data it takes.
    pub functions: Listed<BusinessFunction>,
    /// The tenant's own purposes.
    pub purposes: Listed<Purpose>,
    /// Device permissions.
    pub permissions: Listed<PermissionRequest>,
    /// Third-party SDKs.
    pub sdks: Listed<SdkDeclaration>,
    /// Parties that are neither recipients nor SDKs.
    pub parties: Listed<Party>,
    /// Who receives data.
    pub recipients: Listed<Recipient>,
    /// Conditions of sharing, transfer and disclosure.
    pub sharing: Stated<SharingConditions>,
    /// Single movements of data.
    pub flows: Listed<Flow>,
    /// Cookies and the like.
    pub trackers: Stated<Trackers>,
    /// Messages.
    pub messages: Stated<Messages>,
    /// Profiling and automated decisions.
    pub profiling: Stated<Profiling>,
    /// Where data is stored.
    pub storage: Stated<Storage>,
    /// Whether data goes abroad.
    pub cross_border: Stated<CrossBorder>,
    /// How long data is kept.
    pub retention: Listed<RetentionRule>,
    /// Security and incidents.
    pub security: Stated<Security>,
    /// Rights and the ways to use them.
    pub rights: Listed<Right>,
    /// How an account is cancelled.
    pub account_cancellation: Stated<AccountCancellation>,
    /// Consent.
    pub consent: Stated<Consent>,
    /// How requests are handled.
    pub requests: Stated<Requests>,
    /// Promised deadlines.
    pub deadlines: Listed<Deadline>,
    /// Minors.
    pub minors: Stated<Minors>,
    /// How changes are told.
    pub changes: Stated<Changes>,
    /// Where to complain.
    pub complaints: Stated<Complaints>,
    /// Impact assessments.
    pub assessments: Listed<Assessment>,
    /// What app stores ask about the app as a whole.
    pub store: Stated<StoreFacets>,
    /// Facts that the sections above have no member for yet.
    pub statements: Listed<Statement>,
    /// Codes of the tenant's own.
    pub vocabulary: Listed<VocabularyEntry>,
}

/// A code of the tenant's own, with its words in each language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VocabularyEntry {
    /// `<kind>:<code>`: which list of words the code joins, such as `security_measure:double_lock`.
    pub key: String,
    /// The words that readers see.
    pub text: Localized,
}

/// A fact beside the schema: a named property of a section with its value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Statement {
    /// Stable key.
    pub key: String,
    /// The section in which readers see it.
    pub section: Stated<Term<Section>>,
    /// Where in a source file it was said, as a JSON Pointer.
    pub origin: Stated<String>,
    /// What the value is of.
    pub label: Localized,
    /// The value.
    pub value: StatementValue,
}

/// The value of a [`Statement`]; exactly one member is set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StatementValue {
    /// Yes or no.
    pub flag: Stated<bool>,
    /// A number.
    pub number: Stated<f64>,
    /// An exact value that is printed as it is.
    pub exact: Stated<String>,
    /// Words.
    pub text: Stated<Localized>,
    /// Several words, in order; an empty list says that there is none.
    pub items: Listed<Localized>,
}
