//! The words a declaration may use beside the reference tables: codes by kind, each with a phrase in both languages.

use serde::{Deserialize, Serialize};

use super::{
    Name, Table,
    name::{keyed, named},
};

/// All codes of one kind, such as `security_measure` or `opt_out`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TermKind {
    #[serde(rename = "kind")]
    pub key: String,
    pub terms: Table<TermEntry>,
}

/// One code. Its name is a phrase that fits inside a sentence or a list: English without a leading capital, neither
/// language with a full stop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermEntry {
    pub key: String,
    #[serde(flatten)]
    pub name: Name,
    /// Of kind `data` only: key of the nearest data category; absent where none is near.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// Keys of the entries it stands for in the reference table of its kind.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub catalog: Vec<String>,
    /// Other spellings by which sources name it, exactly as they write them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
}

keyed!(TermKind);
named!(TermEntry);

#[derive(Deserialize)]
pub(super) struct TermsFile {
    pub kinds: Table<TermKind>,
}
