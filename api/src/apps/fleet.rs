//! Which apps: questions about what a fleet declares, answered by the projections' indexes.

use super::{
    model::{App, AppStatus, Environment},
    store,
};
use crate::catalog::{self, Catalogs};
use crate::platform::{
    error::{AppError, Result},
    page::{Page, PageArgs},
    scope::{Permission, Session},
};

/// An SDK that an app ships.
#[derive(Debug, Clone)]
pub struct SdkFilter {
    /// Key of the SDK in the catalogue; one that was merged into another finds that one's apps too.
    pub key: String,
    /// Only versions before this one.
    pub version_below: Option<String>,
    /// With `version_below`, also apps that do not say which version they ship.
    pub include_unknown_version: bool,
}

/// What the newest declaration of an app, and the app itself, must say; all that is given holds.
#[derive(Debug, Clone, Default)]
pub struct FleetFilter {
    /// It ships this SDK.
    pub sdk: Option<SdkFilter>,
    /// It, or an SDK in it, handles data of this category of the catalogue.
    pub data_category: Option<String>,
    /// It asks for this permission, or an SDK in it does.
    pub permission: Option<String>,
    /// It is offered in this market.
    pub market: Option<String>,
    /// It shares data with a recipient in this region.
    pub region: Option<String>,
    /// Whether it is in use.
    pub status: Option<AppStatus>,
    /// What its records count for.
    pub environment: Option<Environment>,
}

/// One page of the apps to which the filter applies: of all tenants for whoever reads all, else of the caller's own.
///
/// # Errors
/// `INVALID` for a cursor of another list, and for a version without digits or letters; `UNAUTHENTICATED`.
pub async fn fleet_page(
    session: &Session,
    catalogs: &Catalogs,
    filter: &FleetFilter,
    args: &PageArgs,
) -> Result<Page<App>> {
    let principal = *session.require(Permission::ReadTenant)?;
    check(filter)?;
    let keys = match &filter.sdk {
        Some(sdk) => sdk_keys(session, catalogs, &sdk.key).await?,
        None => Vec::new(),
    };
    if principal.permits(Permission::ReadAllTenants) {
        store::fleet_of_all(&session.operator().await?, filter, &keys, args).await
    } else {
        store::fleet(&session.read(Permission::ReadTenant).await?, filter, &keys, args).await
    }
}

/// All keys by which declarations may name an SDK; of one that the catalogue does not know, its own.
async fn sdk_keys(session: &Session, catalogs: &Catalogs, key: &str) -> Result<Vec<String>> {
    let catalog = catalog::current(session, catalogs).await?;
    let keys: Vec<String> = catalog.sdk_keys(key).into_iter().map(ToOwned::to_owned).collect();
    Ok(if keys.is_empty() { vec![key.to_owned()] } else { keys })
}

fn check(filter: &FleetFilter) -> Result<()> {
    match filter.sdk.as_ref().and_then(|sdk| sdk.version_below.as_ref()) {
        Some(below) if !below.contains(|c: char| c.is_ascii_alphanumeric()) || below.contains('\0') => {
            Err(AppError::invalid("error-version").at(["filter", "sdk", "versionBelow"]))
        }
        _ => Ok(()),
    }
}
