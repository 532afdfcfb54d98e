//! Sharing logs, their keys and their full tiles.

use sea_orm_migration::{prelude::*, schema::*};

use crate::columns::{bytes, foreign_key, index, of_tenant, primary_key, tenant_id};
use crate::isolation::{OperatorReads, Rows, close, postgres};

#[derive(DeriveMigrationName)]
pub struct Migration;

fn logs() -> TableCreateStatement {
    Table::create()
        .table("sharing_logs")
        .col(tenant_id())
        .col(uuid("log_id"))
        .col(string("environment"))
        .col(string("origin"))
        .col(big_integer("size"))
        .col(bytes("frontier"))
        .col(integer("tile_month"))
        .col(integer("key_id"))
        .col(timestamp_with_time_zone("created_at"))
        .primary_key(&mut primary_key("pk_sharing_logs", &["tenant_id", "log_id"]))
        .foreign_key(&mut of_tenant("fk_sharing_logs_tenant", "sharing_logs"))
        .take()
}

fn keys() -> TableCreateStatement {
    Table::create()
        .table("sharing_keys")
        .col(tenant_id())
        .col(uuid("log_id"))
        .col(integer("key_id"))
        .col(bytes("public_key"))
        .col(bytes("seed_ciphertext"))
        .col(string("seed_key_id"))
        .col(timestamp_with_time_zone("created_at"))
        .primary_key(&mut primary_key("pk_sharing_keys", &["tenant_id", "log_id", "key_id"]))
        .foreign_key(&mut of_log("fk_sharing_keys_log", "sharing_keys"))
        .take()
}

fn tiles() -> TableCreateStatement {
    Table::create()
        .table("sharing_tiles")
        .col(tenant_id())
        .col(uuid("log_id"))
        .col(integer("level"))
        .col(big_integer("place"))
        .col(bytes("root"))
        .col(bytes("hashes"))
        .primary_key(&mut primary_key("pk_sharing_tiles", &["tenant_id", "log_id", "level", "place"]))
        .foreign_key(&mut of_log("fk_sharing_tiles_log", "sharing_tiles"))
        .take()
}

fn of_log(name: &'static str, table: &'static str) -> ForeignKeyCreateStatement {
    foreign_key(name, (table, &["tenant_id", "log_id"]), ("sharing_logs", &["tenant_id", "log_id"]))
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(logs()).await?;
        let mut one = Index::create().name("uq_sharing_logs_environment").table("sharing_logs").take();
        manager.create_index(one.col("tenant_id").col("environment").unique().take()).await?;
        // The operator finds a record's tenant by its log.
        manager.create_index(index("ix_sharing_logs_log", "sharing_logs", &["log_id"])).await?;
        // What a log is never changes; how far it has come does.
        let grows = "select, insert, update (size, frontier, tile_month, key_id)";
        close(manager, "sharing_logs", Rows::OfTenant, grows, OperatorReads::All).await?;
        manager.create_table(keys()).await?;
        close(manager, "sharing_keys", Rows::OfTenant, "select, insert", OperatorReads::All).await?;
        manager.create_table(tiles()).await?;
        // Hashes do not compress: no time is spent on trying.
        postgres(manager, "alter table sharing_tiles alter column hashes set storage external").await?;
        close(manager, "sharing_tiles", Rows::OfTenant, "select, insert", OperatorReads::All).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["sharing_tiles", "sharing_keys", "sharing_logs"] {
            manager.drop_table(Table::drop().table(table).take()).await?;
        }
        Ok(())
    }
}
