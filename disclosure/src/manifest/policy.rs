//! The policy as a document: its title, languages, dates, parent, terms, scope and neighbours.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Listed, Localized, Stated, Term,
    term::kind::{
        AnnotationState, CitedRule as CitedRuleKind, DocumentRelation, Emphasis,
        Precedence as PrecedenceKind, Principle, ScopeItem, Section,
    },
};
use crate::Locale;

/// What is said about the policy itself.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PolicyFacts {
    /// The title.
    pub title: Stated<Localized>,
    /// The languages it is kept in.
    pub languages: Listed<Locale>,
    /// The language that prevails; the others are translations.
    pub governing_language: Stated<Locale>,
    /// The version as the tenant counts it.
    pub version: Stated<String>,
    /// The day it was last updated.
    pub updated_on: Stated<NaiveDate>,
    /// The day it takes effect.
    pub effective_on: Stated<NaiveDate>,
    /// The policy this one is part of.
    pub parent: Stated<ParentPolicy>,
    /// Which text prevails in a conflict with another policy.
    pub precedence: Stated<Precedence>,
    /// Whether a contents list is shown.
    pub show_contents: Stated<bool>,
    /// The styles of emphasis promised for clauses that weigh on the reader.
    pub emphasis: Listed<Term<Emphasis>>,
    /// Terms the policy defines.
    pub definitions: Listed<Definition>,
    /// Principles the tenant holds to.
    pub principles: Listed<Term<Principle>>,
    /// What the policy covers.
    pub covers: Listed<Term<ScopeItem>>,
    /// What it leaves out.
    pub excludes: Listed<Term<ScopeItem>>,
    /// Documents it stands beside.
    pub linked_documents: Listed<LinkedDocument>,
    /// Addresses that are printed somewhere without a stated role.
    pub unplaced_urls: Listed<String>,
    /// The order of sections the tenant is used to.
    pub section_order: Listed<Term<Section>>,
    /// Sections whose statements are made in one language only.
    pub sections_only_in: Stated<BTreeMap<Locale, Vec<Term<Section>>>>,
    /// Rules and standards the text cites.
    pub cited_rules: Listed<CitedRule>,
    /// Remarks of reviewers that are still in the text.
    pub annotations: Listed<Annotation>,
}

/// A policy of the same or a parent tenant of which this one is part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ParentPolicy {
    /// Its title.
    pub title: Stated<Localized>,
    /// Where it is published.
    pub url: Stated<String>,
    /// The slug of its tenant on this platform.
    pub tenant: Stated<String>,
    /// The slug of its app on this platform.
    pub app: Stated<String>,
    /// How the two relate.
    pub relation: Stated<Term<DocumentRelation>>,
    /// Sections that this policy leaves to the parent.
    pub delegated: Listed<Term<Section>>,
}

/// Which text prevails.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Precedence {
    /// The text that prevails in a conflict.
    pub when_conflict: Stated<Term<PrecedenceKind>>,
    /// Whether both apply where they do not conflict.
    pub both_apply: Stated<bool>,
}

/// A defined term.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Definition {
    /// Stable key.
    pub key: String,
    /// The term.
    pub term: Localized,
    /// What it means here.
    pub meaning: Stated<Localized>,
}

/// A document beside the policy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LinkedDocument {
    /// Stable key.
    pub key: String,
    /// Its title.
    pub title: Localized,
    /// Where it is.
    pub url: Stated<String>,
    /// How it relates to the policy.
    pub relation: Stated<Term<DocumentRelation>>,
}

/// A rule or standard the text cites, with its edition: superseded editions are reported.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CitedRule {
    /// Stable key.
    pub key: String,
    /// The rule.
    pub rule: Term<CitedRuleKind>,
    /// The edition or date that is cited.
    pub edition: Stated<String>,
}

/// A reviewer's remark in a text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Annotation {
    /// Stable key.
    pub key: String,
    /// The author's tag.
    pub author: Stated<String>,
    /// The clause that is meant.
    pub anchor: Stated<String>,
    /// What is asked for.
    pub request: Stated<Localized>,
    /// Open, answered …
    pub state: Stated<Term<AnnotationState>>,
}
