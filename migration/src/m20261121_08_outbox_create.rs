//! The outbox.

use sea_orm_migration::{prelude::*, schema::*};

use crate::columns::{index, of_tenant, primary_key, tenant_id};
use crate::isolation::{OperatorReads, Rows, close};

#[derive(DeriveMigrationName)]
pub struct Migration;

fn outbox() -> TableCreateStatement {
    Table::create()
        .table("outbox")
        .col(tenant_id())
        .col(uuid("id"))
        .col(string("kind"))
        .col(text("payload"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("available_at"))
        .col(integer("attempts"))
        .col(string_null("last_error"))
        .col(timestamp_with_time_zone_null("done_at"))
        .primary_key(&mut primary_key("pk_outbox", &["tenant_id", "id"]))
        .foreign_key(&mut of_tenant("fk_outbox_tenant", "outbox"))
        .take()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(outbox()).await?;
        // Only what is still to be done: it serves both the claim of one tenant's jobs and the count of all tenants'.
        let mut due = index("ix_outbox_due", "outbox", &["tenant_id", "available_at"]);
        due.cond_where(Expr::col("done_at").is_null());
        manager.create_index(due).await?;
        close(manager, "outbox", Rows::OfTenant, "select, insert, update", OperatorReads::All).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("outbox").take()).await
    }
}
