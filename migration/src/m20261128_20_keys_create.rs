//! API keys, and how much each is used.

use sea_orm_migration::{prelude::*, schema::*};

use crate::columns::{bytes, foreign_key, index, of_tenant, primary_key, tenant_id};
use crate::isolation::{OperatorReads, Rows, close};

#[derive(DeriveMigrationName)]
pub struct Migration;

fn api_keys() -> TableCreateStatement {
    Table::create()
        .table("api_keys")
        .col(tenant_id())
        .col(uuid("id"))
        .col(string("name"))
        .col(string("kind"))
        .col(string("scopes"))
        .col(uuid_null("app_id"))
        .col(bytes("sha256"))
        .col(string("hint"))
        .col(timestamp_with_time_zone("created_at"))
        .col(string("created_by"))
        .col(timestamp_with_time_zone_null("expires_at"))
        .col(timestamp_with_time_zone_null("revoked_at"))
        .col(timestamp_with_time_zone_null("last_used_at"))
        .col(uuid_null("successor_id"))
        .primary_key(&mut primary_key("pk_api_keys", &["tenant_id", "id"]))
        .foreign_key(&mut of_tenant("fk_api_keys_tenant", "api_keys"))
        .foreign_key(&mut foreign_key(
            "fk_api_keys_app",
            ("api_keys", &["tenant_id", "app_id"]),
            ("apps", &["tenant_id", "id"]),
        ))
        .foreign_key(&mut foreign_key(
            "fk_api_keys_successor",
            ("api_keys", &["tenant_id", "successor_id"]),
            ("api_keys", &["tenant_id", "id"]),
        ))
        .take()
}

fn api_key_usage() -> TableCreateStatement {
    Table::create()
        .table("api_key_usage")
        .col(tenant_id())
        .col(uuid("key_id"))
        .col(date("day"))
        .col(big_integer("requests"))
        .primary_key(&mut primary_key("pk_api_key_usage", &["tenant_id", "key_id", "day"]))
        .foreign_key(&mut foreign_key(
            "fk_api_key_usage_key",
            ("api_key_usage", &["tenant_id", "key_id"]),
            ("api_keys", &["tenant_id", "id"]),
        ))
        .take()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(api_keys()).await?;
        for (name, column) in [("ix_api_keys_app", "app_id"), ("ix_api_keys_successor", "successor_id")] {
            manager.create_index(index(name, "api_keys", &["tenant_id", column])).await?;
        }
        // What a key is never changes; that it ends, is replaced and was used does.
        let ends = "select, insert, update (expires_at, revoked_at, last_used_at, successor_id)";
        close(manager, "api_keys", Rows::OfTenant, ends, OperatorReads::All).await?;
        manager.create_table(api_key_usage()).await?;
        close(manager, "api_key_usage", Rows::OfTenant, "select, insert, update", OperatorReads::All).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("api_key_usage").take()).await?;
        manager.drop_table(Table::drop().table("api_keys").take()).await
    }
}
