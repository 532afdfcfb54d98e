//! What the declarations say, as columns: declared SDKs, data uses and recipients, for each snapshot.

use sea_orm_migration::{prelude::*, schema::*};

use crate::columns::{foreign_key, index, primary_key, tenant_id};
use crate::isolation::{OperatorReads, Rows, close};

#[derive(DeriveMigrationName)]
pub struct Migration;

fn of_app(name: &'static str, table: &'static str) -> ForeignKeyCreateStatement {
    foreign_key(name, (table, &["tenant_id", "app_id"]), ("apps", &["tenant_id", "id"]))
}

fn declared_sdks() -> TableCreateStatement {
    let key = ["tenant_id", "app_id", "snapshot", "item_key", "platform"];
    Table::create()
        .table("declared_sdks")
        .col(tenant_id())
        .col(uuid("app_id"))
        .col(uuid("snapshot"))
        .col(string("item_key"))
        .col(string("platform"))
        .col(string_null("sdk_key"))
        .col(string_null("version"))
        .col(string_null("version_order"))
        .col(string_null("init"))
        .primary_key(&mut primary_key("pk_declared_sdks", &key))
        .foreign_key(&mut of_app("fk_declared_sdks_app", "declared_sdks"))
        .take()
}

fn data_uses() -> TableCreateStatement {
    let key = ["tenant_id", "app_id", "snapshot", "item_key", "function_key", "purpose_key", "sdk_item_key"];
    Table::create()
        .table("data_uses")
        .col(tenant_id())
        .col(uuid("app_id"))
        .col(uuid("snapshot"))
        .col(string("item_key"))
        .col(string("function_key"))
        .col(string("purpose_key"))
        .col(string("sdk_item_key"))
        .col(string_null("category"))
        .col(string_null("purpose"))
        .col(string_null("source"))
        .col(string_null("requirement"))
        .col(string_null("basis"))
        .primary_key(&mut primary_key("pk_data_uses", &key))
        .foreign_key(&mut of_app("fk_data_uses_app", "data_uses"))
        .take()
}

fn declared_recipients() -> TableCreateStatement {
    let key = ["tenant_id", "app_id", "snapshot", "recipient_key", "flow_key", "item_key", "purpose_key"];
    Table::create()
        .table("declared_recipients")
        .col(tenant_id())
        .col(uuid("app_id"))
        .col(uuid("snapshot"))
        .col(string("recipient_key"))
        .col(string("flow_key"))
        .col(string("item_key"))
        .col(string("purpose_key"))
        .col(string_null("kind"))
        .col(string_null("mode"))
        .col(string_null("role"))
        .col(string_null("category"))
        .col(string_null("purpose"))
        .col(string_null("basis"))
        .col(string_null("region"))
        .primary_key(&mut primary_key("pk_declared_recipients", &key))
        .foreign_key(&mut of_app("fk_declared_recipients_app", "declared_recipients"))
        .take()
}

/// A tenant asks over its own apps; the operator, over all tenants, by an index that leads with what is asked for.
fn indexes() -> [IndexCreateStatement; 6] {
    [
        index(
            "ix_declared_sdks_sdk",
            "declared_sdks",
            &["tenant_id", "snapshot", "sdk_key", "version_order"],
        ),
        index("ix_declared_sdks_fleet", "declared_sdks", &["sdk_key", "snapshot", "version_order"]),
        index("ix_data_uses_category", "data_uses", &["tenant_id", "snapshot", "category"]),
        index("ix_data_uses_fleet", "data_uses", &["category", "snapshot"]),
        index(
            "ix_declared_recipients_recipient",
            "declared_recipients",
            &["tenant_id", "snapshot", "recipient_key"],
        ),
        index("ix_declared_recipients_region", "declared_recipients", &["tenant_id", "snapshot", "region"]),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(declared_sdks()).await?;
        manager.create_table(data_uses()).await?;
        manager.create_table(declared_recipients()).await?;
        for index in indexes() {
            manager.create_index(index).await?;
        }
        let all = "select, insert, update, delete";
        for table in ["declared_sdks", "data_uses", "declared_recipients"] {
            close(manager, table, Rows::OfTenant, all, OperatorReads::All).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["declared_recipients", "data_uses", "declared_sdks"] {
            manager.drop_table(Table::drop().table(table).take()).await?;
        }
        Ok(())
    }
}
