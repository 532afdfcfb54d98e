//! Apps and the revisions of their declarations.

use sea_orm_migration::{prelude::*, schema::*};

use crate::columns::{bytes, foreign_key, index, of_tenant, primary_key, tenant_id};
use crate::isolation::{OperatorReads, Rows, close};

#[derive(DeriveMigrationName)]
pub struct Migration;

fn apps() -> TableCreateStatement {
    Table::create()
        .table("apps")
        .col(tenant_id())
        .col(uuid("id"))
        .col(string("slug"))
        .col(json_binary("name"))
        .col(string("status"))
        .col(string("environment"))
        .col(integer_null("head_revision"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(timestamp_with_time_zone_null("retired_at"))
        .primary_key(&mut primary_key("pk_apps", &["tenant_id", "id"]))
        .foreign_key(&mut of_tenant("fk_apps_tenant", "apps"))
        .take()
}

fn declaration_revisions() -> TableCreateStatement {
    Table::create()
        .table("declaration_revisions")
        .col(tenant_id())
        .col(uuid("app_id"))
        .col(integer("number"))
        .col(text("document"))
        .col(bytes("sha256"))
        .col(string("origin"))
        .col(string("author"))
        .col(timestamp_with_time_zone("created_at"))
        .primary_key(&mut primary_key("pk_declaration_revisions", &["tenant_id", "app_id", "number"]))
        .foreign_key(&mut foreign_key(
            "fk_declaration_revisions_app",
            ("declaration_revisions", &["tenant_id", "app_id"]),
            ("apps", &["tenant_id", "id"]),
        ))
        .take()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(apps()).await?;
        manager.create_index(index("uq_apps_slug", "apps", &["tenant_id", "slug"]).unique().take()).await?;
        close(manager, "apps", Rows::OfTenant, "select, insert, update", OperatorReads::All).await?;

        manager.create_table(declaration_revisions()).await?;
        close(manager, "declaration_revisions", Rows::OfTenant, "select, insert", OperatorReads::All).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("declaration_revisions").take()).await?;
        manager.drop_table(Table::drop().table("apps").take()).await
    }
}
