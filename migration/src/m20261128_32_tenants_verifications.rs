//! Verifications of tenants.

use sea_orm_migration::{prelude::*, schema::*};

use crate::columns::{bytes, index, of_tenant, primary_key, tenant_id};
use crate::isolation::{OperatorReads, Rows, close};

#[derive(DeriveMigrationName)]
pub struct Migration;

fn verifications() -> TableCreateStatement {
    Table::create()
        .table("verifications")
        .col(tenant_id())
        .col(uuid("id"))
        .col(string("state"))
        .col(string("entity_key"))
        .col(text("entity"))
        .col(bytes("number_fingerprint"))
        .col(bytes("identity_ciphertext"))
        .col(string("identity_key_id"))
        .col(string("submitted_by"))
        .col(timestamp_with_time_zone("submitted_at"))
        .col(string_null("decided_by"))
        .col(timestamp_with_time_zone_null("decided_at"))
        .col(string_null("rejection"))
        .col(text_null("note"))
        .primary_key(&mut primary_key("pk_verifications", &["tenant_id", "id"]))
        .foreign_key(&mut of_tenant("fk_verifications_tenant", "verifications"))
        .take()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(verifications()).await?;
        let mut one = index("uq_verifications_one", "verifications", &["tenant_id"]).unique().take();
        one.cond_where(Expr::col("state").is_in(["SUBMITTED", "APPROVED"]));
        manager.create_index(one).await?;
        let newest = ["tenant_id", "submitted_at", "id"];
        manager.create_index(index("ix_verifications_newest", "verifications", &newest)).await?;
        // The operator's queue, over all tenants.
        let queue = ["state", "submitted_at", "id"];
        manager.create_index(index("ix_verifications_queue", "verifications", &queue)).await?;
        // Not unique: whether a number is verified elsewhere is for the operator to see, and for nobody else.
        let number = ["number_fingerprint"];
        manager.create_index(index("ix_verifications_number", "verifications", &number)).await?;
        let written = "select, insert, update";
        close(manager, "verifications", Rows::OfTenant, written, OperatorReads::All).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("verifications").take()).await
    }
}
