//! Purposes of processing.

use serde::{Deserialize, Serialize};

use super::{Name, Table, name::named};

/// What a processing purpose is, and its names at the stores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purpose {
    pub key: String,
    #[serde(flatten)]
    pub name: Name,
    /// Id in Apple's list of purposes.
    pub apple: String,
    /// Id in Google Play's list of purposes.
    pub google: String,
    /// IRI of the term of the W3C Data Privacy Vocabulary.
    pub dpv: String,
    /// A default; an app may class the function otherwise.
    pub function_class: FunctionClass,
}

/// The class of function a purpose usually serves (GB/T 35273-2020, Annex C).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FunctionClass {
    Basic,
    Additional,
    Security,
    Legal,
}

named!(Purpose);

#[derive(Deserialize)]
pub(super) struct PurposesFile {
    pub purposes: Table<Purpose>,
}
