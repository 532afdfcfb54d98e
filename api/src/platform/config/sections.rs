//! Every variable: field, meaning, name and default, in one place.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use super::{
    environment::{ConfigError, Environment},
    setting::{ByteSize, LogFormat, PublicUrl, Secret, Setting},
    table::Variable,
};
use crate::platform::db::Synchronous;

/// Declares a section: a struct, how it is read, and its rows in the table of variables.
macro_rules! section {
    ($(#[doc = $about:literal])+ $name:ident {
        $( $(#[doc = $doc:literal])+ $field:ident: $type:ty = $variable:literal, $default:literal; )+
    }) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone)]
        pub struct $name {
            $(
                $(#[doc = $doc])+
                #[doc = concat!("\n\nVariable `", $variable, "`, default `", $default, "`.")]
                pub $field: $type,
            )+
        }

        impl $name {
            pub(super) const VARIABLES: &'static [Variable] = &[
                $( Variable {
                    name: $variable,
                    default: $default,
                    meaning: concat!($($doc),+),
                    secret: <$type as Setting>::SECRET,
                } ),+
            ];

            pub(super) fn read(environment: &mut Environment) -> Result<Self, ConfigError> {
                Ok(Self { $( $field: environment.read($variable, $default)?, )+ })
            }
        }
    };
}

section! {
    /// Listening, addresses, time-outs of connections.
    HttpConfig {
        /// Address and port to listen on; port 0 takes a free one.
        listen: SocketAddr = "CANDOR_LISTEN", "127.0.0.1:8080";
        /// Address under which callers reach the gateway; not set: the listening address over http.
        public_url: Option<PublicUrl> = "CANDOR_PUBLIC_URL", "";
        /// Threads that serve requests; not set: one a core.
        workers: Option<usize> = "CANDOR_WORKERS", "";
        /// Connections that one thread holds open at most; more wait.
        max_connections: usize = "CANDOR_MAX_CONNECTIONS", "25000";
        /// Trusted proxies in front, each of which appends to `X-Forwarded-For`; 0: the peer is the caller.
        proxies: u8 = "CANDOR_PROXIES", "0";
        /// Time for a request's head to arrive.
        head_timeout: Duration = "CANDOR_HEAD_TIMEOUT", "5s";
        /// Time for a request's body to arrive.
        body_timeout: Duration = "CANDOR_BODY_TIMEOUT", "15s";
        /// Time an idle connection stays open.
        keep_alive: Duration = "CANDOR_KEEP_ALIVE", "75s";
        /// Time that requests under way have to finish after a signal to stop.
        shutdown_grace: Duration = "CANDOR_SHUTDOWN_GRACE", "20s";
    }
}

section! {
    /// Where rows live.
    DatabaseConfig {
        /// Folder of the embedded database and of the token key made for it.
        data: PathBuf = "CANDOR_DATA", ".candor";
        /// Database as the runtime role `candor_app` (`postgres://…`), or `sqlite:` and a file; not set: a file in the data folder.
        url: Option<Secret> = "CANDOR_DATABASE_URL", "";
        /// The same database as the read-only role `candor_operator`; PostgreSQL only.
        operator_url: Option<Secret> = "CANDOR_OPERATOR_DATABASE_URL", "";
        /// The same database as its owner `candor_owner`; for `candor migrate`, `candor tenant erase` and `candor log expire --drop-months` alone.
        migration_url: Option<Secret> = "CANDOR_MIGRATION_DATABASE_URL", "";
        /// The same database as the role `candor_eraser`, for `candor log expire` alone; not set: it runs as the owner.
        eraser_url: Option<Secret> = "CANDOR_ERASER_DATABASE_URL", "";
        /// Keys of 32 bytes in base64 that seal identities and other secrets in the database: the first seals, all open; not set: made in the data folder (embedded database only).
        data_key: Option<Secret> = "CANDOR_DATA_KEY", "";
        /// Time between a request to erase a tenant and its erasure by `candor tenant erase`.
        erasure_delay: Duration = "CANDOR_ERASURE_DELAY", "30d";
        /// Connections of the runtime role's pool on PostgreSQL, and of the readers' pool on SQLite.
        connections: u32 = "CANDOR_DATABASE_CONNECTIONS", "8";
        /// Connections of the operator role's pool on PostgreSQL.
        operator_connections: u32 = "CANDOR_OPERATOR_DATABASE_CONNECTIONS", "4";
        /// Time to wait for a free connection.
        acquire_timeout: Duration = "CANDOR_DATABASE_TIMEOUT", "5s";
        /// When SQLite hands a commit to the disk: `full` or `normal` (faster; a power cut may take the last commits).
        sqlite_synchronous: Synchronous = "CANDOR_SQLITE_SYNCHRONOUS", "full";
        /// Time between two looks for jobs that commits have left to do, such as judging again.
        job_interval: Duration = "CANDOR_JOB_INTERVAL", "5s";
    }
}

section! {
    /// Access tokens.
    TokenConfig {
        /// Ed25519 private keys as PEM (PKCS#8): the first signs, all verify; not set: made in the data folder (embedded database only).
        key: Option<Secret> = "CANDOR_TOKEN_KEY", "";
        /// Issuer claim of our tokens.
        issuer: String = "CANDOR_TOKEN_ISSUER", "candor";
        /// Audience claim of our tokens.
        audience: String = "CANDOR_TOKEN_AUDIENCE", "candor-gateway";
        /// Difference between clocks that is forgiven when a token's times are checked.
        leeway: Duration = "CANDOR_TOKEN_LEEWAY", "5s";
    }
}

section! {
    /// Sign-ins and what is handed out for them.
    SessionConfig {
        /// Time an access token holds; so long a removed member may still act.
        token_time: Duration = "CANDOR_ACCESS_TOKEN_TIME", "10m";
        /// Time after which a session that nobody went on with has ended.
        idle_time: Duration = "CANDOR_SESSION_IDLE_TIME", "14d";
        /// Time after which a session has ended in any case.
        time: Duration = "CANDOR_SESSION_TIME", "90d";
        /// Time an invitation can be accepted.
        invitation_time: Duration = "CANDOR_INVITATION_TIME", "7d";
        /// Time a link to set a password holds.
        link_time: Duration = "CANDOR_PASSWORD_LINK_TIME", "1h";
        /// Wrong passwords or codes in a row after which an account is locked for a while.
        failures: u32 = "CANDOR_SIGN_IN_FAILURES", "5";
        /// Time of the first lock; each further failure doubles it, up to 64 times.
        lock_time: Duration = "CANDOR_SIGN_IN_LOCK_TIME", "1m";
    }
}

section! {
    /// What hashing a password costs (Argon2id, RFC 9106).
    PasswordConfig {
        /// Memory of one hash.
        memory: ByteSize = "CANDOR_PASSWORD_MEMORY", "19MiB";
        /// Passes over it.
        passes: u32 = "CANDOR_PASSWORD_PASSES", "2";
    }
}

section! {
    /// What one request may ask for.
    LimitConfig {
        /// Bytes of a request's body.
        body: ByteSize = "CANDOR_MAX_BODY", "4MiB";
        /// Bytes of a GraphQL document, without its variables.
        document: ByteSize = "CANDOR_MAX_DOCUMENT", "256KiB";
        /// Lexical tokens of a GraphQL document.
        tokens: usize = "CANDOR_MAX_TOKENS", "4000";
        /// Brackets, selection sets or fragments inside one another in a GraphQL document.
        nesting: usize = "CANDOR_MAX_NESTING", "32";
        /// Levels of fields in an operation.
        depth: usize = "CANDOR_MAX_DEPTH", "16";
        /// Complexity of an operation: one a field, times `first` below a list.
        complexity: usize = "CANDOR_MAX_COMPLEXITY", "10000";
        /// Fields of a document with its fragments written out.
        selections: usize = "CANDOR_MAX_SELECTIONS", "4000";
        /// Aliases of a document with its fragments written out.
        aliases: usize = "CANDOR_MAX_ALIASES", "50";
        /// Directives of a document with its fragments written out.
        directives: usize = "CANDOR_MAX_DIRECTIVES", "50";
        /// Root fields of an operation.
        root_fields: usize = "CANDOR_MAX_ROOT_FIELDS", "20";
        /// Elements of any list given as input.
        list_length: usize = "CANDOR_MAX_LIST_LENGTH", "1000";
        /// Time to answer a request.
        request_time: Duration = "CANDOR_REQUEST_TIMEOUT", "30s";
    }
}

section! {
    /// What one caller may ask for over time, in units of complexity.
    CostConfig {
        /// Units a credential of a tenant can save up.
        capacity: u32 = "CANDOR_COST_CAPACITY", "20000";
        /// Units a second that a credential of a tenant gets back.
        restore_rate: u32 = "CANDOR_COST_RESTORE_RATE", "1000";
        /// Units a stranger's address can save up.
        stranger_capacity: u32 = "CANDOR_STRANGER_COST_CAPACITY", "10000";
        /// Units a second that a stranger's address gets back.
        stranger_restore_rate: u32 = "CANDOR_STRANGER_COST_RESTORE_RATE", "200";
    }
}

section! {
    /// What one address may read of published texts over time, and how reading with a key is counted.
    ReadConfig {
        /// Reads an address can save up.
        capacity: u32 = "CANDOR_READ_CAPACITY", "2000";
        /// Reads a second that an address gets back.
        restore_rate: u32 = "CANDOR_READ_RESTORE_RATE", "200";
        /// Reads an address with an API key of the tenant can save up.
        key_capacity: u32 = "CANDOR_KEY_READ_CAPACITY", "20000";
        /// Reads a second that an address with an API key of the tenant gets back.
        key_restore_rate: u32 = "CANDOR_KEY_READ_RESTORE_RATE", "2000";
        /// Time after which the requests counted for each API key are written; as much is lost in a crash.
        usage_interval: Duration = "CANDOR_KEY_USAGE_INTERVAL", "10s";
    }
}

section! {
    /// Streams of sharing records.
    IngestConfig {
        /// Lines a credential can save up; one that has used them up is slowed, not refused.
        capacity: u32 = "CANDOR_INGEST_CAPACITY", "1000000";
        /// Lines a second that a credential gets back.
        restore_rate: u32 = "CANDOR_INGEST_RESTORE_RATE", "50000";
        /// Time after which a stream that sends nothing, or takes no answer, is ended; nothing else limits its length.
        idle_time: Duration = "CANDOR_INGEST_IDLE_TIME", "30s";
    }
}

section! {
    /// What is kept in memory and in Redis. Losing all of it loses no fact.
    CacheConfig {
        /// Redis (`redis://…`, `rediss://…`), shared by all gateways; not set: each keeps its own.
        redis_url: Option<Secret> = "CANDOR_REDIS_URL", "";
        /// Time that Redis has to answer before the gateway goes on without it.
        redis_timeout: Duration = "CANDOR_REDIS_TIMEOUT", "250ms";
        /// Bytes kept in this process's memory.
        memory: ByteSize = "CANDOR_CACHE_MEMORY", "64MiB";
        /// Time that a persisted query is kept after its last use.
        persisted_query_time: Duration = "CANDOR_PERSISTED_QUERY_TIME", "7d";
    }
}

section! {
    /// Log lines.
    LogConfig {
        /// Which lines are written: a level, or levels by target.
        filter: String = "CANDOR_LOG", "info";
        /// How lines look: `pretty` or `json`.
        format: LogFormat = "CANDOR_LOG_FORMAT", "pretty";
    }
}
