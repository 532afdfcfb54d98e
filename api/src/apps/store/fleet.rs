//! The rows of a fleet.

use disclosure::version;
use entities::{
    Snapshot, apps, data_uses,
    declared_facets::{self, FacetKind},
    declared_recipients, declared_sdks,
};

use super::{
    super::{
        fleet::{FleetFilter, SdkFilter},
        model::App,
    },
    apps_of,
};
use crate::platform::{
    error::Result,
    page::{Page, PageArgs},
    scope::{Keyset, OperatorReadScope, ReadScope, Where},
};

/// By tenant and slug, so that a page over all tenants tells their apps apart.
fn fleet_keyset() -> Keyset<apps::Entity> {
    Keyset::ascending("fleet", [apps::Column::TenantId, apps::Column::Slug])
}

pub async fn fleet(
    scope: &ReadScope,
    filter: &FleetFilter,
    sdk_keys: &[String],
    args: &PageArgs,
) -> Result<Page<App>> {
    apps_of(scope.page(condition(filter, sdk_keys), &fleet_keyset(), args).await?)
}

pub async fn fleet_of_all(
    scope: &OperatorReadScope,
    filter: &FleetFilter,
    sdk_keys: &[String],
    args: &PageArgs,
) -> Result<Page<App>> {
    apps_of(scope.page(condition(filter, sdk_keys), &fleet_keyset(), args).await?)
}

/// Each question is a look-up in the projection of the heads.
fn condition(filter: &FleetFilter, sdk_keys: &[String]) -> Where<apps::Entity> {
    let mut all = Where::everything();
    if let Some(sdk) = &filter.sdk {
        let links = [(apps::Column::Id, declared_sdks::Column::AppId)];
        all = all.and(Where::related(&links, ships(sdk, sdk_keys)));
    }
    if let Some(category) = &filter.data_category {
        let handles = Where::<data_uses::Entity>::eq(data_uses::Column::Snapshot, Snapshot::HEAD)
            .and(Where::eq(data_uses::Column::Category, category.as_str()));
        all = all.and(Where::related(&[(apps::Column::Id, data_uses::Column::AppId)], handles));
    }
    let facets = [(FacetKind::Permission, &filter.permission), (FacetKind::Market, &filter.market)];
    for (kind, value) in facets {
        let Some(value) = value else { continue };
        let has = Where::<declared_facets::Entity>::eq(declared_facets::Column::Snapshot, Snapshot::HEAD)
            .and(Where::eq(declared_facets::Column::Kind, kind))
            .and(Where::eq(declared_facets::Column::Value, value.as_str()));
        all = all.and(Where::related(&[(apps::Column::Id, declared_facets::Column::AppId)], has));
    }
    if let Some(region) = &filter.region {
        let there =
            Where::<declared_recipients::Entity>::eq(declared_recipients::Column::Snapshot, Snapshot::HEAD)
                .and(Where::eq(declared_recipients::Column::Region, region.as_str()));
        all = all.and(Where::related(&[(apps::Column::Id, declared_recipients::Column::AppId)], there));
    }
    if let Some(status) = filter.status {
        all = all.and(Where::eq(apps::Column::Status, status));
    }
    if let Some(environment) = filter.environment {
        all = all.and(Where::eq(apps::Column::Environment, environment));
    }
    all
}

fn ships(sdk: &SdkFilter, keys: &[String]) -> Where<declared_sdks::Entity> {
    let ships = Where::eq(declared_sdks::Column::Snapshot, Snapshot::HEAD)
        .and(Where::is_in(declared_sdks::Column::SdkKey, keys.iter().map(String::as_str)));
    let Some(below) = &sdk.version_below else { return ships };
    let old = Where::lt(declared_sdks::Column::VersionOrder, version::order(below));
    let unknown = Where::is_null(declared_sdks::Column::VersionOrder);
    ships.and(if sdk.include_unknown_version { old.or(unknown) } else { old })
}
