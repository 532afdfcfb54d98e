//! Work that keeps a processor busy for longer than a moment.

use super::error::{AppError, Result};

/// Does `work` on a thread of its own and waits for it, so that it does not hold up requests.
///
/// # Errors
/// Those of the work; `INTERNAL` where it panics.
pub async fn compute<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(AppError::internal)?
}
