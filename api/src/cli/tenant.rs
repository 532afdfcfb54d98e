//! `candor tenant export` and `candor tenant erase`

use std::{
    fs::{self, File},
    io::{BufWriter, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use disclosure::manifest;
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
    policies, tenants,
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
            Tenant::Erase { slug } => erase(&state, slug).await,
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

/// Removes all that a tenant has but its slug and its audit log, if its time has come. Returns what to tell.
///
/// # Errors
/// As for [`tenants::end`]; on PostgreSQL where `CANDOR_MIGRATION_DATABASE_URL` is missing. What was begun is gone on with
/// when the command runs again.
pub async fn erase(state: &AppState, slug: &str) -> Result<String, TenantError> {
    let config = &state.config.database;
    let owner = match (&config.migration_url, config.file()) {
        (_, Some(_)) => None,
        (Some(url), None) => Some(url.expose()),
        (None, None) => {
            let missing = Problem::NeededBy("candor tenant erase");
            return Err(ConfigError::new("CANDOR_MIGRATION_DATABASE_URL", missing).into());
        }
    };
    let system = job(state, "candor tenant erase");
    let tenant = tenants::end(&system, slug, config.erasure_delay).await?;
    let removed = state.database.erase(owner, tenant, &tenants::KEPT).await?;
    Ok(format!("{slug}: {} rows of {} tables removed", removed.values().sum::<u64>(), removed.len()))
}
