//! Sums of the records that deviate or are undecided, by reason. Those that are there already are counted, but for the ones
//! whose content was erased: what they were about is not known any more.

use sea_orm_migration::{prelude::*, schema::*, sea_orm::DbBackend};

use crate::columns::{primary_key, tenant_id};
use crate::isolation::{OperatorReads, Rows, close, postgres};

#[derive(DeriveMigrationName)]
pub struct Migration;

fn reasons() -> TableCreateStatement {
    let key = ["tenant_id", "log_id", "app_id", "day", "recipient", "reason"];
    Table::create()
        .table("sharing_reasons")
        .col(tenant_id())
        .col(uuid("log_id"))
        .col(uuid("app_id"))
        .col(date("day"))
        .col(string("recipient"))
        .col(string("reason"))
        .col(big_integer("records"))
        .primary_key(&mut primary_key("pk_sharing_reasons", &key))
        .take()
}

/// Counts what is there. `day` is the day of an instant in UTC, `each` a relation of the words in the column `reasons`.
fn count(day: &str, each: &str) -> String {
    format!(
        "insert into sharing_reasons (tenant_id, log_id, app_id, day, recipient, reason, records) \
         select r.tenant_id, r.log_id, r.app_id, {day}, r.recipient, each.value, count(*) \
         from sharing_records r, {each} \
         where r.reasons <> '' and r.recipient is not null and r.occurred_at is not null \
         and not exists (select 1 from sharing_citations c \
                         where c.tenant_id = r.tenant_id and c.log_id = r.log_id and c.cited = r.seq) \
         group by 1, 2, 3, 4, 5, 6"
    )
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(reasons()).await?;
        if manager.get_database_backend() == DbBackend::Postgres {
            // The owner is held to the policies of its own tables: until it has counted, not of these two.
            let read = ["sharing_records", "sharing_citations"];
            for table in read {
                postgres(manager, &format!("alter table {table} no force row level security")).await?;
            }
            let words = "unnest(string_to_array(r.reasons, ' ')) each(value)";
            postgres(manager, &count("(r.occurred_at at time zone 'UTC')::date", words)).await?;
            for table in read {
                postgres(manager, &format!("alter table {table} force row level security")).await?;
            }
        } else {
            let words = "json_each('[\"' || replace(r.reasons, ' ', '\",\"') || '\"]') each";
            let count = count("substr(r.occurred_at, 1, 10)", words);
            manager.get_connection().execute_unprepared(&count).await?;
        }
        let summed = "select, insert, update (records)";
        close(manager, "sharing_reasons", Rows::OfTenant, summed, OperatorReads::All).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("sharing_reasons").take()).await
    }
}
