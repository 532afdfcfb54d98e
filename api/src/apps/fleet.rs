//! Which apps: questions about what a fleet declares, answered by the projections' indexes.

use entities::{TenantId, TenantOwned};

use super::{
    model::{App, AppStatus, Environment},
    store,
};
use crate::{
    catalog::{self, Catalogs},
    platform::{
        error::{AppError, Result},
        page::{Page, PageArgs},
        scope::{Permission, Session, Where},
    },
    tenants,
};

/// What is in force of apps. The area of policies tells, which stands above this one.
pub trait InForce: Sync {
    /// The row, asked from a row of `A` whose column `app` names its app, is of the snapshot that is in force of that app.
    fn shows<A: TenantOwned, E: TenantOwned>(&self, app: A::Column, snapshot: E::Column) -> Where<E>;

    /// Something is in force of the row's app, which its column `app` names.
    fn is_there<E: TenantOwned>(&self, app: E::Column) -> Where<E>;
}

/// Which state of a declaration is asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DeclaredState {
    /// The newest revision.
    #[default]
    Head,
    /// What the version in force was made from. An app of which none is in force has none.
    Published,
}

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

/// What an app and its declaration must say; all that is given holds.
#[derive(Debug, Clone, Default)]
pub struct FleetFilter {
    /// It is of one of the tenants with these slugs; those that the caller may not see have none.
    pub tenants: Option<Vec<String>>,
    /// Whether a version of its policy is in force.
    pub has_published: Option<bool>,
    /// Which declaration the facts below are asked of.
    pub of: DeclaredState,
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

/// What a question is asked with, beside its filter.
#[derive(Debug)]
pub(super) struct Known<'a, I> {
    /// The tenants that the filter names, if it names any.
    pub tenants: Option<Vec<TenantId>>,
    /// All keys of the SDK.
    pub sdk_keys: Vec<String>,
    pub in_force: &'a I,
}

/// One page of the apps to which the filter applies: of all tenants for whoever reads all, else of the caller's own.
///
/// # Errors
/// `INVALID` for a cursor of another list, and for a version without digits or letters; `UNAUTHENTICATED`.
pub async fn fleet_page(
    session: &Session,
    catalogs: &Catalogs,
    in_force: &impl InForce,
    filter: &FleetFilter,
    args: &PageArgs,
) -> Result<Page<App>> {
    let principal = *session.require(Permission::ReadTenant)?;
    check(filter)?;
    let sdk_keys = match &filter.sdk {
        Some(sdk) => sdk_keys(session, catalogs, &sdk.key).await?,
        None => Vec::new(),
    };
    let tenants = match &filter.tenants {
        Some(slugs) => Some(tenants::ids_in_sight(session, slugs).await?),
        None => None,
    };
    let known = Known { tenants, sdk_keys, in_force };
    if principal.permits(Permission::ReadAllTenants) {
        store::fleet_of_all(&session.operator().await?, filter, &known, args).await
    } else {
        store::fleet(&session.read(Permission::ReadTenant).await?, filter, &known, args).await
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
