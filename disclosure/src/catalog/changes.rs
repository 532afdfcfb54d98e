//! Material changes and what is done about them.

use serde::{Deserialize, Serialize};

use super::{Name, Table, name::named};

/// A change that users must hear of before it takes effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaterialChange {
    pub key: String,
    #[serde(flatten)]
    pub name: Name,
    /// Key of the action it asks for by default.
    pub action: String,
    pub severity: ChangeSeverity,
    pub refs: Vec<String>,
    /// Parts of a declaration whose change raises it.
    pub detect: Vec<String>,
}

/// How much a change weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeSeverity {
    Low,
    Medium,
    High,
}

/// What is done about a change; of several the highest rank is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeAction {
    pub key: String,
    #[serde(flatten)]
    pub name: Name,
    pub rank: u8,
}

named!(MaterialChange, ChangeAction);

#[derive(Deserialize)]
pub(super) struct ChangesFile {
    pub actions: Table<ChangeAction>,
    pub material_changes: Table<MaterialChange>,
}
