//! Drafts and versions in the schema.

use async_graphql::{Context, Enum, Error, ID, InputObject, Json, Object, SimpleObject};
use chrono::{DateTime, Utc};
use disclosure::{
    document::{Document, Mode},
    render::{html, markdown},
};
use entities::{DraftId, PolicyVersionId};

use super::{
    ContextExt, answer,
    loaders::SourceOf,
    payload, refuse,
    scalars::{Date, locale},
};
use crate::{
    platform::{AppError, parse_id},
    policies::{self, Adoption, SourceKey},
};

/// What a draft is in.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "policies::DraftStatus")]
pub enum DraftStatus {
    /// Being written.
    Open,
    /// Waiting for reviewers.
    Submitted,
    /// Approved by as many as the tenant requires.
    Approved,
    /// Sent back.
    Rejected,
    /// Became a version; closed.
    Published,
    /// Given up; closed.
    Discarded,
}

/// What an app's policy would say if it were published.
#[derive(Debug, Clone)]
pub struct Draft(pub(super) policies::Draft);

#[Object]
impl Draft {
    /// Opaque; grants nothing.
    pub(super) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What it is in.
    async fn status(&self) -> DraftStatus {
        self.0.status.into()
    }

    /// The revision of the declaration that would be published.
    async fn revision(&self) -> i32 {
        self.0.revision
    }

    /// When it was opened.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }

    /// When it last changed.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.0.updated_at
    }

    /// The text as it stands, with a mark wherever something is not stated. Null for a language without texts.
    #[graphql(complexity = "200 + child_complexity")]
    async fn text(&self, ctx: &Context<'_>, locale: String) -> Result<Option<DraftText>, Error> {
        let request = ctx.request()?;
        let locale = refuse(request, self::locale(&locale, "locale"))?;
        let Some(found) = disclosure::texts::resolve([locale.as_str()]) else { return Ok(None) };
        let source = refuse(request, request.loaders.load(SourceOf(SourceKey::from(&self.0))).await)?;
        let Some(source) = source else { return Ok(None) };
        let document = policies::draft_document(source, &found.locale).await;
        Ok(Some(DraftText { document: refuse(request, document)?, fallback: found.fallback }))
    }
}

/// A draft in one language.
#[derive(Debug)]
pub struct DraftText {
    document: Document,
    fallback: bool,
}

#[Object]
impl DraftText {
    /// The language it is in.
    async fn locale(&self) -> &str {
        self.document.locale.as_str()
    }

    /// Whether another language was asked for.
    async fn fallback(&self) -> bool {
        self.fallback
    }

    /// An HTML fragment.
    async fn html(&self, ctx: &Context<'_>) -> Result<String, Error> {
        refuse(ctx.request()?, html::fragment(&self.document, Mode::Draft).map_err(AppError::internal))
    }

    /// Markdown.
    async fn markdown(&self, ctx: &Context<'_>) -> Result<String, Error> {
        refuse(ctx.request()?, markdown::render(&self.document, Mode::Draft).map_err(AppError::internal))
    }

    /// The tree of blocks, with the facts that each tells.
    async fn document(&self, ctx: &Context<'_>) -> Result<Json<serde_json::Value>, Error> {
        let value = serde_json::to_value(&self.document).map_err(AppError::internal);
        Ok(Json(refuse(ctx.request()?, value)?))
    }
}

/// A numbered release of an app's policy. It never changes.
#[derive(Debug, Clone)]
pub struct PolicyVersion(pub(super) policies::Version);

#[Object]
impl PolicyVersion {
    /// Opaque; grants nothing.
    pub(super) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Its number, from 1.
    async fn number(&self) -> i32 {
        self.0.number
    }

    /// The revision of the declaration that it shows.
    async fn revision(&self) -> i32 {
        self.0.revision
    }

    /// The day it bears, in the tenant's time zone.
    async fn version_date(&self) -> Date {
        Date(self.0.version_date)
    }

    /// The day it takes effect, in the tenant's time zone.
    async fn effective_date(&self) -> Date {
        Date(self.0.effective_date)
    }

    /// The first instant of that day.
    async fn effective_at(&self) -> DateTime<Utc> {
        self.0.effective_at
    }

    /// Whether it was in force elsewhere before it came here.
    async fn adopted(&self) -> bool {
        self.0.adopted
    }

    /// When it was published here.
    async fn published_at(&self) -> DateTime<Utc> {
        self.0.published_at
    }

    /// When it was withdrawn, if it was.
    async fn withdrawn_at(&self) -> Option<DateTime<Utc>> {
        self.0.withdrawn_at
    }

    /// What it was made from.
    async fn inputs(&self) -> VersionInputs {
        VersionInputs {
            declaration_sha256: self.0.inputs.declaration.to_string(),
            profile_sha256: self.0.inputs.profile.to_string(),
            catalog_revision: self.0.inputs.catalog.clone(),
            text_revision: self.0.inputs.texts.clone(),
            compiler: self.0.inputs.compiler.clone(),
        }
    }
}

/// The exact inputs of a version: equal inputs give equal bytes.
#[derive(Debug, SimpleObject)]
pub struct VersionInputs {
    /// SHA-256 of the declaration's canonical JSON.
    declaration_sha256: String,
    /// SHA-256 of the tenant profile's canonical JSON.
    profile_sha256: String,
    /// Revision of the catalogue.
    catalog_revision: String,
    /// Revision of the texts.
    text_revision: String,
    /// The compiler.
    compiler: String,
}

/// Queries of policies.
#[derive(Debug, Default)]
pub(super) struct PolicyQuery;

#[Object]
impl PolicyQuery {
    /// The version with this id; null if there is none that the caller may see.
    async fn policy_version(&self, ctx: &Context<'_>, id: ID) -> Result<Option<PolicyVersion>, Error> {
        let request = ctx.request()?;
        let Ok(id) = id.parse::<PolicyVersionId>() else { return Ok(None) };
        answer(request, policies::version_by_id(&request.session, id).await.map(PolicyVersion))
    }
}

/// Of which app to open a draft.
#[derive(Debug, InputObject)]
pub struct OpenDraftInput {
    /// Slug of the tenant.
    tenant: String,
    /// Slug of the app.
    app: String,
    /// Makes a repeated call answer the same; at most 200 characters.
    idempotency_key: Option<String>,
}

crate::payload! {
    /// The answer of `openDraft`.
    OpenDraftPayload {
        /// The draft of the newest revision.
        draft: Draft
    }
}

/// The dates of a policy that was in force elsewhere before it came here.
#[derive(Debug, InputObject)]
pub struct AdoptedInput {
    /// The day the policy bears.
    version_date: Date,
}

/// Which draft to publish, and from when.
#[derive(Debug, InputObject)]
pub struct PublishDraftInput {
    /// The draft.
    draft_id: ID,
    /// The day it takes effect, in the tenant's time zone; in the past only with `adopted`.
    effective_on: Date,
    /// For an app's first version: a policy that is in force elsewhere already.
    adopted: Option<AdoptedInput>,
    /// Makes a repeated call answer the same; at most 200 characters.
    idempotency_key: Option<String>,
}

crate::payload! {
    /// The answer of `publishDraft`.
    PublishDraftPayload {
        /// The version that the draft became.
        version: PolicyVersion
    }
}

/// Mutations of policies.
#[derive(Debug, Default)]
pub(super) struct PolicyMutation;

#[Object]
impl PolicyMutation {
    /// Opens a draft of the newest revision of an app's declaration; a draft that is open already is brought to it.
    async fn open_draft(&self, ctx: &Context<'_>, input: OpenDraftInput) -> Result<OpenDraftPayload, Error> {
        let request = ctx.request()?;
        let draft =
            policies::open_draft(&request.session, &input.tenant, &input.app, input.idempotency_key).await;
        payload(request, draft.map(Draft))
    }

    /// Publishes a draft as the app's next version: all its languages are frozen and never change again.
    async fn publish_draft(
        &self,
        ctx: &Context<'_>,
        input: PublishDraftInput,
    ) -> Result<PublishDraftPayload, Error> {
        let request = ctx.request()?;
        let id = match parse_id::<DraftId>(&input.draft_id, "draftId") {
            Ok(id) => id,
            Err(error) => return payload::<PublishDraftPayload>(request, Err(error)),
        };
        let adopted = input.adopted.map(|adopted| Adoption { version_date: adopted.version_date.0 });
        let (session, key) = (&request.session, input.idempotency_key);
        let published =
            policies::publish_draft(session, &request.catalogs, id, input.effective_on.0, adopted, key).await;
        if let Ok(version) = &published {
            request.shelf.forget(version.app);
        }
        payload(request, published.map(PolicyVersion))
    }
}
