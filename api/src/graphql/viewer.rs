//! Who is asking.

use async_graphql::{Context, Enum, Error, ID, Object, SimpleObject};

use super::{ContextExt, RequestContext};
use crate::access::{self, Grant};

/// What an account may do in a tenant.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "access::Role")]
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
#[derive(Debug, Clone, SimpleObject)]
pub struct Account {
    /// Opaque; grants nothing.
    pub(super) id: ID,
}

impl Account {
    /// The caller's own account, if the id is its own.
    pub(super) fn own(request: &RequestContext, id: entities::AccountId) -> Option<Self> {
        let own = request.grant.as_ref()?.account;
        (own == id).then(|| Self { id: own.to_string().into() })
    }
}

/// The credential of this request: an account acting in one tenant.
#[derive(Debug, SimpleObject)]
pub struct Viewer {
    /// The account that acts.
    account: Account,
    /// The tenant it acts in.
    tenant_id: ID,
    /// Its role there.
    role: Role,
}

impl From<&Grant> for Viewer {
    fn from(grant: &Grant) -> Self {
        Self {
            account: Account { id: grant.account.to_string().into() },
            tenant_id: grant.tenant.to_string().into(),
            role: grant.role.into(),
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
        Ok(ctx.request()?.grant.as_ref().map(Viewer::from))
    }
}
