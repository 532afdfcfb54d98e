//! Apps that come, change their terms, and go.

use disclosure::{
    catalog::Catalog,
    change::differences,
    manifest::{self, Problem},
};
use entities::{AppId, declaration_revisions::RevisionOrigin};
use serde_json::{Value, json};

use super::{
    editing,
    model::{App, AppStatus, Environment},
    service::write_revision,
    store,
    written::Written,
};
use crate::{
    audit,
    catalog::{self, Catalogs},
    idempotency,
    platform::{
        error::{AppError, Result},
        scope::{Permission, Session, WriteScope},
    },
    tenants,
};

/// What a new app is made from.
#[derive(Debug, Clone)]
pub struct NewApp {
    /// Slug of the tenant.
    pub tenant: String,
    /// 2 to 63 of a-z, 0-9 and -; never changes.
    pub slug: String,
    /// Texts by language tag, as a manifest writes them.
    pub name: Value,
    /// What its records count for.
    pub environment: Environment,
}

/// Registers an app, with a first revision that says nothing but its name.
///
/// # Errors
/// `NOT_FOUND` for a tenant that the caller may not see; `FORBIDDEN`, also for a key that is bound to an app; `INVALID`
/// for a slug or name that is none; `CONFLICT` for a slug that is taken; `ILLEGAL_STATE` for a suspended tenant.
pub async fn register(
    session: &Session,
    catalogs: &Catalogs,
    new: &NewApp,
    key: Option<String>,
) -> Result<App, Vec<AppError>> {
    session.require(Permission::WriteDeclaration).map_err(one)?;
    let environment = word(new.environment);
    let input =
        json!({ "tenant": new.tenant, "slug": new.slug, "name": new.name, "environment": environment });
    let call = idempotency::Call::new("registerApp", key, &input).map_err(one)?;
    let tenant = tenants::id_of(session, &new.tenant).await.map_err(one)?;
    let catalog = catalog::of_tenant(session, catalogs, tenant).await.map_err(one)?;
    let scope = session.write_tenant(tenant, Permission::WriteDeclaration).await.map_err(one)?;
    if let Some(made) = idempotency::answered(&scope, scope.actor(), call.as_ref()).await.map_err(one)? {
        return by_id(&scope, made).await.map_err(one);
    }
    let tenant = tenants::lock(&scope).await.map_err(one)?;
    if scope.is_bound() {
        return Err(one(AppError::forbidden()));
    }
    let document = json!({ "slug": new.slug, "name": new.name });
    let declaration = editing::read(&catalog, &tenant.profile, document, &new.slug);
    let declaration = declaration.map_err(of_fields)?;
    insert(scope, &catalog, &declaration, new.environment, call.as_ref()).await.map_err(one)
}

/// Problems of what was sent, each at the field it was sent in.
fn of_fields(problems: Vec<Problem>) -> Vec<AppError> {
    let field = |problem: &Problem| if problem.path.starts_with("/name") { "name" } else { "slug" };
    problems.iter().map(|problem| tenants::problem_error(problem, field(problem))).collect()
}

async fn insert(
    scope: WriteScope,
    catalog: &Catalog,
    declaration: &manifest::Declaration,
    environment: Environment,
    call: Option<&idempotency::Call>,
) -> Result<App> {
    if store::by_slug(&scope, &declaration.slug).await?.is_some() {
        return Err(AppError::conflict("error-taken").at(["slug"]));
    }
    let id = store::insert(&scope, declaration, environment).await?;
    let mut entries = vec![audit::Entry::new("app.registered", "app", id)];
    let written = Written::of(declaration, catalog);
    write_revision(&scope, id, None, written, RevisionOrigin::Edit, &mut entries).await?;
    idempotency::keep(&scope, call, &id).await?;
    for entry in entries {
        audit::append(&scope, entry).await?;
    }
    finish(scope, id).await
}

/// What is to change of an app; what is none stays.
#[derive(Debug, Clone, Default)]
pub struct AppPatch {
    /// Texts by language tag, as a manifest writes them.
    pub name: Option<Value>,
    /// What its records count for.
    pub environment: Option<Environment>,
}

/// Changes an app's name, which is a new revision of its declaration, and its environment.
///
/// # Errors
/// `NOT_FOUND`; `FORBIDDEN`; `INVALID` for a name that is none; `ILLEGAL_STATE` for a retired app and a suspended tenant.
pub async fn update(
    session: &Session,
    catalogs: &Catalogs,
    (tenant, slug): (&str, &str),
    patch: &AppPatch,
    key: Option<String>,
) -> Result<App, Vec<AppError>> {
    session.require(Permission::WriteDeclaration).map_err(one)?;
    let environment = patch.environment.map(word);
    let input = json!({ "tenant": tenant, "app": slug, "name": patch.name, "environment": environment });
    let call = idempotency::Call::new("updateApp", key, &input).map_err(one)?;
    let id = tenants::id_of(session, tenant).await.map_err(one)?;
    let catalog = catalog::of_tenant(session, catalogs, id).await.map_err(one)?;
    let scope = session.write_tenant(id, Permission::WriteDeclaration).await.map_err(one)?;
    if let Some(made) = idempotency::answered(&scope, scope.actor(), call.as_ref()).await.map_err(one)? {
        return by_id(&scope, made).await.map_err(one);
    }
    let profile = tenants::lock(&scope).await.map_err(one)?.profile;
    let app = editing::by_slug(&scope, slug).await.map_err(one)?;
    let app = store::lock(&scope, app.id).await.and_then(App::in_use).map_err(one)?;
    let mut entries = Vec::new();
    if let Some(name) = &patch.name {
        let before = editing::text(&scope, &app, app.head_revision).await.map_err(one)?;
        let before = editing::parse(&before).map_err(one)?;
        let mut after = before.clone();
        after["name"] = name.clone();
        let declaration = editing::read(&catalog, &profile, after, &app.slug);
        let declaration = declaration.map_err(of_fields)?;
        if !differences(&before, &manifest::to_value(&declaration)).is_empty() {
            let (head, origin) = (app.head_revision, RevisionOrigin::Edit);
            let written = Written::of(&declaration, &catalog);
            let revision = write_revision(&scope, app.id, head, written, origin, &mut entries);
            revision.await.map_err(one)?;
        }
    }
    if let Some(environment) = patch.environment.filter(|wanted| *wanted != app.environment) {
        store::set_environment(&scope, app.id, environment).await.map_err(one)?;
        let entry = audit::Entry::new("app.environment_changed", "app", app.id);
        entries.push(entry.with("before", word(app.environment)).with("after", word(environment)));
    }
    idempotency::keep(&scope, call.as_ref(), &app.id).await.map_err(one)?;
    for entry in entries {
        audit::append(&scope, entry).await.map_err(one)?;
    }
    finish(scope, app.id).await.map_err(one)
}

/// Takes an app out of use, for good: what it published stays readable, and its declaration changes no more. An app
/// that is retired already stays as it is.
///
/// # Errors
/// `NOT_FOUND`; `FORBIDDEN`; `ILLEGAL_STATE` for a suspended tenant.
pub async fn retire(session: &Session, tenant: &str, slug: &str, key: Option<String>) -> Result<App> {
    session.require(Permission::WriteDeclaration)?;
    let call = idempotency::Call::new("retireApp", key, &json!({ "tenant": tenant, "app": slug }))?;
    let id = tenants::id_of(session, tenant).await?;
    let scope = session.write_tenant(id, Permission::WriteDeclaration).await?;
    let made: Option<AppId> = idempotency::answered(&scope, scope.actor(), call.as_ref()).await?;
    tenants::lock(&scope).await?;
    let app = editing::by_slug(&scope, slug).await?;
    if made.is_some() || app.status == AppStatus::Retired {
        return Ok(app);
    }
    store::retire(&scope, app.id).await?;
    idempotency::keep(&scope, call.as_ref(), &app.id).await?;
    audit::append(&scope, audit::Entry::new("app.retired", "app", app.id)).await?;
    finish(scope, app.id).await
}

async fn finish(scope: WriteScope, id: AppId) -> Result<App> {
    let app = by_id(&scope, id).await?;
    scope.commit().await?;
    Ok(app)
}

async fn by_id(scope: &WriteScope, id: AppId) -> Result<App> {
    store::by_ids(scope, &[id]).await?.pop().ok_or_else(AppError::not_found)
}

fn one(error: AppError) -> Vec<AppError> {
    vec![error]
}

fn word(environment: Environment) -> &'static str {
    match environment {
        Environment::Live => "LIVE",
        Environment::Staging => "STAGING",
    }
}
