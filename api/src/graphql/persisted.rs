//! Persisted queries: a client sends a document once with its SHA-256, later the hash alone.
//!
//! The protocol is Apollo's automatic persisted queries. The document is resolved before anything else looks at the
//! request, so that a hash can do nothing that its text could not: a mutation stays refused over GET. What is kept was
//! valid, paid and not too long, and is used only while it still has its hash: others may write into the same Redis.

use std::time::Duration;

use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::platform::{
    AppError, ErrorCode,
    cache::{Cache, Space},
};

/// Bytes of a text that is kept at most.
const LONGEST: usize = 32 * 1024;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Extension {
    version: u8,
    sha256_hash: String,
}

/// The documents that clients have sent.
#[derive(Debug, Clone)]
pub(super) struct PersistedQueries {
    pub cache: Cache,
    pub life: Duration,
}

/// The document of a request, and the hash under which to keep it once it has proved valid and was paid.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Resolved {
    pub text: String,
    pub keep_as: Option<String>,
}

impl PersistedQueries {
    /// Finds the document that a request means.
    ///
    /// # Errors
    /// `INVALID` without a document or hash, or with a hash of something else; `NOT_FOUND` (`persisted-query`) for a hash
    /// that is not kept: the client then sends the document with it.
    pub async fn resolve(
        &self,
        text: Option<String>,
        extensions: &Map<String, Value>,
    ) -> Result<Resolved, AppError> {
        let Some(extension) = extensions.get("persistedQuery") else {
            return match text {
                Some(text) => Ok(Resolved { text, keep_as: None }),
                None => Err(AppError::invalid("error-query-missing").rule("query-missing")),
            };
        };
        let refused = || AppError::invalid("error-persisted-query-hash").rule("persisted-query-hash");
        let Ok(Extension { version: 1, sha256_hash: hash }) = Extension::deserialize(extension) else {
            return Err(refused());
        };
        match text {
            // What is never kept needs no proof of its hash.
            Some(text) if text.len() > LONGEST => Ok(Resolved { text, keep_as: None }),
            Some(text) if has_hash(&text, &hash) => Ok(Resolved { text, keep_as: Some(hash) }),
            Some(_) => Err(refused()),
            None => match self.kept(&hash).await {
                Some(text) => Ok(Resolved { text, keep_as: None }),
                None => {
                    Err(AppError::new(ErrorCode::NotFound, "error-persisted-query").rule("persisted-query"))
                }
            },
        }
    }

    /// Keeps a document under its hash.
    pub async fn keep(&self, hash: &str, text: &str) {
        let bytes = Bytes::copy_from_slice(text.as_bytes());
        self.cache.put(Space::PersistedQuery, hash, bytes, self.life).await;
    }

    async fn kept(&self, hash: &str) -> Option<String> {
        // What is no hash is never a key.
        if hash.len() != 64 || !hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let bytes = self.cache.get(Space::PersistedQuery, hash).await?;
        String::from_utf8(bytes.to_vec()).ok().filter(|text| has_hash(text, hash))
    }
}

fn has_hash(text: &str, hash: &str) -> bool {
    hex::encode(Sha256::digest(text)) == hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_lies_under_a_hash_that_is_not_its_own_is_not_used() {
        let life = Duration::from_secs(60);
        let queries = PersistedQueries { cache: Cache::new(1 << 20, life, None), life };
        let hash = hex::encode(Sha256::digest("{ a }"));
        let extension = serde_json::json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } });
        let Value::Object(extension) = extension else { unreachable!("an object was written") };
        queries.keep(&hash, "mutation { b }").await;
        let error = queries.resolve(None, &extension).await.unwrap_err();
        assert_eq!(error.broken_rule(), Some("persisted-query"));
        queries.keep(&hash, "{ a }").await;
        assert_eq!(queries.resolve(None, &extension).await.unwrap().text, "{ a }");
    }
}
