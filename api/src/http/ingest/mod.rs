//! `POST /v1/sharing-records?app=…`: sharing records in bulk, one JSON object a line, of any number.
//!
//! - A line has the members of `SharingRecordInput`; it ends with LF or CR LF, the last one may end with the stream. It has
//!   at most 64 KiB. Blank lines are passed over and keep their number. The body may be packed as gzip.
//! - The answer comes while the sender sends, as NDJSON. Lines are recorded in their order, in groups of up to 1,000 lines or
//!   1 MiB, and not later than a second or two after they came. A group that lasts is answered with
//!   `{"lines":[first,last],"seq":[first,last],"accepted","repeated","refused"}`, where `seq` is null when nothing in it was new,
//!   after a line `{"line":n,"error":{"code","message","path"}}` for each of it that was refused.
//! - `{"received","accepted","repeated","refused","batch","checkpoint"}` is the last line of a stream that was taken to its end.
//!   `{"error":{…}}` without a number is the last line of one that was not; where neither comes, it was not either. What was
//!   answered stands, what was not may or may not: the same is sent again, as a whole or from there on.
//! - Sent again, a stream doubles nothing: what is in the log under its `externalId` is `repeated`. So of one stream, however
//!   often it is sent and whoever else sends it, `received`, `refused` and the sum of `accepted` and `repeated` stay the same.
//!   `Idempotency-Key`, up to 200 characters, names it: the name comes back as `batch`, and is needed for nothing else.
//! - Neither the limit of a body nor the time of a request holds here. A stream ends when its sender sends nothing, or does not
//!   take the answer, for `CANDOR_INGEST_IDLE_TIME`. A gateway holds [`GROUPS`] groups at once, for which streams wait in line;
//!   of a stream it reads one further than it records, so that a slow database slows the sender.

mod answer;
mod lines;
mod report;
mod source;
mod stream;

use std::io;

use actix_web::{
    Error, HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE},
    },
    web::{Bytes, Data, Payload, Query},
};
use futures_util::stream::unfold;
use serde::Deserialize;
use tokio::sync::mpsc;
use tracing::Instrument;

use self::{
    answer::Totals,
    source::Source,
    stream::{END, Stream},
};
use super::{caller, credential, language, problem::Problem};
use crate::{
    AppState,
    platform::{AppError, ErrorCode, scope::Session},
    sharing::{self, Destination},
};

/// Groups that a gateway holds at once, two of a stream at most, from their first line until they last; of about 4 MiB each when they are largest.
pub const GROUPS: usize = 32;

/// Groups that are answered and not taken yet.
const ANSWERS: usize = 2;
/// Characters of a stream's name at most.
const MAX_KEY: usize = 200;
const NDJSON: &str = "application/x-ndjson; charset=utf-8";
const JSON: &str = "application/json; charset=utf-8";

/// What the address names.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    tenant: Option<String>,
    app: Option<String>,
}

/// The handler.
pub(super) async fn post(
    request: HttpRequest,
    payload: Payload,
    state: Data<AppState>,
    asked: Result<Query<Asked>, Error>,
) -> HttpResponse {
    match open(&request, payload, state, asked).await {
        Ok(response) => response,
        Err(problem) => problem.respond(&request, JSON),
    }
}

/// Any other method.
pub(super) async fn by_another(request: HttpRequest) -> HttpResponse {
    Problem::method("POST").respond(&request, JSON)
}

async fn open(
    request: &HttpRequest,
    payload: Payload,
    state: Data<AppState>,
    asked: Result<Query<Asked>, Error>,
) -> Result<HttpResponse, Problem> {
    let principal = credential::principal(request, &state).await?;
    let gzip = coding(request)?;
    let batch = key(request)?;
    let Query(Asked { tenant, app }) = asked.map_err(|_| {
        Problem::new(StatusCode::BAD_REQUEST, AppError::invalid("error-stream-address").rule("address"))
    })?;
    let destination = Destination { tenant, app };
    let payer = caller::ingest_payer(request, &state, principal.as_ref());
    let session = Session::new(state.database.clone(), state.clock.clone(), state.random.clone(), principal);
    sharing::admit(&session, &state.recorder, &destination).await.map_err(refused)?;
    let (answers, told) = mpsc::channel(ANSWERS);
    let source = Source::new(payload, gzip, state.config.ingest.idle_time);
    let texts = language::texts(request.headers());
    let request = request.clone();
    let stream = Stream {
        request,
        state,
        destination,
        batch,
        source,
        payer,
        answers,
        texts,
        totals: Totals::default(),
        under_way: None,
    };
    // A task of its own, on this thread: it goes on reading while an answer waits to be taken, and ends where none is.
    actix_web::rt::spawn(stream.run().in_current_span());
    let lines = unfold(Some(told), async |told: Option<mpsc::Receiver<Bytes>>| {
        let mut told = told?;
        match told.recv().await {
            Some(lines) if lines == END => None,
            Some(lines) => Some((Ok(lines), Some(told))),
            None => Some((Err(Error::from(io::Error::from(io::ErrorKind::ConnectionAborted))), None)),
        }
    });
    let mut response = HttpResponse::Ok();
    response.insert_header((CACHE_CONTROL, "no-store")).content_type(NDJSON);
    Ok(response.streaming(Box::pin(lines)))
}

/// Whether the body is packed.
fn coding(request: &HttpRequest) -> Result<bool, Problem> {
    let text = |name| request.headers().get(name).map_or(Ok(""), |value| value.to_str().map(str::trim));
    let media = text(CONTENT_TYPE).unwrap_or("?").to_ascii_lowercase();
    let mut parts = media.split(';').map(str::trim);
    let named = ["application/x-ndjson", "application/ndjson", "application/jsonl"];
    let sent = parts.next().is_some_and(|essence| named.contains(&essence))
        && parts.all(|parameter| ["charset=utf-8", "charset=\"utf-8\"", ""].contains(&parameter));
    match text(CONTENT_ENCODING).unwrap_or("?").to_ascii_lowercase().as_str() {
        "" | "identity" if sent => Ok(false),
        "gzip" | "x-gzip" if sent => Ok(true),
        _ => {
            let error = AppError::invalid("error-stream-media-type").rule("content-type");
            Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, error))
        }
    }
}

/// What the sender calls the stream.
fn key(request: &HttpRequest) -> Result<Option<String>, Problem> {
    let Some(value) = request.headers().get("idempotency-key") else { return Ok(None) };
    let text = value.to_str().ok().filter(|text| !text.is_empty() && text.len() <= MAX_KEY);
    let text = text.ok_or_else(|| {
        Problem::new(StatusCode::BAD_REQUEST, AppError::invalid("error-idempotency-key").rule("batch"))
    })?;
    Ok(Some(text.to_owned()))
}

/// A stream that may not begin.
fn refused(error: AppError) -> Problem {
    let status = match error.code() {
        ErrorCode::NotFound => StatusCode::NOT_FOUND,
        ErrorCode::Invalid | ErrorCode::LimitExceeded => StatusCode::BAD_REQUEST,
        ErrorCode::Conflict | ErrorCode::IllegalState => StatusCode::CONFLICT,
        ErrorCode::Forbidden => StatusCode::FORBIDDEN,
        ErrorCode::Unauthenticated => StatusCode::UNAUTHORIZED,
        ErrorCode::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        ErrorCode::Internal => {
            error.log();
            let shown = AppError::new(ErrorCode::Internal, "error-internal");
            return Problem::new(StatusCode::INTERNAL_SERVER_ERROR, shown);
        }
    };
    Problem::new(status, error)
}
