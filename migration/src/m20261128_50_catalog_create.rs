//! What is added to the shipped catalogue: revisions, and the entries that they brought and took.

use sea_orm_migration::{prelude::*, schema::*};

use crate::columns::{foreign_key, index, of_tenant, primary_key, tenant_id};
use crate::isolation::{OperatorReads, Rows, close};

#[derive(DeriveMigrationName)]
pub struct Migration;

fn catalog_revisions() -> TableCreateStatement {
    Table::create()
        .table("catalog_revisions")
        .col(tenant_id())
        .col(integer("number"))
        .col(timestamp_with_time_zone("at"))
        .col(string("author"))
        .col(string("change"))
        .col(string("subject"))
        .primary_key(&mut primary_key("pk_catalog_revisions", &["tenant_id", "number"]))
        .foreign_key(&mut of_tenant("fk_catalog_revisions_tenant", "catalog_revisions"))
        .take()
}

fn catalog_entries() -> TableCreateStatement {
    Table::create()
        .table("catalog_entries")
        .col(tenant_id())
        .col(string("kind"))
        .col(string("key"))
        .col(integer("valid_from"))
        .col(integer_null("valid_until"))
        .col(text("document"))
        .primary_key(&mut primary_key("pk_catalog_entries", &["tenant_id", "kind", "key", "valid_from"]))
        .foreign_key(&mut foreign_key(
            "fk_catalog_entries_revision",
            ("catalog_entries", &["tenant_id", "valid_from"]),
            ("catalog_revisions", &["tenant_id", "number"]),
        ))
        .take()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(catalog_revisions()).await?;
        manager.create_table(catalog_entries()).await?;
        let from = index("ix_catalog_entries_from", "catalog_entries", &["tenant_id", "valid_from"]);
        manager.create_index(from).await?;
        close(manager, "catalog_revisions", Rows::OfTenant, "select, insert", OperatorReads::All).await?;
        close(manager, "catalog_entries", Rows::OfTenant, "select, insert, update", OperatorReads::All).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("catalog_entries").take()).await?;
        manager.drop_table(Table::drop().table("catalog_revisions").take()).await
    }
}
