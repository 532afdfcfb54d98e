//! An answer: what it says, its form on the wire, and what the transport has to know about it.

use std::sync::Arc;

use async_graphql::{PathSegment, Pos, Response, ServerError, Value};
use serde::Serialize;

use super::{
    RequestContext,
    meter::{Bill, Cost},
    stored::Stored,
};
use crate::platform::{AppError, ErrorCode};

/// A request that breaks the protocol, not only the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misuse {
    /// A mutation came by GET.
    WrongMethod,
    /// It holds neither a document nor what stands for one.
    NoDocument,
}

/// The answer, and what the transport has to know about it.
#[derive(Debug)]
pub struct Answer {
    content: Content,
    /// The name of the operation in its document.
    pub operation: Option<String>,
    /// Whether anything was executed: if not, all errors are about the request.
    pub executed: bool,
    /// The code of the error that stopped the request before anything was executed.
    pub refused: Option<ErrorCode>,
    /// What the transport has to refuse whatever the form of the answer.
    pub misuse: Option<Misuse>,
    /// Whole seconds until a rate-limited request would pass.
    pub retry_after: Option<u64>,
}

/// Errors that an answer holds at most: one document can be wrong in thousands of places.
const MOST_ERRORS: usize = 20;

/// What an answer says.
#[derive(Debug)]
enum Content {
    /// What was executed, or why nothing was.
    Made(Response),
    /// What was executed before, with what it costs now.
    Stored(Arc<Stored>, Option<Value>),
}

/// The members of an answer, in the order of the specification's advice. `data` is absent where nothing was executed.
#[derive(Serialize)]
struct Body<'a> {
    #[serde(skip_serializing_if = "<[Fault]>::is_empty")]
    errors: &'a [Fault<'a>],
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Value>,
    #[serde(skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    extensions: &'a std::collections::BTreeMap<String, Value>,
}

#[derive(Serialize)]
struct Fault<'a> {
    message: &'a str,
    #[serde(skip_serializing_if = "<[Pos]>::is_empty")]
    locations: &'a [Pos],
    #[serde(skip_serializing_if = "<[PathSegment]>::is_empty")]
    path: &'a [PathSegment],
    #[serde(skip_serializing_if = "Option::is_none")]
    extensions: Option<&'a async_graphql::ErrorExtensionValues>,
}

impl Answer {
    /// The answer as JSON.
    ///
    /// # Errors
    /// `INTERNAL` if a value cannot be written as JSON.
    pub fn json(&self) -> Result<Vec<u8>, AppError> {
        let response = match &self.content {
            Content::Made(response) => response,
            Content::Stored(stored, cost) => return again(stored, cost.as_ref()),
        };
        let errors: Vec<Fault<'_>> = response
            .errors
            .iter()
            .map(|error| Fault {
                message: &error.message,
                locations: &error.locations,
                path: &error.path,
                extensions: error.extensions.as_ref(),
            })
            .collect();
        let data = self.executed.then_some(&response.data);
        serde_json::to_vec(&Body { errors: &errors, data, extensions: &response.extensions })
            .map_err(AppError::internal)
    }

    /// The answer to a request that never came to be executed.
    pub fn refusal(request: &RequestContext, error: &AppError) -> Self {
        Self::refusal_with_cost(request, error, None)
    }

    pub(super) fn refusal_with_cost(request: &RequestContext, error: &AppError, cost: Option<Cost>) -> Self {
        let mut response = Response::from_errors(vec![request.server_error(error)]);
        response.extensions.extend(cost.map(|cost| ("cost".to_owned(), cost.into())));
        Self {
            content: Content::Made(response),
            operation: None,
            executed: false,
            refused: Some(error.code()),
            misuse: None,
            retry_after: None,
        }
    }

    /// The same, to a caller who has to wait for as long as the bill says.
    pub(super) fn after(self, bill: &Bill) -> Self {
        Self { retry_after: seconds_to_wait(bill), ..self }
    }

    /// The same, to an operation of this name.
    pub(super) fn of(self, operation: Option<String>) -> Self {
        Self { operation, ..self }
    }

    /// The same, to a request that breaks the protocol.
    pub(super) fn misusing(self, misuse: Option<Misuse>) -> Self {
        Self { misuse, ..self }
    }

    /// An answer that is kept.
    pub(super) fn stored(stored: Arc<Stored>, cost: Option<Cost>) -> Self {
        Self {
            operation: stored.operation.clone(),
            content: Content::Stored(stored, cost.map(Value::from)),
            executed: true,
            refused: None,
            misuse: None,
            retry_after: None,
        }
    }
}

/// The bytes of an answer that was given before, in the form of every other.
fn again(stored: &Stored, cost: Option<&Value>) -> Result<Vec<u8>, AppError> {
    let mut bytes = Vec::with_capacity(stored.data.len() + 128);
    bytes.extend_from_slice(b"{\"data\":");
    bytes.extend_from_slice(&stored.data);
    if let Some(cost) = cost {
        bytes.extend_from_slice(b",\"extensions\":{\"cost\":");
        serde_json::to_writer(&mut bytes, cost).map_err(AppError::internal)?;
        bytes.push(b'}');
    }
    bytes.push(b'}');
    Ok(bytes)
}

/// If not, all errors are about the request.
pub(super) fn is_executed(response: &Response) -> bool {
    response.data != Value::Null || response.errors.iter().any(|error| !error.path.is_empty())
}

/// Whole seconds until what was refused for want of units would be granted.
fn seconds_to_wait(bill: &Bill) -> Option<u64> {
    bill.wait().map(|wait| wait.as_millis().div_ceil(1000).try_into().unwrap_or(u64::MAX))
}

pub(super) fn conclude(request: &RequestContext, bill: &Bill, mut response: Response) -> Answer {
    let executed = is_executed(&response);
    response.errors.truncate(MOST_ERRORS);
    request.tidy(&mut response.errors);
    Answer {
        operation: None,
        executed,
        refused: if executed { None } else { response.errors.first().map(code) },
        misuse: None,
        retry_after: seconds_to_wait(bill),
        content: Content::Made(response),
    }
}

/// The code that `tidy` has made sure of.
fn code(error: &ServerError) -> ErrorCode {
    let text = error.extensions.as_ref().and_then(|extensions| extensions.get("code"));
    ErrorCode::ALL
        .into_iter()
        .find(|code| matches!(text, Some(Value::String(text)) if text == code.as_str()))
        .unwrap_or(ErrorCode::Internal)
}
