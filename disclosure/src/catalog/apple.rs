//! Apple's privacy manifest and the label in its store.

use serde::{Deserialize, Serialize};

use super::{Group, Name, Table, name::named};

/// Apple's privacy manifest and privacy label.
#[derive(Debug, Clone, Deserialize)]
pub struct ApplePrivacy {
    /// Name of the manifest file.
    pub file_name: String,
    pub categories: Table<Group>,
    pub collected_data_types: Table<AppleDataType>,
    pub purposes: Table<ApplePurpose>,
    pub accessed_api_categories: Table<AppleApiCategory>,
    pub label_sections: Table<AppleLabelSection>,
}

/// A value of `NSPrivacyCollectedDataType`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppleDataType {
    #[serde(rename = "id")]
    pub key: String,
    /// Id at App Store Connect, where known.
    pub asc_id: Option<String>,
    #[serde(flatten)]
    pub name: Name,
    /// Key of the category on the label.
    pub category: String,
}

/// A value of `NSPrivacyCollectedDataTypePurposes`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplePurpose {
    #[serde(rename = "id")]
    pub key: String,
    pub asc_id: String,
    #[serde(flatten)]
    pub name: Name,
}

/// A value of `NSPrivacyAccessedAPIType` with the reasons it may be used for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppleApiCategory {
    #[serde(rename = "id")]
    pub key: String,
    #[serde(flatten)]
    pub name: Name,
    pub apis: Vec<String>,
    pub reasons: Vec<AppleReason>,
}

/// A required-reason code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppleReason {
    pub code: String,
    #[serde(flatten)]
    pub name: Name,
    /// Allowed in an SDK's manifest only.
    pub sdk_only: bool,
}

/// A section of the label in the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppleLabelSection {
    pub key: String,
    /// Id at App Store Connect.
    pub asc: String,
    #[serde(flatten)]
    pub name: Name,
}

named!(AppleDataType, ApplePurpose, AppleApiCategory, AppleLabelSection);
