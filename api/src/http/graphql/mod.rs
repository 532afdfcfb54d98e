//! GraphQL over HTTP, to the letter of its specification.
//!
//! `POST` takes a JSON object in UTF-8; `GET` takes the same members as parameters, and queries only. The answer is
//! `application/graphql-response+json` for who asks for it by name, `application/json` for everybody else. Under the
//! first a refused request has a status of 4xx, under the second 200, since there the body tells.

mod body;
mod media;
mod parts;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{ALLOW, RETRY_AFTER, VARY},
    },
    web::{Data, Payload},
};

use self::{media::Media, parts::Parts};
use super::{caller, credential, language, observe::RequestId, problem::Problem};
use crate::{
    AppState,
    graphql::{Answer, Call, Loaders, Method, Misuse, RequestContext},
    platform::{AppError, ErrorCode, scope::Session},
};

/// Methods that the endpoint takes.
const METHODS: &str = "GET, POST";

/// A query in the address.
pub(super) async fn by_get(request: HttpRequest, state: Data<AppState>) -> HttpResponse {
    let parts = async || parts::from_address(request.query_string());
    respond(&request, &state, Method::Get, parts).await
}

/// A query or mutation in the body.
pub(super) async fn by_post(request: HttpRequest, payload: Payload, state: Data<AppState>) -> HttpResponse {
    let parts = async || {
        media::check_sent(request.headers())?;
        let limit = state.config.limits.body.0;
        let bytes = body::read(payload, request.headers(), limit, state.config.http.body_timeout).await?;
        parts::from_body(&bytes)
    };
    respond(&request, &state, Method::Post, parts).await
}

/// Any other method.
pub(super) async fn by_another(request: HttpRequest) -> HttpResponse {
    let media = Media::wanted(request.headers()).unwrap_or(Media::Json);
    Problem::method(METHODS).respond(&request, media.name())
}

async fn respond(
    request: &HttpRequest,
    state: &AppState,
    method: Method,
    parts: impl AsyncFnOnce() -> Result<Parts, Problem>,
) -> HttpResponse {
    let Some(media) = Media::wanted(request.headers()) else {
        let error = AppError::invalid("error-not-acceptable").rule("accept");
        return Problem::new(StatusCode::NOT_ACCEPTABLE, error).respond(request, Media::Json.name());
    };
    match serve(request, state, method, parts).await {
        Ok(answer) => write(request, &answer, media),
        Err(problem) => problem.respond(request, media.name()),
    }
}

async fn serve(
    request: &HttpRequest,
    state: &AppState,
    method: Method,
    parts: impl AsyncFnOnce() -> Result<Parts, Problem>,
) -> Result<Answer, Problem> {
    // Before the body is read: a bad credential buys no work.
    let principal = credential::principal(request, state).await?;
    if let Some(principal) = &principal {
        let span = tracing::Span::current();
        span.record("tenant.id", tracing::field::display(principal.tenant));
        span.record("actor.id", tracing::field::display(principal.actor()));
    }
    let Parts { query, operation_name, variables, extensions } = parts().await?;
    let purse = caller::purse(request, state, principal.as_ref());
    let call = Call { query, operation_name, variables, extensions, method, purse };
    let session = Session::new(state.database.clone(), state.clock.clone(), state.random.clone(), principal);
    let catalogs = state.catalogs.clone();
    let context = RequestContext {
        id: RequestId::of(request),
        loaders: Loaders::new(session.clone(), catalogs.clone(), state.registers.clone()),
        catalogs,
        registers: state.registers.clone(),
        shelf: state.shelf.clone(),
        witness: Default::default(),
        keys: state.keys.clone(),
        access: state.access.clone(),
        session,
        texts: language::texts(request.headers()),
        clock: state.clock.clone(),
        random: state.random.clone(),
        sealer: state.sealer.clone(),
    };
    Ok(state.executor.execute(call, context).await)
}

fn write(request: &HttpRequest, answer: &Answer, media: Media) -> HttpResponse {
    let span = tracing::Span::current();
    if let Some(name) = &answer.operation {
        // A name in GraphQL is letters, digits and underscores; a long one is no name of a client's.
        span.record("graphql.operation", &name[..name.len().min(64)]);
    }
    if let Some(code) = answer.refused {
        span.record("error.code", code.as_str());
    }
    let mut response = HttpResponse::build(status(answer, media));
    response.insert_header((VARY, "Accept, Accept-Language"));
    if answer.misuse == Some(Misuse::WrongMethod) {
        response.insert_header((ALLOW, "POST"));
    }
    if let Some(seconds) = answer.retry_after {
        response.insert_header((RETRY_AFTER, seconds.to_string()));
    }
    match answer.json() {
        Ok(json) => response.content_type(media.name()).body(json),
        Err(error) => Problem::new(StatusCode::INTERNAL_SERVER_ERROR, error).respond(request, media.name()),
    }
}

fn status(answer: &Answer, media: Media) -> StatusCode {
    match answer.misuse {
        Some(Misuse::WrongMethod) => return StatusCode::METHOD_NOT_ALLOWED,
        Some(Misuse::NoDocument) => return StatusCode::BAD_REQUEST,
        None => {}
    }
    match answer.refused {
        None => StatusCode::OK,
        Some(ErrorCode::RateLimited) => StatusCode::TOO_MANY_REQUESTS,
        Some(ErrorCode::Internal) => StatusCode::INTERNAL_SERVER_ERROR,
        Some(_) if media == Media::GraphQl => StatusCode::BAD_REQUEST,
        Some(_) => StatusCode::OK,
    }
}
