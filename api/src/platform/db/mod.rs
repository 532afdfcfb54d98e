//! The one door to the databases.
//!
//! Owns the pools and nothing else: what may be read and written through them is the scopes' business, and no
//! connection leaves `platform`. Embedded, that is one SQLite file with a single writer and a pool of readers; in
//! production PostgreSQL, with a pool of readers and one of writers under the gateway's role and a read-only pool under
//! the operator's. A gateway does not start on a database that it does not fit: as a role that row-level security would
//! not bind, on a schema that is behind, or on a collation that sorts texts by a language.

#![expect(clippy::disallowed_types, reason = "the door itself")]

mod erase;
mod error;
mod migrate;
mod postgres;
mod sqlite;
mod tables;
mod transaction;

use std::sync::Arc;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, SqliteTransactionMode, TransactionOptions,
    TransactionTrait, sqlx::postgres::PgPoolOptions,
};

pub use error::DatabaseError;
pub use migrate::{drop_empty_months, migrate_postgres};
pub use postgres::PostgresOptions;
pub use sqlite::{SqliteOptions, Synchronous};
pub(super) use tables::tenant_tables;
pub(super) use transaction::{StatementCount, Transaction};

use super::{
    config::Secret,
    error::{AppError, Result},
};

/// The databases of one gateway, open and checked. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Database {
    pools: Arc<Pools>,
}

#[derive(Debug)]
struct Pools {
    backend: DbBackend,
    readers: DatabaseConnection,
    writer: DatabaseConnection,
    operator: DatabaseConnection,
}

/// A role that may do what the gateway's may not, by its address.
#[derive(Debug, Clone, Copy)]
pub enum Role<'a> {
    /// The owner of the schema, which also has the gateway's role.
    Owner(&'a Secret),
    /// The role that erases contents of sharing records.
    Eraser(&'a Secret),
}

/// Which pool a read goes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pool {
    /// The gateway's own: one tenant at a time.
    App,
    /// The operator's: all tenants.
    Operator,
}

impl Database {
    /// Opens the embedded database, makes it where it is missing, and brings its schema up to date.
    ///
    /// # Errors
    /// Where the file cannot be opened, or was written by a newer version.
    pub async fn open_sqlite(options: &SqliteOptions) -> Result<Self, DatabaseError> {
        let writer = sqlite::open_writer(options).await?;
        sqlite::migrate(&writer).await?;
        // After the writer: readers cannot make the file.
        let readers = sqlite::open_readers(options).await?;
        let operator = readers.clone();
        Ok(Self { pools: Arc::new(Pools { backend: DbBackend::Sqlite, readers, writer, operator }) })
    }

    /// Opens PostgreSQL, whose schema `candor migrate` has made.
    ///
    /// # Errors
    /// Where a role owns tables, is or can become a superuser, or bypasses row-level security; where the operator's role
    /// can write; where the schema is behind or a tenant's table is not closed; where the collation is not `C`.
    pub async fn open_postgres(options: &PostgresOptions) -> Result<Self, DatabaseError> {
        let readers = postgres::open_readers(options).await?;
        postgres::check(&readers).await?;
        let writer = postgres::open_writers(options).await?;
        let operator = postgres::open_operator(options).await?;
        postgres::check_role(&operator).await?;
        postgres::check_reads_only(&operator).await?;
        Ok(Self { pools: Arc::new(Pools { backend: DbBackend::Postgres, readers, writer, operator }) })
    }

    /// Does `work` on the same database, written as another role: for what the gateway's cannot do. Row-level security holds
    /// that role to the tenant of each transaction too. The embedded database has no roles: there it is none.
    ///
    /// # Errors
    /// Where the role's database cannot be reached; where the eraser's role owns tables or bypasses row-level security.
    pub async fn written_as<T>(
        &self,
        role: Option<Role<'_>>,
        work: impl AsyncFnOnce(Self) -> T,
    ) -> Result<T, DatabaseError> {
        let Some(role) = role else { return Ok(work(self.clone()).await) };
        let (Role::Owner(url) | Role::Eraser(url)) = role;
        // The owner's own setting makes a policy's silence an error; here the policies are what is wanted.
        let connect = postgres::parse(url.expose())?
            .options([("row_security", "on"), ("default_transaction_isolation", "read committed")]);
        let writer = postgres::open(connect, PgPoolOptions::new().max_connections(1)).await?;
        if matches!(role, Role::Eraser(_)) {
            postgres::check_role(&writer).await?;
        }
        let Pools { backend, readers, operator, .. } = &*self.pools;
        let pools = Pools {
            backend: *backend,
            readers: readers.clone(),
            writer: writer.clone(),
            operator: operator.clone(),
        };
        let done = work(Self { pools: Arc::new(pools) }).await;
        writer.close().await.map_err(DatabaseError::Erase)?;
        Ok(done)
    }

    /// Whether the database answers and its schema is current. A few short statements.
    ///
    /// # Errors
    /// `INTERNAL` where it does not.
    pub async fn check_ready(&self) -> Result<()> {
        match self.pools.backend {
            DbBackend::Postgres => {
                postgres::check_schema(&self.pools.readers).await.map_err(AppError::internal)
            }
            _ => Ok(self.pools.readers.execute_unprepared("select 1").await.map(|_| ())?),
        }
    }

    /// Waits for connections in use and closes all.
    pub async fn close(&self) {
        for pool in [&self.pools.readers, &self.pools.writer, &self.pools.operator] {
            if let Err(error) = pool.close_by_ref().await {
                tracing::warn!(error = &error as &dyn std::error::Error, "a pool did not close");
            }
        }
    }

    /// Begins a transaction that sees one state of the database and cannot write.
    pub(super) async fn begin_read(&self, pool: Pool, count: &StatementCount) -> Result<Transaction> {
        let pool = match pool {
            Pool::App => &self.pools.readers,
            Pool::Operator => &self.pools.operator,
        };
        // Nothing to ask for: SQLite's readers are opened read-only, and PostgreSQL's pools begin every transaction
        // read-only and repeatable by their own defaults, which saves a statement each time.
        Ok(Transaction::new(pool.begin().await?, count))
    }

    /// Begins a transaction that writes. On SQLite it waits for the one writer, then has the file to itself: an
    /// ordinary one would fail as soon as it wrote after another had.
    pub(super) async fn begin_write(&self, count: &StatementCount) -> Result<Transaction> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(Transaction::new(self.pools.writer.begin_with_options(options).await?, count))
    }
}
