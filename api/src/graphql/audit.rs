//! The audit log in the schema.

use async_graphql::{Context, Error, ID, InputObject, Json, Object};
use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{Connection, ContextExt, answer, connection, loaders::Asked, page_cost, refuse};
use crate::{
    audit::{self, EventFilter},
    platform::AppError,
    tenants,
};

/// What was done in a tenant, by whom, to what. It holds ids and codes, no personal data, and is bound to the event
/// before it by its hash.
#[derive(Debug)]
pub struct AuditEvent(audit::Event);

#[Object]
impl AuditEvent {
    /// Its number in the tenant's log, from 1 without gaps.
    async fn number(&self, ctx: &Context<'_>) -> Result<i32, Error> {
        refuse(ctx.request()?, i32::try_from(self.0.seq).map_err(AppError::internal))
    }

    /// When it happened.
    async fn at(&self) -> DateTime<Utc> {
        self.0.at
    }

    /// Who did it: an account's or a key's id, or `job:` and a name.
    async fn actor(&self) -> &str {
        &self.0.actor
    }

    /// Id of the actor's own tenant, where it is another: the operator, or a parent.
    async fn actor_tenant(&self) -> Option<ID> {
        self.0.actor_tenant.map(|tenant| tenant.to_string().into())
    }

    /// What was done, such as `app.registered`.
    async fn action(&self) -> &str {
        &self.0.action
    }

    /// The kind of thing it was done to, such as `app`.
    async fn subject_kind(&self) -> &str {
        &self.0.subject_kind
    }

    /// Id or key of the thing.
    async fn subject(&self) -> &str {
        &self.0.subject
    }

    /// More: ids and codes.
    async fn detail(&self) -> Json<&Value> {
        Json(&self.0.detail)
    }

    /// Hash of the event before; zeros for the first.
    async fn previous_hash(&self) -> String {
        hex::encode(self.0.previous)
    }

    /// SHA-256 of the event's canonical JSON (RFC 8785), the hash before included.
    async fn hash(&self) -> String {
        hex::encode(self.0.hash)
    }
}

/// Which events to tell; what is left out does not matter.
#[derive(Debug, Default, InputObject)]
pub struct AuditFilter {
    /// What was done, such as `app.registered`.
    action: Option<String>,
    /// Who did it, as events name it.
    actor: Option<String>,
    /// The kind of thing it was done to, such as `app`; needed with `subject`.
    subject_kind: Option<String>,
    /// Id or key of the thing.
    subject: Option<String>,
}

/// Queries of the audit log.
#[derive(Debug, Default)]
pub(super) struct AuditQuery;

#[Object]
impl AuditQuery {
    /// What was done in the tenant of that slug, the newest first, at most 100 a page; null if there is none that the
    /// caller may look into.
    #[graphql(complexity = "page_cost(first, last, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "a connection has four arguments of its own")]
    async fn audit_events(
        &self,
        ctx: &Context<'_>,
        tenant: String,
        filter: Option<AuditFilter>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Option<Connection<AuditEvent>>, Error> {
        let request = ctx.request()?;
        let args = refuse(request, Asked { first, after, last, before }.page())?;
        let AuditFilter { action, actor, subject_kind, subject } = filter.unwrap_or_default();
        let filter = EventFilter { action, actor, subject_kind, subject };
        let page = tenants::audit_page(&request.session, &tenant, filter, &args).await;
        answer(request, page.map(|page| connection(page.map(AuditEvent))))
    }
}
