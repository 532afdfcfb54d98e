//! Around every request: its id, its span, its headers, its log line, and a net under panics.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Instant};

use actix_web::{
    Error, HttpMessage, HttpRequest, HttpResponse,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    error::InternalError,
    http::header::{HeaderName, HeaderValue},
    middleware::Next,
    web::Data,
};
use futures_util::FutureExt;
use serde_json::json;
use tracing::{Instrument, Span, field::Empty};
use uuid::{Builder, Uuid};

use super::headers;
use crate::{AppState, platform::ErrorCode};

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The id of the request, ours even where the caller sent one.
#[derive(Debug, Clone, Copy)]
pub(super) struct RequestId(Uuid);

impl RequestId {
    /// The id that `observe` has given the request.
    pub fn of(request: &HttpRequest) -> Uuid {
        request.extensions().get::<Self>().map_or(Uuid::nil(), |id| id.0)
    }
}

/// The middleware.
pub(super) async fn observe(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let state =
        request.app_data::<Data<AppState>>().expect("`start` gives every app its state").clone().into_inner();
    let id = make_id(&state);
    request.extensions_mut().insert(RequestId(id));
    let span = tracing::info_span!(
        "request",
        request.id = %id,
        http.method = %request.method(),
        tenant.id = Empty,
        actor.id = Empty,
        graphql.operation = Empty,
        error.code = Empty,
    );
    answer(request, next, state, id).instrument(span).await
}

async fn answer(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
    state: Arc<AppState>,
    id: Uuid,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let started = Instant::now();
    let https = state.config.http.public_url.as_ref().is_some_and(|url| url.is_https());
    // What a panicking handler leaves behind is dropped with its request; shared state is guarded where it lives.
    let outcome = AssertUnwindSafe(next.call(request)).catch_unwind().await;
    let mut response = match outcome {
        Ok(result) => result?.map_into_boxed_body(),
        Err(_) => {
            // The panic itself was logged where it happened; its request is gone with it.
            let response = complete(panicked(id), id, https);
            Span::current().record("error.code", ErrorCode::Internal.as_str());
            finish(None, response.status().as_u16(), started);
            return Err(InternalError::from_response("panic", response).into());
        }
    };
    headers::complete(response.headers_mut(), https);
    name_request(response.headers_mut(), id);
    finish(response.request().match_pattern(), response.status().as_u16(), started);
    Ok(response)
}

fn finish(route: Option<String>, status: u16, started: Instant) {
    let duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    // The pattern, not the address: an address may hold what a caller typed.
    tracing::info!(http.route = route, http.status = status, duration_ms, "request");
}

fn make_id(state: &AppState) -> Uuid {
    let mut tail = [0; 10];
    state.random.fill(&mut tail);
    let millis = u64::try_from(state.clock.now().timestamp_millis()).unwrap_or(0);
    Builder::from_unix_timestamp_millis(millis, &tail).into_uuid()
}

fn panicked(id: Uuid) -> HttpResponse {
    let code = ErrorCode::Internal.as_str();
    let body = json!({ "errors": [{ "message": code, "extensions": { "code": code, "requestId": id } }] });
    HttpResponse::InternalServerError().content_type("application/json; charset=utf-8").body(body.to_string())
}

fn complete(mut response: HttpResponse, id: Uuid, https: bool) -> HttpResponse {
    headers::complete(response.headers_mut(), https);
    name_request(response.headers_mut(), id);
    response
}

fn name_request(headers: &mut actix_web::http::header::HeaderMap, id: Uuid) {
    let value = HeaderValue::from_str(&id.to_string()).expect("a UUID's text is visible ASCII");
    headers.insert(X_REQUEST_ID, value);
}
