//! Which catalogue a request works with.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use disclosure::catalog::Catalog;
use entities::TenantId;

use super::{
    model::{Entry, Revision, build, overlay, parse_revision},
    shelf::{Catalogs, Head},
    store,
};
use crate::{
    platform::{
        error::{AppError, Result},
        page::{Page, PageArgs},
        scope::{FoundTenant, Permission, Session},
    },
    tenants::OPERATOR_SLUG,
};

/// The shared catalogue in its newest revision, or one that was the newest within [`STALE`](super::STALE). Do not hold a
/// scope of a tenant meanwhile. Mostly it takes no statement, one where it must look whether there is a newer revision.
///
/// # Errors
/// `UNAUTHENTICATED`; those of the database, as codes.
pub async fn current(session: &Session, catalogs: &Catalogs) -> Result<Arc<Catalog>> {
    session.require(Permission::ReadTenant)?;
    if let Some(catalog) = catalogs.fresh(session.now()).and_then(|head| catalogs.get(head.number)) {
        return Ok(catalog);
    }
    let Some(_first) = first_to_look(session, catalogs).await else {
        // Somebody is looking: what was seen last is as good for the moment, and nobody waits with a connection in hand.
        let last = catalogs.last_seen().unwrap_or(Head { operator: None, number: 0, seen_at: session.now() });
        return load(session, catalogs, last).await;
    };
    let head = match catalogs.fresh(session.now()) {
        Some(head) => head,
        None => look(session, catalogs).await?,
    };
    load(session, catalogs, head).await
}

/// The right to look for the newest revision; none where another looks and something was seen before.
async fn first_to_look<'a>(
    session: &Session,
    catalogs: &'a Catalogs,
) -> Option<tokio::sync::MutexGuard<'a, ()>> {
    if let Some(first) = catalogs.try_looking() {
        return Some(first);
    }
    let seen = catalogs.last_seen().is_some_and(|head| catalogs.get(head.number).is_some());
    if seen {
        return None;
    }
    // The first request of a process: whoever looks needs a connection, so nobody keeps one meanwhile.
    session.let_go().await;
    Some(catalogs.looking().await)
}

/// Looks what the newest revision is.
async fn look(session: &Session, catalogs: &Catalogs) -> Result<Head> {
    let seen_at = session.now();
    let operator = operator(session, catalogs).await?;
    let number = match operator {
        Some(operator) => {
            store::operator_head(&session.catalog(operator, Permission::ReadTenant).await?).await?
        }
        None => 0,
    };
    let head = Head { operator, number, seen_at };
    catalogs.saw(head);
    // A change made here meanwhile is newer than what was read.
    Ok(catalogs.last_seen().unwrap_or(head))
}

async fn load(session: &Session, catalogs: &Catalogs, head: Head) -> Result<Arc<Catalog>> {
    if let Some(catalog) = catalogs.get(head.number) {
        return Ok(catalog);
    }
    let entries = match head.operator {
        Some(operator) if head.number > 0 => {
            store::operator_entries(&session.catalog(operator, Permission::ReadTenant).await?).await?
        }
        _ => Vec::new(),
    };
    let catalog = Arc::new(build(&entries, head.number)?);
    catalogs.keep(head.number, &catalog);
    Ok(catalog)
}

/// The catalogue as a tenant sees it: the shared one, with its own data categories if the caller may see them.
///
/// # Errors
/// As for [`current`].
pub async fn of_tenant(session: &Session, catalogs: &Catalogs, tenant: TenantId) -> Result<Arc<Catalog>> {
    let mut found = of_tenants(session, catalogs, &[tenant]).await?;
    found.remove(&tenant).ok_or_else(|| AppError::internal("a tenant asked for has no catalogue"))
}

/// The catalogue as each of these tenants sees it.
///
/// # Errors
/// As for [`current`].
pub async fn of_tenants(
    session: &Session,
    catalogs: &Catalogs,
    tenants: &[TenantId],
) -> Result<HashMap<TenantId, Arc<Catalog>>> {
    let base = current(session, catalogs).await?;
    let own = own_categories(session, tenants).await?;
    let mut found = HashMap::new();
    for tenant in tenants {
        let catalog = match own.get(tenant) {
            Some(entries) => overlay(&base, entries)?.map(Arc::new),
            None => None,
        };
        found.insert(*tenant, catalog.unwrap_or_else(|| Arc::clone(&base)));
    }
    Ok(found)
}

/// The own categories of those of these tenants that the caller may look into.
async fn own_categories(session: &Session, tenants: &[TenantId]) -> Result<HashMap<TenantId, Vec<Entry>>> {
    let principal = *session.require(Permission::ReadTenant)?;
    if tenants.iter().all(|tenant| *tenant == principal.tenant) {
        let scope = session.read(Permission::ReadTenant).await?;
        return Ok(HashMap::from([(principal.tenant, store::own_categories(&scope).await?)]));
    }
    if principal.permits(Permission::ReadAllTenants) {
        return store::categories_of(&session.operator().await?, tenants).await;
    }
    Ok(HashMap::new())
}

/// The catalogue of a tenant in a revision that a version names, made again from what was added up to it.
///
/// # Errors
/// `ILLEGAL_STATE` (`error-catalog-shipped`) where another catalogue is shipped by now; `INVALID`
/// (`error-catalog-revision`) for what names no revision; `NOT_FOUND` for a tenant that the caller may not see.
pub async fn at(
    session: &Session,
    catalogs: &Catalogs,
    tenant: TenantId,
    revision: &str,
) -> Result<Arc<Catalog>> {
    let (shipped, added, own) = parse_revision(revision)?;
    if shipped != Catalog::builtin().revision() {
        return Err(AppError::illegal_state("error-catalog-shipped"));
    }
    let seen = look(session, catalogs).await?;
    if added > seen.number {
        return Err(AppError::invalid("error-catalog-revision"));
    }
    let base = load(session, catalogs, Head { number: added, ..seen }).await?;
    if own == 0 {
        return Ok(base);
    }
    let scope = session.read_tenant(tenant, Permission::ReadTenant).await?;
    let entries = store::categories_at(&scope, own).await?;
    Ok(overlay(&base, &entries)?.map_or(base, Arc::new))
}

/// A tenant, and a revision of its catalogue as a version names it.
pub type Named = (TenantId, String);

/// The catalogues of these revisions, for comparing words with them. Where another catalogue is shipped by now, that one
/// with the same additions: keys never change their meaning. What is no revision has no additions. Do not hold a scope
/// meanwhile. Three statements at most, none where nothing was ever added.
///
/// # Errors
/// As for [`Session::require`]; those of the database, as codes.
pub async fn as_of(
    session: &Session,
    catalogs: &Catalogs,
    permission: Permission,
    wanted: &BTreeSet<Named>,
) -> Result<HashMap<Named, Arc<Catalog>>> {
    session.require(permission)?;
    let numbers = |name: &str| parse_revision(name).map_or((0, 0), |(_, added, own)| (added, own));
    let added = wanted.iter().map(|(_, name)| numbers(name).0).collect();
    let bases = bases(session, catalogs, permission, added).await?;
    let with_own: Vec<TenantId> =
        wanted.iter().filter(|(_, name)| numbers(name).1 > 0).map(|(tenant, _)| *tenant).collect();
    let own = ever_own_categories(session, permission, &with_own).await?;
    let mut found = HashMap::new();
    for named in wanted {
        let (added, revision) = numbers(&named.1);
        let base =
            bases.get(&added).ok_or_else(|| AppError::internal("a revision asked for is not there"))?;
        let entries = own.get(&named.0).into_iter().flatten().filter(|entry| entry.holds_at(revision));
        found.insert(named.clone(), overlay(base, entries)?.map_or_else(|| Arc::clone(base), Arc::new));
    }
    Ok(found)
}

/// The shared catalogue in these revisions.
async fn bases(
    session: &Session,
    catalogs: &Catalogs,
    permission: Permission,
    added: BTreeSet<i32>,
) -> Result<HashMap<i32, Arc<Catalog>>> {
    let mut found: HashMap<i32, Arc<Catalog>> =
        added.iter().filter_map(|number| Some((*number, catalogs.get(*number)?))).collect();
    let mut missing: Vec<i32> = added.into_iter().filter(|number| !found.contains_key(number)).collect();
    if missing == [0] {
        found.insert(0, Arc::new(Catalog::builtin().clone()));
        missing.clear();
    }
    if missing.is_empty() {
        return Ok(found);
    }
    let entries = match operator(session, catalogs).await? {
        Some(operator) => store::operator_entries(&session.catalog(operator, permission).await?).await?,
        None => Vec::new(),
    };
    for number in missing {
        let catalog = Arc::new(build(&entries, number)?);
        catalogs.keep(number, &catalog);
        found.insert(number, catalog);
    }
    Ok(found)
}

async fn operator(session: &Session, catalogs: &Catalogs) -> Result<Option<FoundTenant>> {
    match catalogs.last_seen().and_then(|last| last.operator) {
        Some(operator) => Ok(Some(operator)),
        None => session.find_tenant(OPERATOR_SLUG).await,
    }
}

/// All own categories that these tenants ever had, of those that the caller may look into.
async fn ever_own_categories(
    session: &Session,
    permission: Permission,
    tenants: &[TenantId],
) -> Result<HashMap<TenantId, Vec<Entry>>> {
    let principal = *session.require(permission)?;
    if tenants.is_empty() {
        return Ok(HashMap::new());
    }
    if principal.permits(Permission::ReadAllTenants) {
        return store::ever_categories_of(&session.operator().await?, tenants).await;
    }
    let scope = session.read(permission).await?;
    Ok(HashMap::from([(principal.tenant, store::ever_categories(&scope).await?)]))
}

/// The changes of the shared catalogue, the newest first: one page.
///
/// # Errors
/// `FORBIDDEN` for everybody but the operator's people; `INVALID` for a cursor of another list.
pub async fn revisions(session: &Session, args: &PageArgs) -> Result<Page<Revision>> {
    // Who may read all tenants belongs to the operator: its own tenant is the catalogue's.
    store::revision_page(&session.read(Permission::ReadAllTenants).await?, args).await
}
