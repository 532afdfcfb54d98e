//! Objects by their id.

use async_graphql::{Context, Error, ID, Interface, Object};

use super::{
    ContextExt, RequestContext, answer,
    apps::App,
    policies::{Draft, PolicyVersion},
    refuse,
    tenants::Tenant,
    viewer::Account,
};
use crate::{
    apps,
    platform::{AppError, ErrorCode, NodeId, page::MAX_PAGE},
    policies, tenants,
};

/// An object with an id. An id is opaque and carries its type; knowing one grants nothing.
#[derive(Debug, Clone, Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "Opaque; grants nothing."))]
pub enum Node {
    /// A person.
    Account(Account),
    /// An organisation.
    Tenant(Tenant),
    /// A product.
    App(App),
    /// What a policy would say.
    Draft(Draft),
    /// A numbered release.
    PolicyVersion(PolicyVersion),
}

/// Queries by id.
#[derive(Debug, Default)]
pub(super) struct NodeQuery;

#[Object]
impl NodeQuery {
    /// The object with this id; null if there is none that the caller may see.
    async fn node(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Node>, Error> {
        find(ctx.request()?, &id).await
    }

    /// The objects with these ids, in their order, at most 100; null for each that the caller may not see.
    #[graphql(complexity = "ids.len().saturating_mul(child_complexity).saturating_add(1)")]
    async fn nodes(&self, ctx: &Context<'_>, ids: Vec<ID>) -> Result<Vec<Option<Node>>, Error> {
        let request = ctx.request()?;
        refuse(request, bounded(&ids))?;
        let mut nodes = Vec::with_capacity(ids.len());
        for id in &ids {
            nodes.push(find(request, id).await?);
        }
        Ok(nodes)
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

async fn find(request: &RequestContext, id: &str) -> Result<Option<Node>, Error> {
    let session = &request.session;
    let found = match NodeId::parse(id) {
        None => return Ok(None),
        Some(NodeId::Account(id)) => return Ok(Account::own(request, id).map(Node::Account)),
        Some(NodeId::Tenant(id)) => {
            tenants::by_id(session, id).await.map(|found| Node::Tenant(Tenant(found)))
        }
        Some(NodeId::App(id)) => apps::by_id(session, id).await.map(|found| Node::App(App(found))),
        Some(NodeId::Draft(id)) => policies::draft(session, id).await.map(|found| Node::Draft(Draft(found))),
        Some(NodeId::PolicyVersion(id)) => {
            policies::version_by_id(session, id).await.map(|found| Node::PolicyVersion(PolicyVersion(found)))
        }
    };
    match found {
        // A stranger learns nothing from an id: neither what it names nor that it names something.
        Err(error) if error.code() == ErrorCode::Unauthenticated => Ok(None),
        found => answer(request, found),
    }
}
