//! Refusals that are answered before or beside GraphQL.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{ALLOW, WWW_AUTHENTICATE},
    },
};
use serde_json::json;

use super::{delivery::METHODS, language, observe::RequestId};
use crate::platform::{AppError, ErrorCode};

/// What an answer of 401 asks for.
pub(super) const CHALLENGE: &str = r#"Bearer realm="candor", error="invalid_token""#;

/// A refusal with its status.
#[derive(Debug)]
pub(super) struct Problem {
    pub status: StatusCode,
    pub error: AppError,
    /// Methods that the address takes, where another was used.
    pub allow: Option<&'static str>,
}

impl Problem {
    pub fn new(status: StatusCode, error: AppError) -> Self {
        Self { status, error, allow: None }
    }

    pub fn method(allow: &'static str) -> Self {
        let error = AppError::invalid("error-method").rule("method");
        Self { allow: Some(allow), ..Self::new(StatusCode::METHOD_NOT_ALLOWED, error) }
    }

    /// The refusal in the form of a GraphQL answer, whatever address was asked.
    pub fn respond(&self, request: &HttpRequest, media: &'static str) -> HttpResponse {
        let message = language::message(request.headers(), &self.error);
        let mut extensions = json!({ "code": self.error.code().as_str() });
        if let Some(rule) = self.error.broken_rule() {
            extensions["rule"] = rule.into();
        }
        if self.error.code() == ErrorCode::Internal {
            extensions["requestId"] = RequestId::of(request).to_string().into();
        }
        tracing::Span::current().record("error.code", self.error.code().as_str());
        let mut response = HttpResponse::build(self.status);
        if let Some(methods) = self.allow {
            response.insert_header((ALLOW, methods));
        }
        if self.error.code() == ErrorCode::Unauthenticated {
            response.insert_header((WWW_AUTHENTICATE, CHALLENGE));
        }
        let body = json!({ "errors": [{ "message": message, "extensions": extensions }] });
        response.content_type(media).body(body.to_string())
    }
}

/// The answer to a fault of ours outside GraphQL; logs it.
pub(super) fn internal(request: &HttpRequest, error: &AppError) -> HttpResponse {
    error.log();
    let shown = AppError::new(ErrorCode::Internal, "error-internal");
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, shown).respond(request, "application/json; charset=utf-8")
}

/// The answer at an address that is not there.
pub(super) async fn nowhere(request: HttpRequest) -> HttpResponse {
    Problem::new(StatusCode::NOT_FOUND, AppError::not_found())
        .respond(&request, "application/json; charset=utf-8")
}

/// The answer to a method that an address of `/v1` does not take.
pub(super) async fn not_read(request: HttpRequest) -> HttpResponse {
    Problem::method(METHODS).respond(&request, "application/json; charset=utf-8")
}
