//! PostgreSQL: the pools of the two runtime roles, and the checks of the start.

use std::{str::FromStr, time::Duration};

use migration::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, DbErr, QueryResult, RuntimeErr, SqlxPostgresConnector,
    Statement,
    sqlx::{
        ConnectOptions,
        postgres::{PgConnectOptions, PgPoolOptions},
    },
};

use super::{DatabaseError, error::RoleFault};

/// Time after which the server ends a statement of the gateway: beyond any request's.
const STATEMENT_TIMEOUT: &str = "60s";

/// Time after which the server ends a transaction in which nothing happens.
const IDLE_TIMEOUT: &str = "60s";

/// Where the server is, as which roles, with how many connections.
#[derive(Clone)]
pub struct PostgresOptions {
    /// `postgres://…` as `candor_app`.
    pub url: String,
    /// `postgres://…` as `candor_operator`, the same database.
    pub operator_url: String,
    /// Connections that read, and as many that write; at least 1.
    pub connections: u32,
    /// Connections of the operator's role; at least 1.
    pub operator_connections: u32,
    /// Time to wait for a free connection.
    pub acquire_timeout: Duration,
}

impl std::fmt::Debug for PostgresOptions {
    /// Without the addresses, which hold passwords.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PostgresOptions")
            .field("connections", &self.connections)
            .field("operator_connections", &self.operator_connections)
            .field("acquire_timeout", &self.acquire_timeout)
            .finish_non_exhaustive()
    }
}

pub(super) fn parse(url: &str) -> Result<PgConnectOptions, DatabaseError> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|_| DatabaseError::Address { expected: "postgres://user:password@host:port/database" })?;
    Ok(options.application_name("candor").disable_statement_logging())
}

pub(super) async fn open(
    connect: PgConnectOptions,
    pool: PgPoolOptions,
) -> Result<DatabaseConnection, DatabaseError> {
    let pool = pool
        .connect_with(connect)
        .await
        .map_err(|error| DatabaseError::Unreachable(DbErr::Conn(RuntimeErr::SqlxError(error.into()))))?;
    Ok(SqlxPostgresConnector::from_sqlx_postgres_pool(pool))
}

fn runtime(url: &str) -> Result<PgConnectOptions, DatabaseError> {
    Ok(parse(url)?.options([
        ("statement_timeout", STATEMENT_TIMEOUT),
        ("idle_in_transaction_session_timeout", IDLE_TIMEOUT),
    ]))
}

/// Every transaction of such a connection is read-only and sees one state of the database.
fn reading(url: &str) -> Result<PgConnectOptions, DatabaseError> {
    Ok(runtime(url)?.options([
        ("default_transaction_read_only", "on"),
        ("default_transaction_isolation", "repeatable read"),
    ]))
}

fn pool(options: &PostgresOptions, size: u32) -> PgPoolOptions {
    PgPoolOptions::new().max_connections(size.max(1)).acquire_timeout(options.acquire_timeout)
}

/// The connections of `candor_app` that read.
pub async fn open_readers(options: &PostgresOptions) -> Result<DatabaseConnection, DatabaseError> {
    open(reading(&options.url)?, pool(options, options.connections)).await
}

/// The connections of `candor_app` that write.
pub async fn open_writers(options: &PostgresOptions) -> Result<DatabaseConnection, DatabaseError> {
    // Whoever waits for a row sees what the one before has committed, whatever the server's own default is.
    let connect = runtime(&options.url)?.options([("default_transaction_isolation", "read committed")]);
    open(connect, pool(options, options.connections)).await
}

/// The connections of `candor_operator`.
pub async fn open_operator(options: &PostgresOptions) -> Result<DatabaseConnection, DatabaseError> {
    open(reading(&options.operator_url)?, pool(options, options.operator_connections)).await
}

async fn rows(connection: &DatabaseConnection, sql: &str) -> Result<Vec<QueryResult>, DatabaseError> {
    let statement = Statement::from_string(DbBackend::Postgres, sql);
    connection.query_all_raw(statement).await.map_err(DatabaseError::Check)
}

async fn texts(connection: &DatabaseConnection, sql: &str) -> Result<Vec<String>, DatabaseError> {
    let rows = rows(connection, sql).await?;
    rows.iter().map(|row| row.try_get_by_index(0).map_err(DatabaseError::Check)).collect()
}

/// All that must hold before the gateway's role serves.
pub async fn check(connection: &DatabaseConnection) -> Result<(), DatabaseError> {
    check_role(connection).await?;
    // Asked by behaviour, since the name depends on who provides the collation: bytewise, capitals come first.
    let bytewise = "select 'linguistic' where 'a' < 'B'";
    if !texts(connection, bytewise).await?.is_empty() {
        return Err(DatabaseError::Collation);
    }
    check_schema(connection).await?;
    let open = "select c.relname::text from pg_class c join pg_attribute a on a.attrelid = c.oid \
                where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace \
                and a.attname = 'tenant_id' and not (c.relrowsecurity and c.relforcerowsecurity) order by 1";
    match texts(connection, open).await?.into_iter().next() {
        Some(table) => Err(DatabaseError::Open { table }),
        None => Ok(()),
    }
}

/// The role must be bound by row-level security, also by way of the roles that it belongs to.
pub async fn check_role(connection: &DatabaseConnection) -> Result<(), DatabaseError> {
    let sql = "select current_user::text, \
               exists (select 1 from pg_roles r where (r.rolsuper or r.rolbypassrls) \
                       and pg_has_role(current_user, r.oid, 'member')), \
               exists (select 1 from pg_class c where c.relnamespace = 'public'::regnamespace \
                       and c.relkind in ('r', 'p') and pg_has_role(current_user, c.relowner, 'member'))";
    for row in rows(connection, sql).await? {
        let (role, bypasses, owns): (String, bool, bool) =
            row.try_get_many_by_index().map_err(DatabaseError::Check)?;
        if bypasses {
            return Err(DatabaseError::Role { role, fault: RoleFault::Bypasses });
        }
        if owns {
            return Err(DatabaseError::Role { role, fault: RoleFault::OwnsTables });
        }
    }
    Ok(())
}

/// The role must not be able to write to any table.
pub async fn check_reads_only(connection: &DatabaseConnection) -> Result<(), DatabaseError> {
    let sql = "select current_user::text, c.relname::text from pg_class c \
               where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') \
               and (has_table_privilege(c.oid, 'insert, update, delete, truncate') \
                    or has_any_column_privilege(c.oid, 'insert, update')) order by 2";
    match rows(connection, sql).await?.first() {
        None => Ok(()),
        Some(row) => {
            let (role, table) = row.try_get_many_by_index().map_err(DatabaseError::Check)?;
            Err(DatabaseError::OperatorWrites { role, table })
        }
    }
}

/// Every migration that this gateway knows must have run. More is fine: a newer gateway may be on its way in.
pub async fn check_schema(connection: &DatabaseConnection) -> Result<(), DatabaseError> {
    let known =
        Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect::<Vec<_>>();
    let exists = "select to_regprocedure('public.applied_migrations()')::text";
    let exists: Vec<Option<String>> = rows(connection, exists)
        .await?
        .iter()
        .map(|row| row.try_get_by_index(0).map_err(DatabaseError::Check))
        .collect::<Result<_, _>>()?;
    let applied = if exists.iter().any(Option::is_some) {
        texts(connection, "select public.applied_migrations()").await?
    } else {
        Vec::new()
    };
    let missing: Vec<String> = known.into_iter().filter(|name| !applied.contains(name)).collect();
    if missing.is_empty() { Ok(()) } else { Err(DatabaseError::SchemaBehind { missing }) }
}
