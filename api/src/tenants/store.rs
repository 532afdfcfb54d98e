//! The rows of tenants.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use disclosure::manifest::{self, TenantProfile};
use entities::{
    Digest, TenantId,
    tenants::{ActiveModel, Column, Entity, Model, SuspensionReason, TenantKind, TenantStatus},
};
use sea_orm::{ActiveValue::Set, FromQueryResult};
use sha2::{Digest as _, Sha256};

use super::model::{Keeping, LEAST_YEARS, NewTenant, Suspension, time_zone};
use crate::platform::{
    error::{AppError, Result},
    page::{Page, PageArgs},
    scope::{Change, Keyset, OperatorReadScope, ReadScope, Scoped, Where, WriteScope},
};

pub async fn get(scope: &ReadScope) -> Result<Model> {
    scope.get(Scoped::<Entity>::all()).await
}

/// The tenant of the scope, if it exists.
pub async fn find(scope: &ReadScope) -> Result<Option<Model>> {
    scope.one(Scoped::<Entity>::all()).await
}

pub async fn slug(scope: &ReadScope) -> Result<Option<String>> {
    #[derive(FromQueryResult)]
    struct Row {
        slug: String,
    }
    let rows: Vec<Row> = scope.columns(Scoped::<Entity>::all(), &[Column::Slug]).await?;
    Ok(rows.into_iter().next().map(|row| row.slug))
}

pub async fn find_all(scope: &OperatorReadScope, ids: Vec<TenantId>) -> Result<Vec<Model>> {
    scope.all(Scoped::<Entity>::filter(Where::is_in(Column::Id, ids))).await
}

pub async fn ids_of_all(scope: &OperatorReadScope, slugs: &[String]) -> Result<Vec<TenantId>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: TenantId,
    }
    let named = Scoped::<Entity>::filter(Where::is_in(Column::Slug, slugs.iter().map(String::as_str)));
    let rows: Vec<Row> = scope.columns(named, &[Column::Id]).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

pub async fn lock(scope: &WriteScope) -> Result<Model> {
    scope.lock(Scoped::<Entity>::all()).await?.ok_or_else(AppError::not_found)
}

#[derive(FromQueryResult)]
struct Kept {
    sharing_years: i32,
    sharing_hold_since: Option<DateTime<Utc>>,
}

pub async fn lock_keeping(scope: &WriteScope) -> Result<Keeping> {
    let columns = [Column::SharingYears, Column::SharingHoldSince];
    let kept: Option<Kept> = scope.lock_columns(Scoped::<Entity>::all(), &columns).await?;
    let kept = kept.ok_or_else(AppError::not_found)?;
    Ok(Keeping { years: kept.sharing_years, hold_since: kept.sharing_hold_since })
}

pub async fn page(scope: &OperatorReadScope, args: &PageArgs) -> Result<Page<Model>> {
    scope.page(Where::everything(), &by_slug(), args).await
}

/// A connection of the caller's own tenant alone.
pub async fn own_page(scope: &ReadScope, args: &PageArgs) -> Result<Page<Model>> {
    scope.page(Where::everything(), &by_slug(), args).await
}

fn by_slug() -> Keyset<Entity> {
    Keyset::ascending("tenants", [Column::Slug])
}

pub async fn insert(
    scope: &WriteScope,
    new: &NewTenant,
    profile: &TenantProfile,
    parent: Option<TenantId>,
) -> Result<()> {
    let canonical = manifest::canonical(profile);
    let row = ActiveModel {
        slug: Set(new.slug.clone()),
        kind: Set(new.kind),
        name: Set(manifest::to_value(&profile.name)),
        parent_id: Set(parent),
        status: Set(TenantStatus::Active),
        time_zone: Set(time_zone(profile)?),
        required_approvals: Set(0),
        requires_second_factor: Set(false),
        sharing_years: Set(LEAST_YEARS),
        last_shared_shown: Set(false),
        profile_sha256: Set(digest(&canonical)),
        profile: Set(canonical),
        created_at: Set(scope.now()),
        updated_at: Set(scope.now()),
        ..Default::default()
    };
    scope.insert::<Entity>(row).await
}

/// The same page of the children of each of these tenants.
pub async fn child_pages(
    scope: &OperatorReadScope,
    parents: Vec<TenantId>,
    args: &PageArgs,
) -> Result<HashMap<TenantId, Page<Model>>> {
    let by_slug = Keyset::<Entity>::ascending("children", [Column::Slug]);
    scope.pages(Where::everything(), Column::ParentId, parents, &by_slug, args).await
}

/// The developer platforms directly below these tenants.
pub async fn platforms_below(scope: &OperatorReadScope, parents: Vec<TenantId>) -> Result<Vec<TenantId>> {
    let platforms =
        Where::is_in(Column::ParentId, parents).and(Where::eq(Column::Kind, TenantKind::DeveloperPlatform));
    Ok(scope.all(Scoped::<Entity>::filter(platforms)).await?.into_iter().map(|row| row.id).collect())
}

pub async fn set_profile(scope: &WriteScope, profile: &TenantProfile) -> Result<()> {
    let canonical = manifest::canonical(profile);
    let change = Change::<Entity>::of(Where::eq(Column::Id, scope.tenant()))
        .set(Column::Name, manifest::to_value(&profile.name))
        .set(Column::TimeZone, time_zone(profile)?)
        .set(Column::ProfileSha256, digest(&canonical))
        .set(Column::Profile, canonical)
        .set(Column::UpdatedAt, scope.now());
    scope.update_one(change).await
}

pub async fn set_approvals(scope: &WriteScope, approvals: i32) -> Result<()> {
    scope.update_one(own(scope).set(Column::RequiredApprovals, approvals)).await
}

pub async fn set_second_factor(scope: &WriteScope, required: bool) -> Result<()> {
    scope.update_one(own(scope).set(Column::RequiresSecondFactor, required)).await
}

pub async fn set_sharing_years(scope: &WriteScope, years: i32) -> Result<()> {
    scope.update_one(own(scope).set(Column::SharingYears, years)).await
}

pub async fn set_sharing_hold(scope: &WriteScope, since: Option<DateTime<Utc>>) -> Result<()> {
    scope.update_one(own(scope).set(Column::SharingHoldSince, since)).await
}

pub async fn set_last_shared(scope: &WriteScope, shown: bool) -> Result<()> {
    scope.update_one(own(scope).set(Column::LastSharedShown, shown)).await
}

pub async fn set_parent(scope: &WriteScope, parent: Option<TenantId>) -> Result<()> {
    scope.update_one(own(scope).set(Column::ParentId, parent)).await
}

pub async fn set_verified(scope: &WriteScope, entity: Option<&str>) -> Result<()> {
    scope.update_one(own(scope).set(Column::VerifiedEntity, entity.map(ToOwned::to_owned))).await
}

pub async fn set_erasure(scope: &WriteScope, requested: Option<DateTime<Utc>>) -> Result<()> {
    scope.update_one(own(scope).set(Column::ErasureRequestedAt, requested)).await
}

/// Ends the tenant: nothing of what was decided about it holds any more.
pub async fn set_erased(scope: &WriteScope) -> Result<()> {
    let change = own(scope)
        .set(Column::Status, TenantStatus::Erased)
        .set(Column::SuspendedAt, None::<DateTime<Utc>>)
        .set(Column::SuspensionReason, None::<SuspensionReason>)
        .set(Column::VerifiedEntity, None::<String>);
    scope.update_one(change).await
}

pub async fn set_suspension(scope: &WriteScope, suspension: Option<Suspension>) -> Result<()> {
    let status = if suspension.is_some() { TenantStatus::Suspended } else { TenantStatus::Active };
    let change = own(scope)
        .set(Column::Status, status)
        .set(Column::SuspendedAt, suspension.map(|it| it.since))
        .set(Column::SuspensionReason, suspension.map(|it| it.reason));
    scope.update_one(change).await
}

/// A change of the scope's tenant.
fn own(scope: &WriteScope) -> Change<Entity> {
    Change::of(Where::eq(Column::Id, scope.tenant())).set(Column::UpdatedAt, scope.now())
}

fn digest(text: &str) -> Digest {
    let hash: [u8; 32] = Sha256::digest(text).into();
    hash.into()
}
