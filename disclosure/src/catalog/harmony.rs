//! HarmonyOS' privacy manifest.

use serde::{Deserialize, Serialize};

use super::{Table, name::keyed};

/// HarmonyOS' privacy manifest.
#[derive(Debug, Clone, Deserialize)]
pub struct HarmonyPac {
    pub data_types: Table<HarmonyDataType>,
    pub labels: Table<HarmonyLabel>,
    pub purposes: Table<HarmonyPurpose>,
    pub special_apis: Table<HarmonyApi>,
}

/// A value of `dataType`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HarmonyDataType {
    #[serde(rename = "id")]
    pub key: String,
    pub zh: String,
}

/// A value of `label`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HarmonyLabel {
    pub data_type: String,
    #[serde(rename = "id")]
    pub key: String,
    pub zh: String,
    /// Keys of the data categories that fall under it; empty where none of ours fits.
    pub data: Vec<String>,
    /// Which published copies of the list have it.
    pub list: String,
}

/// A value of `purposes`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HarmonyPurpose {
    #[serde(rename = "id")]
    pub key: String,
    pub meaning: String,
}

/// A value of `apiType` with the reasons it may be used for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HarmonyApi {
    #[serde(rename = "api_type")]
    pub key: String,
    pub apis: Vec<String>,
    pub reasons: Vec<String>,
}

keyed!(HarmonyDataType, HarmonyLabel, HarmonyPurpose, HarmonyApi);
