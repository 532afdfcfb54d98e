//! Jobs.

use chrono::{DateTime, Utc};
use entities::{OutboxId, TenantId, outbox};
use serde::{Serialize, de::DeserializeOwned};

use crate::platform::error::{AppError, Result};

/// Something to be done after the commit. It holds ids, and no fact that the ids do not lead to.
pub trait Job: Serialize + Sync {
    /// Its name, such as `version.published`. It stays when the program changes: jobs written by an older one are still
    /// there.
    const KIND: &'static str;
}

/// A job that waits to be done.
#[derive(Debug, Clone)]
pub struct Due {
    pub tenant: TenantId,
    pub id: OutboxId,
    /// When what caused it was done.
    pub created_at: DateTime<Utc>,
    pub(super) payload: String,
    pub(super) available_at: DateTime<Utc>,
    pub(super) attempts: i32,
}

impl Due {
    /// The job itself.
    ///
    /// # Errors
    /// `INTERNAL` for one of another kind.
    pub fn job<J: Job + DeserializeOwned>(&self) -> Result<J> {
        serde_json::from_str(&self.payload).map_err(AppError::internal)
    }
}

impl From<outbox::Model> for Due {
    fn from(row: outbox::Model) -> Self {
        Self {
            tenant: row.tenant_id,
            id: row.id,
            created_at: row.created_at,
            payload: row.payload,
            available_at: row.available_at,
            attempts: row.attempts,
        }
    }
}

/// A job that its holder alone works on, until the claim ends.
#[derive(Debug)]
pub struct Claim {
    pub(super) due: Due,
    /// The claim's end, by which its holder is known.
    pub(super) until: DateTime<Utc>,
}
