//! What a policy must say, in which sections, and the columns of the lists handed out beside it.

use serde::{Deserialize, Serialize};

use super::{Name, Table, Verification, name::named};

/// Something the law wants a policy to say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeRequirement {
    /// The regime and a name, joined by a dot: `cn_basic.purpose`.
    pub key: String,
    pub regime: String,
    #[serde(flatten)]
    pub name: Name,
    #[serde(rename = "ref")]
    pub reference: String,
    /// `always`, `draft`, or the condition in words; explains, is not printed.
    pub when: String,
    pub status: Verification,
}

/// A list or record that is handed out, with its columns.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DisclosureList {
    pub key: String,
    #[serde(flatten)]
    pub name: Name,
    pub columns: Table<DisclosureColumn>,
}

/// A column of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisclosureColumn {
    pub key: String,
    #[serde(flatten)]
    pub name: Name,
    pub required: ColumnLevel,
    pub source: String,
    pub note: Option<String>,
}

/// Who asks for a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnLevel {
    /// Named by a notice or a law.
    Official,
    /// Found in most published lists.
    Practice,
    /// Asked by draft rules that are not in force.
    Draft,
    Optional,
}

/// A section of a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicySection {
    /// Place in a generated policy, from 1.
    pub order: u8,
    pub key: String,
    #[serde(flatten)]
    pub name: Name,
    /// Words by which its heading is recognised in a text.
    pub heading_terms_zh: Vec<String>,
    pub heading_terms_en: Vec<String>,
    /// Whether GB/T 35273-2020, Annex D, has a section on it.
    pub gbt35273_annex_d: bool,
}

named!(NoticeRequirement, DisclosureList, DisclosureColumn, PolicySection);

#[derive(Deserialize)]
pub(super) struct NoticesFile {
    pub requirements: Table<NoticeRequirement>,
}

#[derive(Deserialize)]
pub(super) struct ListsFile {
    pub lists: Table<DisclosureList>,
}

#[derive(Deserialize)]
pub(super) struct SectionsFile {
    pub sections: Table<PolicySection>,
}
