//! What an app and its declaration are.

use chrono::{DateTime, Utc};
use disclosure::{
    change::Difference,
    manifest::{Declaration, Localized},
};
pub use entities::apps::{AppStatus, Environment};
use entities::{AppId, TenantId, apps, declaration_revisions};
use serde::{Deserialize, Serialize};

use crate::platform::error::{AppError, Result};

/// An app.
#[derive(Debug, Clone, PartialEq)]
pub struct App {
    pub tenant: TenantId,
    pub id: AppId,
    pub slug: String,
    pub name: Localized,
    pub status: AppStatus,
    pub environment: Environment,
    pub head_revision: Option<i32>,
    pub created_at: DateTime<Utc>,
}

impl App {
    /// The app, if it is in use.
    ///
    /// # Errors
    /// `ILLEGAL_STATE` (`error-app-retired`) for a retired one.
    pub fn in_use(self) -> Result<Self> {
        match self.status {
            AppStatus::Active => Ok(self),
            AppStatus::Retired => Err(AppError::illegal_state("error-app-retired")),
        }
    }
}

impl TryFrom<apps::Model> for App {
    type Error = AppError;

    fn try_from(row: apps::Model) -> Result<Self> {
        Ok(Self {
            tenant: row.tenant_id,
            id: row.id,
            slug: row.slug,
            name: serde_json::from_value(row.name).map_err(AppError::internal)?,
            status: row.status,
            environment: row.environment,
            head_revision: row.head_revision,
            created_at: row.created_at,
        })
    }
}

/// One immutable state of a declaration.
#[derive(Debug, Clone)]
pub struct Revision {
    pub tenant: TenantId,
    pub app: AppId,
    pub number: i32,
    /// Canonical JSON (RFC 8785).
    pub document: String,
    /// Of `document`, as it is in the row.
    pub sha256: entities::Digest,
    pub created_at: DateTime<Utc>,
}

impl Revision {
    /// The declaration.
    ///
    /// # Errors
    /// `INTERNAL` where the stored document is none.
    pub fn declaration(&self) -> Result<Declaration> {
        serde_json::from_str(&self.document).map_err(AppError::internal)
    }
}

impl From<declaration_revisions::Model> for Revision {
    fn from(row: declaration_revisions::Model) -> Self {
        Self {
            tenant: row.tenant_id,
            app: row.app_id,
            number: row.number,
            document: row.document,
            sha256: row.sha256,
            created_at: row.created_at,
        }
    }
}

/// What applying a manifest did, or would do.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Applied {
    pub tenant: TenantId,
    /// Differences of the tenant's profile.
    pub profile: Vec<Difference>,
    /// What of the profile stayed, because it is verified: from what it is to what the manifest says.
    #[serde(default)]
    pub withheld: Vec<Difference>,
    pub apps: Vec<AppliedApp>,
}

/// What applying a manifest did to one app.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AppliedApp {
    pub slug: String,
    pub outcome: Outcome,
    /// The head afterwards; none in a preview of what is new.
    pub revision: Option<i32>,
    pub differences: Vec<Difference>,
}

/// What happened to an app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Outcome {
    /// It did not exist.
    Created,
    /// Its declaration has a new revision.
    Changed,
    /// It declares what it declared.
    Unchanged,
}
