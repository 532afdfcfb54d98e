//! Putting jobs into the outbox, and working them off.

use std::time::Duration;

use chrono::{DateTime, Utc};
use entities::{OutboxId, TenantId};

use super::{
    model::{Claim, Due, Job},
    store,
};
use crate::platform::{
    ErrorCode,
    error::{AppError, Result},
    scope::{SystemScope, WriteScope},
};

/// Time that a claim holds after it was made or renewed.
pub const LEASE: Duration = Duration::from_secs(60);
/// Time until a job that failed is tried again; twice as long after each failure.
const FIRST_PAUSE: Duration = Duration::from_secs(10);
/// The longest of these times is the first, doubled so often: about an hour and a half.
const DOUBLINGS: u32 = 9;

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

/// The jobs of this kind that may be tried now, of all tenants or of one, the oldest first, so many at most.
///
/// # Errors
/// Those of the database, as codes.
pub async fn due<J: Job>(system: &SystemScope, whose: Option<TenantId>, most: u64) -> Result<Vec<Due>> {
    store::due(&system.operator().await?, J::KIND, whose, system.now(), most).await
}

/// Takes a job for [`LEASE`]; none where somebody else has.
///
/// # Errors
/// Those of the database, as codes.
pub async fn claim(system: &SystemScope, due: Due) -> Result<Option<Claim>> {
    let scope = system.write(due.tenant).await?;
    let until = scope.now() + LEASE;
    let held = due.available_at;
    let claim = Claim { due, until };
    match store::set_available(&scope, &claim.due, held, until).await {
        Ok(()) => scope.commit().await.map(|()| Some(claim)),
        Err(error) if error.code() == ErrorCode::Conflict => Ok(None),
        Err(error) => Err(error),
    }
}

impl Claim {
    /// The job.
    pub fn due(&self) -> &Due {
        &self.due
    }

    /// Holds the job for [`LEASE`] from now on, once the scope commits.
    ///
    /// # Errors
    /// `CONFLICT` where the claim had ended and somebody else has the job: then do not commit.
    pub async fn renew(&mut self, scope: &WriteScope) -> Result<()> {
        let until = scope.now() + LEASE;
        store::set_available(scope, &self.due, self.until, until).await?;
        self.until = until;
        Ok(())
    }

    /// The job is done.
    ///
    /// # Errors
    /// As for [`renew`](Self::renew).
    pub async fn finish(self, system: &SystemScope) -> Result<()> {
        let scope = system.write(self.due.tenant).await?;
        store::set_done(&scope, &self.due, self.until).await?;
        scope.commit().await
    }

    /// The job is to be taken up again at that time.
    ///
    /// # Errors
    /// As for [`renew`](Self::renew).
    pub async fn postpone(self, system: &SystemScope, until: DateTime<Utc>) -> Result<()> {
        let scope = system.write(self.due.tenant).await?;
        store::set_available(&scope, &self.due, self.until, until).await?;
        scope.commit().await
    }

    /// The job failed: it is tried again after a pause that grows.
    ///
    /// # Errors
    /// As for [`renew`](Self::renew).
    pub async fn fail(self, system: &SystemScope, error: &AppError) -> Result<()> {
        let scope = system.write(self.due.tenant).await?;
        let doublings = u32::try_from(self.due.attempts).unwrap_or(DOUBLINGS).min(DOUBLINGS);
        let again = scope.now() + FIRST_PAUSE * 2_u32.pow(doublings);
        store::set_failed(&scope, &self.due, self.until, again, error.code().as_str()).await?;
        scope.commit().await
    }
}
