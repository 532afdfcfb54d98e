//! `GET /v1/policy-state/{tenant}/{app}?accepted=N`: a few hundred bytes that say whether a user must see something new.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header::CACHE_CONTROL, header::ETAG},
    web::{Data, Path, Query},
};
use serde::Deserialize;

use super::{JSON, cache_control, conditional, internal, malformed};
use crate::{
    AppState,
    disclosures::{Accepted, Coding, Reader, Representation},
    http::{
        caller, credential,
        problem::{self, Problem},
    },
    platform::{AppError, error::Result, scope::Session},
};

/// What a reader names beside the path.
#[derive(Debug, Deserialize)]
pub(in crate::http) struct Asked {
    /// The number of the version that the user accepted last.
    accepted: Option<String>,
    /// A publishable key.
    key: Option<String>,
}

/// The handler.
pub(in crate::http) async fn policy_state(
    request: HttpRequest,
    state: Data<AppState>,
    path: Path<(String, String)>,
    asked: Result<Query<Asked>, actix_web::Error>,
) -> HttpResponse {
    let Ok(Query(asked)) = asked else { return malformed(&request) };
    match serve(&request, &state, &path, &asked).await {
        Ok(Some(made)) => answer(&request, &made, asked.key.is_some()),
        Ok(None) => problem::nowhere(request).await,
        Err(refusal) => refusal.respond(&request, JSON),
    }
}

async fn serve(
    request: &HttpRequest,
    state: &AppState,
    (tenant, app): &(String, String),
    asked: &Asked,
) -> Result<Option<Representation>, Problem> {
    let key = credential::reader(request, state, asked.key.as_deref()).await?;
    caller::admit(request, state, key.as_ref()).await?;
    let accepted = accepted(asked.accepted.as_deref())?;
    let session = Session::new(state.database.clone(), state.clock.clone(), state.random.clone(), None);
    let reader = Reader::new(session, state.shelf.clone());
    let found = reader.policy_state(tenant, app, accepted, state.clock.now()).await.map_err(internal)?;
    let Some((of, found)) = found else { return Ok(None) };
    credential::check_place(key.as_ref(), of)?;
    let bytes = serde_json::to_vec(&found).map_err(|error| internal(AppError::internal(error)))?;
    Ok(Some(Representation::new(bytes)))
}

/// A number that no version can have is one that does not exist; what is no number is refused.
fn accepted(text: Option<&str>) -> Result<Accepted, Problem> {
    let Some(text) = text else { return Ok(Accepted::Nothing) };
    if text.is_empty() || !text.bytes().all(|digit| digit.is_ascii_digit()) {
        let error = AppError::invalid("error-accepted").at(["accepted"]);
        return Err(Problem::new(StatusCode::BAD_REQUEST, error));
    }
    Ok(text.parse().map_or(Accepted::Unknown, Accepted::Version))
}

fn answer(request: &HttpRequest, made: &Representation, private: bool) -> HttpResponse {
    // Too short to be compressed: one representation, which varies by nothing.
    let (body, _) = made.body(Coding::Identity);
    let known = conditional::has(request.headers(), &body.etag);
    let mut response = HttpResponse::build(if known { StatusCode::NOT_MODIFIED } else { StatusCode::OK });
    response
        .insert_header((ETAG, body.etag.as_str()))
        .insert_header((CACHE_CONTROL, cache_control(private, false)));
    if known { response.finish() } else { response.content_type("application/json").body(body.bytes.clone()) }
}
