//! Who is asking.

use async_graphql::{Context, Enum, Error, ID, Object, SimpleObject};
use entities::AccountId;

use super::{
    ContextExt, RequestContext,
    access::{self, Membership},
    keys::{self, ApiKeyScope},
};
use crate::platform::scope::{self, Credential, Principal};

/// What an account may do in a tenant.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "scope::Role")]
pub enum Role {
    /// Everything below, members and keys.
    Owner,
    /// Declares and drafts.
    Editor,
    /// Approves, publishes and waives.
    Reviewer,
    /// Reads everything and changes nothing.
    Auditor,
}

/// A person, who may belong to several tenants.
#[derive(Debug, Clone)]
pub struct Account(AccountId);

impl Account {
    /// The caller's own account, if the id is its own.
    pub(super) fn own(request: &RequestContext, id: AccountId) -> Option<Self> {
        let own = request.session.principal()?.account()?;
        (own == id).then_some(Self(own))
    }
}

#[Object]
impl Account {
    /// Opaque; grants nothing.
    pub(super) async fn id(&self) -> ID {
        self.0.to_string().into()
    }

    /// Its address.
    async fn email(&self, ctx: &Context<'_>) -> Result<Option<String>, Error> {
        access::own_address(ctx).await
    }

    /// The tenants it is a member of, by slug.
    async fn memberships(&self, ctx: &Context<'_>) -> Result<Vec<Membership>, Error> {
        access::own_memberships(ctx).await
    }
}

/// The credential of this request: a person or an API key, acting in one tenant.
#[derive(Debug, SimpleObject)]
pub struct Viewer {
    /// The account that acts; null for an API key.
    account: Option<Account>,
    /// The API key that acts; null for a person.
    api_key_id: Option<ID>,
    /// The tenant it acts in.
    tenant_id: ID,
    /// The person's role there; null for an API key.
    role: Option<Role>,
    /// What the API key may be used for; none for a person.
    scopes: Vec<ApiKeyScope>,
}

impl From<&Principal> for Viewer {
    fn from(principal: &Principal) -> Self {
        Self {
            account: principal.account().map(Account),
            api_key_id: match principal.credential {
                Credential::Account { .. } | Credential::Job(_) => None,
                Credential::Key { key, .. } => Some(key.to_string().into()),
            },
            scopes: match principal.credential {
                Credential::Account { .. } | Credential::Job(_) => Vec::new(),
                Credential::Key { scopes, .. } => keys::scopes(scopes),
            },
            tenant_id: principal.tenant.to_string().into(),
            role: principal.role().map(Role::from),
        }
    }
}

/// Queries about the caller.
#[derive(Debug, Default)]
pub(super) struct ViewerQuery;

#[Object]
impl ViewerQuery {
    /// Who is asking; null without a credential.
    async fn viewer(&self, ctx: &Context<'_>) -> Result<Option<Viewer>, Error> {
        Ok(ctx.request()?.session.principal().map(Viewer::from))
    }
}
