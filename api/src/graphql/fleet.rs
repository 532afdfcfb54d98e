//! Questions about many apps in the schema.

use async_graphql::{Context, Enum, Error, InputObject, Object};

use super::{
    Connection, ContextExt,
    apps::{App, AppStatus, Environment},
    connection,
    loaders::Asked,
    page_cost, refuse,
};
use crate::{
    apps::{self, FleetFilter, SdkFilter},
    policies::VersionsInForce,
};

/// An SDK that an app ships.
#[derive(Debug, InputObject)]
pub struct AppSdkFilter {
    /// Key of the SDK in the catalogue.
    key: String,
    /// Only versions before this one, such as `4.2`: `4.10` stands behind `4.9`, a pre-release before its release.
    version_below: Option<String>,
    /// With `versionBelow`, also apps that do not say which version they ship: ask with and without to tell the two
    /// apart.
    #[graphql(default = false)]
    include_unknown_version: bool,
}

/// Which state of a declaration is asked.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "apps::DeclaredState")]
pub enum DeclaredState {
    /// The newest revision.
    Head,
    /// What the version of the policy that is in force now was made from: of several the one that took effect last. An app
    /// of which none is in force has none.
    Published,
}

/// What an app and its declaration must say; all that is given holds.
#[derive(Debug, InputObject)]
pub struct AppFilter {
    /// It is of one of the tenants with these slugs. Those that the caller may not see have no apps.
    tenants: Option<Vec<String>>,
    /// Whether a version of its policy is in force now.
    has_published: Option<bool>,
    /// Which declaration all other members but `status` and `environment` ask.
    #[graphql(default_with = "DeclaredState::Head")]
    of: DeclaredState,
    /// It ships this SDK.
    sdk: Option<AppSdkFilter>,
    /// It, or an SDK in it, handles data of this category of the catalogue.
    data_category: Option<String>,
    /// It asks for this permission of the catalogue, or an SDK in it does.
    permission: Option<String>,
    /// It is offered in this market, by its ISO 3166-1 code.
    market: Option<String>,
    /// It shares data with a recipient in this region.
    region: Option<String>,
    /// Whether it is in use.
    status: Option<AppStatus>,
    /// What its records count for.
    environment: Option<Environment>,
}

impl From<AppFilter> for FleetFilter {
    fn from(filter: AppFilter) -> Self {
        Self {
            tenants: filter.tenants,
            has_published: filter.has_published,
            of: filter.of.into(),
            sdk: filter.sdk.map(|sdk| SdkFilter {
                key: sdk.key,
                version_below: sdk.version_below,
                include_unknown_version: sdk.include_unknown_version,
            }),
            data_category: filter.data_category,
            permission: filter.permission,
            market: filter.market,
            region: filter.region,
            status: filter.status.map(Into::into),
            environment: filter.environment.map(Into::into),
        }
    }
}

/// Queries over a fleet.
#[derive(Debug, Default)]
pub(super) struct FleetQuery;

#[Object]
impl FleetQuery {
    /// The apps to which a filter applies, at most 100 a page: of all tenants for the operator's people, else of the
    /// caller's own.
    #[graphql(complexity = "page_cost(first, last, child_complexity)")]
    async fn apps(
        &self,
        ctx: &Context<'_>,
        filter: Option<AppFilter>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Connection<App>, Error> {
        let request = ctx.request()?;
        let args = refuse(request, Asked { first, after, last, before }.page())?;
        let filter = filter.map(FleetFilter::from).unwrap_or_default();
        let in_force = VersionsInForce { at: request.session.now() };
        let page = apps::fleet_page(&request.session, &request.catalogs, &in_force, &filter, &args);
        let page = refuse(request, page.await)?;
        Ok(connection(page.map(App)))
    }
}
