//! The W3C Data Privacy Vocabulary: the terms our records use, and the whole vocabulary for checking others.

use std::{collections::BTreeMap, sync::OnceLock};

use serde::{Deserialize, Serialize};

use super::{
    Name, Table,
    name::{keyed, named},
};

/// The terms of the vocabulary that consent records and exports use, with names in both languages.
#[derive(Debug, Clone, Deserialize)]
pub struct DpvTerms {
    /// Prefixes of the short names.
    pub prefixes: BTreeMap<String, String>,
    pub properties: Table<DpvProperty>,
    pub classes: Table<DpvClass>,
    pub consent_statuses: Table<ConsentStatus>,
    pub iso27560_fields: Table<Iso27560Field>,
    pub request_type_rights: Table<RequestTypeRight>,
}

/// A property, named by its prefixed name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DpvProperty {
    #[serde(rename = "curie")]
    pub key: String,
    pub iri: String,
    #[serde(flatten)]
    pub name: Name,
    /// Declared ranges; empty when there are none.
    pub range: Vec<String>,
    pub domain: Vec<String>,
    /// Better written as an array.
    pub many: bool,
}

/// A class, named by its prefixed name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DpvClass {
    pub group: String,
    #[serde(rename = "curie")]
    pub key: String,
    pub iri: String,
    #[serde(flatten)]
    pub name: Name,
}

/// A state of a consent, and the states it may go over to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentStatus {
    pub key: String,
    pub iri: String,
    #[serde(flatten)]
    pub name: Name,
    pub valid_for_processing: bool,
    /// Keys of the states that may follow; our own rule, no part of the vocabulary.
    pub next: Vec<String>,
}

/// A field of a consent record by ISO/IEC TS 27560.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Iso27560Field {
    pub section: String,
    #[serde(rename = "field")]
    pub key: String,
    /// `mandatory` or `optional`.
    pub requirement: String,
    pub dpv_cardinality: Option<String>,
    pub properties: Vec<String>,
    pub classes: Vec<String>,
    pub note: Option<String>,
}

/// The right of GDPR a request type stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestTypeRight {
    #[serde(rename = "request_type")]
    pub key: String,
    pub eu_gdpr: String,
}

named!(DpvProperty, DpvClass, ConsentStatus);
keyed!(Iso27560Field, RequestTypeRight);

/// All terms of the vocabulary's modules that we ship; English labels only, as published.
#[derive(Debug, Clone, Deserialize)]
pub struct DpvVocabulary {
    pub version: String,
    /// The notice the licence asks to keep with the material.
    pub notice: String,
    pub prefixes: BTreeMap<String, String>,
    /// Terms per module.
    pub counts: BTreeMap<String, usize>,
    pub terms: Table<DpvTerm>,
}

/// A term, named by its IRI.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DpvTerm {
    pub module: String,
    #[serde(rename = "iri")]
    pub key: String,
    pub label: String,
    pub kind: DpvKind,
    /// IRIs of the broader terms.
    pub parents: Vec<String>,
    /// Accepted when read, never written.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deprecated: bool,
}

/// What a term is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DpvKind {
    Class,
    Property,
}

keyed!(DpvTerm);

impl DpvVocabulary {
    /// The shipped vocabulary, half a megabyte that is read on first use only.
    pub fn builtin() -> &'static Self {
        static VOCABULARY: OnceLock<DpvVocabulary> = OnceLock::new();
        VOCABULARY.get_or_init(|| {
            serde_json::from_str(super::sources::DPV_VOCABULARY)
                .expect("a test reads the shipped vocabulary with this very type")
        })
    }
}
