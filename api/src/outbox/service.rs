//! Putting jobs into the outbox.

use entities::OutboxId;

use super::{model::Job, store};
use crate::platform::{
    error::{AppError, Result},
    scope::WriteScope,
};

/// Writes `job` in the scope's transaction, to be done as soon as it is committed.
///
/// # Errors
/// Those of the database, as codes.
pub async fn enqueue<J: Job>(scope: &WriteScope, job: &J) -> Result<OutboxId> {
    let payload = serde_json::to_string(job).map_err(AppError::internal)?;
    let id = scope.new_id();
    store::insert(scope, id, J::KIND, payload).await?;
    Ok(id)
}
