//! API keys in the schema.

use async_graphql::{Context, Enum, Error, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, TimeDelta, Utc};
use entities::ApiKeyId;

use super::{
    ContextExt, RequestContext,
    apps::App,
    loaders::{AppById, UsageOf},
    payload, refuse,
    scalars::Date,
};
use crate::{
    keys::{self, Issued, NewKey},
    platform::{AppError, parse_id, scope},
};

/// Days of use that can be asked for at most.
const MOST_DAYS: i32 = 366;

/// What an API key is for.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "keys::KeyKind")]
pub enum ApiKeyKind {
    /// Ships in apps (`cpk_…`): names whose reader asks, for a larger allowance and for counting. Has no scopes.
    Publishable,
    /// Stays in back ends (`csk_…`): allows what its scopes say.
    Secret,
}

/// What a secret key may be used for. No key manages keys or members.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "scope::KeyScope")]
pub enum ApiKeyScope {
    /// Read all that the tenant has, or the app that the key is bound to.
    Read,
    /// Change declarations.
    DeclarationWrite,
    /// Open and change drafts.
    DraftWrite,
    /// Publish drafts.
    Publish,
    /// Ask whether a sharing would conform, and record what was shared; reads nothing else.
    SharingWrite,
}

/// A credential of a program. Its text was shown when it was issued, and is not kept.
#[derive(Debug, Clone)]
pub struct ApiKey(pub(super) keys::ApiKey);

#[Object]
impl ApiKey {
    /// Opaque; grants nothing.
    pub(super) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What its owner calls it.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What it is for.
    async fn kind(&self) -> ApiKeyKind {
        self.0.kind.into()
    }

    /// What it may be used for; none for a publishable key.
    async fn scopes(&self) -> Vec<ApiKeyScope> {
        scopes(self.0.scopes)
    }

    /// The one app that it is bound to: of the others it sees and changes nothing. Null for a key of the whole tenant.
    async fn app(&self, ctx: &Context<'_>) -> Result<Option<App>, Error> {
        let Some(app) = self.0.app else { return Ok(None) };
        let request = ctx.request()?;
        Ok(refuse(request, request.loaders.load(AppById(app)).await)?.map(App))
    }

    /// The last four characters of its text.
    async fn hint(&self) -> &str {
        &self.0.hint
    }

    /// When it was issued.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }

    /// From when on it is refused; null: never by itself.
    async fn expires_at(&self) -> Option<DateTime<Utc>> {
        self.0.expires_at
    }

    /// Since when it is refused, if it was revoked.
    async fn revoked_at(&self) -> Option<DateTime<Utc>> {
        self.0.revoked_at
    }

    /// The hour in which it was last used, as it was last written: some seconds behind.
    async fn last_used_at(&self) -> Option<DateTime<Utc>> {
        self.0.last_used_at
    }

    /// The key that was issued to take its place, if one was.
    async fn successor_id(&self) -> Option<ID> {
        self.0.successor.map(|id| id.to_string().into())
    }

    /// The requests that it made on the last days (UTC), today included, at most 366, the oldest first; days without any
    /// are left out. The counts of the last seconds may be missing; a gateway that crashes loses those it had not written.
    #[graphql(
        complexity = "1 + usize::try_from(days).unwrap_or(0).min(366).saturating_mul(child_complexity)"
    )]
    async fn usage(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 30)] days: i32,
    ) -> Result<Vec<ApiKeyUse>, Error> {
        let request = ctx.request()?;
        let days = refuse(request, in_range(days))?;
        let found = refuse(request, request.loaders.load(UsageOf(self.0.id, days)).await)?;
        Ok(found.unwrap_or_default().into_iter().map(ApiKeyUse::from).collect())
    }
}

fn in_range(days: i32) -> Result<u32, AppError> {
    let refused = || AppError::invalid("error-key-days").arg("most", i64::from(MOST_DAYS)).at(["days"]);
    u32::try_from(days).ok().filter(|_| (1..=MOST_DAYS).contains(&days)).ok_or_else(refused)
}

/// Scopes as the schema names them.
pub(super) fn scopes(scopes: scope::KeyScopes) -> Vec<ApiKeyScope> {
    scopes.iter().map(ApiKeyScope::from).collect()
}

/// What a key did on a day.
#[derive(Debug, SimpleObject)]
pub struct ApiKeyUse {
    /// The day, in UTC.
    day: Date,
    /// How many requests it made.
    requests: i64,
}

impl From<keys::DayUse> for ApiKeyUse {
    fn from(day: keys::DayUse) -> Self {
        Self { day: Date(day.day), requests: day.requests }
    }
}

/// A key that was issued, with its text.
#[derive(Debug, SimpleObject)]
pub struct IssuedApiKey {
    /// The key.
    api_key: ApiKey,
    /// Its text, shown this once and never again: keep it now. Null where this call repeats an earlier one by its
    /// `idempotencyKey`: the text was in the first answer, and if that was lost the key is to be revoked.
    text: Option<String>,
}

impl From<Issued> for IssuedApiKey {
    fn from(issued: Issued) -> Self {
        Self { api_key: ApiKey(issued.key), text: issued.text.map(|text| text.expose().to_owned()) }
    }
}

/// What a new key is to be.
#[derive(Debug, InputObject)]
pub struct IssueApiKeyInput {
    /// Slug of the tenant.
    tenant: String,
    /// What its owner calls it, at most 100 characters.
    name: String,
    /// What it is for.
    kind: ApiKeyKind,
    /// What it may be used for: at least one for a secret key, none for a publishable one.
    #[graphql(default, validator(max_items = 20))]
    scopes: Vec<ApiKeyScope>,
    /// Slug of the one app that it is bound to; left out: it is of the whole tenant.
    app: Option<String>,
    /// From when on it is refused, within ten years; left out: it holds until it is revoked.
    expires_at: Option<DateTime<Utc>>,
    /// Makes a repeated call answer the same, but for the text; at most 200 characters.
    idempotency_key: Option<String>,
}

crate::payload! {
    /// The answer of `issueApiKey`.
    IssueApiKeyPayload {
        /// The key, with its text.
        issued: IssuedApiKey
    }
}

/// Which key to replace.
#[derive(Debug, InputObject)]
pub struct RotateApiKeyInput {
    /// The key.
    api_key_id: ID,
    /// For how many hours the old key holds on beside the new one, from 0 to 720.
    #[graphql(default = 24)]
    overlap_hours: i32,
    /// From when on the new key is refused, within ten years; left out: it holds until it is revoked.
    expires_at: Option<DateTime<Utc>>,
    /// Makes a repeated call answer the same, but for the text; at most 200 characters.
    idempotency_key: Option<String>,
}

crate::payload! {
    /// The answer of `rotateApiKey`.
    RotateApiKeyPayload {
        /// The new key, with its text.
        issued: IssuedApiKey
    }
}

/// Which key to revoke.
#[derive(Debug, InputObject)]
pub struct RevokeApiKeyInput {
    /// The key.
    api_key_id: ID,
    /// Makes a repeated call answer the same; at most 200 characters.
    idempotency_key: Option<String>,
}

crate::payload! {
    /// The answer of `revokeApiKey`.
    RevokeApiKeyPayload {
        /// The key, which is refused from now on.
        api_key: ApiKey
    }
}

/// Mutations of API keys.
#[derive(Debug, Default)]
pub(super) struct KeyMutation;

#[Object]
impl KeyMutation {
    /// Issues an API key. The answer shows its text, once. Needs an owner of the tenant.
    async fn issue_api_key(
        &self,
        ctx: &Context<'_>,
        input: IssueApiKeyInput,
    ) -> Result<IssueApiKeyPayload, Error> {
        let request = ctx.request()?;
        let new = NewKey {
            name: input.name,
            kind: input.kind.into(),
            scopes: input.scopes.into_iter().map(scope::KeyScope::from).collect(),
            app: input.app,
            expires_at: input.expires_at,
        };
        let (session, random) = (&request.session, &*request.random);
        let issued = keys::issue(session, random, &input.tenant, new, input.idempotency_key).await;
        payload(request, issued.map(IssuedApiKey::from))
    }

    /// Issues a successor of a key, alike but for its text, so that programs can change over while both hold.
    async fn rotate_api_key(
        &self,
        ctx: &Context<'_>,
        input: RotateApiKeyInput,
    ) -> Result<RotateApiKeyPayload, Error> {
        let request = ctx.request()?;
        payload(request, rotate(request, input).await.map(IssuedApiKey::from))
    }

    /// Revokes a key for good. A secret key is refused from the next request on, a publishable one within five seconds.
    async fn revoke_api_key(
        &self,
        ctx: &Context<'_>,
        input: RevokeApiKeyInput,
    ) -> Result<RevokeApiKeyPayload, Error> {
        let request = ctx.request()?;
        payload(request, revoke(request, input).await.map(ApiKey))
    }
}

async fn rotate(request: &RequestContext, input: RotateApiKeyInput) -> Result<Issued, AppError> {
    let id = parse_id::<ApiKeyId>(&input.api_key_id, "apiKeyId")?;
    let overlap = TimeDelta::hours(input.overlap_hours.into());
    let (session, random) = (&request.session, &*request.random);
    let issued = keys::rotate(session, random, id, overlap, input.expires_at, input.idempotency_key).await?;
    request.keys.forget(id);
    Ok(issued)
}

async fn revoke(request: &RequestContext, input: RevokeApiKeyInput) -> Result<keys::ApiKey, AppError> {
    let id = parse_id::<ApiKeyId>(&input.api_key_id, "apiKeyId")?;
    let revoked = keys::revoke(&request.session, id, input.idempotency_key).await?;
    request.keys.forget(id);
    Ok(revoked)
}
