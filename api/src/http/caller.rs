//! Who calls: a credential, or an address.

use std::net::IpAddr;

use actix_web::{
    HttpRequest,
    http::{
        StatusCode,
        header::{AUTHORIZATION, HeaderMap},
    },
};
use entities::TypedId;

use super::problem::Problem;
use crate::{
    AppState,
    disclosures::Place,
    graphql::Purse,
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
/// what was made up.
async fn look_up(request: &HttpRequest, state: &AppState, text: &KeyText) -> Result<Verified, AppError> {
    let (reads, now) = (&state.config.reads, state.clock.now());
    let payer = Payer::new(state.tokens.keys().salt(), &[b"key", &network_of(request, state)]);
    let allowance = Allowance { capacity: reads.capacity, restore_rate: reads.restore_rate };
    if !state.readers.charge(payer, allowance, 1, now).await.granted {
        return Err(AppError::rate_limited());
    }
    let verified = state.keys.accept(&state.system("accept key"), text).await?;
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

/// Who pays for a request: the credential in its tenant, or the stranger's address. A publishable key is in many hands,
/// which do not share one purse: each address that holds it has its own.
pub(super) fn purse(request: &HttpRequest, state: &AppState, principal: Option<&Principal>) -> Purse {
    let salt = state.tokens.keys().salt();
    let cost = &state.config.cost;
    let Some(principal) = principal else {
        let allowance =
            Allowance { capacity: cost.stranger_capacity, restore_rate: cost.stranger_restore_rate };
        return Purse { payer: Payer::new(salt, &[b"address", &network_of(request, state)]), allowance };
    };
    let place = if principal.is_publishable() { network_of(request, state) } else { Vec::new() };
    let (tenant, actor) = (principal.tenant.uuid(), principal.actor().to_string());
    Purse {
        payer: Payer::new(salt, &[b"credential", tenant.as_bytes(), actor.as_bytes(), &place]),
        allowance: Allowance { capacity: cost.capacity, restore_rate: cost.restore_rate },
    }
}

/// Takes one read of published texts from the address's allowance, which is larger with a key, and which this process
/// alone counts: a read costs less than asking Redis for it.
///
/// # Errors
/// `RATE_LIMITED`, as 429.
pub(super) async fn admit(
    request: &HttpRequest,
    state: &AppState,
    key: Option<&Verified>,
) -> Result<(), Problem> {
    let (reads, salt) = (&state.config.reads, state.tokens.keys().salt());
    let network = network_of(request, state);
    let (payer, capacity, restore_rate) = match key {
        None => (Payer::new(salt, &[b"read", &network]), reads.capacity, reads.restore_rate),
        Some(key) => {
            let payer = Payer::new(salt, &[b"read", key.id.uuid().as_bytes(), &network]);
            (payer, reads.key_capacity, reads.key_restore_rate)
        }
    };
    let allowance = Allowance { capacity, restore_rate };
    if state.readers.charge(payer, allowance, 1, state.clock.now()).await.granted {
        Ok(())
    } else {
        Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, AppError::rate_limited()))
    }
}

fn network_of(request: &HttpRequest, state: &AppState) -> Vec<u8> {
    network(address(request, state.config.http.proxies))
}

/// The caller's address: the peer's, or what the outermost of our own proxies saw.
///
/// Each proxy appends the address it was called from, so the last entries are ours and what stands before them is
/// whatever the caller chose to write.
fn address(request: &HttpRequest, proxies: u8) -> Option<IpAddr> {
    let peer = request.peer_addr().map(|peer| peer.ip());
    let Some(back) = usize::from(proxies).checked_sub(1) else { return peer };
    let forwarded: Vec<&str> = request
        .headers()
        .get_all("x-forwarded-for")
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .collect();
    let at = forwarded.len().checked_sub(back + 1);
    at.and_then(|at| forwarded[at].parse().ok()).or(peer)
}

/// What counts as one caller: an IPv4 address, or the 64-bit network that one IPv6 subscriber has.
fn network(address: Option<IpAddr>) -> Vec<u8> {
    match address.map(|address| address.to_canonical()) {
        Some(IpAddr::V4(address)) => address.octets().to_vec(),
        Some(IpAddr::V6(address)) => address.octets()[..8].to_vec(),
        None => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn seen(forwarded: &[&str], proxies: u8) -> String {
        let mut request = TestRequest::default().peer_addr("192.0.2.1:99".parse().unwrap());
        for value in forwarded {
            request = request.append_header(("x-forwarded-for", *value));
        }
        address(&request.to_http_request(), proxies).unwrap().to_string()
    }

    #[test]
    fn only_what_our_own_proxies_wrote_is_believed() {
        assert_eq!(seen(&["198.51.100.7"], 0), "192.0.2.1");
        assert_eq!(seen(&["198.51.100.7"], 1), "198.51.100.7");
        assert_eq!(seen(&["6.6.6.6, 198.51.100.7"], 1), "198.51.100.7");
        assert_eq!(seen(&["6.6.6.6, 198.51.100.7", "203.0.113.2"], 2), "198.51.100.7");
        assert_eq!(seen(&["203.0.113.2"], 2), "192.0.2.1");
        assert_eq!(seen(&["nonsense"], 1), "192.0.2.1");
    }

    #[test]
    fn one_subscriber_is_one_caller() {
        let network = |text: &str| network(Some(text.parse().unwrap()));
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff::9"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
    }

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
