//! What is done with keys.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use entities::{ApiKeyId, AppId, TenantId, TypedId};
use serde_json::json;

use super::{
    model::{ApiKey, DayUse, Issued, KeyKind, MAX_OVERLAP, NewKey, check_expiry},
    store::{self, NewRow},
    text::KeyText,
};
use crate::{
    apps, audit, idempotency,
    platform::{
        Random,
        config::Secret,
        error::{AppError, Result},
        page::{Page, PageArgs},
        scope::{KeyScopes, Permission, Session, WriteScope},
    },
    tenants,
};

/// Issues a key. Its text is in the answer and nowhere else; a repetition of the call does not get it again.
///
/// # Errors
/// `NOT_FOUND` for a tenant or app that the caller may not see; `FORBIDDEN`; `INVALID` as [`NewKey::check`] says;
/// `ILLEGAL_STATE` for a suspended tenant.
pub async fn issue(
    session: &Session,
    random: &dyn Random,
    tenant: &str,
    new: NewKey,
    key: Option<String>,
) -> Result<Issued> {
    session.require(Permission::ManageKeys)?;
    new.check(session.now())?;
    let found = session.find_tenant(tenant).await?;
    let id = found.map_or_else(|| TenantId::from_uuid(uuid::Uuid::nil()), |found| found.id);
    let app = match &new.app {
        Some(slug) => Some(apps::by_slug(session, tenant, slug).await?.id),
        None => None,
    };
    let (kind, scopes) = (new.kind, new.scopes);
    let input = json!({
        "tenant": id, "name": new.name, "kind": word(kind), "scopes": scopes.to_string(), "app": app,
        "expiresAt": new.expires_at,
    });
    let call = idempotency::Call::new("issueApiKey", key, &input)?;
    let scope = session.write_tenant(id, Permission::ManageKeys).await?;
    if let Some(made) = idempotency::answered(&scope, scope.actor(), call.as_ref()).await? {
        return Ok(Issued { key: store::get(&scope, made).await?, text: None });
    }
    tenants::lock(&scope).await?;
    let name = new.name.trim().to_owned();
    let (id, text) = insert(&scope, random, Traits { name, kind, scopes, app }, new.expires_at).await?;
    idempotency::keep(&scope, call.as_ref(), &id).await?;
    audit::append(&scope, entry("api_key.issued", id, kind, scopes, app)).await?;
    finish(scope, id, text).await
}

/// What a key and its successor have in common.
struct Traits {
    name: String,
    kind: KeyKind,
    scopes: KeyScopes,
    app: Option<AppId>,
}

async fn insert(
    scope: &WriteScope,
    random: &dyn Random,
    traits: Traits,
    expires_at: Option<DateTime<Utc>>,
) -> Result<(ApiKeyId, Secret)> {
    let id = scope.new_id();
    let Traits { name, kind, scopes, app } = traits;
    let (text, read) = KeyText::make(kind, scope.tenant(), id, random);
    let (sha256, hint) = (read.sha256, KeyText::hint(&text));
    store::insert(scope, NewRow { id, name, kind, scopes, app, sha256, hint, expires_at }).await?;
    Ok((id, text))
}

async fn finish(scope: WriteScope, id: ApiKeyId, text: Secret) -> Result<Issued> {
    let key = store::get(&scope, id).await?;
    scope.commit().await?;
    Ok(Issued { key, text: Some(text) })
}

fn word(kind: KeyKind) -> &'static str {
    match kind {
        KeyKind::Publishable => "PUBLISHABLE",
        KeyKind::Secret => "SECRET",
    }
}

fn entry(
    action: &'static str,
    id: ApiKeyId,
    kind: KeyKind,
    scopes: KeyScopes,
    app: Option<AppId>,
) -> audit::Entry {
    let entry =
        audit::Entry::new(action, "api_key", id).with("kind", word(kind)).with("scopes", scopes.to_string());
    match app {
        Some(app) => entry.with("app", app.to_string()),
        None => entry,
    }
}

/// Issues a successor of a key, alike but for its text and expiry. The old one holds on for `overlap`.
///
/// # Errors
/// `NOT_FOUND`; `FORBIDDEN`; `INVALID` for an overlap that is negative or longer than 30 days, or an expiry that does not
/// lie ahead; `ILLEGAL_STATE` for a key that holds no more or has a successor, or a suspended tenant.
pub async fn rotate(
    session: &Session,
    random: &dyn Random,
    id: ApiKeyId,
    overlap: TimeDelta,
    expires_at: Option<DateTime<Utc>>,
    key: Option<String>,
) -> Result<Issued> {
    session.require(Permission::ManageKeys)?;
    if overlap < TimeDelta::zero() || overlap > MAX_OVERLAP {
        let most = MAX_OVERLAP.num_hours();
        return Err(AppError::invalid("error-key-overlap").arg("most", most).at(["overlapHours"]));
    }
    check_expiry(expires_at, session.now())?;
    let old = by_id(session, id).await?;
    let input = json!({ "key": id, "overlap": overlap.num_seconds(), "expiresAt": expires_at });
    let call = idempotency::Call::new("rotateApiKey", key, &input)?;
    let scope = session.write_tenant(old.tenant, Permission::ManageKeys).await?;
    if let Some(made) = idempotency::answered(&scope, scope.actor(), call.as_ref()).await? {
        return Ok(Issued { key: store::get(&scope, made).await?, text: None });
    }
    tenants::lock(&scope).await?;
    let old = store::lock(&scope, id).await?;
    let ends = old.end_after(overlap, scope.now())?;
    let traits = Traits { name: old.name, kind: old.kind, scopes: old.scopes, app: old.app };
    let (successor, text) = insert(&scope, random, traits, expires_at).await?;
    store::replace(&scope, id, successor, ends).await?;
    idempotency::keep(&scope, call.as_ref(), &successor).await?;
    let entry = entry("api_key.rotated", id, old.kind, old.scopes, old.app);
    audit::append(&scope, entry.with("successor", successor.to_string())).await?;
    finish(scope, successor, text).await
}

/// Revokes a key, for good; one that is revoked already stays as it is. Also in a suspended tenant: it only takes away.
///
/// # Errors
/// `NOT_FOUND`; `FORBIDDEN`.
pub async fn revoke(session: &Session, id: ApiKeyId, key: Option<String>) -> Result<ApiKey> {
    session.require(Permission::ManageKeys)?;
    let tenant = by_id(session, id).await?.tenant;
    let call = idempotency::Call::new("revokeApiKey", key, &json!({ "key": id }))?;
    let scope = session.write_tenant(tenant, Permission::ManageKeys).await?;
    let made: Option<ApiKeyId> = idempotency::answered(&scope, scope.actor(), call.as_ref()).await?;
    let old = store::lock(&scope, id).await?;
    if made.is_some() || old.revoked_at.is_some() {
        return Ok(old);
    }
    store::revoke(&scope, id).await?;
    idempotency::keep(&scope, call.as_ref(), &id).await?;
    audit::append(&scope, audit::Entry::new("api_key.revoked", "api_key", id)).await?;
    let key = store::get(&scope, id).await?;
    scope.commit().await?;
    Ok(key)
}

async fn by_id(session: &Session, id: ApiKeyId) -> Result<ApiKey> {
    by_ids(session, &[id]).await?.remove(&id).ok_or_else(AppError::not_found)
}

/// Those of the keys with these ids that the caller may see; a key sees none.
///
/// # Errors
/// `UNAUTHENTICATED`.
pub async fn by_ids(session: &Session, ids: &[ApiKeyId]) -> Result<HashMap<ApiKeyId, ApiKey>> {
    let principal = *session.principal().ok_or_else(AppError::unauthenticated)?;
    let found = if !principal.permits(Permission::ReadKeys) {
        Vec::new()
    } else if principal.permits(Permission::ReadAllTenants) {
        store::by_ids_of_all(&session.operator().await?, ids).await?
    } else {
        store::by_ids(&session.read(Permission::ReadKeys).await?, ids).await?
    };
    Ok(found.into_iter().map(|key| (key.id, key)).collect())
}

/// One page of the keys of each of these tenants, the newest first; tenants that the caller may not look into have none.
///
/// # Errors
/// `INVALID` for a cursor of another list.
pub async fn pages(
    session: &Session,
    tenants: Vec<TenantId>,
    args: &PageArgs,
) -> Result<HashMap<TenantId, Page<ApiKey>>> {
    let principal = *session.principal().ok_or_else(AppError::unauthenticated)?;
    let mut pages = HashMap::new();
    if !principal.permits(Permission::ReadKeys) {
        return Ok(pages);
    }
    if principal.permits(Permission::ReadAllTenants) {
        return store::pages(&session.operator().await?, tenants, args).await;
    }
    if tenants.contains(&principal.tenant) {
        let scope = session.read(Permission::ReadKeys).await?;
        pages.insert(principal.tenant, store::page(&scope, args).await?);
    }
    Ok(pages)
}

/// How many requests each of these keys made on each of the last `days` days, today included; days without any are
/// left out.
///
/// # Errors
/// Those of the database, as codes.
pub async fn usage(
    session: &Session,
    keys: &[ApiKeyId],
    days: u32,
) -> Result<HashMap<ApiKeyId, Vec<DayUse>>> {
    let principal = *session.require(Permission::ReadKeys)?;
    let from = session.now().date_naive() - TimeDelta::days(i64::from(days) - 1);
    if principal.permits(Permission::ReadAllTenants) {
        store::usage_of_all(&session.operator().await?, keys, from).await
    } else {
        store::usage(&session.read(Permission::ReadKeys).await?, keys, from).await
    }
}
