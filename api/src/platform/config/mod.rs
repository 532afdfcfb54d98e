//! Configuration: read once, from the environment, by the commands that serve or touch a database.
//!
//! Every variable stands in `sections.rs`, once: its field, its meaning, its default. A wrong or contradictory
//! value stops the start with the variable's name; a variable with our prefix that nobody knows is reported.
//! A secret may come from a file instead: for `CANDOR_X` set `CANDOR_X_FILE` to the path. Values of secrets
//! never stand in an error, a log line or a `Debug` print.
//!
//! A new variable: one line in a section; the README's table comes from [`table`].

mod environment;
mod sections;
mod setting;
mod table;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

pub use environment::{ConfigError, Environment, Problem};
pub use sections::{
    CacheConfig, CostConfig, DatabaseConfig, HttpConfig, IngestConfig, LimitConfig, LogConfig,
    PasswordConfig, ReadConfig, SessionConfig, TokenConfig,
};
pub use setting::{ByteSize, LogFormat, PublicUrl, Secret, Setting};
pub use table::{Variable, table};

/// The whole configuration of a gateway.
#[derive(Debug, Clone)]
pub struct Config {
    /// Listening, addresses, time-outs of connections.
    pub http: HttpConfig,
    /// Where rows live.
    pub database: DatabaseConfig,
    /// Access tokens.
    pub tokens: TokenConfig,
    /// Sign-ins.
    pub sessions: SessionConfig,
    /// What hashing a password costs.
    pub passwords: PasswordConfig,
    /// What one request may ask for.
    pub limits: LimitConfig,
    /// What one caller may ask for over time.
    pub cost: CostConfig,
    /// What readers of published texts may ask for.
    pub reads: ReadConfig,
    /// Streams of sharing records.
    pub ingest: IngestConfig,
    /// What is kept in memory and in Redis.
    pub cache: CacheConfig,
    /// Log lines.
    pub log: LogConfig,
}

impl Config {
    /// Reads all sections and checks them against one another.
    ///
    /// # Errors
    /// The first variable that is wrong, contradicts another or is missing.
    pub fn read(environment: &mut Environment) -> Result<Self, ConfigError> {
        let config = Self {
            http: HttpConfig::read(environment)?,
            database: DatabaseConfig::read(environment)?,
            tokens: TokenConfig::read(environment)?,
            sessions: SessionConfig::read(environment)?,
            passwords: PasswordConfig::read(environment)?,
            limits: LimitConfig::read(environment)?,
            cost: CostConfig::read(environment)?,
            reads: ReadConfig::read(environment)?,
            ingest: IngestConfig::read(environment)?,
            cache: CacheConfig::read(environment)?,
            log: LogConfig::read(environment)?,
        };
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<(), ConfigError> {
        for (capacity, variable) in [
            (self.cost.capacity, "CANDOR_COST_CAPACITY"),
            (self.cost.stranger_capacity, "CANDOR_STRANGER_COST_CAPACITY"),
        ] {
            // A request that fits one limit and can never be paid for would fail for ever as "try again later".
            if u32::try_from(self.limits.complexity).map_or(true, |most| most > capacity) {
                return Err(contradiction(variable, "CANDOR_MAX_COMPLEXITY"));
            }
        }
        for (url, variable) in [
            (&self.database.migration_url, "CANDOR_MIGRATION_DATABASE_URL"),
            (&self.database.eraser_url, "CANDOR_ERASER_DATABASE_URL"),
        ] {
            if url.as_ref().is_some_and(|url| !is_postgres(url)) {
                return Err(ConfigError::new(variable, Problem::Expected("an address postgres://…")));
            }
        }
        if let Some(url) = &self.database.url
            && self.database.file().is_none()
            && !is_postgres(url)
        {
            return Err(ConfigError::new(
                "CANDOR_DATABASE_URL",
                Problem::Expected("an address sqlite:… or postgres://…"),
            ));
        }
        if self.database.file().is_some() {
            return match &self.database.operator_url {
                Some(_) => Err(contradiction("CANDOR_OPERATOR_DATABASE_URL", "CANDOR_DATABASE_URL")),
                None => Ok(()),
            };
        }
        // Several gateways share one database: each must accept the others' tokens and open what they sealed.
        match (&self.database.operator_url, &self.tokens.key) {
            (None, _) => Err(missing("CANDOR_OPERATOR_DATABASE_URL", "CANDOR_DATABASE_URL")),
            (Some(url), _) if !is_postgres(url) => Err(ConfigError::new(
                "CANDOR_OPERATOR_DATABASE_URL",
                Problem::Expected("an address postgres://…"),
            )),
            (_, None) => Err(missing("CANDOR_TOKEN_KEY_FILE", "CANDOR_DATABASE_URL")),
            _ if self.database.data_key.is_none() => {
                Err(missing("CANDOR_DATA_KEY_FILE", "CANDOR_DATABASE_URL"))
            }
            _ => Ok(()),
        }
    }
}

/// The embedded database's file in the data folder.
const FILE: &str = "candor.sqlite";

impl DatabaseConfig {
    /// The embedded database's file; none where rows live elsewhere.
    pub fn file(&self) -> Option<PathBuf> {
        match self.url.as_ref().map(|url| url.expose().strip_prefix("sqlite:")) {
            None | Some(Some("")) => Some(self.data.join(FILE)),
            Some(Some(file)) => Some(file.into()),
            Some(None) => None,
        }
    }
}

fn is_postgres(url: &Secret) -> bool {
    ["postgres://", "postgresql://"].iter().any(|scheme| url.expose().starts_with(scheme))
}

fn contradiction(variable: &str, other: &'static str) -> ConfigError {
    ConfigError::new(variable, Problem::Contradicts(other))
}

fn missing(variable: &str, because_of: &'static str) -> ConfigError {
    ConfigError::new(variable, Problem::NeededBy(because_of))
}
