use std::{os::unix::fs::PermissionsExt, time::Duration};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use entities::{AccountId, TenantId, TypedId};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{KeyError, TokenKeys, Tokens};
use crate::platform::{
    ErrorCode, SystemRandom,
    config::{Config, Environment, Secret},
    scope::{Principal, Role},
};

/// Made for this test alone, by `openssl genpkey -algorithm ed25519`.
const OPENSSL_KEY: &str = "-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEILJL+IYWTtBZbHcVBfuNEkiFcDJQikNQqYU7I65wMQCt
-----END PRIVATE KEY-----
";

fn tokens() -> Tokens {
    tokens_of(TokenKeys::from_pem(&Secret::new(OPENSSL_KEY)).unwrap())
}

fn tokens_of(keys: TokenKeys) -> Tokens {
    Tokens::new(keys, &Config::read(&mut Environment::default()).unwrap().tokens)
}

fn principal() -> Principal {
    let (account, tenant) =
        (AccountId::from_uuid(Uuid::from_u128(1)), TenantId::from_uuid(Uuid::from_u128(2)));
    Principal { operator: true, ..Principal::person(account, tenant, Role::Editor) }
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

fn issue(tokens: &Tokens) -> String {
    tokens.issue(&principal(), Duration::from_secs(600), now(), &SystemRandom).unwrap()
}

fn cause(tokens: &Tokens, token: &str) -> String {
    let error = tokens.verify(token, now()).unwrap_err();
    assert_eq!(error.code(), ErrorCode::Unauthenticated);
    std::error::Error::source(&error).unwrap().to_string()
}

fn payload(token: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap()).unwrap()
}

/// A token with our key, and header and claims as changed.
fn forge(change: impl FnOnce(&mut Header, &mut Value)) -> String {
    let tokens = tokens();
    let mut claims = payload(&issue(&tokens));
    let (kid, key) = tokens.keys().signing();
    let mut header =
        Header { typ: Some("at+jwt".into()), kid: Some(kid.into()), ..Header::new(Algorithm::EdDSA) };
    change(&mut header, &mut claims);
    encode(&header, &claims, key).unwrap()
}

#[test]
fn a_token_names_its_principal() {
    let tokens = tokens();
    let token = issue(&tokens);
    assert_eq!(tokens.verify(&token, now()).unwrap(), principal());
    let claims = payload(&token);
    assert_eq!(claims["iss"], "candor");
    assert_eq!(claims["aud"], "candor-gateway");
    assert_eq!(claims["exp"], 1_800_000_600);
    assert_ne!(claims["jti"], payload(&issue(&tokens))["jti"]);
}

#[test]
fn times_are_checked_with_the_stated_leeway_of_five_seconds() {
    let tokens = tokens();
    let token = issue(&tokens);
    for (seconds, valid) in [(-6, false), (-5, true), (604, true), (605, false)] {
        assert_eq!(tokens.verify(&token, now() + TimeDelta::seconds(seconds)).is_ok(), valid, "{seconds}");
    }
    assert_eq!(cause(&tokens, &forge(|_, claims| claims["exp"] = json!(1))), "expired");
    assert_eq!(cause(&tokens, &forge(|_, claims| claims["nbf"] = json!(1_800_000_100))), "not yet valid");
    assert_eq!(cause(&tokens, &forge(|_, claims| claims["iat"] = json!(1_800_000_100))), "not yet valid");
}

#[test]
fn a_forged_token_is_refused() {
    let tokens = tokens();
    assert_eq!(cause(&tokens, &forge(|header, _| header.kid = None)), "unknown key");
    assert_eq!(cause(&tokens, &forge(|header, _| header.kid = Some("other".into()))), "unknown key");
    assert_eq!(cause(&tokens, &forge(|header, _| header.typ = Some("JWT".into()))), "not an access token");
    assert_eq!(cause(&tokens, &forge(|_, claims| claims["iss"] = json!("evil"))), "refused: InvalidIssuer");
    assert_eq!(
        cause(&tokens, &forge(|_, claims| claims["aud"] = json!("other"))),
        "refused: InvalidAudience"
    );
    for claim in ["iss", "aud", "sub", "exp", "nbf", "tid", "role", "opr", "iat", "jti"] {
        let token = forge(|_, claims| {
            claims.as_object_mut().unwrap().remove(claim);
        });
        let reason = cause(&tokens, &token);
        assert!(reason.starts_with("refused: "), "{claim}: {reason}");
    }
    for (claim, value) in [
        ("sub", json!(principal().tenant)),
        ("tid", json!("ten_")),
        ("role", json!("ROOT")),
        ("opr", json!(1)),
        ("exp", json!("soon")),
    ] {
        let reason = cause(&tokens, &forge(|_, claims| claims[claim] = value));
        assert!(reason.starts_with("refused: "), "{claim}: {reason}");
    }

    // Signed by another, under our key's id.
    let stranger = Ed25519KeyPair::generate().unwrap();
    let kid = tokens.keys().signing().0.to_owned();
    let header = Header { typ: Some("at+jwt".into()), kid: Some(kid), ..Header::new(Algorithm::EdDSA) };
    let key = EncodingKey::from_ed_der(stranger.to_pkcs8v1().unwrap().as_ref());
    assert_eq!(
        cause(&tokens, &encode(&header, &payload(&issue(&tokens)), &key).unwrap()),
        "refused: InvalidSignature"
    );
}

#[test]
fn only_our_algorithm_is_accepted() {
    let tokens = tokens();
    let (kid, _) = tokens.keys().signing();
    let claims = payload(&issue(&tokens));
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let none = format!("{}.{}.", part(&json!({"alg": "none", "typ": "at+jwt", "kid": kid})), part(&claims));
    assert!(cause(&tokens, &none).starts_with("refused: "));

    // HMAC keyed with our public key: the classic confusion.
    let public = tokens.keys().verifying(kid).unwrap().try_get_as_bytes().unwrap();
    let header =
        Header { typ: Some("at+jwt".into()), kid: Some(kid.into()), ..Header::new(Algorithm::HS256) };
    let confused = encode(&header, &claims, &EncodingKey::from_secret(public)).unwrap();
    assert_eq!(cause(&tokens, &confused), "not an access token");
}

#[test]
fn what_is_no_token_at_all_is_refused() {
    let tokens = tokens();
    let token = issue(&tokens);
    let (head, signature) = token.rsplit_once('.').unwrap();
    for text in ["", ".", "..", "a.b.c", "é.é.é", head, &format!("{head}."), &format!("{token}.{signature}")]
    {
        assert!(cause(&tokens, text).starts_with("refused: "), "{text}");
    }
    assert_eq!(cause(&tokens, &"a".repeat(2049)), "too long");
}

#[test]
fn a_replaced_key_verifies_while_it_stands_in_the_list() {
    let old = tokens();
    let token = issue(&old);
    let folder = tempfile::tempdir().unwrap();
    let fresh = TokenKeys::in_folder(folder.path()).unwrap();
    let fresh_pem = std::fs::read_to_string(folder.path().join("token-key.pem")).unwrap();
    assert_eq!(tokens_of(fresh).verify(&token, now()).unwrap_err().code(), ErrorCode::Unauthenticated);

    let both = tokens_of(TokenKeys::from_pem(&Secret::new(format!("{fresh_pem}{OPENSSL_KEY}"))).unwrap());
    assert_eq!(both.verify(&token, now()).unwrap(), principal());
    assert_ne!(issue(&both).split('.').next(), token.split('.').next());
    assert_eq!(both.keys().jwks()["keys"].as_array().unwrap().len(), 2);
}

#[test]
fn the_key_set_is_what_others_verify_with() {
    let keys = TokenKeys::from_pem(&Secret::new(OPENSSL_KEY)).unwrap();
    let pair = Ed25519KeyPair::from_pkcs8(keys.signing().1.as_bytes()).unwrap();
    let jwk = &keys.jwks()["keys"][0];
    assert_eq!(jwk["x"], URL_SAFE_NO_PAD.encode(pair.public_key()));
    assert_eq!(jwk["kid"], keys.signing().0);
    assert_eq!((&jwk["kty"], &jwk["crv"], &jwk["use"]), (&json!("OKP"), &json!("Ed25519"), &json!("sig")));
    assert!(jwk.get("d").is_none());
}

#[test]
fn keys_that_are_none_are_named() {
    let read = |pem: &str| TokenKeys::from_pem(&Secret::new(pem)).map(|_| ()).unwrap_err();
    assert!(matches!(read("no key"), KeyError::NotPem));
    assert!(matches!(read("-----BEGIN PRIVATE KEY-----\nMC4C"), KeyError::NotPem));
    assert!(matches!(
        read("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"),
        KeyError::NotEd25519
    ));
    assert!(matches!(read(&OPENSSL_KEY.repeat(2)), KeyError::Twice));
}

#[test]
fn the_folder_s_key_is_made_once_and_for_its_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let made = TokenKeys::in_folder(&data).unwrap();
    let again = TokenKeys::in_folder(&data).unwrap();
    assert_eq!(made.jwks(), again.jwks());
    assert_eq!(made.salt(), again.salt());

    let file = data.join("token-key.pem");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    assert!(matches!(TokenKeys::in_folder(&data).unwrap_err(), KeyError::Exposed));
    assert_eq!(format!("{made:?}"), format!("{again:?}"));
}
