//! Permissions and markets of declarations as rows, for questions about a fleet. A declaration's rows are written with
//! its revision.

use sea_orm_migration::{prelude::*, schema::*};

use crate::columns::{foreign_key, index, primary_key, tenant_id};
use crate::isolation::{OperatorReads, Rows, close};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let key = ["tenant_id", "app_id", "snapshot", "kind", "value"];
        let facets = Table::create()
            .table("declared_facets")
            .col(tenant_id())
            .col(uuid("app_id"))
            .col(uuid("snapshot"))
            .col(string("kind"))
            .col(string("value"))
            .primary_key(&mut primary_key("pk_declared_facets", &key))
            .foreign_key(&mut foreign_key(
                "fk_declared_facets_app",
                ("declared_facets", &["tenant_id", "app_id"]),
                ("apps", &["tenant_id", "id"]),
            ))
            .take();
        manager.create_table(facets).await?;
        let own =
            index("ix_declared_facets_value", "declared_facets", &["tenant_id", "kind", "value", "snapshot"]);
        manager.create_index(own).await?;
        let all = index("ix_declared_facets_fleet", "declared_facets", &["kind", "value", "snapshot"]);
        manager.create_index(all).await?;
        let every = "select, insert, update, delete";
        close(manager, "declared_facets", Rows::OfTenant, every, OperatorReads::All).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("declared_facets").take()).await
    }
}
