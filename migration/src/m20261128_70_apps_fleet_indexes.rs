//! Indexes that find one app's row of a projection by what it says. Those before ended at what is asked for, so that asking
//! one app after the other read all apps' rows for each. They are built while gateways write.

use sea_orm_migration::prelude::*;

use crate::beside::{Named, replace};

#[derive(DeriveMigrationName)]
pub struct Migration;

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

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        replace(manager, &OLD, &NEW).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        replace(manager, &NEW, &OLD).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(false)
    }
}
