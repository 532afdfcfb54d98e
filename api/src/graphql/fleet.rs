//! Questions about many apps in the schema.

use async_graphql::{Context, Error, InputObject, Object};

use super::{
    Connection, ContextExt,
    apps::{App, AppStatus, Environment},
    connection,
    loaders::Asked,
    page_cost, refuse,
};
use crate::apps::{self, FleetFilter, SdkFilter};

/// An SDK that an app ships, by its newest declaration.
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

/// What an app and its newest declaration must say; all that is given holds.
#[derive(Debug, Default, InputObject)]
pub struct AppFilter {
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
        let filter = filter.unwrap_or_default().into();
        let page =
            refuse(request, apps::fleet_page(&request.session, &request.catalogs, &filter, &args).await)?;
        Ok(connection(page.map(App)))
    }
}
