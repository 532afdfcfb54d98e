//! `candor migrate`

use crate::platform::{
    config::{Config, ConfigError, Environment, Problem},
    db::{Database, DatabaseError, SqliteOptions, migrate_postgres},
};

/// Why the schema was not brought up to date.
#[derive(Debug, thiserror::Error)]
pub(super) enum MigrateError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error("CANDOR_MIGRATION_DATABASE_URL: {0}")]
    Database(#[from] DatabaseError),
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

/// Brings the schema up to date: as the owner on PostgreSQL, in place on SQLite.
///
/// # Errors
/// The database cannot be reached, or a migration fails; then the schema is as it was.
pub(super) fn run() -> Result<(), MigrateError> {
    let config = Config::read(&mut Environment::of_process())?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        if let Some(file) = config.database.file() {
            std::fs::create_dir_all(&config.database.data)?;
            let options = SqliteOptions {
                file,
                synchronous: config.database.sqlite_synchronous,
                readers: 1,
                acquire_timeout: config.database.acquire_timeout,
            };
            Database::open_sqlite(&options).await?.close().await;
            eprintln!("candor: the embedded database is up to date");
            return Ok(());
        }
        let url = config.database.migration_url.as_ref();
        let url = url.ok_or_else(|| {
            ConfigError::new("CANDOR_MIGRATION_DATABASE_URL", Problem::NeededBy("CANDOR_DATABASE_URL"))
        })?;
        for name in migrate_postgres(url.expose()).await? {
            eprintln!("candor: {name}");
        }
        eprintln!("candor: the schema is up to date");
        Ok(())
    })
}
