//! What a gateway is made of, and its life from configuration to a signal.

use std::{
    io,
    sync::{Arc, atomic::AtomicBool},
};

use entities::TenantId;
use tokio::sync::Semaphore;

use crate::{
    access::{Access, KeyError, Passwords, TokenKeys, Tokens},
    catalog::Catalogs,
    conformity::Registers,
    disclosures::Shelf,
    graphql::Executor,
    http,
    keys::Keys,
    platform::{
        Clock, Random, Sealer, SystemClock, SystemRandom,
        cache::{Cache, RedisLink},
        config::{Config, ConfigError, DatabaseConfig, Problem},
        cost::{Ledger, ProcessLedger, RedisLedger},
        db::{Database, DatabaseError, PostgresOptions, SqliteOptions},
        scope::SystemScope,
        seal::SealKeyError,
        secret_file,
    },
    sharing::{Again, Recorder},
};

/// Everything that requests share.
#[derive(Debug)]
pub struct AppState {
    /// As read at the start.
    pub config: Config,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// Where rows live.
    pub database: Database,
    /// Access tokens.
    pub tokens: Arc<Tokens>,
    /// Letting people in.
    pub access: Access,
    /// Seals what must not be read from the database alone.
    pub sealer: Sealer,
    /// Bytes that may be lost.
    pub cache: Cache,
    /// What readers of published texts may still ask for, by address.
    pub readers: ProcessLedger,
    /// API keys that this process accepts, and what they do.
    pub keys: Keys,
    /// Takes reports of what was shared into the logs.
    pub recorder: Recorder,
    /// Groups of streamed reports that are read or recorded at the same time; streams take turns.
    pub groups: Arc<Semaphore>,
    /// Published disclosures that this process keeps.
    pub shelf: Shelf,
    /// The catalogue's revisions that this process has in use.
    pub catalogs: Catalogs,
    /// The relations of versions that this process keeps.
    pub registers: Registers,
    /// The schema and its limits.
    pub executor: Executor,
    /// Set once the gateway takes no more requests.
    pub stopping: AtomicBool,
}

/// Why a gateway did not start, or ended: the variable it is about; its source says more.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A variable is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The token key cannot be used.
    #[error("CANDOR_TOKEN_KEY")]
    Key(#[from] KeyError),
    /// The data key cannot be used.
    #[error("CANDOR_DATA_KEY")]
    DataKey(#[from] SealKeyError),
    /// The database cannot be used.
    #[error("CANDOR_DATABASE_URL")]
    Database(#[from] DatabaseError),
    /// The data folder cannot be made.
    #[error("CANDOR_DATA")]
    Folder(#[source] io::Error),
    /// The address cannot be listened on, or the server broke.
    #[error("CANDOR_LISTEN")]
    Listen(#[from] io::Error),
}

impl AppState {
    /// Prepares everything that a configuration names. Needs a running tokio.
    ///
    /// # Errors
    /// Something named in the configuration cannot be used.
    pub async fn open(
        config: Config,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Result<Arc<Self>, StartError> {
        // Redis takes the process's provider; a second start in one process finds it there.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        if config.database.file().is_some() {
            secret_file::make_folder(&config.database.data).map_err(StartError::Folder)?;
        }
        let database = open_database(&config.database).await?;
        let keys = match &config.tokens.key {
            Some(pem) => TokenKeys::from_pem(pem)?,
            None => TokenKeys::in_folder(&config.database.data)?,
        };
        let sealer = match &config.database.data_key {
            Some(keys) => Sealer::from_text(keys)?,
            None => Sealer::in_folder(&config.database.data, &*random)?,
        };
        let link = redis(&config)?;
        if let Some(link) = &link {
            // Connects from here, so that the connection lives on this runtime; its absence is no reason not to start.
            link.ping().await;
        }
        let config_memory = config.cache.memory.0;
        let cache = Cache::new(config.cache.memory.0, config.cache.persisted_query_time, link.clone());
        let ledger: Arc<dyn Ledger> = match link {
            Some(link) => Arc::new(RedisLedger::new(link)),
            None => Arc::new(ProcessLedger::default()),
        };
        let tokens = Arc::new(Tokens::new(keys, &config.tokens));
        let passwords = Passwords::new(&config.passwords, &*random).map_err(|_| {
            ConfigError::new(
                "CANDOR_PASSWORD_MEMORY",
                Problem::Expected("at least 8KiB, and one pass or more"),
            )
        })?;
        let access = Access::new(
            Arc::clone(&tokens),
            passwords,
            sealer.clone(),
            Arc::clone(&random),
            config.sessions.clone(),
        );
        let recorder =
            Recorder::new(database.clone(), Arc::clone(&clock), Arc::clone(&random), sealer.clone());
        let executor = Executor::new(config.limits.clone(), ledger, cache.clone(), &config.cache);
        Ok(Arc::new(Self {
            tokens,
            access,
            stopping: AtomicBool::new(false),
            config,
            clock,
            random,
            database,
            sealer,
            readers: ProcessLedger::default(),
            keys: Keys::default(),
            recorder,
            groups: Arc::new(Semaphore::new(http::GROUPS)),
            shelf: Shelf::new(u64::try_from(config_memory).unwrap_or(u64::MAX)),
            catalogs: Catalogs::default(),
            registers: Registers::new(u64::try_from(config_memory / 4).unwrap_or(u64::MAX)),
            cache,
            executor,
        }))
    }
}

impl AppState {
    /// The gateway acting by itself, in a job of this name.
    pub fn system(&self, job: &'static str) -> SystemScope {
        SystemScope::for_job(self.database.clone(), self.clock.clone(), self.random.clone(), job)
    }

    /// Judges again what was judged by another version than the one that was in force, of all tenants or of one; says of how
    /// many records it came out otherwise. Logs why not; the next time it is tried again.
    pub async fn judge_again(&self, whose: Option<TenantId>) -> u64 {
        let system = self.system("judge again");
        let again = Again { system: &system, catalogs: &self.catalogs, registers: &self.registers };
        again.work_off(whose).await.unwrap_or_else(|error| {
            error.log();
            0
        })
    }

    /// Writes what API keys have done since it was last written. Logs why not; the next time it is tried again.
    pub async fn write_counts(&self) {
        if let Err(error) = self.keys.flush(&self.system("count requests")).await {
            error.log();
        }
    }
}

async fn open_database(config: &DatabaseConfig) -> Result<Database, DatabaseError> {
    match (config.file(), &config.url, &config.operator_url) {
        (Some(file), ..) => {
            let options = SqliteOptions {
                file,
                synchronous: config.sqlite_synchronous,
                readers: config.connections,
                acquire_timeout: config.acquire_timeout,
            };
            let database = Database::open_sqlite(&options).await?;
            // Others who may read it read what keys, sessions and identities lie in it.
            if secret_file::is_exposed(&options.file).unwrap_or(false) {
                tracing::warn!(
                    variable = "CANDOR_DATA",
                    "the database's file can be read by others: chmod 600"
                );
            }
            Ok(database)
        }
        (None, Some(url), Some(operator_url)) => {
            let options = PostgresOptions {
                url: url.expose().into(),
                operator_url: operator_url.expose().into(),
                connections: config.connections,
                operator_connections: config.operator_connections,
                acquire_timeout: config.acquire_timeout,
            };
            Database::open_postgres(&options).await
        }
        // `Config` demands both addresses where rows live in no file.
        _ => Err(DatabaseError::Address { expected: "postgres://user:password@host:port/database" }),
    }
}

fn redis(config: &Config) -> Result<Option<RedisLink>, ConfigError> {
    let Some(url) = &config.cache.redis_url else { return Ok(None) };
    RedisLink::new(url.expose(), config.cache.redis_timeout).map(Some).map_err(|_| {
        ConfigError::new("CANDOR_REDIS_URL", Problem::Expected("an address redis://… or rediss://…"))
    })
}

/// Serves until the process is asked to stop.
///
/// # Errors
/// The gateway cannot start, or breaks.
pub async fn run(config: Config) -> Result<(), StartError> {
    let state = AppState::open(config, Arc::new(SystemClock), Arc::new(SystemRandom)).await?;
    let running = http::start(state)?;
    tracing::info!(http.address = %running.address(), "serving");
    Ok(running.until_signal().await?)
}
