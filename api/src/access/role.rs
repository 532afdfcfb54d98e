use serde::{Deserialize, Serialize};

/// What an account may do in a tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Role {
    /// All below, members, keys.
    Owner,
    /// Declares, drafts.
    Editor,
    /// Approves, publishes, waives.
    Reviewer,
    /// Reads all, changes nothing.
    Auditor,
}
