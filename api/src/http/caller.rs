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
    graphql::Purse,
    platform::{
        AppError,
        cost::{Allowance, Ledger, Payer},
        scope::Principal,
    },
};

/// Whom the request's token names; `None` without one.
///
/// # Errors
/// `UNAUTHENTICATED`, the same for whatever is wrong with the header or the token.
pub(super) fn principal(request: &HttpRequest, state: &AppState) -> Result<Option<Principal>, AppError> {
    match bearer(request.headers())? {
        None => Ok(None),
        Some(token) => state.tokens.verify(token, state.clock.now()).map(Some),
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

/// Who pays for a request: the credential in its tenant, or the stranger's address.
pub(super) fn purse(request: &HttpRequest, state: &AppState, principal: Option<&Principal>) -> Purse {
    let salt = state.tokens.keys().salt();
    let cost = &state.config.cost;
    match principal {
        Some(principal) => Purse {
            payer: Payer::new(
                salt,
                &[
                    b"credential",
                    principal.tenant.uuid().as_bytes(),
                    principal.actor().to_string().as_bytes(),
                ],
            ),
            allowance: Allowance { capacity: cost.capacity, restore_rate: cost.restore_rate },
        },
        None => Purse {
            payer: Payer::new(salt, &[b"address", &network(address(request, state.config.http.proxies))]),
            allowance: Allowance {
                capacity: cost.stranger_capacity,
                restore_rate: cost.stranger_restore_rate,
            },
        },
    }
}

/// Takes one read of published texts from the address's allowance, which this process alone counts: a read costs less
/// than asking Redis for it.
///
/// # Errors
/// `RATE_LIMITED`, as 429.
pub(super) async fn admit(request: &HttpRequest, state: &AppState) -> Result<(), Problem> {
    let reads = &state.config.reads;
    let payer = Payer::new(
        state.tokens.keys().salt(),
        &[b"read", &network(address(request, state.config.http.proxies))],
    );
    let allowance = Allowance { capacity: reads.capacity, restore_rate: reads.restore_rate };
    let charge = state.readers.charge(payer, allowance, 1, state.clock.now()).await;
    if charge.granted {
        Ok(())
    } else {
        Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, AppError::rate_limited()))
    }
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
