//! What the role that erases contents may do, on PostgreSQL. It can make a record one whose content is gone, and nothing
//! else of it: what a row would become is checked, too. A tenant's row it can only hold, so that no hold on the records
//! comes between.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{DbBackend, Statement},
};

use crate::isolation::{ERASER, postgres};

#[derive(DeriveMigrationName)]
pub struct Migration;

const OF_TENANT: &str = "tenant_id = nullif(current_setting('app.tenant', true), '')::uuid";
const THE_TENANT: &str = "id = nullif(current_setting('app.tenant', true), '')::uuid";

/// The columns that end with a content.
const CONTENT: &str = "salt, content, recipient, purpose, subjects, occurred_at, subject, erasing_at";

const GRANTS: [(&str, &str); 5] = [
    ("tenants", "select (id, sharing_years, sharing_hold_since), update (updated_at)"),
    ("sharing_logs", "select (tenant_id, log_id, size, expired), update (expired)"),
    (
        "sharing_records",
        "select (tenant_id, log_id, seq, month, app_id, recorded_at, {content}), update ({content})",
    ),
    ("sharing_categories", "select, delete"),
    ("sharing_receipts", "select (tenant_id, log_id, app_id, external_id), delete"),
];

/// Table, statement, the rows that it reaches, and what they may become.
fn policies() -> Vec<(&'static str, &'static str, &'static str, Option<String>)> {
    let gone = CONTENT.split(", ").map(|column| format!(" and {column} is null")).collect::<String>();
    vec![
        ("tenants", "select", THE_TENANT, None),
        ("tenants", "update", THE_TENANT, Some("false".to_owned())),
        ("sharing_logs", "select", OF_TENANT, None),
        ("sharing_logs", "update", OF_TENANT, Some(format!("{OF_TENANT} and expired between 0 and size"))),
        ("sharing_records", "select", OF_TENANT, None),
        ("sharing_records", "update", OF_TENANT, Some(format!("{OF_TENANT}{gone}"))),
        ("sharing_categories", "select", OF_TENANT, None),
        ("sharing_categories", "delete", OF_TENANT, None),
        ("sharing_receipts", "select", OF_TENANT, None),
        ("sharing_receipts", "delete", OF_TENANT, None),
    ]
}

/// Roles belong to the whole server: a superuser makes them.
async fn check_role(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let sql = format!("select 1 from pg_roles where rolname = '{ERASER}'");
    let found = Statement::from_string(DbBackend::Postgres, sql);
    if manager.get_connection().query_one_raw(found).await?.is_some() {
        return Ok(());
    }
    Err(DbErr::Custom(format!(
        "there is no role {ERASER}: make it as migration/roles.sql does, then migrate again"
    )))
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() != DbBackend::Postgres {
            return Ok(());
        }
        check_role(manager).await?;
        postgres(manager, &format!("grant execute on function set_tenant(uuid) to {ERASER}")).await?;
        for (table, privileges) in GRANTS {
            let privileges = privileges.replace("{content}", CONTENT);
            postgres(manager, &format!("grant {privileges} on {table} to {ERASER}")).await?;
        }
        for (table, statement, rows, becomes) in policies() {
            let check = becomes.map(|rows| format!(" with check ({rows})")).unwrap_or_default();
            let policy = format!(
                "create policy {table}_eraser_{statement} on {table} for {statement} to {ERASER} using ({rows}){check}"
            );
            postgres(manager, &policy).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, statement, ..) in policies() {
            postgres(manager, &format!("drop policy {table}_eraser_{statement} on {table}")).await?;
        }
        for (table, _) in GRANTS {
            postgres(manager, &format!("revoke all on {table} from {ERASER}")).await?;
        }
        postgres(manager, &format!("revoke all on function set_tenant(uuid) from {ERASER}")).await
    }
}
