//! From a request's parts to its answer.

use std::{sync::Arc, time::Duration};

use async_graphql::{
    Request, Response, Value, Variables,
    parser::{parse_query, types::OperationType},
};
use chrono::{DateTime, Utc};
use serde_json::Map;

use super::{
    Answer, Misuse, RequestContext,
    answer::{conclude, is_executed},
    measure::{Operation, excess, measure, measure_variables, operation, size},
    meter::{Bill, Cost, Purse},
    persisted::{PersistedQueries, Resolved},
    scan::scan,
    schema::{AppSchema, schema},
    stored::{Question, Stored, StoredAnswers, is_public},
};
use crate::{
    disclosures::Reader,
    platform::{
        AppError,
        cache::Cache,
        config::{CacheConfig, LimitConfig},
        cost::Ledger,
    },
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

/// Executes requests within the configured limits.
#[derive(Clone)]
pub struct Executor {
    schema: AppSchema,
    limits: LimitConfig,
    ledger: Arc<dyn Ledger>,
    persisted: PersistedQueries,
    stored: StoredAnswers,
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
    /// Whether the answer rests on what is public.
    public: bool,
    /// Hash and text of a document to keep.
    keep: Option<(String, String)>,
}

impl Executor {
    /// An executor of the whole schema.
    pub fn new(limits: LimitConfig, ledger: Arc<dyn Ledger>, cache: Cache, config: &CacheConfig) -> Self {
        let persisted = PersistedQueries { cache, life: config.persisted_query_time };
        let stored = StoredAnswers::new(u64::try_from(config.memory.0 / 4).unwrap_or(u64::MAX));
        Self { schema: schema(&limits, ledger.clone()), limits, ledger, persisted, stored }
    }

    /// Answers one request. Never fails: whatever goes wrong is in the answer.
    pub async fn execute(&self, call: Call, request: RequestContext) -> Answer {
        let Call { query, operation_name, variables, extensions, method, purse } = call;
        let resolved = match self.persisted.resolve(query, &extensions).await {
            Ok(resolved) => resolved,
            Err(error) => {
                let misuse = (error.broken_rule() == Some("query-missing")).then_some(Misuse::NoDocument);
                return Answer::refusal(&request, &error).misusing(misuse);
            }
        };
        // A document that comes with its hash is first to be kept under it.
        let question = match &resolved.keep_as {
            None => Question::new(&request, &resolved.text, operation_name.as_deref(), &variables),
            Some(_) => None,
        };
        if let Some(answer) = self.recall(question.as_ref(), purse, &request).await {
            return answer;
        }
        let (bill, ledger) = (Arc::new(Bill::new(purse)), self.ledger.as_ref());
        let bytes = resolved.text.len().saturating_add(size(&variables));
        let prepared = match bill.deposit(ledger, bytes, request.clock.now()).await {
            true => self.prepare(resolved, operation_name, variables),
            false => Err(AppError::rate_limited()),
        };
        match prepared {
            Ok(prepared) => self.make(prepared, method, bill, question, &request).await,
            Err(error) => {
                let cost = bill.settle(ledger, &request, None).await;
                Answer::refusal_with_cost(&request, &error, cost).after(&bill)
            }
        }
    }

    /// The answer that was given to the question before, if what it rests on still stands and the caller can pay.
    async fn recall(
        &self,
        question: Option<&Question>,
        purse: Purse,
        request: &RequestContext,
    ) -> Option<Answer> {
        let stored = self.stored.get(question?)?;
        let now = request.clock.now();
        let reader = Reader::new(request.session.clone(), request.shelf.clone());
        // What goes wrong here goes wrong again where it is answered.
        if !reader.hold(&stored.grounds, now).await.ok()? {
            return None;
        }
        let (bill, ledger) = (Bill::new(purse), self.ledger.as_ref());
        if !bill.charge(ledger, stored.requested, now).await {
            return None;
        }
        let cost = bill.settle(ledger, request, Some(stored.actual)).await;
        Some(Answer::stored(stored, cost))
    }

    async fn make(
        &self,
        prepared: Prepared,
        method: Method,
        bill: Arc<Bill>,
        question: Option<Question>,
        request: &RequestContext,
    ) -> Answer {
        let Prepared { request: query, operation, public, keep } = prepared;
        let name = operation.as_ref().and_then(|operation| operation.name.clone());
        let kind = operation.map(|operation| operation.kind);
        if method == Method::Get && kind.is_some_and(|kind| kind != OperationType::Query) {
            let error = AppError::invalid("error-method-mutation").rule("method");
            let cost = bill.settle(self.ledger.as_ref(), request, None).await;
            return Answer::refusal_with_cost(request, &error, cost)
                .misusing(Some(Misuse::WrongMethod))
                .of(name);
        }
        let since = request.clock.now();
        let query = query.data(request.clone()).data(bill.clone());
        let response = in_time(self.limits.request_time, self.schema.execute(query)).await;
        let mut response = match response {
            Ok(response) => response,
            Err(error) => {
                // What was given up had its work done all the same.
                let cost = bill.settle(self.ledger.as_ref(), request, None).await;
                return Answer::refusal_with_cost(request, &error, cost).of(name);
            }
        };
        if let Some((hash, text)) = keep.filter(|_| bill.is_paid()) {
            self.persisted.keep(&hash, &text).await;
        }
        let refunded = is_executed(&response) && kind != Some(OperationType::Mutation);
        let used = refunded.then(|| bill.used(&response.data));
        let cost = bill.settle(self.ledger.as_ref(), request, used).await;
        if let (true, Some(question), Some(cost)) = (public, question, cost)
            && let Some(stored) = keepable(request, since, &response, name.clone(), cost)
        {
            let stored = Arc::new(stored);
            self.stored.keep(question, Arc::clone(&stored));
            return Answer::stored(stored, Some(cost));
        }
        response.extensions.extend(cost.map(|cost| ("cost".to_owned(), cost.into())));
        conclude(request, &bill, response).of(name)
    }

    fn prepare(
        &self,
        resolved: Resolved,
        operation_name: Option<String>,
        json: Map<String, serde_json::Value>,
    ) -> Result<Prepared, AppError> {
        let Resolved { text, keep_as } = resolved;
        if text.len() > self.limits.document.0 {
            return Err(excess("error-query-size", self.limits.document.0));
        }
        scan(&text, &self.limits)?;
        let document = match parse_query(&text) {
            Ok(document) => document,
            // The library's own error says where; it comes back from the schema, parsed once more.
            Err(_) => {
                let request = Request::new(text);
                return Ok(Prepared { request, operation: None, public: false, keep: None });
            }
        };
        measure(&document, &self.limits)?;
        let variables = variables(json)?;
        measure_variables(&variables, &self.limits)?;
        let operation = operation(&document, operation_name.as_deref());
        let public = is_public(&document);
        let keep = keep_as.map(|hash| (hash, text.clone()));
        let mut request = Request::new(text).variables(variables);
        request.operation_name = operation_name;
        request.set_parsed_query(document);
        Ok(Prepared { request, operation, public, keep })
    }
}

/// The answer as it is kept: one without an error, while nothing of what it rests on has changed.
fn keepable(
    request: &RequestContext,
    since: DateTime<Utc>,
    response: &Response,
    operation: Option<String>,
    cost: Cost,
) -> Option<Stored> {
    if !response.errors.is_empty() || response.data == Value::Null {
        return None;
    }
    let grounds = request.witness.grounds(since, request.clock.now())?;
    let data = serde_json::to_vec(&response.data).ok()?.into();
    Some(Stored { data, requested: cost.requested, actual: cost.actual, operation, grounds })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::ErrorCode;

    #[tokio::test]
    async fn work_that_does_not_end_is_given_up() {
        let never = in_time(Duration::from_millis(1), std::future::pending::<()>()).await.unwrap_err();
        assert_eq!((never.code(), never.broken_rule()), (ErrorCode::LimitExceeded, Some("request-time")));
        assert_eq!(in_time(Duration::from_millis(1), async { 7 }).await.unwrap(), 7);
    }
}
