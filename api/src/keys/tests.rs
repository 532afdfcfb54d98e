use chrono::{DateTime, TimeDelta, Utc};
use entities::{ApiKeyId, TenantId, TypedId};
use uuid::Uuid;

use super::{ApiKey, KeyKind, KeyText, NewKey};
use crate::platform::{
    SystemRandom,
    scope::{KeyScope, KeyScopes},
};

fn made(kind: KeyKind) -> (String, KeyText) {
    let tenant = TenantId::from_uuid(Uuid::from_u128(7));
    let (text, read) = KeyText::make(kind, tenant, ApiKeyId::from_uuid(Uuid::from_u128(8)), &SystemRandom);
    (text.expose().to_owned(), read)
}

#[test]
fn a_text_names_its_tenant_and_key() {
    for (kind, prefix) in [(KeyKind::Secret, "csk_"), (KeyKind::Publishable, "cpk_")] {
        let (text, read) = made(kind);
        assert_eq!((text.len(), &text[..4]), (116, prefix));
        assert!(KeyText::is_meant(&text));
        assert_eq!(KeyText::parse(&text), Some(read));
        assert_eq!((read.kind, read.tenant.uuid().as_u128(), read.key.uuid().as_u128()), (kind, 7, 8));
        assert_eq!(format!("{read:?}"), "KeyText(key_00000000000000000000000008)");
    }
    assert_ne!(made(KeyKind::Secret).0, made(KeyKind::Secret).0);
}

#[test]
fn a_mistyped_text_is_none() {
    let (text, _) = made(KeyKind::Secret);
    for at in 0..text.len() {
        let (before, after) = (&text[..at], &text[at + 1..]);
        for other in ["0", "z", "_", "A", "é", ""] {
            let changed = format!("{before}{other}{after}");
            if changed != text {
                assert_eq!(KeyText::parse(&changed), None, "{changed}");
            }
        }
    }
    let swapped = text.replacen("csk", "cpk", 1);
    for refused in [swapped.as_str(), "", "csk_", &text[..60], &format!("{text}0"), &text.to_uppercase()] {
        assert_eq!(KeyText::parse(refused), None, "{refused}");
    }
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

fn key() -> ApiKey {
    ApiKey {
        tenant: TenantId::from_uuid(Uuid::from_u128(7)),
        id: ApiKeyId::from_uuid(Uuid::from_u128(8)),
        name: "Build".into(),
        kind: KeyKind::Secret,
        scopes: [KeyScope::Read].into_iter().collect(),
        app: None,
        hint: "abcd".into(),
        created_at: now(),
        expires_at: None,
        revoked_at: None,
        last_used_at: None,
        successor: None,
    }
}

#[test]
fn a_key_holds_until_it_ends() {
    let second = TimeDelta::seconds(1);
    assert!(key().holds(now()));
    let expiring = ApiKey { expires_at: Some(now() + second), ..key() };
    assert_eq!((expiring.holds(now()), expiring.holds(now() + second)), (true, false));
    assert!(!ApiKey { revoked_at: Some(now()), ..key() }.holds(now()));
}

#[test]
fn a_key_that_is_replaced_ends_after_the_overlap_or_before() {
    let (hour, day) = (TimeDelta::hours(1), TimeDelta::days(1));
    let end = |key: ApiKey| key.end_after(day, now()).map_err(|error| error.message().key);
    assert_eq!(end(key()), Ok(now() + day));
    assert_eq!(end(ApiKey { expires_at: Some(now() + hour), ..key() }), Ok(now() + hour));
    assert_eq!(end(ApiKey { expires_at: Some(now()), ..key() }), Err("error-key-ended"));
    assert_eq!(end(ApiKey { revoked_at: Some(now()), ..key() }), Err("error-key-ended"));
    assert_eq!(end(ApiKey { successor: Some(key().id), ..key() }), Err("error-key-rotated"));
}

#[test]
fn what_cannot_be_a_key_is_refused() {
    let new = || NewKey {
        name: "Build".into(),
        kind: KeyKind::Secret,
        scopes: [KeyScope::Read].into_iter().collect(),
        app: None,
        expires_at: None,
    };
    let refusal = |new: NewKey| new.check(now()).err().map(|error| error.message().key);
    assert_eq!(refusal(new()), None);
    assert_eq!(refusal(NewKey { kind: KeyKind::Publishable, scopes: KeyScopes::NONE, ..new() }), None);
    assert_eq!(refusal(NewKey { kind: KeyKind::Publishable, ..new() }), Some("error-key-scopes"));
    assert_eq!(refusal(NewKey { scopes: KeyScopes::NONE, ..new() }), Some("error-key-scopes"));
    for name in ["", " ", "a\nb", "\0", &"x".repeat(101)] {
        assert_eq!(refusal(NewKey { name: name.into(), ..new() }), Some("error-key-name"), "{name:?}");
    }
    assert_eq!(refusal(NewKey { expires_at: Some(now()), ..new() }), Some("error-key-expiry"));
}
