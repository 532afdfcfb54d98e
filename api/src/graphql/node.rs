//! Objects by their id.

use async_graphql::{Context, Error, ID, Interface, Object};

use super::{ContextExt, RequestContext, refuse, viewer::Account};
use crate::platform::{AppError, NodeId, page::MAX_PAGE};

/// An object with an id. An id is opaque and carries its type; knowing one grants nothing.
#[derive(Debug, Clone, Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "Opaque; grants nothing."))]
pub enum Node {
    /// A person.
    Account(Account),
}

/// Queries by id.
#[derive(Debug, Default)]
pub(super) struct NodeQuery;

#[Object]
impl NodeQuery {
    /// The object with this id; null if there is none that the caller may see.
    async fn node(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Node>, Error> {
        Ok(find(ctx.request()?, &id))
    }

    /// The objects with these ids, in their order, at most 100; null for each that the caller may not see.
    #[graphql(complexity = "ids.len().saturating_mul(child_complexity).saturating_add(1)")]
    async fn nodes(&self, ctx: &Context<'_>, ids: Vec<ID>) -> Result<Vec<Option<Node>>, Error> {
        let request = ctx.request()?;
        refuse(request, bounded(&ids))?;
        Ok(ids.iter().map(|id| find(request, id)).collect())
    }
}

fn bounded(ids: &[ID]) -> Result<(), AppError> {
    match u64::try_from(ids.len()) {
        Ok(count) if count <= MAX_PAGE => Ok(()),
        _ => Err(AppError::limit_exceeded("error-list-length")
            .arg("limit", MAX_PAGE)
            .rule("list-length")
            .at(["ids"])),
    }
}

fn find(request: &RequestContext, id: &str) -> Option<Node> {
    match NodeId::parse(id)? {
        NodeId::Account(id) => Account::own(request, id).map(Node::Account),
        NodeId::Tenant(_) | NodeId::App(_) | NodeId::Draft(_) | NodeId::PolicyVersion(_) => None,
    }
}
