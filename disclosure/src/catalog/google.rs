//! Google Play's data safety form.

use serde::{Deserialize, Serialize};

use super::{Name, Table, name::named};

/// Google Play's data safety form.
#[derive(Debug, Clone, Deserialize)]
pub struct GoogleDataSafety {
    pub csv: GoogleCsv,
    pub general_questions: Vec<GoogleQuestion>,
    pub data_type_groups: Vec<GoogleTypeGroup>,
    pub purposes: Table<GooglePurpose>,
    /// The questions asked for each data type; `{type}` stands for its id or its label.
    pub usage_block: Vec<GoogleQuestion>,
}

/// The shape of the file the Play Console reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoogleCsv {
    pub header: Vec<String>,
    /// The heading row included.
    pub rows_total: usize,
}

/// A row of the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoogleQuestion {
    pub order: u16,
    pub question_id: String,
    /// Empty where the question has one answer.
    pub response_id: String,
    pub answer_requirement: String,
    pub value_kind: GoogleValueKind,
    pub meaning: String,
    pub label_en: String,
}

/// What stands in a row's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GoogleValueKind {
    /// `true` or `false`; empty when unanswered.
    Boolean,
    /// `true` when chosen, empty when not.
    Choice,
    Text,
    Url,
}

/// A heading over data types.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GoogleTypeGroup {
    pub question_id: String,
    #[serde(flatten)]
    pub name: Name,
    pub types: Table<GoogleDataType>,
}

/// A data type of the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoogleDataType {
    #[serde(rename = "id")]
    pub key: String,
    #[serde(flatten)]
    pub name: Name,
    pub label_en: String,
}

/// A purpose of the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GooglePurpose {
    #[serde(rename = "id")]
    pub key: String,
    #[serde(flatten)]
    pub name: Name,
}

impl GoogleDataSafety {
    /// The data type with that id, whatever group it stands in.
    pub fn data_type(&self, key: &str) -> Option<&GoogleDataType> {
        self.data_type_groups.iter().find_map(|group| group.types.get(key))
    }
}

named!(GoogleDataType, GooglePurpose);
