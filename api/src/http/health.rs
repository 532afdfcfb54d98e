//! Operations: is the process alive, can it serve, which keys sign its tokens.

use std::sync::atomic::Ordering;

use actix_web::{HttpResponse, web::Data};
use serde_json::json;

use crate::AppState;

/// `GET /healthz`: the process answers.
pub(super) async fn healthz() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "ok" }))
}

/// `GET /readyz`: 200 while requests can be served, 503 otherwise: while stopping, or without
/// its database or on a schema that is behind. Without its cache the gateway still serves.
pub(super) async fn readyz(state: Data<AppState>) -> HttpResponse {
    let stopping = state.stopping.load(Ordering::Relaxed);
    let cache = match state.cache.reachable().await {
        None => "none",
        Some(true) => "ok",
        Some(false) => "unreachable",
    };
    let database = state.database.check_ready().await;
    if let Err(error) = &database {
        error.log();
    }
    let status = match (stopping, &database) {
        (true, _) => "stopping",
        (false, Err(_)) => "unavailable",
        (false, Ok(())) => "ok",
    };
    let checks = json!({ "database": if database.is_ok() { "ok" } else { "unavailable" }, "cache": cache });
    let body = json!({ "status": status, "checks": checks });
    if status == "ok" { HttpResponse::Ok().json(body) } else { HttpResponse::ServiceUnavailable().json(body) }
}

/// `GET /.well-known/jwks.json`: the public keys, to be fetched anew after five minutes.
pub(super) async fn jwks(state: Data<AppState>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(("cache-control", "public, max-age=300"))
        .content_type("application/jwk-set+json")
        .body(state.tokens.keys().jwks().to_string())
}
