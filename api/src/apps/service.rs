//! What is done with apps.

use std::{collections::HashMap, sync::Arc};

use disclosure::{
    catalog::Catalog,
    change::differences,
    manifest::{self, Declaration, Format},
};
use entities::{AppId, PolicyVersionId, Snapshot, TenantId, TypedId, declaration_revisions::RevisionOrigin};
use serde::Serialize;
use serde_json::{Value, json};

use super::{
    manifest::parse,
    model::{App, Applied, AppliedApp, Environment, Outcome, Revision},
    project::project,
    store,
    written::Written,
};
use crate::{
    audit,
    catalog::{self, Catalogs},
    idempotency,
    outbox::{self, Job},
    platform::{
        error::{AppError, ErrorCode, Result},
        page::{Page, PageArgs},
        scope::{Permission, PublicScope, ReadScope, Session, WriteScope},
    },
    tenants,
};

/// Revisions that one statement reads.
const AT_ONCE: usize = 400;

/// The app of that slug in that tenant, if the caller may see it.
///
/// # Errors
/// `NOT_FOUND`, the same for a foreign tenant, an unknown one and an unknown app; `UNAUTHENTICATED`.
pub async fn by_slug(session: &Session, tenant: &str, slug: &str) -> Result<App> {
    by_slug_for(session, Permission::ReadTenant, tenant, slug).await
}

/// The same for whoever has this permission.
///
/// # Errors
/// As for [`by_slug`]; `FORBIDDEN`.
pub async fn by_slug_for(session: &Session, permission: Permission, tenant: &str, slug: &str) -> Result<App> {
    session.require(permission)?;
    let found = session.find_tenant(tenant).await?;
    let id = found.map_or_else(|| TenantId::from_uuid(uuid::Uuid::nil()), |found| found.id);
    let scope = session.read_tenant(id, permission).await?;
    store::by_slug(&scope, slug).await?.ok_or_else(AppError::not_found)
}

/// Those of the apps with these ids that are the caller's own tenant's; any for whoever reads all.
///
/// # Errors
/// `UNAUTHENTICATED`.
pub async fn by_ids(session: &Session, ids: &[AppId]) -> Result<HashMap<AppId, App>> {
    let principal = *session.require(Permission::ReadTenant)?;
    let apps = if principal.permits(Permission::ReadAllTenants) {
        store::by_ids_of_all(&session.operator().await?, ids).await?
    } else {
        store::by_ids(&session.read(Permission::ReadTenant).await?, ids).await?
    };
    Ok(apps.into_iter().map(|app| (app.id, app)).collect())
}

/// The app of that slug, for readers of what a tenant has published.
///
/// # Errors
/// Those of the database, as codes.
pub async fn public_by_slug(scope: &PublicScope, slug: &str) -> Result<Option<App>> {
    store::public_by_slug(scope, slug).await
}

/// One page of the apps of each of these tenants; tenants that the caller may not look into have none.
///
/// # Errors
/// `INVALID` for a cursor of another list.
pub async fn pages(
    session: &Session,
    tenants: Vec<TenantId>,
    args: &PageArgs,
) -> Result<HashMap<TenantId, Page<App>>> {
    let principal = *session.require(Permission::ReadTenant)?;
    if principal.permits(Permission::ReadAllTenants) {
        return store::pages(&session.operator().await?, tenants, args).await;
    }
    let mut pages = HashMap::new();
    if tenants.contains(&principal.tenant) {
        let scope = session.read(Permission::ReadTenant).await?;
        pages.insert(principal.tenant, store::page(&scope, args).await?);
    }
    Ok(pages)
}

/// The newest revision of each of these apps.
///
/// # Errors
/// Those of the database, as codes.
pub async fn head_revisions(session: &Session, apps: &[AppId]) -> Result<HashMap<AppId, Revision>> {
    let principal = *session.require(Permission::ReadTenant)?;
    let revisions = if principal.permits(Permission::ReadAllTenants) {
        store::head_revisions_of_all(&session.operator().await?, apps).await?
    } else {
        store::head_revisions(&session.read(Permission::ReadTenant).await?, apps).await?
    };
    Ok(revisions.into_iter().map(|revision| (revision.app, revision)).collect())
}

/// One revision of an app.
///
/// # Errors
/// `NOT_FOUND`.
pub async fn revision(scope: &ReadScope, app: AppId, number: i32) -> Result<Revision> {
    store::revision(scope, app, number).await?.ok_or_else(AppError::not_found)
}

/// Those of the revisions, each named by its app and number, that the caller may see.
///
/// One statement for `AT_ONCE` of them.
///
/// # Errors
/// As for [`Session::require`].
pub async fn revisions(
    session: &Session,
    permission: Permission,
    wanted: &[(AppId, i32)],
) -> Result<HashMap<(AppId, i32), Revision>> {
    let principal = *session.require(permission)?;
    let mut found = HashMap::new();
    for some in wanted.chunks(AT_ONCE) {
        let revisions = if principal.permits(Permission::ReadAllTenants) {
            store::revisions_of_all(&session.operator().await?, some).await?
        } else {
            store::revisions(&session.read(permission).await?, some).await?
        };
        found.extend(revisions.into_iter().map(|revision| ((revision.app, revision.number), revision)));
    }
    Ok(found)
}

/// All that the tenant declares: its profile, and the newest declaration of each app that has one, by slug.
///
/// # Errors
/// Those of the database, as codes.
pub async fn whole_manifest(scope: &ReadScope) -> Result<manifest::Manifest> {
    let tenant = tenants::own_profile(scope).await?.profile;
    let apps: Vec<AppId> = store::all(scope).await?.into_iter().map(|app| app.id).collect();
    let mut found = Vec::new();
    for some in apps.chunks(1000) {
        for revision in store::head_revisions(scope, some).await? {
            found.push(revision.declaration()?);
        }
    }
    found.sort_by(|one, other| one.slug.cmp(&other.slug));
    let (schema, provenance) = (manifest::MANIFEST_SCHEMA.to_owned(), manifest::Stated::Unstated);
    Ok(manifest::Manifest { schema, tenant, apps: found, provenance })
}

/// The app of that slug, of those that the scope reaches.
///
/// # Errors
/// Those of the database, as codes.
pub async fn find(scope: &ReadScope, slug: &str) -> Result<Option<App>> {
    store::by_slug(scope, slug).await
}

/// The app with that id, of those that the scope reaches.
///
/// # Errors
/// Those of the database, as codes.
pub async fn find_by_id(scope: &ReadScope, id: AppId) -> Result<Option<App>> {
    Ok(store::by_ids(scope, &[id]).await?.pop())
}

/// The slugs of the tenant's apps.
///
/// # Errors
/// Those of the database, as codes.
pub async fn slugs(scope: &ReadScope) -> Result<HashMap<AppId, String>> {
    Ok(store::all(scope).await?.into_iter().map(|app| (app.id, app.slug)).collect())
}

/// The app, which nobody else can change until the scope ends.
///
/// # Errors
/// `NOT_FOUND`; `ILLEGAL_STATE` (`error-app-retired`) for a retired one.
pub async fn lock(scope: &WriteScope, app: AppId) -> Result<App> {
    store::lock(scope, app).await?.in_use()
}

/// Writes the rows of a published version.
///
/// # Errors
/// Those of the database, as codes.
pub async fn project_version(
    scope: &WriteScope,
    app: AppId,
    version: PolicyVersionId,
    declaration: &Declaration,
    catalog: &Catalog,
) -> Result<()> {
    store::project(scope, app, Snapshot::from(version), &project(declaration, catalog)).await
}

/// A manifest with what is to be done with it.
#[derive(Debug)]
struct Plan {
    profile: Option<manifest::TenantProfile>,
    apps: Vec<(Option<App>, Declaration)>,
}

/// The declaration of an app changed.
#[derive(Debug, Serialize)]
struct DeclarationChanged {
    tenant: TenantId,
    app: AppId,
    revision: i32,
}

impl Job for DeclarationChanged {
    const KIND: &'static str = "declaration.changed";
}

/// Applies a manifest to the tenant that it names: writes the apps whose declaration differs and the profile. A
/// preview says what would change and writes nothing.
///
/// # Errors
/// Every problem of the manifest; `NOT_FOUND` for a tenant that the caller may not see; `FORBIDDEN`;
/// `ILLEGAL_STATE` for a suspended tenant; `CONFLICT` where somebody was quicker.
pub async fn apply_manifest(
    session: &Session,
    catalogs: &Catalogs,
    text: &str,
    format: Format,
    preview: bool,
    key: Option<String>,
) -> Result<Applied, Vec<AppError>> {
    session.require(Permission::WriteDeclaration).map_err(one)?;
    let catalog = catalog_for(session, catalogs, text, format).await.map_err(one)?;
    let manifest = parse(text, format, &catalog)?;
    let call =
        idempotency::Call::new("applyManifest", key, &json!({ "manifest": manifest::to_value(&manifest) }));
    // From here on a tenant that the caller may not see and one that does not exist take the same way.
    apply(session, &catalog, manifest, preview, call.map_err(one)?.as_ref()).await.map_err(one)
}

/// The catalogue that a manifest's codes are looked up in: with the own categories of the caller's tenant, or for whoever
/// writes in any, of the tenant that the manifest names.
async fn catalog_for(
    session: &Session,
    catalogs: &Catalogs,
    text: &str,
    format: Format,
) -> Result<Arc<Catalog>> {
    let principal = *session.require(Permission::WriteDeclaration)?;
    let mut tenant = principal.tenant;
    if principal.writes_anywhere(Permission::WriteDeclaration) {
        let slug = manifest::tenant_slug(text.as_bytes(), format, &manifest::Limits::default());
        let found = session.find_tenant(slug.as_deref().unwrap_or_default()).await?;
        tenant = found.map_or(tenant, |found| found.id);
    }
    catalog::of_tenant(session, catalogs, tenant).await
}

async fn apply(
    session: &Session,
    catalog: &Catalog,
    manifest: manifest::Manifest,
    preview: bool,
    call: Option<&idempotency::Call>,
) -> Result<Applied> {
    let found = session.find_tenant(&manifest.tenant.slug).await?;
    let tenant = found.map_or_else(|| TenantId::from_uuid(uuid::Uuid::nil()), |found| found.id);
    let nowhere = |error: AppError| match error.code() {
        ErrorCode::NotFound => error.at(["manifest"]),
        _ => error,
    };
    if preview {
        let scope = session.read_tenant(tenant, Permission::WriteDeclaration).await.map_err(nowhere)?;
        return preview_manifest(&scope, manifest).await.map_err(nowhere);
    }
    let scope = session.write_tenant(tenant, Permission::WriteDeclaration).await.map_err(nowhere)?;
    write_manifest(scope, catalog, manifest, call).await.map_err(nowhere)
}

fn one(error: AppError) -> Vec<AppError> {
    vec![error]
}

async fn preview_manifest(scope: &ReadScope, manifest: manifest::Manifest) -> Result<Applied> {
    let apps = store::by_slugs(scope, &slugs_of(&manifest)).await?;
    let (plan, mut applied) = plan(scope, manifest, apps).await?;
    for (app, declaration) in &plan.apps {
        let (outcome, differences) = compare(scope, app.as_ref(), declaration).await?;
        let revision = app.as_ref().and_then(|app| app.head_revision);
        applied.apps.push(AppliedApp { slug: declaration.slug.clone(), outcome, revision, differences });
    }
    Ok(applied)
}

async fn write_manifest(
    scope: WriteScope,
    catalog: &Catalog,
    manifest: manifest::Manifest,
    call: Option<&idempotency::Call>,
) -> Result<Applied> {
    if let Some(applied) = idempotency::answered(&scope, scope.actor(), call).await? {
        return Ok(applied);
    }
    // The tenant's row first: two manifests of one tenant are applied one behind the other. Then the apps', so that
    // whoever edits one of them meanwhile waits and edits what this made, or made what this is compared with.
    tenants::lock(&scope).await?;
    let apps = store::lock_some(&scope, &slugs_of(&manifest)).await?;
    let (plan, mut applied) = plan(&scope, manifest, apps).await?;
    if let Some(profile) = &plan.profile {
        tenants::replace_profile(&scope, profile).await?;
    }
    let mut entries = Vec::new();
    for (app, declaration) in plan.apps {
        let (outcome, differences) = compare(&scope, app.as_ref(), &declaration).await?;
        let revision = write_app(&scope, catalog, app, &declaration, outcome, &mut entries).await?;
        applied.apps.push(AppliedApp {
            slug: declaration.slug,
            outcome,
            revision: Some(revision),
            differences,
        });
    }
    idempotency::keep(&scope, call, &applied).await?;
    if plan.profile.is_some() {
        entries.push(audit::Entry::new("tenant.profile_changed", "tenant", scope.tenant()));
    }
    for entry in entries {
        audit::append(&scope, entry).await?;
    }
    scope.commit().await?;
    Ok(applied)
}

async fn write_app(
    scope: &WriteScope,
    catalog: &Catalog,
    app: Option<App>,
    declaration: &Declaration,
    outcome: Outcome,
    entries: &mut Vec<audit::Entry>,
) -> Result<i32> {
    let head = app.as_ref().and_then(|app| app.head_revision);
    if let (Outcome::Unchanged, Some(head)) = (outcome, head) {
        return Ok(head);
    }
    let id = match app {
        Some(app) => app.id,
        None => {
            let id = store::insert(scope, declaration, Environment::Live).await?;
            entries.push(audit::Entry::new("app.registered", "app", id));
            id
        }
    };
    let written = Written::of(declaration, catalog);
    write_revision(scope, id, head, written, RevisionOrigin::Manifest, entries).await
}

/// Makes a declaration the head of its app: the revision, its rows, and what must follow.
pub(super) async fn write_revision(
    scope: &WriteScope,
    app: AppId,
    head: Option<i32>,
    written: Written,
    origin: RevisionOrigin,
    entries: &mut Vec<audit::Entry>,
) -> Result<i32> {
    let number = head.unwrap_or(0) + 1;
    let Written { name, document, sha256, projection } = written;
    store::add_revision(scope, &app, (name, document, sha256), number, origin).await?;
    store::project(scope, app, Snapshot::HEAD, &projection).await?;
    entries.push(audit::Entry::new("declaration.changed", "app", app).with("revision", number));
    outbox::enqueue(scope, &DeclarationChanged { tenant: scope.tenant(), app, revision: number }).await?;
    Ok(number)
}

fn slugs_of(manifest: &manifest::Manifest) -> Vec<&str> {
    manifest.apps.iter().map(|declaration| declaration.slug.as_str()).collect()
}

/// What a manifest asks for of these apps, by slug, and what it changes of the profile.
async fn plan(
    scope: &ReadScope,
    manifest: manifest::Manifest,
    mut known: HashMap<String, App>,
) -> Result<(Plan, Applied)> {
    let tenant = tenants::active(tenants::own_profile(scope).await?)?;
    tenants::time_zone(&manifest.tenant)?;
    let (before, after) = (manifest::to_value(&tenant.profile), manifest::to_value(&manifest.tenant));
    if before.get("kind") != after.get("kind") {
        let place = crate::platform::error::Place { path: Some("/tenant/kind".into()), ..Default::default() };
        return Err(AppError::invalid("error-tenant-kind").at(["manifest"]).in_place(place));
    }
    let verified = tenant.verified_entity.as_deref();
    let (wanted, withheld) = tenants::keep_verified(&tenant.profile, manifest.tenant, verified);
    let after = manifest::to_value(&wanted);
    // Items that stand in another order are a change too, in which no fact differs.
    let (changed, profile) = (before != after, differences(&before, &after));
    let mut apps = Vec::with_capacity(manifest.apps.len());
    for declaration in manifest.apps {
        let app = known.remove(&declaration.slug);
        apps.push((app.map(App::in_use).transpose()?, declaration));
    }
    // Such a scope could not write it; a preview says so too.
    if scope.is_bound() && (changed || apps.iter().any(|(app, _)| app.is_none())) {
        return Err(AppError::forbidden());
    }
    let wanted = changed.then_some(wanted);
    Ok((Plan { profile: wanted, apps }, Applied { tenant: tenant.id, profile, withheld, apps: Vec::new() }))
}

async fn compare(
    scope: &ReadScope,
    app: Option<&App>,
    declaration: &Declaration,
) -> Result<(Outcome, Vec<disclosure::change::Difference>)> {
    let after = manifest::to_value(declaration);
    let head = match app.and_then(|app| Some((app.id, app.head_revision?))) {
        Some((id, number)) => Some(revision(scope, id, number).await?),
        None => None,
    };
    let before = match &head {
        Some(head) => serde_json::from_str::<Value>(&head.document).map_err(AppError::internal)?,
        None => json!({}),
    };
    // Not by the differences: items that stand in another order are a change in which no fact differs.
    let outcome = match (app, &head) {
        (None, _) => Outcome::Created,
        (Some(_), Some(_)) if before == after => Outcome::Unchanged,
        (Some(_), _) => Outcome::Changed,
    };
    Ok((outcome, differences(&before, &after)))
}
