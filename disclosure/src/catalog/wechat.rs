//! WeChat's list of privacy keys for mini programs.

use serde::{Deserialize, Serialize};

use super::{Table, name::keyed};

/// A `privacy_key` of WeChat's `setPrivacySetting`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WechatPrivacyKey {
    #[serde(rename = "privacy_key")]
    pub key: String,
    /// The label as published.
    pub zh: String,
    #[serde(rename = "match")]
    pub matching: WechatMatch,
    /// Keys of the data categories it can stand for.
    pub data: Vec<String>,
    /// Interfaces and components that demand it.
    pub triggers: Vec<String>,
    /// `base` for the first published list, `later` for what joined it.
    pub since: String,
}

/// How a `privacy_key` answers to data categories.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WechatMatch {
    /// One category with the same meaning.
    Exact,
    /// All listed categories together.
    ExactSet,
    /// One or more of the listed categories, by context.
    Set,
    /// The listed category, which is wider.
    Broad,
    /// No category: the mini program only writes to the device.
    PermissionOnly,
}

keyed!(WechatPrivacyKey);

#[derive(Deserialize)]
pub(super) struct WechatFile {
    pub keys: Table<WechatPrivacyKey>,
}
