//! Jobs.

use serde::Serialize;

/// Something to be done after the commit. It holds ids, and no fact that the ids do not lead to.
pub trait Job: Serialize + Sync {
    /// Its name, such as `version.published`. It stays when the program changes: jobs written by an older one are still
    /// there.
    const KIND: &'static str;
}
