//! What is done with drafts and versions.

use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, NaiveDate, Utc};
use disclosure::{Locale, compile::COMPILER, document::Document, texts};
use entities::{AppId, DraftId, PolicyVersionId, TenantId};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    build,
    model::{
        Adoption, Draft, DraftStatus, Inputs, Rendering, RenderingFormat, Source, SourceKey, Version, dates,
    },
    store,
};
use crate::{
    apps, audit,
    catalog::{self, Catalogs},
    idempotency,
    outbox::{self, Job},
    platform::{
        compute,
        error::{AppError, ErrorCode, Result},
        page::{Page, PageArgs},
        scope::{Permission, PublicScope, ReadScope, Session},
    },
    tenants,
};

/// A version was published, perhaps for a time that is past.
#[derive(Debug, Serialize, Deserialize)]
pub struct VersionPublished {
    /// Whose.
    pub tenant: TenantId,
    /// Of which app.
    pub app: AppId,
    /// Which.
    pub version: PolicyVersionId,
}

impl Job for VersionPublished {
    const KIND: &'static str = "version.published";
}

/// Opens a draft of the newest revision of an app's declaration; a draft that is open already is brought to it.
///
/// # Errors
/// `NOT_FOUND` for an app that the caller may not see; `FORBIDDEN`; `ILLEGAL_STATE` (`error-no-declaration`) where
/// nothing is declared yet, (`error-suspended`) for a suspended tenant.
pub async fn open_draft(session: &Session, tenant: &str, slug: &str, key: Option<String>) -> Result<Draft> {
    session.require(Permission::WriteDraft)?;
    let app = apps::by_slug(session, tenant, slug).await?;
    let call = idempotency::Call::new("openDraft", key, &json!({ "app": app.id }))?;
    let scope = session.write_tenant(app.tenant, Permission::WriteDraft).await?;
    let made: Option<DraftId> = idempotency::answered(&scope, scope.actor(), call.as_ref()).await?;
    if let Some(id) = made {
        return store::draft(&scope, id).await?.ok_or_else(AppError::not_found);
    }
    tenants::lock(&scope).await?;
    // The app's row puts two drafts of one app in order.
    let app = apps::lock(&scope, app.id).await?;
    let head = app.head_revision.ok_or_else(|| AppError::illegal_state("error-no-declaration"))?;
    let id = match store::open_draft(&scope, app.id).await? {
        Some(draft) if draft.revision == head => draft.id,
        Some(draft) => {
            store::move_draft(&scope, &draft, head).await?;
            draft.id
        }
        None => store::insert_draft(&scope, app.id, head).await?,
    };
    idempotency::keep(&scope, call.as_ref(), &id).await?;
    audit::append(&scope, audit::Entry::new("draft.opened", "draft", id).with("revision", head)).await?;
    let draft = store::draft(&scope, id).await?.ok_or_else(AppError::not_found)?;
    scope.commit().await?;
    Ok(draft)
}

/// The draft with that id, if the caller may see it.
///
/// # Errors
/// `NOT_FOUND`; `UNAUTHENTICATED`.
pub async fn draft(session: &Session, id: DraftId) -> Result<Draft> {
    drafts_by_ids(session, &[id]).await?.remove(&id).ok_or_else(AppError::not_found)
}

/// Those of the drafts with these ids that the caller may see.
///
/// # Errors
/// `UNAUTHENTICATED`.
pub async fn drafts_by_ids(session: &Session, ids: &[DraftId]) -> Result<HashMap<DraftId, Draft>> {
    let principal = *session.require(Permission::ReadTenant)?;
    let found = if principal.permits(Permission::ReadAllTenants) {
        store::drafts_by_ids_of_all(&session.operator().await?, ids).await?
    } else {
        store::drafts_by_ids(&session.read(Permission::ReadTenant).await?, ids).await?
    };
    Ok(found.into_iter().map(|draft| (draft.id, draft)).collect())
}

/// The open drafts of these apps.
///
/// # Errors
/// Those of the database, as codes.
pub async fn drafts(session: &Session, apps: &[AppId]) -> Result<HashMap<AppId, Draft>> {
    let principal = *session.require(Permission::ReadTenant)?;
    let drafts = if principal.permits(Permission::ReadAllTenants) {
        store::open_drafts_of_all(&session.operator().await?, apps).await?
    } else {
        store::open_drafts(&session.read(Permission::ReadTenant).await?, apps).await?
    };
    Ok(drafts.into_iter().map(|draft| (draft.app, draft)).collect())
}

/// What each of these drafts is made from: the tenant's profile, the revision's declaration, the catalogue.
///
/// # Errors
/// `UNAUTHENTICATED`; those of the database, as codes.
pub async fn sources(
    session: &Session,
    catalogs: &Catalogs,
    drafts: &[SourceKey],
) -> Result<HashMap<SourceKey, Arc<Source>>> {
    let tenants: Vec<TenantId> = drafts.iter().map(|draft| draft.tenant).collect();
    let seen = catalog::of_tenants(session, catalogs, &tenants).await?;
    let tenants = tenants::by_ids(session, &tenants).await?;
    let wanted: Vec<(AppId, i32)> = drafts.iter().map(|draft| (draft.app, draft.revision)).collect();
    let revisions = apps::revisions(session, Permission::ReadTenant, &wanted).await?;
    let mut found = HashMap::new();
    for draft in drafts {
        let revision = revisions.get(&(draft.app, draft.revision));
        let catalog = seen.get(&draft.tenant).map(Arc::clone);
        if let (Some(tenant), Some(revision), Some(catalog)) = (tenants.get(&draft.tenant), revision, catalog)
        {
            let (profile, declaration) = (tenant.profile.clone(), revision.declaration()?);
            let source = Source { profile, declaration, catalog };
            found.insert(*draft, Arc::new(source));
        }
    }
    Ok(found)
}

/// What a draft would say in one language, with its gaps.
///
/// # Errors
/// `INVALID` (`error-locale`) for a language without texts.
pub async fn draft_document(source: Arc<Source>, locale: &Locale) -> Result<Document> {
    if texts::Texts::get(locale).is_err() {
        return Err(AppError::invalid("error-locale").at(["locale"]));
    }
    let locale = locale.clone();
    compute(move || build::document(&source.profile, &source.declaration, &source.catalog, &locale)).await
}

async fn inputs(
    scope: &ReadScope,
    draft: &Draft,
) -> Result<(disclosure::manifest::TenantProfile, disclosure::manifest::Declaration)> {
    let profile = tenants::own_profile(scope).await?.profile;
    Ok((profile, apps::revision(scope, draft.app, draft.revision).await?.declaration()?))
}

/// Publishes a draft as the app's next version: freezes every language and form of its revision.
///
/// # Errors
/// `NOT_FOUND`; `FORBIDDEN`; `INVALID` for dates that cannot be; `ILLEGAL_STATE` for a draft that is closed
/// (`error-draft-closed`) or lacks approvals (`error-draft-unapproved`); `CONFLICT` where it was changed meanwhile.
pub async fn publish_draft(
    session: &Session,
    catalogs: &Catalogs,
    id: DraftId,
    effective_on: NaiveDate,
    adopted: Option<Adoption>,
    key: Option<String>,
) -> Result<Version> {
    let second_factor = session.require(Permission::PublishVersion)?.second_factor();
    let draft = draft(session, id).await?;
    let input =
        json!({ "draft": id, "effectiveOn": effective_on, "adopted": adopted.map(|it| it.version_date) });
    let call = idempotency::Call::new("publishDraft", key, &input)?;

    // Everything that takes time happens before the transaction that writes. The version names this catalogue, whatever
    // becomes of it meanwhile.
    let catalog = catalog::of_tenant(session, catalogs, draft.tenant).await?;
    let scope = session.read_tenant(draft.tenant, Permission::ReadTenant).await?;
    let (profile, declaration) = inputs(&scope, &draft).await?;
    drop(scope);
    let built = (profile.clone(), declaration.clone(), Arc::clone(&catalog));
    let renderings = compute(move || build::renderings(&built.0, &built.1, &built.2)).await?;

    let scope = session.write_tenant(draft.tenant, Permission::PublishVersion).await?;
    let made: Option<PolicyVersionId> = idempotency::answered(&scope, scope.actor(), call.as_ref()).await?;
    if let Some(id) = made {
        return store::version(&scope, id).await?.ok_or_else(AppError::not_found);
    }
    let tenant = tenants::lock(&scope).await?;
    let app = apps::lock(&scope, draft.app).await?;
    if tenant.requires_second_factor && !second_factor {
        return Err(AppError::new(ErrorCode::Forbidden, "error-second-factor-demanded"));
    }
    may_publish(&draft, tenant.required_approvals)?;
    if tenant.profile != profile {
        return Err(AppError::conflict("error-concurrent"));
    }
    let number = store::last_number(&scope, app.id).await? + 1;
    let zone = tenant.time_zone.parse().map_err(AppError::internal)?;
    let (version_date, effective_at) = dates(scope.now(), zone, effective_on, adopted, number == 1)?;
    let revision = apps::revision(&scope, app.id, draft.revision).await?;
    let new = store::NewVersion {
        app: app.id,
        number,
        revision: draft.revision,
        version_date,
        effective_at,
        time_zone: tenant.time_zone,
        adopted: adopted.is_some(),
        inputs: Inputs {
            declaration: revision.sha256,
            profile: tenant.profile_digest,
            catalog: catalog.revision().to_owned(),
            texts: texts::revision().to_owned(),
            compiler: COMPILER.to_owned(),
        },
    };
    let id = store::insert_version(&scope, new).await?;
    store::insert_renderings(&scope, id, renderings).await?;
    store::close_draft(&scope, &draft, id).await?;
    apps::project_version(&scope, app.id, id, &declaration, &catalog).await?;
    idempotency::keep(&scope, call.as_ref(), &id).await?;
    audit::append(
        &scope,
        audit::Entry::new("version.published", "policy_version", id).with("number", number),
    )
    .await?;
    outbox::enqueue(&scope, &VersionPublished { tenant: draft.tenant, app: app.id, version: id }).await?;
    let version = store::version(&scope, id).await?.ok_or_else(AppError::not_found)?;
    scope.commit().await?;
    Ok(version)
}

/// The bytes of a version, made again from what it names: its revision of the declaration and of the catalogue. For
/// whoever wants to see that they are what was published.
///
/// # Errors
/// `NOT_FOUND`; `ILLEGAL_STATE` (`error-not-reproducible`) where the profile, the texts or the compiler are others by now,
/// (`error-catalog-shipped`) where the shipped catalogue is.
pub async fn rebuild(session: &Session, catalogs: &Catalogs, id: PolicyVersionId) -> Result<Vec<Rendering>> {
    let version = version_by_id(session, id).await?;
    let catalog = catalog::at(session, catalogs, version.tenant, &version.inputs.catalog).await?;
    let scope = session.read_tenant(version.tenant, Permission::ReadTenant).await?;
    let tenant = tenants::own_profile(&scope).await?;
    let declaration = apps::revision(&scope, version.app, version.revision).await?.declaration()?;
    let same = tenant.profile_digest == version.inputs.profile
        && version.inputs.texts == texts::revision()
        && version.inputs.compiler == COMPILER;
    if !same {
        return Err(AppError::illegal_state("error-not-reproducible"));
    }
    compute(move || build::renderings(&tenant.profile, &declaration, &catalog)).await
}

fn may_publish(draft: &Draft, required_approvals: i32) -> Result<()> {
    match draft.status {
        DraftStatus::Approved => Ok(()),
        DraftStatus::Open if required_approvals == 0 => Ok(()),
        DraftStatus::Open | DraftStatus::Submitted | DraftStatus::Rejected => {
            Err(AppError::illegal_state("error-draft-unapproved").at(["draftId"]))
        }
        DraftStatus::Published | DraftStatus::Discarded => {
            Err(AppError::illegal_state("error-draft-closed").at(["draftId"]))
        }
    }
}

/// One page of the versions of each of these apps, the newest first.
///
/// # Errors
/// `INVALID` for a cursor of another list.
pub async fn version_pages(
    session: &Session,
    apps: Vec<AppId>,
    args: &PageArgs,
) -> Result<HashMap<AppId, Page<Version>>> {
    let principal = *session.require(Permission::ReadTenant)?;
    if principal.permits(Permission::ReadAllTenants) {
        store::version_pages_of_all(&session.operator().await?, apps, args).await
    } else {
        store::version_pages(&session.read(Permission::ReadTenant).await?, apps, args).await
    }
}

/// The version with that id, if the caller may see it.
///
/// # Errors
/// `NOT_FOUND`; `UNAUTHENTICATED`.
pub async fn version_by_id(session: &Session, id: PolicyVersionId) -> Result<Version> {
    versions_by_ids(session, &[id]).await?.remove(&id).ok_or_else(AppError::not_found)
}

/// Those of the versions with these ids that the caller may see.
///
/// # Errors
/// `UNAUTHENTICATED`.
pub async fn versions_by_ids(
    session: &Session,
    ids: &[PolicyVersionId],
) -> Result<HashMap<PolicyVersionId, Version>> {
    let principal = *session.require(Permission::ReadTenant)?;
    let found = if principal.permits(Permission::ReadAllTenants) {
        store::versions_by_ids_of_all(&session.operator().await?, ids).await?
    } else {
        store::versions_by_ids(&session.read(Permission::ReadTenant).await?, ids).await?
    };
    Ok(found.into_iter().map(|version| (version.id, version)).collect())
}

/// All versions of each of these apps that the caller may see, by number. One statement.
///
/// # Errors
/// As for [`Session::require`].
pub async fn versions_of(
    session: &Session,
    permission: Permission,
    apps: &[AppId],
) -> Result<HashMap<AppId, Vec<Version>>> {
    let principal = *session.require(permission)?;
    let versions = if principal.permits(Permission::ReadAllTenants) {
        store::versions_of_all(&session.operator().await?, apps).await?
    } else {
        store::versions_of(&session.read(permission).await?, apps).await?
    };
    Ok(by_app(versions))
}

/// The same of apps that the scope reaches.
///
/// # Errors
/// Those of the database, as codes.
pub async fn versions_in(scope: &ReadScope, apps: &[AppId]) -> Result<HashMap<AppId, Vec<Version>>> {
    Ok(by_app(store::versions_of(scope, apps).await?))
}

fn by_app(versions: Vec<Version>) -> HashMap<AppId, Vec<Version>> {
    let mut found: HashMap<AppId, Vec<Version>> = HashMap::new();
    for version in versions {
        found.entry(version.app).or_default().push(version);
    }
    found
}

/// The version in force at an instant: the one that took effect last before it and was not withdrawn by then.
pub fn in_force<'a>(
    versions: impl IntoIterator<Item = &'a Version>,
    at: DateTime<Utc>,
) -> Option<&'a Version> {
    let holds = |version: &&Version| {
        version.effective_at <= at && version.withdrawn_at.is_none_or(|withdrawn| withdrawn > at)
    };
    versions.into_iter().filter(holds).max_by_key(|version| (version.effective_at, version.number))
}

/// The versions of an app that anybody may read, the newest first, each with its languages.
///
/// # Errors
/// Those of the database, as codes.
pub async fn public_versions(scope: &PublicScope, app: AppId) -> Result<Vec<(Version, Vec<Locale>)>> {
    let versions = store::published(scope, app).await?;
    let mut locales = store::locales(scope, versions.iter().map(|version| version.id).collect()).await?;
    let languages = |id| locales.remove(&id).unwrap_or_default();
    let with = versions.iter().map(|version| version.id).map(languages).collect::<Vec<_>>();
    Ok(versions.into_iter().zip(with).collect())
}

/// The bytes of a version in one language and form.
///
/// # Errors
/// Those of the database, as codes.
pub async fn rendering(
    scope: &PublicScope,
    version: PolicyVersionId,
    locale: &Locale,
    format: RenderingFormat,
) -> Result<Option<Rendering>> {
    store::rendering(scope, version, locale.as_str(), format).await
}

/// All versions of all apps of the tenant, withdrawn ones too.
///
/// # Errors
/// Those of the database, as codes.
pub async fn all_versions(scope: &ReadScope) -> Result<Vec<Version>> {
    store::all_versions(scope).await
}

/// The files of a version, each with its name `<language>.<form>`.
///
/// # Errors
/// Those of the database, as codes.
pub async fn published_files(scope: &ReadScope, version: PolicyVersionId) -> Result<Vec<(String, Vec<u8>)>> {
    let renderings = store::renderings(scope, version).await?;
    let named = |(locale, format, content)| (format!("{locale}.{}", extension(format)), content);
    Ok(renderings.into_iter().map(named).collect())
}

const fn extension(format: RenderingFormat) -> &'static str {
    match format {
        RenderingFormat::Document => "json",
        RenderingFormat::Html => "html",
        RenderingFormat::Markdown => "md",
        RenderingFormat::Text => "txt",
        RenderingFormat::CollectedHtml => "collected.html",
        RenderingFormat::CollectedCsv => "collected.csv",
        RenderingFormat::SharedHtml => "shared.html",
        RenderingFormat::SharedCsv => "shared.csv",
    }
}
