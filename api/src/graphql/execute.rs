//! From a request's parts to its answer.

use std::{sync::Arc, time::Duration};

use async_graphql::{
    PathSegment, Pos, Request, Response, ServerError, Value, Variables,
    parser::{parse_query, types::OperationType},
};
use serde::Serialize;
use serde_json::Map;

use super::{
    RequestContext,
    measure::{Operation, measure, measure_variables, operation},
    meter::{Bill, Purse},
    persisted::PersistedQueries,
    scan::scan,
    schema::{AppSchema, schema},
};
use crate::platform::{
    AppError, ErrorCode,
    cache::Cache,
    config::{CacheConfig, LimitConfig},
    cost::Ledger,
};

/// How a request came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Must not change anything.
    Get,
    /// May.
    Post,
}

/// A request as its sender wrote it.
#[derive(Debug)]
pub struct Call {
    /// The document; may be absent beside a persisted query's hash.
    pub query: Option<String>,
    /// Which of the document's operations.
    pub operation_name: Option<String>,
    /// Values of the operation's variables.
    pub variables: Map<String, serde_json::Value>,
    /// Protocol extensions.
    pub extensions: Map<String, serde_json::Value>,
    /// How it came.
    pub method: Method,
    /// Who pays.
    pub purse: Purse,
}

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
    response: Response,
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
        let errors: Vec<Fault<'_>> = self
            .response
            .errors
            .iter()
            .map(|error| Fault {
                message: &error.message,
                locations: &error.locations,
                path: &error.path,
                extensions: error.extensions.as_ref(),
            })
            .collect();
        let data = self.executed.then_some(&self.response.data);
        serde_json::to_vec(&Body { errors: &errors, data, extensions: &self.response.extensions })
            .map_err(AppError::internal)
    }

    /// The answer to a request that never came to be executed.
    pub fn refusal(request: &RequestContext, error: &AppError) -> Self {
        let response = Response::from_errors(vec![request.server_error(error)]);
        Self {
            response,
            operation: None,
            executed: false,
            refused: Some(error.code()),
            misuse: None,
            retry_after: None,
        }
    }
}

/// Executes requests within the configured limits.
#[derive(Clone)]
pub struct Executor {
    schema: AppSchema,
    limits: LimitConfig,
    ledger: Arc<dyn Ledger>,
    persisted: PersistedQueries,
}

impl std::fmt::Debug for Executor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Executor").field("limits", &self.limits).finish_non_exhaustive()
    }
}

/// A document that has passed every check that needs no schema.
struct Prepared {
    request: Request,
    operation: Option<Operation>,
}

impl Executor {
    /// An executor of the whole schema.
    pub fn new(limits: LimitConfig, ledger: Arc<dyn Ledger>, cache: Cache, config: &CacheConfig) -> Self {
        let persisted = PersistedQueries { cache, life: config.persisted_query_time };
        Self { schema: schema(&limits, ledger.clone()), limits, ledger, persisted }
    }

    /// Answers one request. Never fails: whatever goes wrong is in the answer.
    pub async fn execute(&self, call: Call, request: RequestContext) -> Answer {
        let (method, bill) = (call.method, Arc::new(Bill::new(call.purse)));
        let prepared = match self.prepare(call).await {
            Ok(prepared) => prepared,
            Err(error) => {
                let misuse = (error.broken_rule() == Some("query-missing")).then_some(Misuse::NoDocument);
                return Answer { misuse, ..Answer::refusal(&request, &error) };
            }
        };
        let Prepared { request: query, operation } = prepared;
        let name = operation.as_ref().and_then(|operation| operation.name.clone());
        let kind = operation.map(|operation| operation.kind);
        if method == Method::Get && kind.is_some_and(|kind| kind != OperationType::Query) {
            let error = AppError::invalid("error-method-mutation").rule("method");
            let misuse = Some(Misuse::WrongMethod);
            return Answer { operation: name, misuse, ..Answer::refusal(&request, &error) };
        }
        let query = query.data(request.clone()).data(bill.clone());
        let mut answer = match in_time(self.limits.request_time, self.schema.execute(query)).await {
            Ok(response) => conclude(&request, &bill, response),
            Err(error) => Answer::refusal(&request, &error),
        };
        // What was given up had its work done all the same.
        let refunded = answer.executed && kind != Some(OperationType::Mutation);
        bill.settle(self.ledger.as_ref(), &request, refunded, &mut answer.response).await;
        Answer { operation: name, ..answer }
    }

    async fn prepare(&self, call: Call) -> Result<Prepared, AppError> {
        let resolved = self.persisted.resolve(call.query, &call.extensions).await?;
        scan(&resolved.text, &self.limits)?;
        let document = match parse_query(&resolved.text) {
            Ok(document) => document,
            // The library's own error says where; it comes back from the schema, parsed once more.
            Err(_) => return Ok(Prepared { request: Request::new(resolved.text), operation: None }),
        };
        measure(&document, &self.limits)?;
        if let Some(hash) = &resolved.keep_as {
            self.persisted.keep(hash, &resolved.text).await;
        }
        let variables = variables(call.variables)?;
        measure_variables(&variables, &self.limits)?;
        let operation = operation(&document, call.operation_name.as_deref());
        let mut request = Request::new(resolved.text).variables(variables);
        request.operation_name = call.operation_name;
        request.set_parsed_query(document);
        Ok(Prepared { request, operation })
    }
}

fn variables(json: Map<String, serde_json::Value>) -> Result<Variables, AppError> {
    serde_json::from_value(json.into())
        .map_err(|cause| AppError::invalid("error-request-member").arg("member", "variables").because(cause))
}

/// Gives work up after a time. What it was doing is dropped where it waits: an open transaction is rolled back.
async fn in_time<T>(time: Duration, work: impl Future<Output = T>) -> Result<T, AppError> {
    tokio::time::timeout(time, work)
        .await
        .map_err(|_| AppError::limit_exceeded("error-request-time").rule("request-time"))
}

fn conclude(request: &RequestContext, bill: &Bill, mut response: Response) -> Answer {
    request.tidy(&mut response.errors);
    let executed = response.data != Value::Null || response.errors.iter().any(|error| !error.path.is_empty());
    let wait = bill.charged().filter(|(_, charge)| !charge.granted).map(|(_, charge)| charge.retry_after);
    Answer {
        operation: None,
        executed,
        refused: if executed { None } else { response.errors.first().map(code) },
        misuse: None,
        retry_after: wait.map(|wait| wait.as_millis().div_ceil(1000).try_into().unwrap_or(u64::MAX)),
        response,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn work_that_does_not_end_is_given_up() {
        let never = in_time(Duration::from_millis(1), std::future::pending::<()>()).await.unwrap_err();
        assert_eq!((never.code(), never.broken_rule()), (ErrorCode::LimitExceeded, Some("request-time")));
        assert_eq!(in_time(Duration::from_millis(1), async { 7 }).await.unwrap(), 7);
    }
}
