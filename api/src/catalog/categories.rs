//! A tenant's own data categories.

use std::{collections::HashMap, sync::Arc};

use disclosure::catalog::{AdditionError, Catalog, OwnCategory};
use entities::{TenantId, TypedId, catalog_entries::EntryKind, catalog_revisions::CatalogChange};
use serde_json::json;

use super::{
    curation::CatalogChanged,
    model::{Entry, refusal},
    service::{current, of_tenant},
    shelf::Catalogs,
    store,
    words::{check_name, check_words},
};
use crate::{
    audit, idempotency, outbox,
    platform::{
        error::{AppError, Result},
        page::{Page, PageArgs},
        scope::{Permission, Session},
    },
    tenants,
};

/// Own categories of one tenant at most.
const MOST: usize = 200;

/// Characters of a key at most.
const LONGEST_KEY: usize = 80;

/// Defines a category of a tenant's own, or describes it anew; gives the catalogue as that tenant then sees it. What is
/// so already changes nothing.
///
/// # Errors
/// `NOT_FOUND` for a tenant that the caller may not see; `FORBIDDEN`; `ILLEGAL_STATE` for a suspended tenant; `INVALID`
/// for a key without `own-`, an unknown parent, a name that is none, or a category that would be less sensitive than its
/// parent; `LIMIT_EXCEEDED` (`error-list-length`) for more than 200.
pub async fn define_category(
    session: &Session,
    catalogs: &Catalogs,
    tenant: &str,
    own: OwnCategory,
    key: Option<String>,
) -> Result<Arc<Catalog>> {
    session.require(Permission::WriteDeclaration)?;
    check_words(&own.key, LONGEST_KEY, "key")?;
    check_name(&own.name, "zh", "en")?;
    let call = idempotency::Call::new("defineDataCategory", key, &json!({ "tenant": tenant, "own": own }))?;
    let base = current(session, catalogs).await?;
    let found = session.find_tenant(tenant).await?;
    // A slug that names nothing is looked up like one that does, so that both take the same way.
    let id = found.map_or_else(|| TenantId::from_uuid(uuid::Uuid::nil()), |found| found.id);
    let scope = session.write_tenant(id, Permission::WriteDeclaration).await?;
    let made: Option<String> = idempotency::answered(&scope, scope.actor(), call.as_ref()).await?;
    if made.is_some() {
        drop(scope);
        return of_tenant(session, catalogs, id).await;
    }
    tenants::lock(&scope).await?;
    let entries = store::own_categories(&scope).await?;
    let next = store::head(&scope).await? + 1;
    let entry = Entry::new(EntryKind::DataCategory, &own.key, next, &own);
    let known = entries.iter().find(|known| known.key == own.key);
    // Everything is checked even where nothing changes: what was defined once may have lost its parent.
    check(&base, &entries, own)?;
    idempotency::keep(&scope, call.as_ref(), &entry.key).await?;
    if known.is_none_or(|known| known.document != entry.document) {
        store::insert_revision(&scope, next, CatalogChange::DataCategoryDefined, &entry.key).await?;
        if let Some(known) = known {
            store::close_entry(&scope, known, next).await?;
        }
        store::insert_entry(&scope, &entry).await?;
        outbox::enqueue(&scope, &CatalogChanged { tenant: id, revision: next }).await?;
        let event = audit::Entry::new("data_category.defined", "data_category", &entry.key);
        audit::append(&scope, event.with("revision", next)).await?;
    }
    scope.commit().await?;
    of_tenant(session, catalogs, id).await
}

/// Whether a category can join a tenant's others.
fn check(base: &Catalog, entries: &[Entry], own: OwnCategory) -> Result<()> {
    let others = entries.iter().filter(|entry| entry.key != own.key).count();
    if others >= MOST {
        return Err(AppError::limit_exceeded("error-list-length").arg("limit", MOST as u64).at(["key"]));
    }
    base.with_categories(0, vec![own]).map(|_| ()).map_err(|error| match error {
        AdditionError::UnknownCode { .. } => refusal(error).at(["sharedCategory"]),
        _ => refusal(error),
    })
}

/// One page of the own categories of each of these tenants; tenants that the caller may not look into have none.
///
/// # Errors
/// `INVALID` for a cursor of another list.
pub async fn category_pages(
    session: &Session,
    tenants: Vec<TenantId>,
    args: &PageArgs,
) -> Result<HashMap<TenantId, Page<OwnCategory>>> {
    let principal = *session.require(Permission::ReadTenant)?;
    let pages = if principal.permits(Permission::ReadAllTenants) {
        store::category_pages(&session.operator().await?, tenants, args).await?
    } else if tenants.contains(&principal.tenant) {
        let scope = session.read(Permission::ReadTenant).await?;
        HashMap::from([(principal.tenant, store::category_page(&scope, args).await?)])
    } else {
        HashMap::new()
    };
    pages.into_iter().map(|(tenant, page)| Ok((tenant, categories(page)?))).collect()
}

fn categories(page: Page<Entry>) -> Result<Page<OwnCategory>> {
    let Page { edges, has_next, has_previous } = page;
    let edges = edges.into_iter().map(|(cursor, entry)| Ok((cursor, entry.read()?)));
    Ok(Page { edges: edges.collect::<Result<_>>()?, has_next, has_previous })
}
