//! Bytes that may be lost: in this process's memory, and behind it in Redis where there is one.
//!
//! Losing all of it loses no fact. While Redis does not answer, each process goes on with its own memory. Keys are
//! built from hashes and ids, never from anything personal.

mod link;

use std::time::Duration;

use bytes::Bytes;
use moka::future::Cache as Memory;
use redis::{AsyncTypedCommands, aio::ConnectionManager};

pub use link::RedisLink;

/// What a key is about; keeps the keys of different uses apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Space {
    /// Text of a persisted query, under its SHA-256.
    PersistedQuery,
}

impl Space {
    fn name(self) -> &'static str {
        match self {
            Self::PersistedQuery => "query",
        }
    }
}

/// The cache. Cloning shares it.
#[derive(Debug, Clone)]
pub struct Cache {
    memory: Memory<(Space, String), Bytes>,
    redis: Option<RedisLink>,
}

impl Cache {
    /// A cache of at most `capacity` bytes in memory, each entry for `idle` after its last use.
    pub fn new(capacity: usize, idle: Duration, redis: Option<RedisLink>) -> Self {
        let memory = Memory::builder()
            .max_capacity(u64::try_from(capacity).unwrap_or(u64::MAX))
            .weigher(|(_, key): &(Space, String), bytes: &Bytes| {
                u32::try_from(key.len() + bytes.len()).unwrap_or(u32::MAX)
            })
            .time_to_idle(idle)
            .build();
        Self { memory, redis }
    }

    /// The bytes under a key, if they are still there.
    pub async fn get(&self, space: Space, key: &str) -> Option<Bytes> {
        let entry = (space, key.to_owned());
        if let Some(bytes) = self.memory.get(&entry).await {
            return Some(bytes);
        }
        let name = redis_key(space, key);
        let link = self.redis.as_ref()?;
        let read = |mut connection: ConnectionManager| async move {
            redis::cmd("GET").arg(name).query_async(&mut connection).await
        };
        let bytes: Option<Vec<u8>> = link.run(read).await?;
        let bytes = Bytes::from(bytes?);
        self.memory.insert(entry, bytes.clone()).await;
        Some(bytes)
    }

    /// Keeps bytes under a key, in Redis for `life`.
    pub async fn put(&self, space: Space, key: &str, bytes: Bytes, life: Duration) {
        if let Some(link) = &self.redis {
            let name = redis_key(space, key);
            let seconds = life.as_secs().max(1);
            let value = bytes.clone();
            // A write that fails is a later miss; the link has logged why.
            link.run(|mut connection: ConnectionManager| async move {
                connection.set_ex(name, value.as_ref(), seconds).await
            })
            .await;
        }
        self.memory.insert((space, key.to_owned()), bytes).await;
    }

    /// Whether Redis answers; `None` where there is none.
    pub async fn reachable(&self) -> Option<bool> {
        match &self.redis {
            Some(link) => Some(link.ping().await),
            None => None,
        }
    }
}

fn redis_key(space: Space, key: &str) -> String {
    format!("candor:{}:{key}", space.name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn bytes_come_back_and_memory_is_bounded() {
        let cache = Cache::new(1000, Duration::from_secs(60), None);
        cache.put(Space::PersistedQuery, "a", Bytes::from_static(b"{ a }"), Duration::from_secs(1)).await;
        assert_eq!(cache.get(Space::PersistedQuery, "a").await, Some(Bytes::from_static(b"{ a }")));
        assert_eq!(cache.get(Space::PersistedQuery, "b").await, None);
        assert_eq!(cache.reachable().await, None);

        cache.put(Space::PersistedQuery, "large", vec![0; 2000].into(), Duration::from_secs(1)).await;
        cache.memory.run_pending_tasks().await;
        assert!(cache.memory.weighted_size() <= 1000);
        assert_eq!(cache.get(Space::PersistedQuery, "large").await, None);
    }

    #[tokio::test]
    async fn without_its_redis_the_cache_still_works() {
        let link = RedisLink::new("redis://127.0.0.1:1", Duration::from_millis(50)).unwrap();
        let cache = Cache::new(1000, Duration::from_secs(60), Some(link));
        cache.put(Space::PersistedQuery, "a", Bytes::from_static(b"x"), Duration::from_secs(1)).await;
        assert_eq!(cache.get(Space::PersistedQuery, "a").await, Some(Bytes::from_static(b"x")));
        assert_eq!(cache.get(Space::PersistedQuery, "b").await, None);
        assert_eq!(cache.reachable().await, Some(false));
    }
}
