//! What scripts of other origins may read (the Fetch standard, CORS): all of `/v1`, refusals too.
//!
//! The answers are anybody's, so every origin may read them and none is named: an answer that named one would have to
//! vary by it. Credentials of a browser, such as cookies, are never asked for; a key in `Authorization` is sent by the
//! script itself, after the preflight.

use actix_web::{
    Error, HttpResponse,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::{
        ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
        ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, HeaderValue,
    },
    middleware::Next,
};

/// The methods that these addresses take.
pub(in crate::http) const METHODS: &str = "GET, HEAD, OPTIONS";

/// The middleware: opens whatever the address answers.
pub(in crate::http) async fn cross_origin<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let mut response = next.call(request).await?;
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    let exposed =
        HeaderValue::from_static("ETag, Content-Language, Candor-Version, Candor-Fallback, X-Request-Id");
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
    Ok(response)
}

/// `OPTIONS`: what a script may send. A browser keeps the answer for a day.
pub(in crate::http) async fn preflight() -> HttpResponse {
    HttpResponse::NoContent()
        .insert_header((ACCESS_CONTROL_ALLOW_METHODS, METHODS))
        .insert_header((
            ACCESS_CONTROL_ALLOW_HEADERS,
            "Authorization, If-None-Match, Accept, Accept-Language",
        ))
        .insert_header((ACCESS_CONTROL_MAX_AGE, "86400"))
        .finish()
}
