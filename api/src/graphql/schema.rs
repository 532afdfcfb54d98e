//! The schema: areas merged into its roots.

use std::sync::Arc;

use async_graphql::{EmptySubscription, MergedObject, SDLExportOptions, Schema, SchemaBuilder};

use super::{
    access::AccessMutation,
    apps::{AppMutation, AppQuery},
    audit::AuditQuery,
    catalog::CatalogQuery,
    conformity::ConformityQuery,
    curation::CatalogMutation,
    declarations::DeclarationMutation,
    disclosures::DisclosureQuery,
    fleet::FleetQuery,
    governance::GovernanceMutation,
    keys::KeyMutation,
    meter::Meter,
    node::NodeQuery,
    policies::{PolicyMutation, PolicyQuery},
    reconciliation::ReconciliationQuery,
    registry::RegistryMutation,
    reporting::SharingMutation,
    sharing::SharingQuery,
    tenants::{TenantMutation, TenantQuery},
    verifications::{VerificationMutation, VerificationQuery},
    viewer::ViewerQuery,
};
use crate::platform::{config::LimitConfig, cost::Ledger};

/// What can be asked. Another tenant's thing and one that does not exist are both null.
#[derive(Debug, Default, MergedObject)]
pub struct Query(
    ViewerQuery,
    NodeQuery,
    TenantQuery,
    CatalogQuery,
    AppQuery,
    FleetQuery,
    PolicyQuery,
    DisclosureQuery,
    ConformityQuery,
    AuditQuery,
    VerificationQuery,
    SharingQuery,
    ReconciliationQuery,
);

/// What can be changed. Each field is done whole or not at all.
#[derive(Debug, Default, MergedObject)]
pub struct Mutation(
    AccessMutation,
    TenantMutation,
    GovernanceMutation,
    VerificationMutation,
    CatalogMutation,
    AppMutation,
    RegistryMutation,
    DeclarationMutation,
    PolicyMutation,
    KeyMutation,
    SharingMutation,
);

/// The executable schema.
pub type AppSchema = Schema<Query, Mutation, EmptySubscription>;

fn builder() -> SchemaBuilder<Query, Mutation, EmptySubscription> {
    // Names near a misspelt one are found by comparing with all names: work that a stranger could ask for.
    Schema::build(Query::default(), Mutation::default(), EmptySubscription).disable_suggestions()
}

/// The schema with its limits. Depth, aliases and the like are measured before it sees a document.
pub(super) fn schema(limits: &LimitConfig, ledger: Arc<dyn Ledger>) -> AppSchema {
    builder()
        .limit_recursive_depth(limits.nesting)
        .extension(Meter { ledger, complexity: limits.complexity })
        .finish()
}

/// The contract, in the schema definition language.
pub fn sdl() -> String {
    let schema = builder().finish();
    let form = SDLExportOptions::new().prefer_single_line_descriptions().use_space_ident().indent_width(2);
    format!("{}\n", schema.sdl_with_options(form).trim_end())
}
