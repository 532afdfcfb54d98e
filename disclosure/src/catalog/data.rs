//! Data categories: what kinds of personal information there are, how sensitive, and their names at the stores.

use serde::{Deserialize, Serialize};

use super::{Name, Table, name::named};

/// A heading over entries of one table, such as a group of categories or of permissions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    pub key: String,
    #[serde(flatten)]
    pub name: Name,
}

/// A kind of personal information.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataCategory {
    pub key: String,
    #[serde(flatten)]
    pub name: Name,
    /// Key of the group it stands under.
    pub group: String,
    /// Sensitive in China by any of the inputs in `sensitive_detail`; a tenant's profile may decide otherwise.
    pub sensitive_cn: bool,
    pub sensitive_detail: Sensitivity,
    /// Special category under GDPR Art. 9; a different set from the Chinese one.
    pub gdpr_special: bool,
    /// Criminal data under GDPR Art. 10.
    pub gdpr_art10: bool,
    /// Id in Apple's list of collected data types.
    pub apple: String,
    /// Id in Google Play's list of data types.
    pub google: String,
    /// IRI of the nearest term of the W3C Data Privacy Vocabulary.
    pub dpv_pd: Option<String>,
    /// How near it is; stands exactly where `dpv_pd` does.
    pub dpv_match: Option<DpvMatch>,
    pub typical_collection: Collection,
    /// Where the mapping depends on use; explains, is not printed.
    pub note: Option<String>,
    /// Of a tenant's own category only: key of the category of the catalogue that it is a case of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
}

/// The inputs of the Chinese sensitivity decision, for a profile that follows only one standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sensitivity {
    pub pipl_art28: Option<SensitiveClass>,
    pub gbt45574_2025: bool,
    pub gbt35273_2020_annex_b: bool,
    /// Treated as sensitive by caution, though neither standard lists it.
    pub conservative_default: bool,
}

/// The class of PIPL Art. 28 a category belongs to; `OtherSensitive` stands in GB/T 45574-2025 only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SensitiveClass {
    Biometric,
    Religion,
    SpecificIdentity,
    MedicalHealth,
    FinancialAccount,
    Whereabouts,
    #[serde(rename = "minor_under_14")]
    MinorUnder14,
    OtherSensitive,
}

/// How near a term of the Data Privacy Vocabulary comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DpvMatch {
    /// The same meaning.
    Exact,
    /// The nearest broader term.
    Broad,
}

/// How a category usually comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Collection {
    UserProvided,
    Automatic,
    ThirdParty,
    Derived,
}

named!(Group, DataCategory);

#[derive(Deserialize)]
pub(super) struct DataFile {
    pub groups: Table<Group>,
    pub categories: Table<DataCategory>,
}
