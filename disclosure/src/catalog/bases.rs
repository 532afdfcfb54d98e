//! Legal bases, consent and the cases that do without it.

use serde::{Deserialize, Serialize};

use super::{Group, Name, Table, name::named};

/// A ground on which the law lets personal information be processed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegalBasis {
    pub key: String,
    #[serde(flatten)]
    pub name: Name,
    /// `CN` or `EU`.
    pub jurisdiction: String,
    /// The article that grants it.
    #[serde(rename = "ref")]
    pub reference: String,
    pub is_consent: bool,
    pub withdrawable: bool,
    /// IRI of the term of the W3C Data Privacy Vocabulary.
    pub dpv: String,
    pub kind: BasisKind,
}

/// Whether a basis serves for all data or for the special categories of GDPR Art. 9.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BasisKind {
    General,
    SpecialCategory,
}

/// A case in which PIPL asks for a consent of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeparateConsentCase {
    pub key: String,
    #[serde(flatten)]
    pub name: Name,
    #[serde(rename = "ref")]
    pub reference: String,
    /// The condition, for the reader of a finding; explains, is not printed in a policy.
    pub applies_when: String,
}

/// The consent of a guardian that a child's data needs (PIPL Art. 31).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuardianConsent {
    pub key: String,
    #[serde(flatten)]
    pub name: Name,
    #[serde(rename = "ref")]
    pub reference: String,
    pub note: String,
}

/// A case in which a policy says that it needs no consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentExemption {
    pub key: String,
    #[serde(flatten)]
    pub name: Name,
    pub applies_to: Vec<ExemptionScope>,
    pub refs: Vec<String>,
    /// Key of the footing the case has in PIPL; see [`super::Catalog::exemption_statuses`].
    pub pipl_status: String,
    pub pipl_note: String,
    /// Key of the legal basis it rests on, where PIPL knows one.
    pub legal_basis: Option<String>,
}

/// What an exemption is claimed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExemptionScope {
    Collection,
    Sharing,
}

named!(LegalBasis, SeparateConsentCase, GuardianConsent, ConsentExemption);

#[derive(Deserialize)]
pub(super) struct BasesFile {
    pub legal_bases: Table<LegalBasis>,
    pub separate_consent_cases: Table<SeparateConsentCase>,
    pub guardian_consent: GuardianConsent,
    pub consent_form_levels: Table<Group>,
}

#[derive(Deserialize)]
pub(super) struct ExemptionsFile {
    pub pipl_status: Table<Group>,
    pub consent_exemptions: Table<ConsentExemption>,
}
