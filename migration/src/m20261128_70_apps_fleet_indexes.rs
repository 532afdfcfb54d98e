//! Indexes that find one app's row of a projection by what it says. Those before ended at what is asked for, so that asking
//! one app after the other read all apps' rows for each.

use sea_orm_migration::prelude::*;

use crate::columns::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// An index, its table and its columns.
type Named = (&'static str, &'static str, &'static [&'static str]);

/// Of one tenant, and, led by what is asked for, of all.
const NEW: [Named; 8] = [
    (
        "ix_declared_sdks_key",
        "declared_sdks",
        &["tenant_id", "snapshot", "sdk_key", "app_id", "version_order"],
    ),
    (
        "ix_declared_sdks_key_all",
        "declared_sdks",
        &["sdk_key", "snapshot", "tenant_id", "app_id", "version_order"],
    ),
    ("ix_data_uses_category_app", "data_uses", &["tenant_id", "snapshot", "category", "app_id"]),
    ("ix_data_uses_category_all", "data_uses", &["category", "snapshot", "tenant_id", "app_id"]),
    (
        "ix_declared_recipients_region_app",
        "declared_recipients",
        &["tenant_id", "snapshot", "region", "app_id"],
    ),
    (
        "ix_declared_recipients_region_all",
        "declared_recipients",
        &["region", "snapshot", "tenant_id", "app_id"],
    ),
    (
        "ix_declared_facets_value_app",
        "declared_facets",
        &["tenant_id", "snapshot", "kind", "value", "app_id"],
    ),
    (
        "ix_declared_facets_value_all",
        "declared_facets",
        &["kind", "value", "snapshot", "tenant_id", "app_id"],
    ),
];

/// What they take the place of.
const OLD: [Named; 7] = [
    ("ix_declared_sdks_sdk", "declared_sdks", &["tenant_id", "snapshot", "sdk_key", "version_order"]),
    ("ix_declared_sdks_fleet", "declared_sdks", &["sdk_key", "snapshot", "version_order"]),
    ("ix_data_uses_category", "data_uses", &["tenant_id", "snapshot", "category"]),
    ("ix_data_uses_fleet", "data_uses", &["category", "snapshot"]),
    ("ix_declared_recipients_region", "declared_recipients", &["tenant_id", "snapshot", "region"]),
    ("ix_declared_facets_value", "declared_facets", &["tenant_id", "kind", "value", "snapshot"]),
    ("ix_declared_facets_fleet", "declared_facets", &["kind", "value", "snapshot"]),
];

async fn replace(manager: &SchemaManager<'_>, old: &[Named], new: &[Named]) -> Result<(), DbErr> {
    for (name, table, columns) in new {
        manager.create_index(index(name, table, columns)).await?;
    }
    for (name, table, _) in old {
        manager.drop_index(Index::drop().name(*name).table(*table).to_owned()).await?;
    }
    Ok(())
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        replace(manager, &OLD, &NEW).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        replace(manager, &NEW, &OLD).await
    }
}
