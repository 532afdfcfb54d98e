//! Answers to queries of what is public, kept as bytes.
//!
//! Executing a query costs many times what sending its answer does, and apps in the field ask the same few questions.
//! An answer is kept for a caller of whom nothing but the language matters, a stranger or a publishable key, if all its
//! root fields tell of published versions only and it came without an error. It is given again to the same text,
//! operation, variables and language while the versions of every app that was looked up for it, and which of them is in
//! force, are what they were ([`Grounds`]); whoever it is given to pays as if it had been executed.

use std::sync::Arc;

use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationType, Selection};
use bytes::Bytes;
use disclosure::Locale;
use moka::sync::Cache;
use serde_json::{Map, Value};

use super::RequestContext;
use crate::disclosures::Grounds;

/// Root fields whose answers rest on published versions, on the language and on nothing else.
const PUBLIC: [&str; 3] = ["disclosure", "policyState", "__typename"];
/// Bytes of a text that is kept at most, and of a variable's: questions in the field are short.
const LONGEST: usize = 8 * 1024;
const LONGEST_VARIABLE: usize = 256;

/// All that an answer depends on beside its grounds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Question {
    text: String,
    operation: Option<String>,
    variables: String,
    locale: Locale,
}

impl Question {
    /// The question that a request asks; none where its answer is not to be kept.
    pub fn new(
        request: &RequestContext,
        text: &str,
        operation: Option<&str>,
        variables: &Map<String, Value>,
    ) -> Option<Self> {
        let anybody = request.session.principal().is_none_or(|principal| principal.is_publishable());
        if !anybody || text.len() > LONGEST || !variables.values().all(is_short) {
            return None;
        }
        Some(Self {
            text: text.to_owned(),
            operation: operation.map(ToOwned::to_owned),
            variables: serde_json::to_string(variables).ok()?,
            locale: request.texts.locale().clone(),
        })
    }
}

fn is_short(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
        Value::String(text) => text.len() <= LONGEST_VARIABLE,
        Value::Array(_) | Value::Object(_) => false,
    }
}

/// Whether every answer to an operation of this document rests on what is public: to none of them anything else than
/// the fields of [`PUBLIC`] is asked at the root.
pub(super) fn is_public(document: &ExecutableDocument) -> bool {
    let operations = match &document.operations {
        DocumentOperations::Single(operation) => vec![operation],
        DocumentOperations::Multiple(operations) => operations.values().collect(),
    };
    operations.into_iter().all(|operation| {
        let public = |selection: &Selection| {
            matches!(selection, Selection::Field(field) if PUBLIC.contains(&field.node.name.node.as_str()))
        };
        operation.node.ty == OperationType::Query
            && operation.node.selection_set.node.items.iter().all(|selection| public(&selection.node))
    })
}

/// An answer that was given.
#[derive(Debug)]
pub(super) struct Stored {
    /// The value of `data`, as JSON.
    pub data: Bytes,
    /// What the question cost when it was asked for, and what was used of that.
    pub requested: u32,
    pub actual: u32,
    /// The name of the operation.
    pub operation: Option<String>,
    pub grounds: Grounds,
}

/// The answers of this process. Cheap to clone; all clones are one.
#[derive(Debug, Clone)]
pub(super) struct StoredAnswers(Cache<Question, Arc<Stored>>);

impl StoredAnswers {
    /// No answers yet, and at most about so many bytes of them.
    pub fn new(bytes: u64) -> Self {
        let size = |question: &Question, stored: &Arc<Stored>| {
            let all = question.text.len() + question.variables.len() + stored.data.len() + 512;
            u32::try_from(all).unwrap_or(u32::MAX)
        };
        Self(Cache::builder().max_capacity(bytes).weigher(size).build())
    }

    /// The answer that was given to a question, whether its grounds hold or not.
    pub fn get(&self, question: &Question) -> Option<Arc<Stored>> {
        self.0.get(question)
    }

    /// Keeps an answer in place of an earlier one.
    pub fn keep(&self, question: Question, stored: Arc<Stored>) {
        self.0.insert(question, stored);
    }
}
