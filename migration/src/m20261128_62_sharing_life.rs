//! The life of a sharing record: for how long it is kept, whom it is about, and what is to be erased of it.

use sea_orm_migration::{prelude::*, schema::*};

use crate::columns::{bytes, of_tenant, primary_key, tenant_id};
use crate::isolation::{OperatorReads, Rows, close, postgres};

#[derive(DeriveMigrationName)]
pub struct Migration;

fn subjects() -> TableCreateStatement {
    Table::create()
        .table("sharing_subjects")
        .col(tenant_id())
        .col(bytes("fingerprint"))
        .col(bytes("key_ciphertext"))
        .col(string("seal_key_id"))
        .col(timestamp_with_time_zone("created_at"))
        .primary_key(&mut primary_key("pk_sharing_subjects", &["tenant_id", "fingerprint"]))
        .foreign_key(&mut of_tenant("fk_sharing_subjects_tenant", "sharing_subjects"))
        .take()
}

fn columns() -> [(&'static str, ColumnDef); 5] {
    [
        ("tenants", integer("sharing_years").default(3).take()),
        ("tenants", timestamp_with_time_zone_null("sharing_hold_since")),
        ("sharing_logs", big_integer("expired").default(0).take()),
        ("sharing_records", string_null("subject")),
        ("sharing_records", timestamp_with_time_zone_null("erasing_at")),
    ]
}

/// Of the few records that are about one person, and of the fewer that wait to be erased: the others pay nothing.
const INDEXES: [(&str, &str); 2] = [
    (
        "ix_sharing_records_subject",
        "create index ix_sharing_records_subject on sharing_records (tenant_id, log_id, subject, seq) where subject is not null",
    ),
    (
        "ix_sharing_records_erasing",
        "create index ix_sharing_records_erasing on sharing_records (tenant_id, log_id, seq) where erasing_at is not null",
    ),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in columns() {
            manager.alter_table(Table::alter().table(table).add_column(column).take()).await?;
        }
        for (_, index) in INDEXES {
            manager.get_connection().execute_unprepared(index).await?;
        }
        // The gateway can ask for a content's erasure; to erase it is for the owner.
        postgres(manager, "grant update (erasing_at) on sharing_records to candor_app").await?;
        manager.create_table(subjects()).await?;
        let erased = "select, insert, delete";
        close(manager, "sharing_subjects", Rows::OfTenant, erased, OperatorReads::All).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("sharing_subjects").take()).await?;
        for (name, _) in INDEXES {
            manager.get_connection().execute_unprepared(&format!("drop index {name}")).await?;
        }
        for (table, column) in columns().iter().rev() {
            let name = column.get_column_name();
            manager.alter_table(Table::alter().table(*table).drop_column(name).take()).await?;
        }
        Ok(())
    }
}
