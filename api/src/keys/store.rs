//! The rows of keys and of their use.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use entities::{
    ApiKeyId, AppId, Digest, TenantId, api_key_usage,
    api_keys::{ActiveModel, Column, Entity, Model},
};
use sea_orm::ActiveValue::Set;

use super::model::{ApiKey, DayUse, KeyKind};
use crate::platform::{
    error::{AppError, Result},
    page::{Page, PageArgs},
    scope::{Change, KeyScopes, Keyset, OperatorReadScope, ReadScope, Scoped, TenantSql, Where, WriteScope},
};

/// A key that is to be written.
#[derive(Debug)]
pub struct NewRow {
    pub id: ApiKeyId,
    pub name: String,
    pub kind: KeyKind,
    pub scopes: KeyScopes,
    pub app: Option<AppId>,
    pub sha256: [u8; 32],
    pub hint: String,
    pub expires_at: Option<DateTime<Utc>>,
}

fn of_id(id: ApiKeyId) -> Where<Entity> {
    Where::eq(Column::Id, id)
}

/// The key with the hash of its text.
pub async fn with_hash(scope: &ReadScope, id: ApiKeyId) -> Result<Option<(ApiKey, Digest)>> {
    let row: Option<Model> = scope.one(Scoped::<Entity>::filter(of_id(id))).await?;
    Ok(row.map(|row| (row.clone().into(), row.sha256)))
}

pub async fn get(scope: &ReadScope, id: ApiKeyId) -> Result<ApiKey> {
    Ok(scope.get(Scoped::<Entity>::filter(of_id(id))).await?.into())
}

/// The key, which nobody else can change until the scope ends.
pub async fn lock(scope: &WriteScope, id: ApiKeyId) -> Result<ApiKey> {
    let row = scope.lock(Scoped::<Entity>::filter(of_id(id))).await?;
    Ok(row.ok_or_else(AppError::not_found)?.into())
}

pub async fn insert(scope: &WriteScope, new: NewRow) -> Result<()> {
    let row = ActiveModel {
        id: Set(new.id),
        name: Set(new.name),
        kind: Set(new.kind),
        scopes: Set(new.scopes),
        app_id: Set(new.app),
        sha256: Set(new.sha256.into()),
        hint: Set(new.hint),
        created_at: Set(scope.now()),
        created_by: Set(scope.actor().to_string()),
        expires_at: Set(new.expires_at),
        revoked_at: Set(None),
        last_used_at: Set(None),
        successor_id: Set(None),
        ..Default::default()
    };
    scope.insert::<Entity>(row).await
}

pub async fn replace(scope: &WriteScope, id: ApiKeyId, by: ApiKeyId, ends: DateTime<Utc>) -> Result<()> {
    let change = Change::<Entity>::of(of_id(id)).set(Column::SuccessorId, by).set(Column::ExpiresAt, ends);
    scope.update_one(change).await
}

pub async fn revoke(scope: &WriteScope, id: ApiKeyId) -> Result<()> {
    scope.update_one(Change::<Entity>::of(of_id(id)).set(Column::RevokedAt, scope.now())).await
}

fn of_ids(ids: &[ApiKeyId]) -> Scoped<Entity> {
    Scoped::filter(Where::is_in(Column::Id, ids.iter().copied()))
}

pub async fn by_ids(scope: &ReadScope, ids: &[ApiKeyId]) -> Result<Vec<ApiKey>> {
    Ok(scope.all(of_ids(ids)).await?.into_iter().map(ApiKey::from).collect())
}

pub async fn by_ids_of_all(scope: &OperatorReadScope, ids: &[ApiKeyId]) -> Result<Vec<ApiKey>> {
    Ok(scope.all(of_ids(ids)).await?.into_iter().map(ApiKey::from).collect())
}

/// The newest first: ids are ordered by time.
fn keyset() -> Keyset<Entity> {
    Keyset::descending("apiKeys", [Column::Id])
}

pub async fn page(scope: &ReadScope, args: &PageArgs) -> Result<Page<ApiKey>> {
    Ok(scope.page(Where::everything(), &keyset(), args).await?.map(ApiKey::from))
}

pub async fn pages(
    scope: &OperatorReadScope,
    tenants: Vec<TenantId>,
    args: &PageArgs,
) -> Result<HashMap<TenantId, Page<ApiKey>>> {
    let pages = scope.pages(Where::everything(), Column::TenantId, tenants, &keyset(), args).await?;
    Ok(pages.into_iter().map(|(tenant, page)| (tenant, page.map(ApiKey::from))).collect())
}

fn of_days(keys: &[ApiKeyId], from: NaiveDate) -> Scoped<api_key_usage::Entity> {
    let condition = Where::is_in(api_key_usage::Column::KeyId, keys.iter().copied())
        .and(Where::gte(api_key_usage::Column::Day, from));
    Scoped::filter(condition).ascending(api_key_usage::Column::Day)
}

fn by_key(rows: Vec<api_key_usage::Model>) -> HashMap<ApiKeyId, Vec<DayUse>> {
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    for row in rows {
        found.entry(row.key_id).or_default().push(row.into());
    }
    found
}

/// What these keys did from a day on, oldest day first.
pub async fn usage(
    scope: &ReadScope,
    keys: &[ApiKeyId],
    from: NaiveDate,
) -> Result<HashMap<ApiKeyId, Vec<DayUse>>> {
    Ok(by_key(scope.all(of_days(keys, from)).await?))
}

pub async fn usage_of_all(
    scope: &OperatorReadScope,
    keys: &[ApiKeyId],
    from: NaiveDate,
) -> Result<HashMap<ApiKeyId, Vec<DayUse>>> {
    Ok(by_key(scope.all(of_days(keys, from)).await?))
}

const ADD: TenantSql = TenantSql::new(
    "insert into api_key_usage (tenant_id, key_id, day, requests) values ($1, $2, $3, $4) \
     on conflict (tenant_id, key_id, day) do update set requests = api_key_usage.requests + excluded.requests",
);

/// Adds to what a key did on a day.
pub async fn add_usage(scope: &WriteScope, key: ApiKeyId, day: NaiveDate, requests: i64) -> Result<()> {
    scope.execute(ADD.bind(key).bind(day).bind(requests)).await?;
    Ok(())
}

/// Writes the hour of a key's last use, unless it is written already.
pub async fn set_last_used(scope: &WriteScope, key: ApiKeyId, hour: DateTime<Utc>) -> Result<()> {
    let before = Where::is_null(Column::LastUsedAt).or(Where::lt(Column::LastUsedAt, hour));
    scope.update(Change::<Entity>::of(of_id(key).and(before)).set(Column::LastUsedAt, hour)).await?;
    Ok(())
}
