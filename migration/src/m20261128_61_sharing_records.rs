//! Records of what was shared, and what is kept with them: categories, receipts, citations, sums.
//!
//! None has a foreign key: each would be checked row by row, and ingest is what these tables are for. Whoever appends
//! holds the log's row and has looked the app up. On PostgreSQL records and categories are partitioned by the month in
//! which the log took them; see [`crate::months`].

use sea_orm_migration::{prelude::*, schema::*, sea_orm::DbBackend};

use crate::columns::{bytes, bytes_null, index, primary_key, tenant_id};
use crate::isolation::{OperatorReads, Rows, close, postgres};
use crate::months::{MONTHLY, SCHEMA};

#[derive(DeriveMigrationName)]
pub struct Migration;

fn records() -> TableCreateStatement {
    Table::create()
        .table("sharing_records")
        .col(tenant_id())
        .col(uuid("log_id"))
        .col(big_integer("seq"))
        .col(integer("month"))
        .col(string("kind"))
        .col(big_integer_null("cites"))
        .col(uuid("app_id"))
        .col(string_null("recipient"))
        .col(string_null("purpose"))
        .col(big_integer_null("subjects"))
        .col(timestamp_with_time_zone_null("occurred_at"))
        .col(timestamp_with_time_zone("recorded_at"))
        .col(text("header"))
        .col(bytes_null("salt"))
        .col(text_null("content"))
        .col(bytes("content_hash"))
        .col(bytes("leaf_hash"))
        .col(string_null("conformity"))
        .col(integer_null("judged_version"))
        .col(string("reasons"))
        .primary_key(&mut primary_key("pk_sharing_records", &["tenant_id", "log_id", "seq", "month"]))
        .take()
}

fn categories() -> TableCreateStatement {
    let key = ["tenant_id", "log_id", "category", "seq", "month"];
    Table::create()
        .table("sharing_categories")
        .col(tenant_id())
        .col(uuid("log_id"))
        .col(string("category"))
        .col(big_integer("seq"))
        .col(integer("month"))
        .primary_key(&mut primary_key("pk_sharing_categories", &key))
        .take()
}

fn receipts() -> TableCreateStatement {
    let key = ["tenant_id", "log_id", "app_id", "external_id"];
    Table::create()
        .table("sharing_receipts")
        .col(tenant_id())
        .col(uuid("log_id"))
        .col(uuid("app_id"))
        .col(string("external_id"))
        .col(big_integer("seq"))
        .col(integer("month"))
        .col(bytes("body_sha256"))
        .primary_key(&mut primary_key("pk_sharing_receipts", &key))
        .take()
}

fn citations() -> TableCreateStatement {
    Table::create()
        .table("sharing_citations")
        .col(tenant_id())
        .col(uuid("log_id"))
        .col(big_integer("cited"))
        .col(big_integer("seq"))
        .col(integer("month"))
        .primary_key(&mut primary_key("pk_sharing_citations", &["tenant_id", "log_id", "cited"]))
        .take()
}

fn totals() -> TableCreateStatement {
    let key = ["tenant_id", "log_id", "app_id", "day", "recipient", "category", "conformity"];
    Table::create()
        .table("sharing_totals")
        .col(tenant_id())
        .col(uuid("log_id"))
        .col(uuid("app_id"))
        .col(date("day"))
        .col(string("recipient"))
        .col(string("category"))
        .col(string("conformity"))
        .col(big_integer("records"))
        .col(big_integer("subjects"))
        .primary_key(&mut primary_key("pk_sharing_totals", &key))
        .take()
}

/// One for each filter of the list of records, all in the list's order.
fn indexes() -> Vec<IndexCreateStatement> {
    [
        ("ix_sharing_records_app", "app_id"),
        ("ix_sharing_records_recipient", "recipient"),
        ("ix_sharing_records_purpose", "purpose"),
        ("ix_sharing_records_conformity", "conformity"),
        ("ix_sharing_records_occurred", "occurred_at"),
    ]
    .map(|(name, column)| index(name, "sharing_records", &["tenant_id", "log_id", column, "seq"]))
    .into()
}

/// Makes a table, on PostgreSQL partitioned, with a partition for what has none of its own.
async fn create_monthly(
    manager: &SchemaManager<'_>,
    name: &str,
    mut table: TableCreateStatement,
) -> Result<(), DbErr> {
    if manager.get_database_backend() == DbBackend::Postgres {
        table.extra("partition by list (month)");
    }
    manager.create_table(table).await?;
    postgres(manager, &format!("create table {SCHEMA}.{name}_rest partition of {name} default")).await
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        postgres(manager, &format!("create schema {SCHEMA}")).await?;
        let [first, second] = MONTHLY;
        create_monthly(manager, first, records()).await?;
        create_monthly(manager, second, categories()).await?;
        for index in indexes() {
            manager.create_index(index).await?;
        }
        manager.create_table(receipts()).await?;
        manager.create_table(citations()).await?;
        manager.create_table(totals()).await?;
        // What was recorded stays; what is judged about it may change.
        let judged = "select, insert, update (conformity, judged_version, reasons)";
        close(manager, "sharing_records", Rows::OfTenant, judged, OperatorReads::All).await?;
        let added = "select, insert";
        for table in ["sharing_categories", "sharing_receipts", "sharing_citations"] {
            close(manager, table, Rows::OfTenant, added, OperatorReads::All).await?;
        }
        let summed = "select, insert, update (records, subjects)";
        close(manager, "sharing_totals", Rows::OfTenant, summed, OperatorReads::All).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            "sharing_totals",
            "sharing_citations",
            "sharing_receipts",
            "sharing_categories",
            "sharing_records",
        ] {
            manager.drop_table(Table::drop().table(table).take()).await?;
        }
        postgres(manager, &format!("drop schema {SCHEMA}")).await
    }
}
