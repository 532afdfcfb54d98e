//! One shared connection to Redis that may break.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use redis::{
    Client, RedisError, RedisResult,
    aio::{ConnectionManager, ConnectionManagerConfig},
};

/// A connection that all tasks share, reconnects by itself and answers within a bound or not at all.
#[derive(Clone)]
pub struct RedisLink {
    manager: ConnectionManager,
    timeout: Duration,
    broken: Arc<AtomicBool>,
}

/// Without the address, which may hold a password.
impl std::fmt::Debug for RedisLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RedisLink").field("broken", &self.broken).finish_non_exhaustive()
    }
}

impl RedisLink {
    /// Prepares a link; it connects when first used. Needs a running tokio.
    ///
    /// # Errors
    /// The address is none that Redis clients know.
    pub fn new(url: &str, timeout: Duration) -> RedisResult<Self> {
        let config = ConnectionManagerConfig::new()
            .set_number_of_retries(1)
            .set_connection_timeout(Some(timeout))
            .set_response_timeout(Some(timeout));
        let manager = ConnectionManager::new_lazy_with_config(Client::open(url)?, config)?;
        Ok(Self { manager, timeout, broken: Arc::default() })
    }

    /// Runs a command; `None` if it fails or takes too long. The first failure and the recovery are logged.
    pub async fn run<T, F>(&self, command: impl FnOnce(ConnectionManager) -> F) -> Option<T>
    where
        F: Future<Output = RedisResult<T>> + Send,
    {
        match tokio::time::timeout(self.timeout, command(self.manager.clone())).await {
            Ok(Ok(value)) => {
                if self.broken.swap(false, Ordering::Relaxed) {
                    tracing::info!("redis answers again");
                }
                Some(value)
            }
            Ok(Err(error)) => self.note(Some(&error)),
            Err(_) => self.note(None),
        }
    }

    /// Whether Redis answers.
    pub async fn ping(&self) -> bool {
        let ping = |mut connection: ConnectionManager| async move {
            redis::cmd("PING").query_async::<()>(&mut connection).await
        };
        self.run(ping).await.is_some()
    }

    fn note<T>(&self, error: Option<&RedisError>) -> Option<T> {
        if !self.broken.swap(true, Ordering::Relaxed) {
            // The kind only: details may quote a key or an address.
            let kind = error.map_or("Timeout".into(), |error| format!("{:?}", error.kind()));
            tracing::warn!(
                redis.error = kind,
                "redis does not answer; this process goes on with its own memory"
            );
        }
        None
    }
}
