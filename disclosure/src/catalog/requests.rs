//! Requests of persons: the rights they use, and the grounds for refusing.

use serde::{Deserialize, Serialize};

use super::{Group, Name, Table, name::named};

/// A ground on which a request is not, or not wholly, met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusalReason {
    pub key: String,
    #[serde(flatten)]
    pub name: Name,
    pub jurisdictions: Vec<String>,
    pub refs: Vec<String>,
    /// IRI of a justification of the W3C Data Privacy Vocabulary.
    pub dpv_justification: String,
    /// Keys of request types, or `all`.
    pub applies_to: Vec<String>,
    /// Key of the outcome it leads to.
    pub outcome: String,
}

/// A right a person asks to use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestType {
    pub key: String,
    #[serde(flatten)]
    pub name: Name,
    /// Article of PIPL, or of the regulation named in it.
    pub pipl: String,
    /// Article of GDPR, where it knows the right.
    pub gdpr: Option<String>,
}

named!(RefusalReason, RequestType);

#[derive(Deserialize)]
pub(super) struct RefusalsFile {
    pub request_types: Table<RequestType>,
    pub outcomes: Table<Group>,
    pub refusal_reasons: Table<RefusalReason>,
}
