//! Row-level security and grants: on PostgreSQL the database itself keeps tenants apart. SQLite has neither; there the
//! gateway's scopes do it alone.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// The gateway's role.
const APP: &str = "candor_app";

/// The role that reads across tenants.
const OPERATOR: &str = "candor_operator";

/// The role that erases contents of sharing records.
pub const ERASER: &str = "candor_eraser";

/// Runs one statement on PostgreSQL and nothing elsewhere. One statement only: a string of several would be sent whole
/// to every worker of a distributed cluster.
pub async fn postgres(manager: &SchemaManager<'_>, statement: &str) -> Result<(), DbErr> {
    if manager.get_database_backend() == DbBackend::Postgres {
        manager.get_connection().execute_unprepared(statement).await?;
    }
    Ok(())
}

/// Which rows of a table the gateway's role sees and writes.
#[derive(Debug, Clone, Copy)]
pub enum Rows {
    /// Those whose `tenant_id` is the transaction's tenant.
    OfTenant,
    /// The row that is the transaction's tenant.
    TheTenant,
    /// The row that is the transaction's account.
    TheAccount,
    /// Those whose `account_id` is the transaction's account.
    OfAccount,
}

impl Rows {
    /// Bare, without a sub-select, which a distributed table refuses; `nullif`, because a setting that was used once
    /// is empty afterwards, not null.
    const fn condition(self) -> &'static str {
        match self {
            Self::OfTenant => "tenant_id = nullif(current_setting('app.tenant', true), '')::uuid",
            Self::TheTenant => "id = nullif(current_setting('app.tenant', true), '')::uuid",
            Self::OfAccount => "account_id = nullif(current_setting('app.account', true), '')::uuid",
            Self::TheAccount => "id = nullif(current_setting('app.account', true), '')::uuid",
        }
    }
}

/// Whether the operator's role may read a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OperatorReads {
    /// All rows.
    All,
    /// Nothing.
    None,
}

/// Closes `table`: forces row-level security on it, lets the gateway's role do `privileges` (such as
/// `select, insert`) on its `rows`, and the operator's role read.
///
/// What is missing from `privileges` cannot be done by the gateway at all: a table without `update` and `delete` is
/// append-only.
pub async fn close(
    manager: &SchemaManager<'_>,
    table: &str,
    rows: Rows,
    privileges: &str,
    operator: OperatorReads,
) -> Result<(), DbErr> {
    postgres(manager, &format!("alter table {table} enable row level security")).await?;
    postgres(manager, &format!("alter table {table} force row level security")).await?;
    let condition = rows.condition();
    let policy = format!(
        "create policy {table}_rows on {table} to {APP} using ({condition}) with check ({condition})"
    );
    postgres(manager, &policy).await?;
    postgres(manager, &format!("grant {privileges} on {table} to {APP}")).await?;
    if operator == OperatorReads::All {
        let policy =
            format!("create policy {table}_operator on {table} for select to {OPERATOR} using (true)");
        postgres(manager, &policy).await?;
        postgres(manager, &format!("grant select on {table} to {OPERATOR}")).await?;
    }
    Ok(())
}

/// Lets the owner of the schema read all rows of `table`: what its `security definer` functions need.
pub async fn let_owner_read(manager: &SchemaManager<'_>, table: &str) -> Result<(), DbErr> {
    let policy = format!("create policy {table}_owner on {table} for select to current_user using (true)");
    postgres(manager, &policy).await
}

/// Makes a function that the gateway's role, and nobody else, may call. `signature` is its name with the types of its
/// arguments, `definition` all that follows `create function`.
pub async fn function(manager: &SchemaManager<'_>, signature: &str, definition: &str) -> Result<(), DbErr> {
    postgres(manager, &format!("create function {definition}")).await?;
    postgres(manager, &format!("revoke all on function {signature} from public")).await?;
    postgres(manager, &format!("grant execute on function {signature} to {APP}")).await
}

/// Removes a function.
pub async fn drop_function(manager: &SchemaManager<'_>, signature: &str) -> Result<(), DbErr> {
    postgres(manager, &format!("drop function {signature}")).await
}

/// Lets the gateway's role read `table`, which belongs to no tenant, and nobody write it.
pub async fn read_only(manager: &SchemaManager<'_>, table: &str) -> Result<(), DbErr> {
    postgres(manager, &format!("grant select on {table} to {APP}")).await
}
