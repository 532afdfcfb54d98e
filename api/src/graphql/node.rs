//! Objects by their id.

use std::collections::HashMap;

use async_graphql::{Context, Error, ID, Interface, Object};

use super::{
    ContextExt, RequestContext,
    apps::App,
    keys::ApiKey,
    policies::{Draft, PolicyVersion},
    refuse,
    sharing::SharingRecord,
    tenants::Tenant,
    verifications::Verification,
    viewer::Account,
};
use crate::{
    apps, keys,
    platform::{AppError, NodeId, page::MAX_PAGE},
    policies, sharing, tenants,
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
    /// Who a tenant says it is.
    Verification(Verification),
    /// A credential of a program.
    ApiKey(ApiKey),
    /// An event of sharing, as it was reported.
    SharingRecord(SharingRecord),
}

/// Queries by id.
#[derive(Debug, Default)]
pub(super) struct NodeQuery;

#[Object]
impl NodeQuery {
    /// The object with this id; null if there is none that the caller may see.
    async fn node(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Node>, Error> {
        let request = ctx.request()?;
        let found = refuse(request, find(request, std::slice::from_ref(&id)).await)?;
        Ok(found.into_values().next())
    }

    /// The objects with these ids, in their order, at most 100; null for each that the caller may not see.
    #[graphql(complexity = "ids.len().saturating_mul(child_complexity).saturating_add(1)")]
    async fn nodes(&self, ctx: &Context<'_>, ids: Vec<ID>) -> Result<Vec<Option<Node>>, Error> {
        let request = ctx.request()?;
        refuse(request, bounded(&ids))?;
        let found = refuse(request, find(request, &ids).await)?;
        Ok(ids.iter().map(|id| NodeId::parse(id).and_then(|id| found.get(&id).cloned())).collect())
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

/// The objects that the caller may see, by their ids: one statement a kind, however many there are.
async fn find(request: &RequestContext, ids: &[ID]) -> Result<HashMap<NodeId, Node>, AppError> {
    let session = &request.session;
    let mut found = HashMap::new();
    let (mut organisations, mut products, mut drafts, mut versions) = (vec![], vec![], vec![], vec![]);
    let mut verifications = vec![];
    let mut credentials = vec![];
    let mut records = vec![];
    for id in ids.iter().filter_map(|id| NodeId::parse(id)) {
        match id {
            NodeId::Account(account) => {
                found.extend(Account::own(request, account).map(|own| (id, Node::Account(own))));
            }
            NodeId::Tenant(id) => organisations.push(id),
            NodeId::App(id) => products.push(id),
            NodeId::Draft(id) => drafts.push(id),
            NodeId::PolicyVersion(id) => versions.push(id),
            NodeId::Verification(id) => verifications.push(id),
            NodeId::ApiKey(id) => credentials.push(id),
            NodeId::SharingRecord(id) => records.push(id),
        }
    }
    // A stranger learns nothing from an id: neither what it names nor that it names something.
    if session.principal().is_none() {
        return Ok(found);
    }
    if !organisations.is_empty() {
        let all = tenants::by_ids(session, &organisations).await?;
        found.extend(all.into_iter().map(|(id, one)| (NodeId::Tenant(id), Node::Tenant(Tenant(one)))));
    }
    if !products.is_empty() {
        let all = apps::by_ids(session, &products).await?;
        found.extend(all.into_iter().map(|(id, one)| (NodeId::App(id), Node::App(App(one)))));
    }
    if !drafts.is_empty() {
        let all = policies::drafts_by_ids(session, &drafts).await?;
        found.extend(all.into_iter().map(|(id, one)| (NodeId::Draft(id), Node::Draft(Draft(one)))));
    }
    if !verifications.is_empty() {
        let all = tenants::verifications_by_ids(session, &verifications).await?;
        let verification = |(id, one)| (NodeId::Verification(id), Node::Verification(Verification(one)));
        found.extend(all.into_iter().map(verification));
    }
    if !versions.is_empty() {
        let all = policies::versions_by_ids(session, &versions).await?;
        let version = |(id, one)| (NodeId::PolicyVersion(id), Node::PolicyVersion(PolicyVersion(one)));
        found.extend(all.into_iter().map(version));
    }
    if !credentials.is_empty() {
        let all = keys::by_ids(session, &credentials).await?;
        found.extend(all.into_iter().map(|(id, one)| (NodeId::ApiKey(id), Node::ApiKey(ApiKey(one)))));
    }
    if !records.is_empty() {
        let all = sharing::by_ids(session, &records).await?;
        let record = |(id, one)| (NodeId::SharingRecord(id), Node::SharingRecord(SharingRecord(one)));
        found.extend(all.into_iter().map(record));
    }
    Ok(found)
}
