//! What readers ask.

use std::collections::{HashMap, HashSet};

use entities::{AppId, LogId, SharingRecordId};

use super::{
    model::{Dimensions, Environment, Log, Record, RecordFilter, Total, TotalFilter},
    store,
    subjects::{self, Person},
};
use crate::{
    apps::{self, App},
    platform::{
        Sealer,
        error::{AppError, Result},
        page::{Page, PageArgs},
        scope::{Permission, ReadScope, Session},
    },
    tenants,
};

/// A tenant's log.
///
/// # Errors
/// `NOT_FOUND` for a tenant that the caller may not look into, and for a log that has not begun; `UNAUTHENTICATED`;
/// `FORBIDDEN`.
pub async fn log_of(session: &Session, tenant: &str, environment: Environment) -> Result<Log> {
    session.require(Permission::ReadTenant)?;
    let tenant = tenants::id_of(session, tenant).await?;
    let scope = session.read_tenant(tenant, Permission::ReadTenant).await?;
    store::log_of(&scope, environment).await?.ok_or_else(AppError::not_found)
}

/// The scope in which more is read of a log.
///
/// # Errors
/// As for [`log_of`].
pub async fn scope_of_log(session: &Session, log: &Log) -> Result<ReadScope> {
    session.read_tenant(log.tenant, Permission::ReadTenant).await
}

/// One page of a tenant's records of one environment, the newest first; empty where the log has not begun. With a person,
/// those that are about it alone.
///
/// # Errors
/// `NOT_FOUND` for a tenant that the caller may not look into, or an app that it may not see; `INVALID` for a cursor of
/// another list.
pub async fn page(
    session: &Session,
    sealer: &Sealer,
    (tenant, environment, app): (&str, Environment, Option<&str>),
    (filter, subject): (RecordFilter, Option<Person>),
    args: &PageArgs,
) -> Result<Page<Record>> {
    let (scope, app) = scope_of(session, tenant, app).await?;
    match store::log_of(&scope, environment).await? {
        Some(log) => {
            let subject = match subject {
                Some(person) => Some(subjects::references(&scope, &log, sealer, &person).await?),
                None => None,
            };
            store::page(&scope, log.id, RecordFilter { app, subject, ..filter }, args).await
        }
        None => Ok(Page { edges: Vec::new(), has_next: false, has_previous: false }),
    }
}

/// Sums over a tenant's records of one environment, by what is asked, in the order day, recipient, category, conformity.
/// By category, a record counts with each that it names.
///
/// # Errors
/// `NOT_FOUND` as for [`page`]; `LIMIT_EXCEEDED` for more than 1,000 sums.
pub async fn totals(
    session: &Session,
    (tenant, environment, app): (&str, Environment, Option<&str>),
    filter: TotalFilter,
    by: Dimensions,
) -> Result<Vec<Total>> {
    let (scope, app) = scope_of(session, tenant, app).await?;
    match store::log_of(&scope, environment).await? {
        Some(log) => store::totals(&scope, log.id, &TotalFilter { app, ..filter }, by).await,
        None => Ok(Vec::new()),
    }
}

/// The tenant of that slug, and of it the app of that slug if one was named.
pub(super) async fn scope_of(
    session: &Session,
    tenant: &str,
    app: Option<&str>,
) -> Result<(ReadScope, Option<AppId>)> {
    session.require(Permission::ReadTenant)?;
    let tenant = tenants::id_of(session, tenant).await?;
    let scope = session.read_tenant(tenant, Permission::ReadTenant).await?;
    let app = match app {
        Some(slug) => Some(apps::find(&scope, slug).await?.ok_or_else(AppError::not_found)?.id),
        None => {
            // Whoever names nobody's tenant gets no empty list of it.
            tenants::own_profile(&scope).await?;
            None
        }
    };
    Ok((scope, app))
}

/// One page of the records of each of these apps in the log of its environment, the newest first. An app without records
/// has no entry.
///
/// # Errors
/// `INVALID` for a cursor of another list; `UNAUTHENTICATED`.
pub async fn app_pages(
    session: &Session,
    wanted: &[AppId],
    args: &PageArgs,
) -> Result<HashMap<AppId, Page<Record>>> {
    let principal = *session.require(Permission::ReadTenant)?;
    let apps = apps::by_ids(session, wanted).await?;
    let everywhere = principal.permits(Permission::ReadAllTenants);
    let tenants: HashSet<_> = apps.values().map(|app| app.tenant).collect();
    let tenants: Vec<_> = tenants.into_iter().collect();
    let logs = if everywhere {
        store::logs_of_all(&session.operator().await?, &tenants).await?
    } else {
        store::logs(&session.read(Permission::ReadTenant).await?).await?
    };
    let mut found = HashMap::new();
    // All apps of a list are of one environment but for a few that are tried out.
    for environment in [Environment::Live, Environment::Staging] {
        let of = |app: &&App| app.environment == environment;
        let these: Vec<AppId> = apps.values().filter(of).map(|app| app.id).collect();
        let logs: Vec<LogId> =
            logs.iter().filter(|(_, of)| *of == environment).map(|(log, _)| *log).collect();
        if these.is_empty() || logs.is_empty() {
            continue;
        }
        found.extend(if everywhere {
            store::app_pages_of_all(&session.operator().await?, (&tenants, &logs), these, args).await?
        } else {
            store::app_pages(&session.read(Permission::ReadTenant).await?, &logs, these, args).await?
        });
    }
    Ok(found)
}

/// Those of the records with these ids that the caller may see.
///
/// # Errors
/// `UNAUTHENTICATED`.
pub async fn by_ids(session: &Session, ids: &[SharingRecordId]) -> Result<HashMap<SharingRecordId, Record>> {
    let principal = *session.principal().ok_or_else(AppError::unauthenticated)?;
    let found = if !principal.permits(Permission::ReadTenant) {
        Vec::new()
    } else if principal.permits(Permission::ReadAllTenants) {
        store::by_ids_of_all(&session.operator().await?, ids).await?
    } else {
        store::by_ids(&session.read(Permission::ReadTenant).await?, ids).await?
    };
    Ok(found.into_iter().map(|record| (record.id, record)).collect())
}

/// Which records have voided or corrected these, by log and number of what is cited.
///
/// # Errors
/// `UNAUTHENTICATED`; `FORBIDDEN`.
pub async fn superseded(
    session: &Session,
    ids: &[(LogId, i64)],
) -> Result<HashMap<(LogId, i64), SharingRecordId>> {
    let principal = *session.require(Permission::ReadTenant)?;
    if principal.permits(Permission::ReadAllTenants) {
        store::superseded_of_all(&session.operator().await?, ids).await
    } else {
        store::superseded(&session.read(Permission::ReadTenant).await?, ids).await
    }
}
