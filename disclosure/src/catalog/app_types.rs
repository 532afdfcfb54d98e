//! App types and the personal information that their basic function may need.

use serde::{Deserialize, Serialize};

use super::{Name, Table, Verification, name::named};

/// One of the 39 app types with the personal information its basic function needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppType {
    /// 1 to 39, as in the rule on necessary personal information of 2021.
    pub number: u8,
    pub key: String,
    #[serde(flatten)]
    pub name: Name,
    pub basic_function_zh: String,
    pub basic_function_en: String,
    /// False where the basic function must work without any personal information.
    pub requires_personal_information: bool,
    pub necessary: Vec<NecessaryItem>,
    pub status: Verification,
}

/// A thing the basic function of an app type may ask for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NecessaryItem {
    #[serde(flatten)]
    pub name: Name,
    /// Keys of the nearest data categories.
    pub data: Vec<String>,
}

named!(AppType);

#[derive(Deserialize)]
pub(super) struct AppTypesFile {
    pub app_types: Table<AppType>,
}
