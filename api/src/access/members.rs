//! Who belongs to which tenant.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entities::{
    AccountId, EmailAddress, InvitationId, TenantId, TypedId, accounts::AccountStatus, invitations, members,
};

use super::{Access, links, store, text::OfInvitation};
use crate::{
    audit,
    platform::{
        config::Secret,
        error::{AppError, Result},
        page::{Page, PageArgs},
        scope::{Permission, Principal, Role, Session, SystemScope, WriteScope},
    },
};

/// A person in a tenant.
#[derive(Debug, Clone)]
pub struct Member {
    pub tenant: TenantId,
    pub account: AccountId,
    pub role: Role,
    pub joined_at: DateTime<Utc>,
}

impl From<members::Model> for Member {
    fn from(row: members::Model) -> Self {
        Self { tenant: row.tenant_id, account: row.account_id, role: row.role, joined_at: row.created_at }
    }
}

/// What became of an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvitationState {
    Open,
    Accepted,
    Revoked,
    Expired,
}

/// That somebody was asked to join a tenant.
#[derive(Debug, Clone)]
pub struct Invitation {
    pub tenant: TenantId,
    pub id: InvitationId,
    pub email: EmailAddress,
    pub role: Role,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    accepted: bool,
    revoked: bool,
}

impl Invitation {
    /// What became of it by `now`.
    pub fn state(&self, now: DateTime<Utc>) -> InvitationState {
        match (self.accepted, self.revoked) {
            (true, _) => InvitationState::Accepted,
            (_, true) => InvitationState::Revoked,
            _ if self.expires_at <= now => InvitationState::Expired,
            _ => InvitationState::Open,
        }
    }
}

impl From<invitations::Model> for Invitation {
    fn from(row: invitations::Model) -> Self {
        Self {
            tenant: row.tenant_id,
            id: row.id,
            email: row.email,
            role: row.role,
            created_at: row.created_at,
            expires_at: row.expires_at,
            accepted: row.accepted_at.is_some(),
            revoked: row.revoked_at.is_some(),
        }
    }
}

/// The tenants that the caller is a member of, by slug; none for a stranger or a key.
///
/// # Errors
/// Those of the database, as codes.
pub async fn memberships(session: &Session) -> Result<Vec<crate::platform::scope::Membership>> {
    match session.principal().and_then(Principal::account) {
        Some(_) => session.own_memberships().await,
        None => Ok(Vec::new()),
    }
}

/// An owner of the operator, as a token will name it.
pub fn operator_owner(tenant: TenantId, account: AccountId) -> Principal {
    Principal { operator: true, ..Principal::person(account, tenant, Role::Owner) }
}

/// Makes the person with this address a member of the scope's tenant, with an account if it has none. Whoever is a
/// member already keeps the role.
///
/// # Errors
/// `FORBIDDEN` for an account that is locked.
pub async fn enroll(
    system: &SystemScope,
    scope: &WriteScope,
    email: &EmailAddress,
    role: Role,
) -> Result<AccountId> {
    let id = match system.find_account(email).await? {
        Some(found) if found.status == AccountStatus::Locked => return Err(AppError::forbidden()),
        Some(found) => found.id,
        None => store::insert_account(scope, email).await?,
    };
    store::insert_member(scope, id, role).await?;
    Ok(id)
}

/// A scope that writes in the tenant of a slug; an unknown one takes the same way as another's.
pub(super) async fn write(session: &Session, tenant: &str, permission: Permission) -> Result<WriteScope> {
    let found = session.find_tenant(tenant).await?;
    let id = found.map_or_else(|| TenantId::from_uuid(uuid::Uuid::nil()), |found| found.id);
    session.write_tenant(id, permission).await.map_err(|error| error.at(["tenant"]))
}

/// Asks somebody to join. The text is in the answer and nowhere else: whoever has it and the address can accept, once.
/// Members are asked by an owner; the first owner of a tenant that has nobody yet, by an owner of its parent too.
///
/// # Errors
/// `FORBIDDEN`; `NOT_FOUND` for a tenant that the caller may not see; `INVALID` (`error-email`).
pub async fn invite(
    session: &Session,
    access: &Access,
    tenant: &str,
    email: &str,
    role: Role,
) -> Result<(Invitation, Secret)> {
    session.require(Permission::ManageMembers)?;
    let email: EmailAddress =
        email.parse().map_err(|cause| AppError::invalid("error-email").at(["email"]).because(cause))?;
    let scope = match write(session, tenant, Permission::ManageMembers).await {
        Ok(scope) => scope,
        Err(error) => first_owner(session, tenant, role).await?.ok_or(error)?,
    };
    let id = scope.new_id();
    let (text, held) = OfInvitation::new(scope.tenant(), id, access.random());
    let row = invitations::Model {
        tenant_id: scope.tenant(),
        id,
        email,
        role,
        text_sha256: held.sha256,
        invited_by: scope.actor().to_string(),
        created_at: scope.now(),
        expires_at: scope.now() + access.invitation_time(),
        accepted_at: None,
        revoked_at: None,
    };
    store::insert_invitation(&scope, row.clone()).await?;
    let entry = audit::Entry::new("member.invited", "invitation", id).with("role", word(role));
    audit::append(&scope, entry).await?;
    scope.commit().await?;
    Ok((row.into(), text))
}

/// The scope of a child that nobody is a member of yet, for an owner of its parent who asks its first owner.
async fn first_owner(session: &Session, tenant: &str, role: Role) -> Result<Option<WriteScope>> {
    let Some(found) = session.find_tenant(tenant).await?.filter(|_| role == Role::Owner) else {
        return Ok(None);
    };
    if session.children().await?.child(found.id).await?.is_none() {
        return Ok(None);
    }
    let scope = session.write_child(found.id, Permission::ManageMembers).await?;
    Ok((store::count_members(&scope).await? == 0).then_some(scope))
}

fn word(role: Role) -> &'static str {
    super::role::word(role)
}

/// Who accepts an invitation.
#[derive(Debug)]
pub enum Acceptance {
    /// Somebody who has an account and is signed in to it.
    Holder(AccountId),
    /// Somebody new, with the password to be.
    Newcomer(Secret),
}

/// Joins a tenant. The address that was asked must be the account's; a newcomer gets an account of that address.
///
/// # Errors
/// `INVALID` (`error-invitation`), the same for an invitation that was never made, has ended, was taken back or used, was
/// made for another address, or names an address that has an account while nobody is signed in to it; (`error-password`).
pub async fn accept(session: &Session, access: &Access, text: &Secret, by: Acceptance) -> Result<Member> {
    let dead = || AppError::invalid("error-invitation").at(["invitation"]);
    let held = OfInvitation::parse(text.expose()).ok_or_else(dead)?;
    let (holder, password) = match by {
        Acceptance::Holder(account) => (Some(account), None),
        Acceptance::Newcomer(password) => (None, Some(links::hash(access, &password).await?)),
    };
    let fresh: AccountId = session.new_id();
    let account = holder.unwrap_or(fresh);
    let scope = session.write_as_invited(held.tenant(), account).await?;
    let row =
        store::invitation(&scope, held.invitation()).await?.filter(|row| row.text_sha256 == held.sha256);
    let row = row.filter(|row| row.expires_at > scope.now()).ok_or_else(dead)?;
    let rows = scope.account_rows(account).await?;
    match password {
        Some(password) => {
            rows.insert_account(&row.email, scope.now()).await.map_err(|error| dead().because(error))?;
            store::set_password(rows, password, scope.now()).await?;
        }
        None => {
            rows.lock().await?.filter(|account| account.email == row.email).ok_or_else(dead)?;
        }
    }
    scope.refuse_suspended().await?;
    if !store::close_invitation(&scope, row.id, store::accepted()).await? {
        return Err(dead());
    }
    store::insert_member(&scope, account, row.role).await?;
    let member = store::member(&scope, account).await?.ok_or_else(|| AppError::internal("no member"))?;
    let entry = audit::Entry::new("member.joined", "account", account).with("role", word(member.role));
    audit::append(&scope, entry).await?;
    scope.commit().await?;
    Ok(member.into())
}

/// Takes an invitation back.
///
/// # Errors
/// `FORBIDDEN`; `NOT_FOUND`; `ILLEGAL_STATE` (`error-invitation-closed`) for one that was accepted or taken back.
pub async fn revoke(session: &Session, id: InvitationId) -> Result<Invitation> {
    session.require(Permission::ManageMembers)?;
    let tenant = tenant_of(session, id).await?;
    let scope = session.write_tenant(tenant, Permission::ManageMembers).await?;
    if !store::close_invitation(&scope, id, store::revoked()).await? {
        return Err(AppError::illegal_state("error-invitation-closed").at(["invitationId"]));
    }
    audit::append(&scope, audit::Entry::new("member.invitation_revoked", "invitation", id)).await?;
    let row = store::invitation(&scope, id).await?.ok_or_else(AppError::not_found)?;
    scope.commit().await?;
    Ok(row.into())
}

async fn tenant_of(session: &Session, id: InvitationId) -> Result<TenantId> {
    let principal = *session.require(Permission::ManageMembers)?;
    let found = if principal.permits(Permission::ReadAllTenants) {
        store::invitation_of_all(&session.operator().await?, id).await?
    } else {
        store::invitation(&session.read(Permission::ManageMembers).await?, id).await?
    };
    found.map(|row| row.tenant_id).ok_or_else(|| AppError::not_found().at(["invitationId"]))
}

/// Gives a member another role. What it may do changes with its next access token.
///
/// # Errors
/// `FORBIDDEN`; `NOT_FOUND` for a tenant or member that is not there; `ILLEGAL_STATE` (`error-last-owner`).
pub async fn set_role(session: &Session, tenant: &str, account: AccountId, role: Role) -> Result<Member> {
    session.require(Permission::ManageMembers)?;
    let scope = write(session, tenant, Permission::ManageMembers).await?;
    let member = changeable(&scope, account, role == Role::Owner).await?;
    store::set_role(&scope, account, role).await?;
    let entry = audit::Entry::new("member.role_set", "account", account).with("role", word(role));
    audit::append(&scope, entry).await?;
    scope.commit().await?;
    Ok(Member { role, ..member })
}

/// Removes a member. It gets no more access tokens of the tenant; one that it has holds until its time has passed.
///
/// # Errors
/// As for [`set_role`].
pub async fn remove(session: &Session, tenant: &str, account: AccountId) -> Result<Member> {
    session.require(Permission::ManageMembers)?;
    let scope = write(session, tenant, Permission::ManageMembers).await?;
    let member = changeable(&scope, account, false).await?;
    store::remove_member(&scope, account).await?;
    audit::append(&scope, audit::Entry::new("member.removed", "account", account)).await?;
    scope.commit().await?;
    Ok(member)
}

/// The member; refuses where it is the last owner and will be none.
async fn changeable(scope: &WriteScope, account: AccountId, stays_owner: bool) -> Result<Member> {
    // The tenant's log puts two changes at once in order.
    audit::lock(scope).await?;
    let member =
        store::member(scope, account).await?.ok_or_else(|| AppError::not_found().at(["accountId"]))?;
    if member.role == Role::Owner && !stays_owner && store::owners(scope).await? == 1 {
        return Err(AppError::illegal_state("error-last-owner").at(["accountId"]));
    }
    Ok(member.into())
}

/// One page of the members of each of these tenants; of others than the caller's own, for the operator's people only.
///
/// # Errors
/// `INVALID` for a cursor of another list.
pub async fn pages(
    session: &Session,
    tenants: Vec<TenantId>,
    args: &PageArgs,
) -> Result<HashMap<TenantId, Page<Member>>> {
    let principal = *session.require(Permission::ReadMembers)?;
    let pages = if principal.permits(Permission::ReadAllTenants) {
        store::member_pages_of_all(&session.operator().await?, tenants, args).await?
    } else if tenants.contains(&principal.tenant) {
        let scope = session.read(Permission::ReadMembers).await?;
        HashMap::from([(principal.tenant, store::member_pages(&scope, args).await?)])
    } else {
        HashMap::new()
    };
    Ok(pages.into_iter().map(|(tenant, page)| (tenant, page.map(Member::from))).collect())
}

/// One page of the invitations of each of these tenants, the newest first; for owners.
///
/// # Errors
/// `INVALID` for a cursor of another list.
pub async fn invitation_pages(
    session: &Session,
    tenants: Vec<TenantId>,
    args: &PageArgs,
) -> Result<HashMap<TenantId, Page<Invitation>>> {
    let Ok(principal) = session.require(Permission::ManageMembers).copied() else {
        return Ok(HashMap::new());
    };
    let pages = if principal.permits(Permission::ReadAllTenants) {
        store::invitation_pages_of_all(&session.operator().await?, tenants, args).await?
    } else if tenants.contains(&principal.tenant) {
        let scope = session.read(Permission::ManageMembers).await?;
        HashMap::from([(principal.tenant, store::invitation_page(&scope, args).await?)])
    } else {
        HashMap::new()
    };
    Ok(pages.into_iter().map(|(tenant, page)| (tenant, page.map(Invitation::from))).collect())
}

/// The addresses of these accounts, for an owner of the tenant that they are members of, and one's own.
///
/// # Errors
/// Those of the database, as codes.
pub async fn addresses(
    session: &Session,
    accounts: &[AccountId],
) -> Result<HashMap<AccountId, EmailAddress>> {
    let Some(principal) = session.principal().copied() else { return Ok(HashMap::new()) };
    if principal.permits(Permission::ManageMembers) {
        return session.read(Permission::ManageMembers).await?.member_addresses(accounts).await;
    }
    let own = principal.account().filter(|own| accounts.contains(own));
    match own {
        Some(own) => Ok(session.account().await?.map(|row| (own, row.email)).into_iter().collect()),
        None => Ok(HashMap::new()),
    }
}
