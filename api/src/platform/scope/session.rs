//! One request's way to the rows.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use entities::{AccountId, AppId, EmailAddress, TenantId, TypedId, accounts, tenants::TenantKind};
use tokio::sync::Mutex;

use super::{
    AccountScope, Actor, CatalogScope, ChildrenReadScope, FoundAccount, FoundTenant, Membership,
    OperatorReadScope, Permission, Principal, PublicScope, ReadScope, WriteScope, lookup,
};
use crate::platform::{
    Clock, Random,
    db::{Database, Pool, StatementCount, Transaction},
    error::{AppError, Result},
    id::new_id,
};

/// The scopes of one request, for one caller. Cheap to clone; all clones share one open read transaction at most, so
/// that no request holds a connection while it waits for another. Dropped with the request.
///
/// Who asks is fixed when it is made, from a verified credential, and every scope is checked against it; what is bound to
/// one app stays so in every scope.
#[derive(Debug, Clone)]
pub struct Session {
    shared: Arc<Shared>,
    principal: Option<Principal>,
}

/// What a session and its scopes share.
#[derive(Debug)]
pub(super) struct Shared {
    pub database: Database,
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
    pub statements: StatementCount,
    open: Mutex<Option<(View, Arc<Transaction>)>>,
}

/// What an open read transaction sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum View {
    /// No tenant yet.
    Nobody,
    Tenant(TenantId),
    All,
}

/// Who writes, and how far it reaches.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hand {
    pub actor: Actor,
    /// The actor's own tenant, where it writes in another's.
    pub actor_tenant: Option<TenantId>,
    /// The one app that its credential is bound to.
    pub app: Option<AppId>,
}

impl Hand {
    fn of(principal: &Principal) -> Self {
        Self { actor: principal.actor(), actor_tenant: None, app: principal.app() }
    }

    fn from_outside(principal: &Principal) -> Self {
        Self { actor_tenant: Some(principal.tenant), ..Self::of(principal) }
    }
}

impl Shared {
    pub(super) fn new(database: Database, clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> Self {
        Self { database, clock, random, statements: StatementCount::default(), open: Mutex::new(None) }
    }

    /// Lets go of the open read transaction: what is read next is fresh.
    pub(super) async fn forget(&self) {
        self.open.lock().await.take();
    }

    /// The open read transaction, if it sees `wanted` or can be made to; otherwise a new one in its place. Readers at the
    /// same time wait for one opening.
    async fn view(&self, wanted: View) -> Result<Arc<Transaction>> {
        let mut open = self.open.lock().await;
        let kept = match open.take() {
            // Whoever looks something up needs no tenant, and is not disturbed by one.
            Some((seen, transaction)) if seen == wanted || (wanted == View::Nobody && seen != View::All) => {
                *open = Some((seen, Arc::clone(&transaction)));
                return Ok(transaction);
            }
            Some((View::Nobody, transaction)) if wanted != View::All => Some(transaction),
            // Given back before another is asked for: two requests that each held one and waited for a second would
            // wait for each other.
            Some(_) | None => None,
        };
        let transaction = match kept {
            Some(transaction) => transaction,
            None => {
                let pool = if wanted == View::All { Pool::Operator } else { Pool::App };
                Arc::new(self.database.begin_read(pool, &self.statements).await?)
            }
        };
        if let View::Tenant(tenant) = wanted {
            lookup::name_tenant(&transaction, tenant).await?;
        }
        *open = Some((wanted, Arc::clone(&transaction)));
        Ok(transaction)
    }

    pub(super) async fn read(&self, tenant: TenantId) -> Result<ReadScope> {
        Ok(ReadScope::new(self.view(View::Tenant(tenant)).await?, tenant))
    }

    pub(super) async fn write(self: &Arc<Self>, tenant: TenantId, hand: Hand) -> Result<WriteScope> {
        self.forget().await;
        let transaction = self.database.begin_write(&self.statements).await?;
        lookup::name_tenant(&transaction, tenant).await?;
        Ok(WriteScope::new(transaction, tenant, hand, Arc::clone(self)))
    }

    pub(super) async fn operator(&self) -> Result<OperatorReadScope> {
        Ok(OperatorReadScope::new(self.view(View::All).await?))
    }

    pub(super) async fn find_tenant(&self, slug: &str) -> Result<Option<FoundTenant>> {
        lookup::tenant(&*self.view(View::Nobody).await?, slug).await
    }

    pub(super) async fn find_account(&self, email: &EmailAddress) -> Result<Option<FoundAccount>> {
        lookup::account(&*self.view(View::Nobody).await?, email).await
    }

    pub(super) fn new_id<I: TypedId>(&self) -> I {
        new_id(&*self.clock, &*self.random)
    }
}

impl Session {
    /// The session of one request. `principal` comes from a verified credential; without one the caller is a stranger,
    /// who reads what is public.
    pub fn new(
        database: Database,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
        principal: Option<Principal>,
    ) -> Self {
        Self { shared: Arc::new(Shared::new(database, clock, random)), principal }
    }

    /// The session of a job, with the connections of its scopes.
    pub(super) fn of_job(shared: Arc<Shared>, principal: Principal) -> Self {
        Self { shared, principal: Some(principal) }
    }

    /// The caller, unless it is a stranger.
    pub fn principal(&self) -> Option<&Principal> {
        self.principal.as_ref()
    }

    /// The present instant.
    pub fn now(&self) -> DateTime<Utc> {
        self.shared.clock.now()
    }

    /// How many statements this session has sent. Beginning, ending and naming the tenant are not counted.
    pub fn statements(&self) -> u64 {
        self.shared.statements.get()
    }

    /// The caller, if its role or a scope of its key allows `permission`.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` for a stranger, `FORBIDDEN` where neither allows it.
    pub fn require(&self, permission: Permission) -> Result<&Principal> {
        let principal = self.principal.as_ref().ok_or_else(AppError::unauthenticated)?;
        if principal.permits(permission) { Ok(principal) } else { Err(AppError::forbidden()) }
    }

    /// Reads the caller's own tenant.
    ///
    /// # Errors
    /// As for `require`.
    pub async fn read(&self, permission: Permission) -> Result<ReadScope> {
        let principal = self.require(permission)?;
        Ok(self.shared.read(principal.tenant).await?.bound_to(principal.app()))
    }

    /// Reads a tenant that the caller names: its own, or, for the operator's people, any.
    ///
    /// # Errors
    /// As for `require`; `NOT_FOUND` for another's tenant, as for one that never existed.
    pub async fn read_tenant(&self, tenant: TenantId, permission: Permission) -> Result<ReadScope> {
        let principal = self.require(permission)?;
        if principal.tenant == tenant {
            Ok(self.shared.read(tenant).await?.bound_to(principal.app()))
        } else if principal.permits(Permission::ReadAllTenants) {
            Ok(ReadScope::new(self.shared.view(View::All).await?, tenant))
        } else {
            Err(AppError::not_found())
        }
    }

    /// Writes in the caller's own tenant.
    ///
    /// # Errors
    /// As for `require`; `ILLEGAL_STATE` (`error-suspended`) where the tenant may not act.
    pub async fn write(&self, permission: Permission) -> Result<WriteScope> {
        let principal = self.require(permission)?;
        self.write_tenant(principal.tenant, permission).await
    }

    /// Writes in a tenant that the caller names: its own, or, for the operator's people as far as they may, any; the scope
    /// then says whose hand it was. Here, where every write of a request begins, a suspended tenant's is refused; one that
    /// was under way when the tenant was suspended may still be done.
    ///
    /// # Errors
    /// As for `write`; for another's tenant `NOT_FOUND`, or `FORBIDDEN` to those of the operator's people who may see it.
    pub async fn write_tenant(&self, tenant: TenantId, permission: Permission) -> Result<WriteScope> {
        let hand = self.hand_in(tenant, permission)?;
        let scope = self.shared.write(tenant, hand).await?;
        if !permission.outlasts_suspension() {
            lookup::refuse_idle(scope.transaction(), tenant).await?;
        }
        Ok(scope)
    }

    /// Reads what a job has to know that writes in the caller's name, for whoever could [write](Self::write_tenant) in the
    /// tenant. Whether the tenant may act is for the job to see. [Let go](Self::let_go) of it before the job is waited for.
    ///
    /// # Errors
    /// As for `write_tenant`, but for a suspended tenant.
    pub async fn read_for_write(&self, tenant: TenantId, permission: Permission) -> Result<ReadScope> {
        let hand = self.hand_in(tenant, permission)?;
        Ok(self.shared.read(tenant).await?.bound_to(hand.app))
    }

    /// Gives back the connection that the session's readers share, once they are dropped: for whoever waits for work that
    /// needs one of its own. What is read next is fresh.
    pub async fn let_go(&self) {
        self.shared.forget().await;
    }

    fn hand_in(&self, tenant: TenantId, permission: Permission) -> Result<Hand> {
        let principal = self.require(permission)?;
        if principal.tenant == tenant {
            Ok(Hand::of(principal))
        } else if principal.writes_anywhere(permission) {
            Ok(Hand::from_outside(principal))
        } else if principal.permits(Permission::ReadAllTenants) {
            Err(AppError::forbidden())
        } else {
            Err(AppError::not_found())
        }
    }

    /// Writes in a tenant that does not exist yet and whose id is made here, so that it cannot be anybody's. The first row
    /// to insert is the tenant's own.
    ///
    /// # Errors
    /// As for `require`, with `CreateTenant`.
    pub async fn write_new_tenant(&self) -> Result<WriteScope> {
        let principal = self.require(Permission::CreateTenant)?;
        let tenant = self.shared.new_id();
        self.shared.write(tenant, Hand::from_outside(principal)).await
    }

    /// Reads what a tenant has published. No credential is needed.
    ///
    /// # Errors
    /// Those of the database, as codes.
    pub async fn public(&self, tenant: TenantId) -> Result<PublicScope> {
        Ok(PublicScope::new(self.shared.read(tenant).await?))
    }

    /// Reads what the operator has added to the catalogue; `operator` is what its slug told.
    ///
    /// # Errors
    /// As for `require`; `NOT_FOUND` for a tenant that is not the operator.
    pub async fn catalog(&self, operator: FoundTenant, permission: Permission) -> Result<CatalogScope> {
        self.require(permission)?;
        if operator.kind != TenantKind::Operator {
            return Err(AppError::not_found());
        }
        Ok(CatalogScope::new(self.shared.read(operator.id).await?))
    }

    /// Reads across all tenants.
    ///
    /// # Errors
    /// As for `require`, with `ReadAllTenants`.
    pub async fn operator(&self) -> Result<OperatorReadScope> {
        self.require(Permission::ReadAllTenants)?;
        self.shared.operator().await
    }

    /// Reads the children of the caller's own tenant.
    ///
    /// # Errors
    /// As for `require`, with `ReadTenant`.
    pub async fn children(&self) -> Result<ChildrenReadScope> {
        let principal = self.require(Permission::ReadTenant)?;
        let hidden = principal.app().is_some();
        Ok(ChildrenReadScope::new(self.shared.view(View::All).await?, principal.tenant, hidden))
    }

    /// The caller's account.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` for a stranger; `FORBIDDEN` for a key.
    pub fn person(&self) -> Result<AccountId> {
        let principal = self.principal.as_ref().ok_or_else(AppError::unauthenticated)?;
        principal.account().ok_or_else(AppError::forbidden)
    }

    /// A new id.
    pub fn new_id<I: TypedId>(&self) -> I {
        self.shared.new_id()
    }

    /// Writes in a child of the caller's own tenant: for what a parent does while the child has nobody yet.
    ///
    /// # Errors
    /// As for `require`; `NOT_FOUND` for a tenant that is no child; `ILLEGAL_STATE` for a suspended one.
    pub async fn write_child(&self, tenant: TenantId, permission: Permission) -> Result<WriteScope> {
        let principal = *self.require(permission)?;
        let child = self.children().await?.child(tenant).await?;
        child.ok_or_else(AppError::not_found)?;
        let scope = self.shared.write(tenant, Hand::from_outside(&principal)).await?;
        lookup::refuse_idle(scope.transaction(), tenant).await?;
        Ok(scope)
    }

    /// One account's own rows. The area of access alone opens it, for whoever has shown a credential of that account or is
    /// about to.
    ///
    /// # Errors
    /// Those of the database, as codes.
    pub async fn account_scope(&self, account: AccountId) -> Result<AccountScope> {
        AccountScope::open(Arc::clone(&self.shared), account).await
    }

    /// Writes in a tenant in the name of an account that is no member of it yet: to accept an invitation. The area of access
    /// alone opens it.
    ///
    /// # Errors
    /// Those of the database, as codes.
    pub async fn write_as_invited(&self, tenant: TenantId, account: AccountId) -> Result<WriteScope> {
        let hand = Hand { actor: Actor::Account(account), actor_tenant: None, app: None };
        self.shared.write(tenant, hand).await
    }

    /// Finds a tenant by its slug, which may be any text. For strangers too: slugs stand in public addresses.
    ///
    /// # Errors
    /// Those of the database, as codes.
    pub async fn find_tenant(&self, slug: &str) -> Result<Option<FoundTenant>> {
        self.shared.find_tenant(slug).await
    }

    /// Finds an account by its address. Never let a caller learn from the answer whether there is one.
    ///
    /// # Errors
    /// Those of the database, as codes.
    pub async fn find_account(&self, email: &EmailAddress) -> Result<Option<FoundAccount>> {
        self.shared.find_account(email).await
    }

    /// The tenants that the caller's account is a member of, by slug.
    ///
    /// # Errors
    /// As for `person`.
    pub async fn own_memberships(&self) -> Result<Vec<Membership>> {
        let account = self.person()?;
        let transaction = self.shared.view(View::Nobody).await?;
        lookup::name_account(&transaction, account).await?;
        lookup::memberships(&transaction, account).await
    }

    /// The caller's own account; none for a key.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` for a stranger.
    pub async fn account(&self) -> Result<Option<accounts::Model>> {
        let principal = self.principal.as_ref().ok_or_else(AppError::unauthenticated)?;
        let Some(account) = principal.account() else { return Ok(None) };
        lookup::own_account(&*self.shared.view(View::Nobody).await?, account).await
    }
}
