//! What the platform decides about a tenant, and what it asked for itself: suspension, the verified entity, erasure.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

fn columns() -> [ColumnDef; 4] {
    [
        timestamp_with_time_zone_null("suspended_at"),
        string_null("suspension_reason"),
        string_null("verified_entity"),
        timestamp_with_time_zone_null("erasure_requested_at"),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in columns() {
            manager.alter_table(Table::alter().table("tenants").add_column(column).take()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in columns().iter().rev() {
            let name = column.get_column_name();
            manager.alter_table(Table::alter().table("tenants").drop_column(name).take()).await?;
        }
        Ok(())
    }
}
