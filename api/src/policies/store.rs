//! The rows of drafts, versions and renderings.

mod in_force;

pub use in_force::VersionsInForce;

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use disclosure::Locale;
use entities::{
    AppId, DraftId, PolicyVersionId,
    drafts::{self, DraftStatus},
    policy_versions, renderings,
};
use sea_orm::{ActiveValue::Set, FromQueryResult};

use super::model::{Draft, Inputs, Rendering, RenderingFormat, Version};
use crate::platform::{
    error::{AppError, Result},
    page::{Page, PageArgs},
    scope::{Change, Keyset, OperatorReadScope, PublicScope, ReadScope, Scoped, Where, WriteScope},
};

fn open() -> Where<drafts::Entity> {
    Where::is_in(drafts::Column::Status, [DraftStatus::Open, DraftStatus::Submitted, DraftStatus::Approved])
}

/// The open draft of an app.
pub async fn open_draft(scope: &ReadScope, app: AppId) -> Result<Option<Draft>> {
    let condition = Where::eq(drafts::Column::AppId, app).and(open());
    Ok(scope.one(Scoped::<drafts::Entity>::filter(condition)).await?.map(Draft::from))
}

fn open_of(apps: &[AppId]) -> Scoped<drafts::Entity> {
    Scoped::filter(Where::is_in(drafts::Column::AppId, apps.iter().copied()).and(open()))
}

pub async fn open_drafts(scope: &ReadScope, apps: &[AppId]) -> Result<Vec<Draft>> {
    Ok(scope.all(open_of(apps)).await?.into_iter().map(Draft::from).collect())
}

pub async fn open_drafts_of_all(scope: &OperatorReadScope, apps: &[AppId]) -> Result<Vec<Draft>> {
    Ok(scope.all(open_of(apps)).await?.into_iter().map(Draft::from).collect())
}

pub async fn draft(scope: &ReadScope, id: DraftId) -> Result<Option<Draft>> {
    let condition = Where::eq(drafts::Column::Id, id);
    Ok(scope.one(Scoped::<drafts::Entity>::filter(condition)).await?.map(Draft::from))
}

fn drafts_of(ids: &[DraftId]) -> Scoped<drafts::Entity> {
    Scoped::filter(Where::is_in(drafts::Column::Id, ids.iter().copied()))
}

pub async fn drafts_by_ids(scope: &ReadScope, ids: &[DraftId]) -> Result<Vec<Draft>> {
    Ok(scope.all(drafts_of(ids)).await?.into_iter().map(Draft::from).collect())
}

pub async fn drafts_by_ids_of_all(scope: &OperatorReadScope, ids: &[DraftId]) -> Result<Vec<Draft>> {
    Ok(scope.all(drafts_of(ids)).await?.into_iter().map(Draft::from).collect())
}

pub async fn insert_draft(scope: &WriteScope, app: AppId, revision: i32) -> Result<DraftId> {
    let id = scope.new_id();
    let row = drafts::ActiveModel {
        id: Set(id),
        app_id: Set(app),
        revision: Set(revision),
        status: Set(DraftStatus::Open),
        author: Set(scope.actor().to_string()),
        version_id: Set(None),
        created_at: Set(scope.now()),
        updated_at: Set(scope.now()),
        closed_at: Set(None),
        ..Default::default()
    };
    scope.insert::<drafts::Entity>(row).await?;
    Ok(id)
}

/// Moves an open draft to another revision; what was approved of the old one no longer counts.
pub async fn move_draft(scope: &WriteScope, draft: &Draft, revision: i32) -> Result<()> {
    let change = Change::<drafts::Entity>::of(Where::eq(drafts::Column::Id, draft.id).and(open()))
        .set(drafts::Column::Revision, revision)
        .set(drafts::Column::Status, DraftStatus::Open)
        .set(drafts::Column::UpdatedAt, scope.now());
    scope.update_one(change).await
}

/// Closes a draft that is still as it was read.
pub async fn close_draft(scope: &WriteScope, draft: &Draft, version: PolicyVersionId) -> Result<()> {
    let same = Where::eq(drafts::Column::Id, draft.id)
        .and(Where::eq(drafts::Column::Status, draft.status))
        .and(Where::eq(drafts::Column::Revision, draft.revision));
    let change = Change::<drafts::Entity>::of(same)
        .set(drafts::Column::Status, DraftStatus::Published)
        .set(drafts::Column::VersionId, version)
        .set(drafts::Column::ClosedAt, scope.now())
        .set(drafts::Column::UpdatedAt, scope.now());
    scope.update_one(change).await
}

/// The dates and inputs of a version that is to be written.
#[derive(Debug)]
pub struct NewVersion {
    pub app: AppId,
    pub number: i32,
    pub revision: i32,
    pub version_date: NaiveDate,
    pub effective_at: DateTime<Utc>,
    pub time_zone: String,
    pub adopted: bool,
    pub inputs: Inputs,
}

pub async fn insert_version(scope: &WriteScope, new: NewVersion) -> Result<PolicyVersionId> {
    let id = scope.new_id();
    let row = policy_versions::ActiveModel {
        id: Set(id),
        app_id: Set(new.app),
        number: Set(new.number),
        revision: Set(new.revision),
        version_date: Set(new.version_date),
        effective_at: Set(new.effective_at),
        time_zone: Set(new.time_zone),
        materiality: Set(None),
        adopted: Set(new.adopted),
        published_at: Set(scope.now()),
        published_by: Set(scope.actor().to_string()),
        withdrawn_at: Set(None),
        withdrawn_by: Set(None),
        declaration_sha256: Set(new.inputs.declaration),
        profile_sha256: Set(new.inputs.profile),
        parent_sha256: Set(None),
        catalog_revision: Set(new.inputs.catalog),
        text_revision: Set(new.inputs.texts),
        compiler: Set(new.inputs.compiler),
        ..Default::default()
    };
    scope.insert::<policy_versions::Entity>(row).await?;
    Ok(id)
}

pub async fn insert_renderings(
    scope: &WriteScope,
    version: PolicyVersionId,
    renderings: Vec<Rendering>,
) -> Result<()> {
    let rows = renderings.into_iter().map(|rendering| renderings::ActiveModel {
        version_id: Set(version),
        locale: Set(rendering.locale),
        format: Set(rendering.format),
        media_type: Set(rendering.media_type),
        content: Set(rendering.content),
        content_sha256: Set(rendering.sha256),
        ..Default::default()
    });
    scope.insert_many::<renderings::Entity>(rows.collect()).await
}

/// The number of the newest version of an app; 0 before the first.
pub async fn last_number(scope: &ReadScope, app: AppId) -> Result<i32> {
    let newest = Scoped::<policy_versions::Entity>::filter(Where::eq(policy_versions::Column::AppId, app))
        .descending(policy_versions::Column::Number)
        .limit(1);
    Ok(scope.one(newest).await?.map_or(0, |version| version.number))
}

fn keyset() -> Keyset<policy_versions::Entity> {
    Keyset::descending("versions", [policy_versions::Column::Number])
}

pub async fn version_pages(
    scope: &ReadScope,
    apps: Vec<AppId>,
    args: &PageArgs,
) -> Result<HashMap<AppId, Page<Version>>> {
    let pages =
        scope.pages(Where::everything(), policy_versions::Column::AppId, apps, &keyset(), args).await?;
    pages.into_iter().map(|(app, page)| Ok((app, page_of(page)?))).collect()
}

pub async fn version_pages_of_all(
    scope: &OperatorReadScope,
    apps: Vec<AppId>,
    args: &PageArgs,
) -> Result<HashMap<AppId, Page<Version>>> {
    let pages =
        scope.pages(Where::everything(), policy_versions::Column::AppId, apps, &keyset(), args).await?;
    pages.into_iter().map(|(app, page)| Ok((app, page_of(page)?))).collect()
}

fn page_of(page: Page<policy_versions::Model>) -> Result<Page<Version>> {
    let Page { edges, has_next, has_previous } = page;
    let edges = edges.into_iter().map(|(cursor, row)| Ok((cursor, row.try_into()?)));
    Ok(Page { edges: edges.collect::<Result<_>>()?, has_next, has_previous })
}

pub async fn version(scope: &ReadScope, id: PolicyVersionId) -> Result<Option<Version>> {
    let found =
        scope.one(Scoped::<policy_versions::Entity>::filter(Where::eq(policy_versions::Column::Id, id)));
    found.await?.map(Version::try_from).transpose()
}

fn versions_named(ids: &[PolicyVersionId]) -> Scoped<policy_versions::Entity> {
    Scoped::filter(Where::is_in(policy_versions::Column::Id, ids.iter().copied()))
}

pub async fn versions_by_ids(scope: &ReadScope, ids: &[PolicyVersionId]) -> Result<Vec<Version>> {
    scope.all(versions_named(ids)).await?.into_iter().map(Version::try_from).collect()
}

pub async fn versions_by_ids_of_all(
    scope: &OperatorReadScope,
    ids: &[PolicyVersionId],
) -> Result<Vec<Version>> {
    scope.all(versions_named(ids)).await?.into_iter().map(Version::try_from).collect()
}

fn of_apps(apps: &[AppId]) -> Scoped<policy_versions::Entity> {
    let theirs = Where::is_in(policy_versions::Column::AppId, apps.iter().copied());
    Scoped::filter(theirs).ascending(policy_versions::Column::Number)
}

pub async fn versions_of(scope: &ReadScope, apps: &[AppId]) -> Result<Vec<Version>> {
    scope.all(of_apps(apps)).await?.into_iter().map(Version::try_from).collect()
}

pub async fn versions_of_all(scope: &OperatorReadScope, apps: &[AppId]) -> Result<Vec<Version>> {
    scope.all(of_apps(apps)).await?.into_iter().map(Version::try_from).collect()
}

/// All versions of an app that were published before `now`, the newest first.
pub async fn published(scope: &PublicScope, app: AppId) -> Result<Vec<Version>> {
    let all = Scoped::<policy_versions::Entity>::filter(Where::eq(policy_versions::Column::AppId, app))
        .descending(policy_versions::Column::Number);
    scope.all(all).await?.into_iter().map(Version::try_from).collect()
}

/// One rendering of a published version.
pub async fn rendering(
    scope: &PublicScope,
    version: PolicyVersionId,
    locale: &str,
    format: RenderingFormat,
) -> Result<Option<Rendering>> {
    let condition = Where::eq(renderings::Column::VersionId, version)
        .and(Where::eq(renderings::Column::Locale, locale))
        .and(Where::eq(renderings::Column::Format, format));
    Ok(scope.one(Scoped::<renderings::Entity>::filter(condition)).await?.map(Rendering::from))
}

#[derive(Debug, FromQueryResult)]
struct LocaleRow {
    version_id: PolicyVersionId,
    locale: String,
}

/// The languages in which these versions exist, each in order of its tags.
pub async fn locales(
    scope: &PublicScope,
    versions: Vec<PolicyVersionId>,
) -> Result<HashMap<PolicyVersionId, Vec<Locale>>> {
    let condition = Where::is_in(renderings::Column::VersionId, versions)
        .and(Where::eq(renderings::Column::Format, RenderingFormat::Document));
    let rows: Vec<LocaleRow> = scope
        .columns(
            Scoped::<renderings::Entity>::filter(condition).ascending(renderings::Column::Locale),
            &[renderings::Column::VersionId, renderings::Column::Locale],
        )
        .await?;
    let mut locales: HashMap<PolicyVersionId, Vec<Locale>> = HashMap::new();
    for row in rows {
        locales.entry(row.version_id).or_default().push(row.locale.parse().map_err(AppError::internal)?);
    }
    Ok(locales)
}

/// All versions of all apps.
pub async fn all_versions(scope: &ReadScope) -> Result<Vec<Version>> {
    let rows = Scoped::<policy_versions::Entity>::all().ascending(policy_versions::Column::Id);
    scope.all(rows).await?.into_iter().map(Version::try_from).collect()
}

/// All renderings of a version: language, form, bytes.
pub async fn renderings(
    scope: &ReadScope,
    version: PolicyVersionId,
) -> Result<Vec<(String, RenderingFormat, Vec<u8>)>> {
    let of_version = Where::eq(renderings::Column::VersionId, version);
    let rows = scope.all(Scoped::<renderings::Entity>::filter(of_version)).await?;
    Ok(rows.into_iter().map(|row| (row.locale, row.format, row.content)).collect())
}
