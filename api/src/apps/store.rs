//! The rows of apps, revisions and projections.

mod fleet;

use std::collections::{BTreeSet, HashMap};

pub use fleet::{fleet, fleet_of_all};

use disclosure::manifest::Declaration;
use entities::{
    AppId, Digest, Snapshot, TenantId,
    apps::{self, AppStatus, Environment},
    data_uses, declaration_revisions,
    declaration_revisions::RevisionOrigin,
    declared_facets::{self, FacetKind},
    declared_recipients, declared_sdks,
};
use sea_orm::ActiveValue::Set;
use serde_json::Value;

use super::{
    model::{App, Revision},
    project::{Projection, RecipientRow, SdkRow, UseRow},
};
use crate::platform::{
    error::{AppError, Result},
    page::{Page, PageArgs},
    scope::{Change, Keyset, OperatorReadScope, PublicScope, ReadScope, Scoped, Where, WriteScope},
};

/// Keys in one statement that removes rows: each is a handful of parameters.
const REMOVED_AT_ONCE: usize = 200;

pub async fn by_slug(scope: &ReadScope, slug: &str) -> Result<Option<App>> {
    let found = scope.one(Scoped::<apps::Entity>::filter(Where::eq(apps::Column::Slug, slug))).await?;
    found.map(App::try_from).transpose()
}

pub async fn public_by_slug(scope: &PublicScope, slug: &str) -> Result<Option<App>> {
    let found = scope.one(Scoped::<apps::Entity>::filter(Where::eq(apps::Column::Slug, slug))).await?;
    found.map(App::try_from).transpose()
}

fn of_ids(ids: &[AppId]) -> Scoped<apps::Entity> {
    Scoped::filter(Where::is_in(apps::Column::Id, ids.iter().copied()))
}

pub async fn by_ids(scope: &ReadScope, ids: &[AppId]) -> Result<Vec<App>> {
    scope.all(of_ids(ids)).await?.into_iter().map(App::try_from).collect()
}

pub async fn by_ids_of_all(scope: &OperatorReadScope, ids: &[AppId]) -> Result<Vec<App>> {
    scope.all(of_ids(ids)).await?.into_iter().map(App::try_from).collect()
}

/// Slugs in one statement: each is a parameter.
const SLUGS_AT_ONCE: usize = 1000;

/// These slugs in the order of the index, in parts that one statement names.
fn named_slugs(slugs: &[&str]) -> Vec<Scoped<apps::Entity>> {
    let mut slugs = slugs.to_vec();
    slugs.sort_unstable();
    let some = |slugs: &[&str]| {
        Scoped::filter(Where::is_in(apps::Column::Slug, slugs.iter().copied())).ascending(apps::Column::Slug)
    };
    slugs.chunks(SLUGS_AT_ONCE).map(some).collect()
}

fn by_their_slugs(rows: Vec<apps::Model>) -> Result<HashMap<String, App>> {
    rows.into_iter().map(|row| Ok((row.slug.clone(), row.try_into()?))).collect()
}

/// Those of the apps with these slugs that there are.
pub async fn by_slugs(scope: &ReadScope, slugs: &[&str]) -> Result<HashMap<String, App>> {
    let mut rows = Vec::new();
    for some in named_slugs(slugs) {
        rows.extend(scope.all(some).await?);
    }
    by_their_slugs(rows)
}

/// The same, which nobody else can change until the scope ends. Always in the order of their slugs, so that two who lock
/// several never wait for each other.
pub async fn lock_some(scope: &WriteScope, slugs: &[&str]) -> Result<HashMap<String, App>> {
    let mut rows = Vec::new();
    for some in named_slugs(slugs) {
        rows.extend(scope.lock_all(some).await?);
    }
    by_their_slugs(rows)
}

pub async fn all(scope: &ReadScope) -> Result<Vec<App>> {
    scope.all(Scoped::<apps::Entity>::all()).await?.into_iter().map(App::try_from).collect()
}

/// The app, which nobody else can change until the scope ends.
pub async fn lock(scope: &WriteScope, id: AppId) -> Result<App> {
    let found = scope.lock(Scoped::<apps::Entity>::filter(Where::eq(apps::Column::Id, id))).await?;
    found.ok_or_else(AppError::not_found)?.try_into()
}

fn keyset() -> Keyset<apps::Entity> {
    Keyset::ascending("apps", [apps::Column::Slug])
}

pub async fn page(scope: &ReadScope, args: &PageArgs) -> Result<Page<App>> {
    apps_of(scope.page(Where::everything(), &keyset(), args).await?)
}

pub async fn pages(
    scope: &OperatorReadScope,
    tenants: Vec<TenantId>,
    args: &PageArgs,
) -> Result<HashMap<TenantId, Page<App>>> {
    let pages = scope.pages(Where::everything(), apps::Column::TenantId, tenants, &keyset(), args).await?;
    pages.into_iter().map(|(tenant, page)| Ok((tenant, apps_of(page)?))).collect()
}

fn apps_of(page: Page<apps::Model>) -> Result<Page<App>> {
    let Page { edges, has_next, has_previous } = page;
    let edges = edges.into_iter().map(|(cursor, row)| Ok((cursor, row.try_into()?)));
    Ok(Page { edges: edges.collect::<Result<_>>()?, has_next, has_previous })
}

pub async fn insert(
    scope: &WriteScope,
    declaration: &Declaration,
    environment: Environment,
) -> Result<AppId> {
    let id = scope.new_id();
    let row = apps::ActiveModel {
        id: Set(id),
        slug: Set(declaration.slug.clone()),
        name: Set(disclosure::manifest::to_value(&declaration.name)),
        status: Set(AppStatus::Active),
        environment: Set(environment),
        head_revision: Set(None),
        created_at: Set(scope.now()),
        updated_at: Set(scope.now()),
        retired_at: Set(None),
        ..Default::default()
    };
    scope.insert::<apps::Entity>(row).await?;
    Ok(id)
}

/// Adds a revision and makes it the head.
pub async fn add_revision(
    scope: &WriteScope,
    app: &AppId,
    (name, document, sha256): (Value, String, [u8; 32]),
    number: i32,
    origin: RevisionOrigin,
) -> Result<()> {
    let row = declaration_revisions::ActiveModel {
        app_id: Set(*app),
        number: Set(number),
        sha256: Set(Digest::from(sha256)),
        document: Set(document),
        origin: Set(origin),
        author: Set(scope.actor().to_string()),
        created_at: Set(scope.now()),
        ..Default::default()
    };
    scope.insert::<declaration_revisions::Entity>(row).await?;
    let change = Change::<apps::Entity>::of(Where::eq(apps::Column::Id, *app))
        .set(apps::Column::Name, name)
        .set(apps::Column::HeadRevision, number)
        .set(apps::Column::UpdatedAt, scope.now());
    scope.update_one(change).await
}

pub async fn set_environment(scope: &WriteScope, app: AppId, environment: Environment) -> Result<()> {
    let change = Change::<apps::Entity>::of(Where::eq(apps::Column::Id, app))
        .set(apps::Column::Environment, environment)
        .set(apps::Column::UpdatedAt, scope.now());
    scope.update_one(change).await
}

pub async fn retire(scope: &WriteScope, app: AppId) -> Result<()> {
    let change = Change::<apps::Entity>::of(Where::eq(apps::Column::Id, app))
        .set(apps::Column::Status, AppStatus::Retired)
        .set(apps::Column::RetiredAt, Some(scope.now()))
        .set(apps::Column::UpdatedAt, scope.now());
    scope.update_one(change).await
}

pub async fn revision(scope: &ReadScope, app: AppId, number: i32) -> Result<Option<Revision>> {
    let condition = Where::eq(declaration_revisions::Column::AppId, app)
        .and(Where::eq(declaration_revisions::Column::Number, number));
    let row = scope.one(Scoped::<declaration_revisions::Entity>::filter(condition)).await?;
    Ok(row.map(Revision::from))
}

fn named(wanted: &[(AppId, i32)]) -> Scoped<declaration_revisions::Entity> {
    let one = |(app, number): &(AppId, i32)| {
        Where::eq(declaration_revisions::Column::AppId, *app)
            .and(Where::eq(declaration_revisions::Column::Number, *number))
    };
    Scoped::filter(any(wanted.iter().map(one)))
}

pub async fn revisions(scope: &ReadScope, wanted: &[(AppId, i32)]) -> Result<Vec<Revision>> {
    Ok(scope.all(named(wanted)).await?.into_iter().map(Revision::from).collect())
}

pub async fn revisions_of_all(scope: &OperatorReadScope, wanted: &[(AppId, i32)]) -> Result<Vec<Revision>> {
    Ok(scope.all(named(wanted)).await?.into_iter().map(Revision::from).collect())
}

/// The head revisions of these apps, in one statement.
fn heads(apps: &[AppId]) -> Scoped<declaration_revisions::Entity> {
    let head = Where::related::<apps::Entity>(
        &[
            (declaration_revisions::Column::AppId, apps::Column::Id),
            (declaration_revisions::Column::Number, apps::Column::HeadRevision),
        ],
        Where::everything(),
    );
    Scoped::filter(Where::is_in(declaration_revisions::Column::AppId, apps.iter().copied()).and(head))
}

pub async fn head_revisions(scope: &ReadScope, apps: &[AppId]) -> Result<Vec<Revision>> {
    Ok(scope.all(heads(apps)).await?.into_iter().map(Revision::from).collect())
}

pub async fn head_revisions_of_all(scope: &OperatorReadScope, apps: &[AppId]) -> Result<Vec<Revision>> {
    Ok(scope.all(heads(apps)).await?.into_iter().map(Revision::from).collect())
}

/// Brings the rows of a snapshot to those of `projection`, by their difference.
pub async fn project(
    scope: &WriteScope,
    app: AppId,
    snapshot: Snapshot,
    projection: &Projection,
) -> Result<()> {
    let condition = Where::eq(declared_sdks::Column::AppId, app)
        .and(Where::eq(declared_sdks::Column::Snapshot, snapshot));
    let stored = scope.all(Scoped::<declared_sdks::Entity>::filter(condition.clone())).await?;
    let stored: BTreeSet<SdkRow> = stored.into_iter().map(sdk_row).collect();
    for gone in chunks(stored.difference(&projection.sdks)) {
        scope.delete::<declared_sdks::Entity>(condition.clone().and(any(gone.iter().map(sdk_key)))).await?;
    }
    let added = projection.sdks.difference(&stored).map(|row| sdk_model(app, snapshot, row)).collect();
    scope.insert_many::<declared_sdks::Entity>(added).await?;

    let condition =
        Where::eq(data_uses::Column::AppId, app).and(Where::eq(data_uses::Column::Snapshot, snapshot));
    let stored = scope.all(Scoped::<data_uses::Entity>::filter(condition.clone())).await?;
    let stored: BTreeSet<UseRow> = stored.into_iter().map(use_row).collect();
    for gone in chunks(stored.difference(&projection.uses)) {
        scope.delete::<data_uses::Entity>(condition.clone().and(any(gone.iter().map(use_key)))).await?;
    }
    let added = projection.uses.difference(&stored).map(|row| use_model(app, snapshot, row)).collect();
    scope.insert_many::<data_uses::Entity>(added).await?;

    let condition = Where::eq(declared_recipients::Column::AppId, app)
        .and(Where::eq(declared_recipients::Column::Snapshot, snapshot));
    let stored = scope.all(Scoped::<declared_recipients::Entity>::filter(condition.clone())).await?;
    let stored: BTreeSet<RecipientRow> = stored.into_iter().map(recipient_row).collect();
    for gone in chunks(stored.difference(&projection.recipients)) {
        let gone = any(gone.iter().map(recipient_key));
        scope.delete::<declared_recipients::Entity>(condition.clone().and(gone)).await?;
    }
    let added =
        projection.recipients.difference(&stored).map(|row| recipient_model(app, snapshot, row)).collect();
    scope.insert_many::<declared_recipients::Entity>(added).await?;

    let condition = Where::eq(declared_facets::Column::AppId, app)
        .and(Where::eq(declared_facets::Column::Snapshot, snapshot));
    let stored = scope.all(Scoped::<declared_facets::Entity>::filter(condition.clone())).await?;
    let stored: BTreeSet<(FacetKind, String)> = stored.into_iter().map(|row| (row.kind, row.value)).collect();
    for gone in chunks(stored.difference(&projection.facets)) {
        let gone = any(gone.iter().map(|(kind, value)| {
            Where::eq(declared_facets::Column::Kind, *kind)
                .and(Where::eq(declared_facets::Column::Value, value.as_str()))
        }));
        scope.delete::<declared_facets::Entity>(condition.clone().and(gone)).await?;
    }
    let added = projection.facets.difference(&stored).map(|(kind, value)| declared_facets::ActiveModel {
        app_id: Set(app),
        snapshot: Set(snapshot),
        kind: Set(*kind),
        value: Set(value.clone()),
        ..Default::default()
    });
    scope.insert_many::<declared_facets::Entity>(added.collect()).await
}

fn chunks<T: Clone>(rows: impl Iterator<Item = impl std::borrow::Borrow<T>>) -> Vec<Vec<T>> {
    let rows: Vec<T> = rows.map(|row| row.borrow().clone()).collect();
    rows.chunks(REMOVED_AT_ONCE).map(<[T]>::to_vec).collect()
}

/// At least one of what is not empty holds. Paired like a tournament: a database reads a nest of a few levels, not of
/// hundreds.
fn any<E: entities::TenantOwned>(conditions: impl Iterator<Item = Where<E>>) -> Where<E> {
    let mut conditions: Vec<Where<E>> = conditions.collect();
    while conditions.len() > 1 {
        let mut left = conditions.into_iter();
        conditions = Vec::with_capacity(left.len().div_ceil(2));
        while let Some(one) = left.next() {
            conditions.push(match left.next() {
                Some(other) => one.or(other),
                None => one,
            });
        }
    }
    conditions.pop().unwrap_or_else(Where::everything)
}

fn sdk_key(row: &SdkRow) -> Where<declared_sdks::Entity> {
    Where::eq(declared_sdks::Column::ItemKey, row.item_key.as_str())
        .and(Where::eq(declared_sdks::Column::Platform, row.platform.as_str()))
}

fn use_key(row: &UseRow) -> Where<data_uses::Entity> {
    Where::eq(data_uses::Column::ItemKey, row.item_key.as_str())
        .and(Where::eq(data_uses::Column::FunctionKey, row.function_key.as_str()))
        .and(Where::eq(data_uses::Column::PurposeKey, row.purpose_key.as_str()))
        .and(Where::eq(data_uses::Column::SdkItemKey, row.sdk_item_key.as_str()))
}

fn recipient_key(row: &RecipientRow) -> Where<declared_recipients::Entity> {
    Where::eq(declared_recipients::Column::RecipientKey, row.recipient_key.as_str())
        .and(Where::eq(declared_recipients::Column::FlowKey, row.flow_key.as_str()))
        .and(Where::eq(declared_recipients::Column::ItemKey, row.item_key.as_str()))
        .and(Where::eq(declared_recipients::Column::PurposeKey, row.purpose_key.as_str()))
}

fn sdk_row(row: declared_sdks::Model) -> SdkRow {
    SdkRow {
        item_key: row.item_key,
        platform: row.platform,
        sdk_key: row.sdk_key,
        version: row.version,
        version_order: row.version_order,
        init: row.init.map(Into::into),
    }
}

fn sdk_model(app: AppId, snapshot: Snapshot, row: &SdkRow) -> declared_sdks::ActiveModel {
    declared_sdks::ActiveModel {
        app_id: Set(app),
        snapshot: Set(snapshot),
        item_key: Set(row.item_key.clone()),
        platform: Set(row.platform.clone()),
        sdk_key: Set(row.sdk_key.clone()),
        version: Set(row.version.clone()),
        version_order: Set(row.version_order.clone()),
        init: Set(row.init.map(Into::into)),
        ..Default::default()
    }
}

fn use_row(row: data_uses::Model) -> UseRow {
    UseRow {
        item_key: row.item_key,
        function_key: row.function_key,
        purpose_key: row.purpose_key,
        sdk_item_key: row.sdk_item_key,
        category: row.category,
        purpose: row.purpose,
        source: row.source,
        requirement: row.requirement.map(Into::into),
        basis: row.basis,
    }
}

fn use_model(app: AppId, snapshot: Snapshot, row: &UseRow) -> data_uses::ActiveModel {
    data_uses::ActiveModel {
        app_id: Set(app),
        snapshot: Set(snapshot),
        item_key: Set(row.item_key.clone()),
        function_key: Set(row.function_key.clone()),
        purpose_key: Set(row.purpose_key.clone()),
        sdk_item_key: Set(row.sdk_item_key.clone()),
        category: Set(row.category.clone()),
        purpose: Set(row.purpose.clone()),
        source: Set(row.source.clone()),
        requirement: Set(row.requirement.map(Into::into)),
        basis: Set(row.basis.clone()),
        ..Default::default()
    }
}

fn recipient_row(row: declared_recipients::Model) -> RecipientRow {
    RecipientRow {
        recipient_key: row.recipient_key,
        flow_key: row.flow_key,
        item_key: row.item_key,
        purpose_key: row.purpose_key,
        kind: row.kind.map(Into::into),
        mode: row.mode.map(Into::into),
        role: row.role,
        category: row.category,
        basis: row.basis,
        region: row.region,
    }
}

fn recipient_model(app: AppId, snapshot: Snapshot, row: &RecipientRow) -> declared_recipients::ActiveModel {
    declared_recipients::ActiveModel {
        app_id: Set(app),
        snapshot: Set(snapshot),
        recipient_key: Set(row.recipient_key.clone()),
        flow_key: Set(row.flow_key.clone()),
        item_key: Set(row.item_key.clone()),
        purpose_key: Set(row.purpose_key.clone()),
        kind: Set(row.kind.map(Into::into)),
        mode: Set(row.mode.map(Into::into)),
        role: Set(row.role.clone()),
        category: Set(row.category.clone()),
        purpose: Set(None),
        basis: Set(row.basis.clone()),
        region: Set(row.region.clone()),
        ..Default::default()
    }
}
