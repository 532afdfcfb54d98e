//! Sharing logs over HTTP: `/logs/{log}/…`, by the log's origin, which nobody can guess.
//!
//! Whoever knows it reads checkpoints, hash tiles (C2SP tlog-tiles) and proofs, as often as the caller's address is
//! allowed to read what is public; entries need a credential that reads the tenant as a whole. An address that names
//! nothing, whatever it looks like, is answered like every path that is not there.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header::CACHE_CONTROL},
    web::{Data, Path},
};
use serde_json::json;
use sharing_log::{
    Hash,
    tile::{Tile, WIDTH},
};

use super::{
    caller, credential,
    problem::{self, Problem, internal},
};
use crate::{
    AppState,
    platform::{
        AppError, ErrorCode,
        scope::{Permission, Principal},
    },
    sharing::{self, PublicLog},
};

/// A full tile, and a proof between two sizes, never change.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// A partial tile gives way to a wider one.
const A_MINUTE: &str = "public, max-age=60";
/// A checkpoint is the newest for so long.
const SOON_OLD: &str = "public, max-age=5, must-revalidate";
/// What is not everybody's.
const PRIVATE: &str = "private, max-age=31536000, immutable";

const TEXT: &str = "text/plain; charset=utf-8";
const BYTES: &str = "application/octet-stream";
const JSON: &str = "application/json; charset=utf-8";

/// What is answered: how long it may be kept, its media type, its bytes.
type Found = (&'static str, &'static str, Vec<u8>);

/// `GET /logs/{log}/checkpoint`.
pub(super) async fn checkpoint(
    request: HttpRequest,
    state: Data<AppState>,
    path: Path<String>,
) -> HttpResponse {
    let find = async |log: &PublicLog| {
        let note = sharing::checkpoint(&log.scope, &state.sealer, &log.log).await?;
        Ok(Some((SOON_OLD, TEXT, note.into_bytes())))
    };
    respond(&request, &state, &path, find).await
}

/// `GET /logs/{log}/tile/{L}/{N}[.p/{W}]`, and `…/tile/entries/{N}[.p/{W}]`.
pub(super) async fn tile(
    request: HttpRequest,
    state: Data<AppState>,
    path: Path<(String, String)>,
) -> HttpResponse {
    let (address, name) = path.into_inner();
    if let Some(rest) = name.strip_prefix("entries/") {
        return entries(&request, &state, &address, rest).await;
    }
    let wanted: Option<Tile> = format!("tile/{name}").parse().ok();
    let find = async |log: &PublicLog| {
        let Some(wanted) = wanted else { return Ok(None) };
        let hashes = sharing::tile(&log.scope, &log.log, wanted).await?;
        Ok(hashes.map(|hashes| (kept(wanted), BYTES, hashes.iter().flat_map(|hash| hash.0).collect())))
    };
    respond(&request, &state, &address, find).await
}

fn kept(tile: Tile) -> &'static str {
    if u64::from(tile.width) == WIDTH { FOR_EVER } else { A_MINUTE }
}

async fn entries(request: &HttpRequest, state: &AppState, address: &str, rest: &str) -> HttpResponse {
    // Whoever shows nothing is asked for a credential wherever it knocks.
    let principal = match credential::principal(request, state).await {
        Ok(Some(principal)) => principal,
        Ok(None) => {
            return Problem::new(StatusCode::UNAUTHORIZED, AppError::unauthenticated())
                .respond(request, JSON);
        }
        Err(problem) => return problem.respond(request, JSON),
    };
    // An entry bundle is named like the tile of the leaves of the same records.
    let wanted: Option<Tile> = format!("tile/0/{rest}").parse().ok();
    let find = async |log: &PublicLog| {
        let Some(wanted) = wanted.filter(|_| reads_whole(&principal, log)) else { return Ok(None) };
        let bundle = sharing::entries(&log.scope, &log.log, wanted.index, wanted.width).await?;
        let time = if kept(wanted) == FOR_EVER { PRIVATE } else { "private, max-age=60" };
        Ok(bundle.map(|bundle| (time, BYTES, bundle)))
    };
    respond(request, state, address, find).await
}

/// Whether the caller may read all of the log: no key that is bound to an app.
fn reads_whole(principal: &Principal, log: &PublicLog) -> bool {
    let own = principal.tenant == log.log.tenant && principal.permits(Permission::ReadTenant);
    (own && principal.app().is_none()) || principal.permits(Permission::ReadAllTenants)
}

/// `GET /logs/{log}/proof/inclusion/{seq}/{size}`: `{"seq", "size", "proof"}`.
pub(super) async fn inclusion(
    request: HttpRequest,
    state: Data<AppState>,
    path: Path<(String, u64, u64)>,
) -> HttpResponse {
    let (address, seq, size) = path.into_inner();
    let find = async |log: &PublicLog| {
        let proof = sharing::inclusion(&log.scope, &log.log, seq, size).await?;
        Ok(Some((
            FOR_EVER,
            JSON,
            json!({ "seq": seq, "size": size, "proof": texts(&proof) }).to_string().into(),
        )))
    };
    respond(&request, &state, &address, find).await
}

/// `GET /logs/{log}/proof/consistency/{from}/{to}`: `{"from", "to", "proof"}`.
pub(super) async fn consistency(
    request: HttpRequest,
    state: Data<AppState>,
    path: Path<(String, u64, u64)>,
) -> HttpResponse {
    let (address, from, to) = path.into_inner();
    let find = async |log: &PublicLog| {
        let proof = sharing::consistency(&log.scope, &log.log, from, to).await?;
        Ok(Some((
            FOR_EVER,
            JSON,
            json!({ "from": from, "to": to, "proof": texts(&proof) }).to_string().into(),
        )))
    };
    respond(&request, &state, &address, find).await
}

fn texts(hashes: &[Hash]) -> Vec<String> {
    hashes.iter().map(ToString::to_string).collect()
}

async fn respond(
    request: &HttpRequest,
    state: &AppState,
    address: &str,
    find: impl AsyncFnOnce(&PublicLog) -> Result<Option<Found>, AppError>,
) -> HttpResponse {
    if let Err(problem) = caller::admit(request, state, None).await {
        return problem.respond(request, JSON);
    }
    let found = match PublicLog::find(&state.system("read sharing log"), address).await {
        Ok(Some(log)) => find(&log).await,
        Ok(None) => Ok(None),
        Err(error) => Err(error),
    };
    match found {
        Ok(Some((time, media, bytes))) => {
            HttpResponse::Ok().insert_header((CACHE_CONTROL, time)).content_type(media).body(bytes)
        }
        Ok(None) => problem::nowhere(request.clone()).await,
        // A record or a size that the log has not is no place in it.
        Err(error) if error.code() == ErrorCode::Invalid => problem::nowhere(request.clone()).await,
        Err(error) => internal(request, &error),
    }
}
