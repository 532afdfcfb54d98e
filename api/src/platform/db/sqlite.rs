//! The embedded database: one file, write-ahead log, one writer, several readers.

use std::{path::PathBuf, time::Duration};

use migration::{Migrator, MigratorTrait};
use sea_orm::{
    DatabaseConnection, DbErr, RuntimeErr, SqliteTransactionMode, SqlxSqliteConnector, TransactionOptions,
    TransactionTrait,
    sqlx::{
        ConnectOptions,
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
    },
};

use super::DatabaseError;
use crate::platform::secret_file::make_file;

/// Time that a connection waits for another process's lock.
const BUSY: Duration = Duration::from_secs(5);

/// When a commit is handed to the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Synchronous {
    /// Before it is acknowledged: a power cut loses nothing.
    #[default]
    Full,
    /// Later: faster, and a power cut may take the last commits.
    Normal,
}

/// Where the file is, and how it is used.
#[derive(Debug, Clone)]
pub struct SqliteOptions {
    /// The file; made where it is missing, in a folder that exists.
    pub file: PathBuf,
    /// When a commit is handed to the disk.
    pub synchronous: Synchronous,
    /// Connections that read, at least 1.
    pub readers: u32,
    /// Time to wait for a free connection: for a writer, for all writers before it.
    pub acquire_timeout: Duration,
}

impl SqliteOptions {
    /// The defaults: a commit is on the disk before it is acknowledged; 4 readers; 5 seconds.
    pub fn new(file: impl Into<PathBuf>) -> Self {
        Self {
            file: file.into(),
            synchronous: Synchronous::default(),
            readers: 4,
            acquire_timeout: Duration::from_secs(5),
        }
    }

    fn connect(&self) -> SqliteConnectOptions {
        let synchronous = match self.synchronous {
            Synchronous::Full => SqliteSynchronous::Full,
            Synchronous::Normal => SqliteSynchronous::Normal,
        };
        SqliteConnectOptions::new()
            .filename(&self.file)
            .synchronous(synchronous)
            .busy_timeout(BUSY)
            .foreign_keys(true)
            .disable_statement_logging()
    }
}

async fn open(
    options: &SqliteOptions,
    connect: SqliteConnectOptions,
    size: u32,
) -> Result<DatabaseConnection, DatabaseError> {
    let pool = SqlitePoolOptions::new()
        .max_connections(size)
        .acquire_timeout(options.acquire_timeout)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_with(connect)
        .await
        .map_err(|error| DatabaseError::Unreachable(DbErr::Conn(RuntimeErr::SqlxError(error.into()))))?;
    Ok(SqlxSqliteConnector::from_sqlx_sqlite_pool(pool))
}

/// The one connection that writes. A file that it makes is its owner's alone, and so are the log and the index beside it,
/// which take its mode.
pub async fn open_writer(options: &SqliteOptions) -> Result<DatabaseConnection, DatabaseError> {
    make_file(&options.file)
        .map_err(|error| DatabaseError::Unreachable(DbErr::Conn(RuntimeErr::Internal(error.to_string()))))?;
    let connect = options.connect().create_if_missing(true).journal_mode(SqliteJournalMode::Wal);
    open(options, connect, 1).await
}

/// The connections that read, and cannot write.
pub async fn open_readers(options: &SqliteOptions) -> Result<DatabaseConnection, DatabaseError> {
    open(options, options.connect().read_only(true), options.readers.max(1)).await
}

/// Brings the schema up to date in one transaction: two processes cannot do it at once, and a crash leaves nothing half
/// done.
pub async fn migrate(writer: &DatabaseConnection) -> Result<(), DatabaseError> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let transaction = writer.begin_with_options(options).await.map_err(DatabaseError::Migrate)?;
    Migrator::up(&transaction, None).await.map_err(DatabaseError::Migrate)?;
    transaction.commit().await.map_err(DatabaseError::Migrate)
}
