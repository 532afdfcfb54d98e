//! Reading a body: so many bytes, so much time.

use std::time::Duration;

use actix_web::{
    http::{
        StatusCode,
        header::{CONTENT_LENGTH, HeaderMap},
    },
    web::{BytesMut, Payload},
};
use futures_util::StreamExt;

use crate::{http::problem::Problem, platform::AppError};

/// Reads a whole body.
///
/// # Errors
/// 413 where it is longer than `limit` bytes, at once if it says so itself; 408 where it has not arrived after `time`;
/// 400 where the connection breaks off.
pub(super) async fn read(
    payload: Payload,
    headers: &HeaderMap,
    limit: usize,
    time: Duration,
) -> Result<BytesMut, Problem> {
    let announced = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > limit) {
        return Err(too_long(limit));
    }
    tokio::time::timeout(time, collect(payload, limit)).await.unwrap_or_else(|_| {
        let error = AppError::limit_exceeded("error-body-time").rule("body-time");
        Err(Problem::new(StatusCode::REQUEST_TIMEOUT, error))
    })
}

async fn collect(mut payload: Payload, limit: usize) -> Result<BytesMut, Problem> {
    let mut bytes = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|cause| {
            let error = AppError::invalid("error-body-json").rule("body").because(cause.to_string());
            Problem::new(StatusCode::BAD_REQUEST, error)
        })?;
        if bytes.len() + chunk.len() > limit {
            return Err(too_long(limit));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn too_long(limit: usize) -> Problem {
    let limit = u64::try_from(limit).unwrap_or(u64::MAX);
    let error = AppError::limit_exceeded("error-body-length").arg("limit", limit).rule("body-length");
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, error)
}
