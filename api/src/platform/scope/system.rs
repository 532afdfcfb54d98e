//! The gateway acting by itself. Every use is found by searching for `for_job`.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use entities::{EmailAddress, TenantId};

use super::{
    Actor, Credential, FoundAccount, FoundTenant, OperatorReadScope, Principal, ReadScope, Session,
    WriteScope,
    session::{Hand, Shared},
};
use crate::platform::{Clock, Random, db::Database, error::Result};

/// The scopes of one job: of a command, or of work that the outbox asks for. No role limits it; each scope is still one
/// tenant's.
#[derive(Debug, Clone)]
pub struct SystemScope {
    shared: Arc<Shared>,
    job: &'static str,
}

impl SystemScope {
    /// The scopes of the job `job`, whose name stands in audit events.
    pub fn for_job(
        database: Database,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
        job: &'static str,
    ) -> Self {
        Self { shared: Arc::new(Shared::new(database, clock, random)), job }
    }

    /// The same, with nothing of what this one has read: readers see what was committed before they begin.
    #[must_use]
    pub fn fresh(&self) -> Self {
        let Shared { database, clock, random, .. } = &*self.shared;
        Self::for_job(database.clone(), clock.clone(), random.clone(), self.job)
    }

    /// The present instant.
    pub fn now(&self) -> DateTime<Utc> {
        self.shared.clock.now()
    }

    /// Reads one tenant.
    ///
    /// # Errors
    /// As for all methods here: those of the database, as codes.
    pub async fn read(&self, tenant: TenantId) -> Result<ReadScope> {
        self.shared.read(tenant).await
    }

    /// Reads across all tenants.
    pub async fn operator(&self) -> Result<OperatorReadScope> {
        self.shared.operator().await
    }

    /// A session that reads one tenant, for areas that answer callers: the job is the caller.
    pub fn session(&self, tenant: TenantId) -> Session {
        let principal = Principal { tenant, operator: false, credential: Credential::Job(self.job) };
        Session::of_job(Arc::clone(&self.shared), principal)
    }

    /// Writes in one tenant.
    pub async fn write(&self, tenant: TenantId) -> Result<WriteScope> {
        self.shared.write(tenant, self.hand()).await
    }

    /// Writes in a tenant that does not exist yet. The first row to insert is the tenant's own.
    pub async fn write_new_tenant(&self) -> Result<WriteScope> {
        self.shared.write(self.shared.new_id(), self.hand()).await
    }

    fn hand(&self) -> Hand {
        Hand { actor: Actor::Job(self.job), actor_tenant: None, app: None }
    }

    /// Finds a tenant by its slug.
    pub async fn find_tenant(&self, slug: &str) -> Result<Option<FoundTenant>> {
        self.shared.find_tenant(slug).await
    }

    /// Finds an account by its address.
    pub async fn find_account(&self, email: &EmailAddress) -> Result<Option<FoundAccount>> {
        self.shared.find_account(email).await
    }
}
