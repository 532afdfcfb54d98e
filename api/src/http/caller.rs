//! Who pays: a credential, or an address.

use std::net::IpAddr;

use actix_web::{HttpRequest, http::StatusCode};
use entities::TypedId;

use super::problem::Problem;
use crate::{
    AppState,
    graphql::Purse,
    keys::Verified,
    platform::{
        AppError,
        cost::{Allowance, Ledger, Payer},
        scope::Principal,
    },
};

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

/// Who pays for the lines of a stream: the credential, apart from what it asks otherwise.
pub(super) fn ingest_payer(request: &HttpRequest, state: &AppState, principal: Option<&Principal>) -> Payer {
    let salt = state.tokens.keys().salt();
    match principal {
        Some(principal) => {
            let (tenant, actor) = (principal.tenant.uuid(), principal.actor().to_string());
            Payer::new(salt, &[b"ingest", tenant.as_bytes(), actor.as_bytes()])
        }
        None => Payer::new(salt, &[b"ingest", &network_of(request, state)]),
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

/// What counts as one caller, for a request.
pub(super) fn network_of(request: &HttpRequest, state: &AppState) -> Vec<u8> {
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
}
