//! `candor migrate`

use crate::platform::{
    config::{Config, ConfigError, DatabaseConfig, Environment, Problem},
    db::{Database, DatabaseError, SqliteOptions, migrate_postgres},
    secret_file,
};

/// Why the schema was not brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// A variable is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The database named cannot be used.
    #[error("{variable}: {cause}")]
    Database {
        /// The variable that names it.
        variable: &'static str,
        /// Why.
        cause: DatabaseError,
    },
    /// The data folder cannot be made.
    #[error("CANDOR_DATA: {0}")]
    Io(#[from] std::io::Error),
}

/// What was brought up to date.
#[derive(Debug, PartialEq, Eq)]
pub enum Migrated {
    /// The embedded database.
    Embedded,
    /// A PostgreSQL database, by these migrations.
    Postgres(Vec<String>),
}

/// Brings the schema up to date: as the owner on PostgreSQL, in place on SQLite.
///
/// # Errors
/// The database cannot be reached, or a migration fails; then the schema is as it was.
pub(super) fn run() -> Result<(), MigrateError> {
    let config = Config::read(&mut Environment::of_process())?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    match runtime.block_on(migrate(&config.database))? {
        Migrated::Embedded => eprintln!("candor: the embedded database is up to date"),
        Migrated::Postgres(names) => {
            for name in names {
                eprintln!("candor: {name}");
            }
            eprintln!("candor: the schema is up to date");
        }
    }
    Ok(())
}

/// Migrates the database that `CANDOR_MIGRATION_DATABASE_URL` names; without it the embedded one, if there is one.
///
/// # Errors
/// As for [`MigrateError`]; a contradiction where an embedded database is named beside an owner's address.
pub async fn migrate(config: &DatabaseConfig) -> Result<Migrated, MigrateError> {
    const OWNER: &str = "CANDOR_MIGRATION_DATABASE_URL";
    match (&config.migration_url, config.file()) {
        // An address named in so many words is never passed over for the embedded default.
        (Some(_), Some(_)) if config.url.is_some() => {
            Err(ConfigError::new(OWNER, Problem::Contradicts("CANDOR_DATABASE_URL")).into())
        }
        (Some(url), _) => {
            let names = migrate_postgres(url.expose()).await;
            names.map(Migrated::Postgres).map_err(|cause| MigrateError::Database { variable: OWNER, cause })
        }
        (None, Some(file)) => {
            secret_file::make_folder(&config.data)?;
            let options = SqliteOptions {
                file,
                synchronous: config.sqlite_synchronous,
                readers: 1,
                acquire_timeout: config.acquire_timeout,
            };
            let opened = Database::open_sqlite(&options).await;
            opened
                .map_err(|cause| MigrateError::Database { variable: "CANDOR_DATABASE_URL", cause })?
                .close()
                .await;
            Ok(Migrated::Embedded)
        }
        (None, None) => Err(ConfigError::new(OWNER, Problem::NeededBy("CANDOR_DATABASE_URL")).into()),
    }
}
