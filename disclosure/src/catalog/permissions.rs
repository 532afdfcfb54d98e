//! System permissions of Android, iOS and HarmonyOS.

use serde::{Deserialize, Serialize};

use super::{Group, Name, Table, name::named};

/// One permission as a user meets it, with its constants on each system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permission {
    pub key: String,
    #[serde(flatten)]
    pub name: Name,
    /// Key of the group it stands under.
    pub group: String,
    /// Full constants, such as `android.permission.CAMERA`; empty where Android has none.
    pub android: Vec<String>,
    pub android_level: Option<AndroidLevel>,
    /// First API level that knows it.
    pub android_min_api: Option<u16>,
    /// Last API level that asks for it.
    pub android_max_api: Option<u16>,
    /// Keys of the information property list that state the reason.
    pub ios: Vec<String>,
    /// HarmonyOS constants; from memory, to be confirmed before use.
    pub harmony: Vec<String>,
    /// Keys of the data categories it usually lays open.
    pub data: Vec<String>,
    /// Whether the system asks the user when the app runs.
    pub runtime_prompt: bool,
    /// Explains; is not printed.
    pub note: Option<String>,
}

/// Android's protection level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AndroidLevel {
    Dangerous,
    Normal,
    Special,
    Signature,
}

named!(Permission);

#[derive(Deserialize)]
pub(super) struct PermissionsFile {
    pub groups: Table<Group>,
    pub permissions: Table<Permission>,
}
