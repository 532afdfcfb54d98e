//! `candor tenant export` and `candor tenant erase`

use std::{
    fs::{self, File},
    io::{BufWriter, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use chrono::{DateTime, Utc};
use disclosure::manifest;
use entities::TenantId;
use sha2::{Digest, Sha256};

use super::folder::{self, WriteError};
use crate::{
    AppState, StartError, apps,
    platform::{
        AppError, SystemClock, SystemRandom,
        config::{Config, ConfigError, Environment, Problem},
        db::DatabaseError,
        scope::{ReadScope, SystemScope},
    },
    policies,
    sharing::{self, Kept},
    tenants,
};

/// About one tenant.
#[derive(Debug, clap::Subcommand)]
pub enum Tenant {
    /// Write all that a tenant has into a folder: rows, manifest, published documents.
    Export {
        /// Its slug.
        #[arg(long)]
        slug: String,
        /// The folder; made where it is missing. What it holds is confidential.
        #[arg(long)]
        out: PathBuf,
    },
    /// Remove all that a tenant has, once its erasure was asked for and the waiting time is over.
    Erase {
        /// Its slug.
        #[arg(long)]
        slug: String,
        /// A signed checkpoint of its whole sharing log, as `candor log export` writes it: the copy was handed over, so that
        /// the log may go before its term is over.
        #[arg(long, value_name = "FILE")]
        exported: Vec<PathBuf>,
    },
}

/// Why it was not done.
#[derive(Debug, thiserror::Error)]
pub enum TenantError {
    /// A variable is wrong or missing.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The database cannot be used.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The owner's database cannot be used.
    #[error("CANDOR_MIGRATION_DATABASE_URL")]
    Database(#[from] DatabaseError),
    /// It cannot be done to this tenant.
    #[error("{0:?}")]
    App(#[from] AppError),
    /// A hold stands on its sharing records.
    #[error("a hold stands on the sharing records since {since}: updateTenant(sharingHold: false) lifts it")]
    Held {
        /// Since when.
        since: DateTime<Utc>,
    },
    /// Its sharing records must be kept.
    #[error(
        "the {size} records of the sharing log must be kept until {until}; to remove them before, hand the tenant a copy \
         (candor log export) and name the checkpoint of all {size} (--exported DIR/checkpoint)"
    )]
    Young {
        /// Records that the log has.
        size: u64,
        /// When the term of the last one is over.
        until: DateTime<Utc>,
    },
    /// A file cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The system refuses.
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

/// Does what the command line says.
///
/// # Errors
/// As for [`TenantError`].
pub(super) fn run(command: &Tenant) -> Result<(), TenantError> {
    let config = Config::read(&mut Environment::of_process())?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let state = AppState::open(config, Arc::new(SystemClock), Arc::new(SystemRandom)).await?;
        let done = match command {
            Tenant::Export { slug, out } => export(&state, slug, out).await,
            Tenant::Erase { slug, exported } => match read_all(exported) {
                Ok(handed_over) => erase(&state, slug, &handed_over).await,
                Err(error) => Err(error.into()),
            },
        };
        state.database.close().await;
        super::print(&done?);
        Ok(())
    })
}

fn job(state: &AppState, name: &'static str) -> SystemScope {
    SystemScope::for_job(state.database.clone(), state.clock.clone(), state.random.clone(), name)
}

/// Writes all that a tenant has, as of one moment, into `out`: `tables/<table>.ndjson` with a row a line, `manifest.json`,
/// `published/<app>/<version>/<language>.<form>`, and `SHA256SUMS` over all of them, as `sha256sum --check` reads it.
/// Returns what to tell.
///
/// # Errors
/// `NOT_FOUND` for a slug that no tenant has; where a file cannot be written.
pub async fn export(state: &AppState, slug: &str, out: &Path) -> Result<String, TenantError> {
    let system = job(state, "candor tenant export");
    let tenant = system.find_tenant(slug).await?.ok_or_else(AppError::not_found)?;
    let scope = system.read(tenant.id).await?;
    let mut sums = String::new();
    fs::create_dir_all(out.join("tables"))?;
    for table in scope.tables().await? {
        let file = format!("tables/{table}.ndjson");
        let sum = write_rows(&scope, &table, &out.join(&file)).await?;
        sums.push_str(&format!("{sum}  {file}\n"));
    }
    let manifest = manifest::to_json(&apps::whole_manifest(&scope).await?);
    let mut files = vec![("manifest.json".to_owned(), manifest.into_bytes())];
    let apps = apps::slugs(&scope).await?;
    for version in policies::all_versions(&scope).await? {
        let app = apps.get(&version.app).ok_or_else(AppError::not_found)?;
        for (name, content) in policies::published_files(&scope, version.id).await? {
            files.push((format!("published/{app}/{}/{name}", version.number), content));
        }
        write_files(out, &mut files, &mut sums)?;
    }
    write_files(out, &mut files, &mut sums)?;
    folder::write(out, Path::new("SHA256SUMS"), sums.as_bytes())?;
    Ok(format!("{slug}: {} files in {}", sums.lines().count(), out.display()))
}

fn write_files(out: &Path, files: &mut Vec<(String, Vec<u8>)>, sums: &mut String) -> Result<(), TenantError> {
    for (name, content) in files.drain(..) {
        folder::write(out, Path::new(&name), &content)?;
        sums.push_str(&format!("{}  {name}\n", hex::encode(Sha256::digest(&content))));
    }
    Ok(())
}

async fn write_rows(scope: &ReadScope, table: &str, path: &Path) -> Result<String, TenantError> {
    let mut file = BufWriter::new(File::create(path)?);
    let mut hash = Sha256::new();
    let line = |row: &str| {
        hash.update(row);
        hash.update("\n");
        writeln!(file, "{row}")
    };
    scope.each_row(table, line).await?;
    file.flush()?;
    Ok(hex::encode(hash.finalize()))
}

fn read_all(files: &[PathBuf]) -> std::io::Result<Vec<String>> {
    files.iter().map(fs::read_to_string).collect()
}

/// The address of the schema's owner; none for the embedded database, which has no roles.
///
/// # Errors
/// On PostgreSQL where `CANDOR_MIGRATION_DATABASE_URL` is missing, which `command` needs.
pub(super) fn owner<'a>(state: &'a AppState, command: &'static str) -> Result<Option<&'a str>, ConfigError> {
    let config = &state.config.database;
    match (&config.migration_url, config.file()) {
        (_, Some(_)) => Ok(None),
        (Some(url), None) => Ok(Some(url.expose())),
        (None, None) => {
            let missing = Problem::NeededBy(command);
            Err(ConfigError::new("CANDOR_MIGRATION_DATABASE_URL", missing))
        }
    }
}

/// Removes all that a tenant has but its slug and its audit log, if its time has come. Records of what was shared that are
/// younger than the tenant's term go only if a checkpoint in `handed_over` shows that the whole log was copied. Returns
/// what to tell.
///
/// # Errors
/// As for [`tenants::end`]; [`TenantError::Held`] and [`TenantError::Young`] for the sharing log; on PostgreSQL where
/// `CANDOR_MIGRATION_DATABASE_URL` is missing. What was begun is gone on with when the command runs again.
pub async fn erase(state: &AppState, slug: &str, handed_over: &[String]) -> Result<String, TenantError> {
    let owner = owner(state, "candor tenant erase")?;
    let system = job(state, "candor tenant erase");
    let found = system.find_tenant(slug).await?.ok_or_else(AppError::not_found)?;
    check_log(state, found.id, handed_over).await?;
    let told = handed_over.iter().map(|note| note.lines().skip(1).take(2).collect::<Vec<_>>().join(" "));
    let told = told.map(serde_json::Value::from).collect();
    let tenant = tenants::end(&system, slug, state.config.database.erasure_delay, told).await?;
    // From here on nothing is recorded: what came meanwhile is in no copy.
    sharing::settle(&system, tenant).await?;
    check_log(state, tenant, handed_over).await?;
    let removed = state.database.erase(owner, tenant, &tenants::KEPT).await?;
    Ok(format!("{slug}: {} rows of {} tables removed", removed.values().sum::<u64>(), removed.len()))
}

async fn check_log(state: &AppState, tenant: TenantId, handed_over: &[String]) -> Result<(), TenantError> {
    let scope = job(state, "candor tenant erase").read(tenant).await?;
    match sharing::kept(&scope, handed_over, state.clock.now()).await? {
        None => Ok(()),
        Some(Kept::Held { since }) => Err(TenantError::Held { since }),
        Some(Kept::Young { size, until }) => Err(TenantError::Young { size, until }),
    }
}
