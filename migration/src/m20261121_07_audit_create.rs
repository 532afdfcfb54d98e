//! The audit log: events, and the head that puts them in order.

use sea_orm_migration::{prelude::*, schema::*};

use crate::columns::{bytes, foreign_key, index, of_tenant, primary_key, tenant_id};
use crate::isolation::{OperatorReads, Rows, close};

#[derive(DeriveMigrationName)]
pub struct Migration;

fn audit_heads() -> TableCreateStatement {
    Table::create()
        .table("audit_heads")
        .col(tenant_id())
        .col(big_integer("seq"))
        .col(bytes("hash"))
        .primary_key(&mut primary_key("pk_audit_heads", &["tenant_id"]))
        .foreign_key(&mut of_tenant("fk_audit_heads_tenant", "audit_heads"))
        .take()
}

fn audit_events() -> TableCreateStatement {
    Table::create()
        .table("audit_events")
        .col(tenant_id())
        .col(big_integer("seq"))
        .col(timestamp_with_time_zone("at"))
        .col(string("actor"))
        .col(uuid_null("actor_tenant_id"))
        .col(string("action"))
        .col(string("subject_kind"))
        .col(string("subject"))
        .col(text("detail"))
        .col(bytes("previous_hash"))
        .col(bytes("hash"))
        .primary_key(&mut primary_key("pk_audit_events", &["tenant_id", "seq"]))
        .foreign_key(&mut foreign_key(
            "fk_audit_events_head",
            ("audit_events", &["tenant_id"]),
            ("audit_heads", &["tenant_id"]),
        ))
        .take()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(audit_heads()).await?;
        manager.create_table(audit_events()).await?;
        let subject = index(
            "ix_audit_events_subject",
            "audit_events",
            &["tenant_id", "subject_kind", "subject", "seq"],
        );
        manager.create_index(subject).await?;
        let actor = index("ix_audit_events_actor", "audit_events", &["tenant_id", "actor", "seq"]);
        manager.create_index(actor).await?;
        close(manager, "audit_heads", Rows::OfTenant, "select, insert, update", OperatorReads::All).await?;
        close(manager, "audit_events", Rows::OfTenant, "select, insert", OperatorReads::All).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("audit_events").take()).await?;
        manager.drop_table(Table::drop().table("audit_heads").take()).await
    }
}
