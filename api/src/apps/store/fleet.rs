//! The rows of a fleet.

use disclosure::version;
use entities::{
    Snapshot, TenantOwned, apps, data_uses,
    declared_facets::{self, FacetKind},
    declared_recipients, declared_sdks,
};

use super::{
    super::{
        fleet::{DeclaredState, FleetFilter, InForce, Known, SdkFilter},
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
    known: &Known<'_, impl InForce>,
    args: &PageArgs,
) -> Result<Page<App>> {
    apps_of(scope.page(condition(filter, known), &fleet_keyset(), args).await?)
}

pub async fn fleet_of_all(
    scope: &OperatorReadScope,
    filter: &FleetFilter,
    known: &Known<'_, impl InForce>,
    args: &PageArgs,
) -> Result<Page<App>> {
    apps_of(scope.page(condition(filter, known), &fleet_keyset(), args).await?)
}

/// Each question is a look-up in the projections.
fn condition(filter: &FleetFilter, known: &Known<'_, impl InForce>) -> Where<apps::Entity> {
    let mut all = Where::everything();
    if let Some(tenants) = &known.tenants {
        all = all.and(Where::is_in(apps::Column::TenantId, tenants.iter().copied()));
    }
    if filter.of == DeclaredState::Published {
        all = all.and(known.in_force.is_there(apps::Column::Id));
    }
    if let Some(published) = filter.has_published {
        let there = known.in_force.is_there(apps::Column::Id);
        all = all.and(if published { there } else { there.negate() });
    }
    if let Some(sdk) = &filter.sdk {
        use declared_sdks::{Column, Entity};
        let ships = shown::<Entity>(filter, known, Column::Snapshot).and(ships(sdk, &known.sdk_keys));
        all = all.and(Where::related(&[(apps::Column::Id, Column::AppId)], ships));
    }
    if let Some(category) = &filter.data_category {
        use data_uses::{Column, Entity};
        let handles = shown::<Entity>(filter, known, Column::Snapshot)
            .and(Where::eq(Column::Category, category.as_str()));
        all = all.and(Where::related(&[(apps::Column::Id, Column::AppId)], handles));
    }
    let facets = [(FacetKind::Permission, &filter.permission), (FacetKind::Market, &filter.market)];
    for (kind, value) in facets {
        use declared_facets::{Column, Entity};
        let Some(value) = value else { continue };
        let has = shown::<Entity>(filter, known, Column::Snapshot)
            .and(Where::eq(Column::Kind, kind))
            .and(Where::eq(Column::Value, value.as_str()));
        all = all.and(Where::related(&[(apps::Column::Id, Column::AppId)], has));
    }
    if let Some(region) = &filter.region {
        use declared_recipients::{Column, Entity};
        let there =
            shown::<Entity>(filter, known, Column::Snapshot).and(Where::eq(Column::Region, region.as_str()));
        all = all.and(Where::related(&[(apps::Column::Id, Column::AppId)], there));
    }
    if let Some(status) = filter.status {
        all = all.and(Where::eq(apps::Column::Status, status));
    }
    if let Some(environment) = filter.environment {
        all = all.and(Where::eq(apps::Column::Environment, environment));
    }
    all
}

/// The rows of a projection of which the question is asked.
fn shown<E: TenantOwned>(
    filter: &FleetFilter,
    known: &Known<'_, impl InForce>,
    snapshot: E::Column,
) -> Where<E> {
    match filter.of {
        DeclaredState::Head => Where::eq(snapshot, Snapshot::HEAD),
        DeclaredState::Published => known.in_force.shows::<apps::Entity, E>(apps::Column::Id, snapshot),
    }
}

fn ships(sdk: &SdkFilter, keys: &[String]) -> Where<declared_sdks::Entity> {
    let ships = Where::is_in(declared_sdks::Column::SdkKey, keys.iter().map(String::as_str));
    let Some(below) = &sdk.version_below else { return ships };
    let old = Where::lt(declared_sdks::Column::VersionOrder, version::order(below));
    let unknown = Where::is_null(declared_sdks::Column::VersionOrder);
    ships.and(if sdk.include_unknown_version { old.or(unknown) } else { old })
}
