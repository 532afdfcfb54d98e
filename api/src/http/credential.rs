//! Who calls: what the request's credential says, and whether it holds.

use actix_web::{
    HttpRequest,
    http::{
        StatusCode,
        header::{AUTHORIZATION, HeaderMap},
    },
};

use super::{caller::network_of, problem::Problem};
use crate::{
    AppState,
    disclosures::Place,
    keys::{KeyText, Refused, Verified},
    platform::{
        AppError, ErrorCode,
        cost::{Allowance, Ledger, Payer},
        scope::Principal,
    },
};

/// Whom the request's credential names; `None` without one.
///
/// # Errors
/// `UNAUTHENTICATED`, the same for whatever is wrong with the header, the token or the key.
pub(super) async fn principal(request: &HttpRequest, state: &AppState) -> Result<Option<Principal>, Problem> {
    let Some(text) = bearer(request.headers()).map_err(refuse)? else { return Ok(None) };
    if KeyText::is_meant(text) {
        return Ok(Some(accept(request, state, text).await.map_err(refuse)?.principal));
    }
    state.tokens.verify(text, state.clock.now()).map(Some).map_err(refuse)
}

/// The key with which something public is read; `None` without one, also for a person who has signed in.
///
/// # Errors
/// As for [`principal`]. Also for a key in both header and address, and for a secret key in the address, which ends up
/// in logs.
pub(super) async fn reader(
    request: &HttpRequest,
    state: &AppState,
    in_address: Option<&str>,
) -> Result<Option<Verified>, Problem> {
    let in_header = bearer(request.headers()).map_err(refuse)?;
    match (in_header, in_address) {
        (None, None) => Ok(None),
        (Some(text), None) if KeyText::is_meant(text) => {
            accept(request, state, text).await.map(Some).map_err(refuse)
        }
        (Some(token), None) => state.tokens.verify(token, state.clock.now()).map(|_| None).map_err(refuse),
        (None, Some(text)) if text.starts_with("cpk_") => {
            accept(request, state, text).await.map(Some).map_err(refuse)
        }
        _ => Err(refuse(Refused::Foreign.into())),
    }
}

/// Refuses a key of another tenant, or of another app, than what is about to be answered. Only for what anybody may
/// read: of everything else a key says nothing.
///
/// # Errors
/// `UNAUTHENTICATED`, as for a key that does not hold.
pub(super) fn check_place(key: Option<&Verified>, of: Place) -> Result<(), Problem> {
    let fits =
        |key: &Verified| key.tenant == of.tenant && key.principal.app().is_none_or(|app| app == of.app);
    if key.is_none_or(fits) { Ok(()) } else { Err(refuse(Refused::Foreign.into())) }
}

/// Accepts a key and counts the request.
async fn accept(request: &HttpRequest, state: &AppState, text: &str) -> Result<Verified, AppError> {
    let now = state.clock.now();
    let text = KeyText::parse(text).ok_or(Refused::Malformed)?;
    let verified = match state.keys.accept_known(&text, now)? {
        Some(verified) => verified,
        None => look_up(request, state, &text).await?,
    };
    state.keys.note(&verified, now);
    Ok(verified)
}

/// Looks a key up. Those that do not hold are paid for by the address, so that nobody makes the database search for
/// what was made up; a key that has held here is let through, so that guesses from behind the same address, a proxy's or
/// an office's, do not lock it out.
async fn look_up(request: &HttpRequest, state: &AppState, text: &KeyText) -> Result<Verified, AppError> {
    let system = state.system("accept key");
    if state.keys.is_familiar(text) {
        return state.keys.accept(system, text).await;
    }
    let (reads, now) = (&state.config.reads, state.clock.now());
    let payer = Payer::new(state.tokens.keys().salt(), &[b"key", &network_of(request, state)]);
    let allowance = Allowance { capacity: reads.capacity, restore_rate: reads.restore_rate };
    if !state.readers.charge(payer, allowance, 1, now).await.granted {
        return Err(AppError::rate_limited());
    }
    let verified = state.keys.accept(system, text).await?;
    state.readers.refund(payer, allowance, 1, now).await;
    Ok(verified)
}

/// A refusal of a credential, with its status; the reason goes into the log.
fn refuse(error: AppError) -> Problem {
    match error.code() {
        ErrorCode::Unauthenticated => {
            if let Some(reason) = std::error::Error::source(&error) {
                tracing::info!(credential.reason = %reason, "credential refused");
            }
            Problem::new(StatusCode::UNAUTHORIZED, error)
        }
        ErrorCode::RateLimited => Problem::new(StatusCode::TOO_MANY_REQUESTS, error),
        code => {
            error.log();
            Problem::new(StatusCode::INTERNAL_SERVER_ERROR, AppError::new(code, "error-internal"))
        }
    }
}

fn bearer(headers: &HeaderMap) -> Result<Option<&str>, AppError> {
    let mut values = headers.get_all(AUTHORIZATION);
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(AppError::unauthenticated());
    }
    let text = value.to_str().map_err(|cause| AppError::unauthenticated().because(cause))?;
    match text.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Ok(Some(token.trim())),
        _ => Err(AppError::unauthenticated()),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn a_header_is_a_bearer_s_or_refused() {
        let read = |values: &[&str]| {
            let mut request = TestRequest::default();
            for value in values {
                request = request.append_header(("authorization", *value));
            }
            bearer(request.to_http_request().headers()).map(|token| token.map(ToOwned::to_owned)).ok()
        };
        assert_eq!(read(&[]), Some(None));
        assert_eq!(read(&["Bearer abc"]), Some(Some("abc".into())));
        assert_eq!(read(&["bEARER  abc "]), Some(Some("abc".into())));
        for refused in
            [&["Basic abc"][..], &["abc"], &[""], &["Bearer"], &["Bearer a", "Bearer b"], &["Bearer \u{e9}"]]
        {
            assert_eq!(read(refused), None, "{refused:?}");
        }
    }
}
