//! The rows of revisions and entries.

use std::collections::HashMap;

use entities::{
    TenantId,
    catalog_entries::{self, EntryKind},
    catalog_revisions::{self, CatalogChange},
};
use sea_orm::ActiveValue::Set;

use super::model::{Entry, Revision};
use crate::platform::{
    error::Result,
    page::{Page, PageArgs},
    scope::{CatalogScope, Change, Keyset, OperatorReadScope, ReadScope, Scoped, Where, WriteScope},
};

fn newest() -> Scoped<catalog_revisions::Entity> {
    Scoped::all().descending(catalog_revisions::Column::Number).limit(1)
}

/// The number of the newest revision; 0 before the first.
pub async fn head(scope: &ReadScope) -> Result<i32> {
    Ok(scope.one(newest()).await?.map_or(0, |revision| revision.number))
}

/// The number of the operator's newest revision; 0 before the first.
pub async fn operator_head(scope: &CatalogScope) -> Result<i32> {
    Ok(scope.one(newest()).await?.map_or(0, |revision| revision.number))
}

/// What an operator has added, what was replaced and retracted included.
fn added() -> Scoped<catalog_entries::Entity> {
    let kinds = [EntryKind::Sdk, EntryKind::SdkFact, EntryKind::SdkMerge];
    Scoped::filter(Where::is_in(catalog_entries::Column::Kind, kinds))
        .ascending(catalog_entries::Column::ValidFrom)
        .ascending(catalog_entries::Column::Key)
}

pub async fn entries(scope: &ReadScope) -> Result<Vec<Entry>> {
    Ok(scope.all(added()).await?.into_iter().map(Entry::from).collect())
}

pub async fn operator_entries(scope: &CatalogScope) -> Result<Vec<Entry>> {
    Ok(scope.all(added()).await?.into_iter().map(Entry::from).collect())
}

fn categories() -> Where<catalog_entries::Entity> {
    Where::eq(catalog_entries::Column::Kind, EntryKind::DataCategory)
}

fn current_categories() -> Where<catalog_entries::Entity> {
    categories().and(Where::is_null(catalog_entries::Column::ValidUntil))
}

/// A tenant's own categories, by key.
pub async fn own_categories(scope: &ReadScope) -> Result<Vec<Entry>> {
    let all = Scoped::filter(current_categories()).ascending(catalog_entries::Column::Key);
    Ok(scope.all(all).await?.into_iter().map(Entry::from).collect())
}

/// The own categories of these tenants, by key.
pub async fn categories_of(
    scope: &OperatorReadScope,
    tenants: &[TenantId],
) -> Result<HashMap<TenantId, Vec<Entry>>> {
    let theirs = Where::is_in(catalog_entries::Column::TenantId, tenants.iter().copied());
    let all = Scoped::filter(current_categories().and(theirs)).ascending(catalog_entries::Column::Key);
    let mut found: HashMap<TenantId, Vec<Entry>> = HashMap::new();
    for row in scope.all(all).await? {
        found.entry(row.tenant_id).or_default().push(row.into());
    }
    Ok(found)
}

/// A tenant's own categories as of a revision, by key.
pub async fn categories_at(scope: &ReadScope, revision: i32) -> Result<Vec<Entry>> {
    let (from, until) = (catalog_entries::Column::ValidFrom, catalog_entries::Column::ValidUntil);
    let then = Where::lte(from, revision).and(Where::is_null(until).or(Where::gt(until, revision)));
    let all = Scoped::filter(categories().and(then)).ascending(catalog_entries::Column::Key);
    Ok(scope.all(all).await?.into_iter().map(Entry::from).collect())
}

fn ever() -> Scoped<catalog_entries::Entity> {
    Scoped::filter(categories())
        .ascending(catalog_entries::Column::Key)
        .ascending(catalog_entries::Column::ValidFrom)
}

/// All own categories that a tenant ever had, by key and age.
pub async fn ever_categories(scope: &ReadScope) -> Result<Vec<Entry>> {
    Ok(scope.all(ever()).await?.into_iter().map(Entry::from).collect())
}

/// The same of several tenants.
pub async fn ever_categories_of(
    scope: &OperatorReadScope,
    tenants: &[TenantId],
) -> Result<HashMap<TenantId, Vec<Entry>>> {
    let theirs = Where::is_in(catalog_entries::Column::TenantId, tenants.iter().copied());
    let mut found: HashMap<TenantId, Vec<Entry>> = HashMap::new();
    for row in scope.all(ever().and(theirs)).await? {
        found.entry(row.tenant_id).or_default().push(row.into());
    }
    Ok(found)
}

fn by_key() -> Keyset<catalog_entries::Entity> {
    Keyset::ascending("dataCategories", [catalog_entries::Column::Key])
}

pub async fn category_page(scope: &ReadScope, args: &PageArgs) -> Result<Page<Entry>> {
    Ok(scope.page(current_categories(), &by_key(), args).await?.map(Entry::from))
}

pub async fn category_pages(
    scope: &OperatorReadScope,
    tenants: Vec<TenantId>,
    args: &PageArgs,
) -> Result<HashMap<TenantId, Page<Entry>>> {
    let column = catalog_entries::Column::TenantId;
    let pages = scope.pages(current_categories(), column, tenants, &by_key(), args).await?;
    Ok(pages.into_iter().map(|(tenant, page)| (tenant, page.map(Entry::from))).collect())
}

pub async fn revision_page(scope: &ReadScope, args: &PageArgs) -> Result<Page<Revision>> {
    let newest_first: Keyset<catalog_revisions::Entity> =
        Keyset::descending("catalogRevisions", [catalog_revisions::Column::Number]);
    Ok(scope.page(Where::everything(), &newest_first, args).await?.map(Revision::from))
}

/// Writes down that revision `number` is a change of `subject`.
pub async fn insert_revision(
    scope: &WriteScope,
    number: i32,
    change: CatalogChange,
    subject: &str,
) -> Result<()> {
    let row = catalog_revisions::ActiveModel {
        number: Set(number),
        at: Set(scope.now()),
        author: Set(scope.actor().to_string()),
        change: Set(change),
        subject: Set(subject.to_owned()),
        ..Default::default()
    };
    scope.insert::<catalog_revisions::Entity>(row).await
}

pub async fn insert_entry(scope: &WriteScope, entry: &Entry) -> Result<()> {
    let row = catalog_entries::ActiveModel {
        kind: Set(entry.kind),
        key: Set(entry.key.clone()),
        valid_from: Set(entry.from),
        valid_until: Set(entry.until),
        document: Set(entry.document.clone()),
        ..Default::default()
    };
    scope.insert::<catalog_entries::Entity>(row).await
}

/// Lets an entry hold until before revision `until`.
pub async fn close_entry(scope: &WriteScope, entry: &Entry, until: i32) -> Result<()> {
    let open = Where::eq(catalog_entries::Column::Kind, entry.kind)
        .and(Where::eq(catalog_entries::Column::Key, entry.key.as_str()))
        .and(Where::eq(catalog_entries::Column::ValidFrom, entry.from))
        .and(Where::is_null(catalog_entries::Column::ValidUntil));
    let change = Change::<catalog_entries::Entity>::of(open).set(catalog_entries::Column::ValidUntil, until);
    scope.update_one(change).await
}
