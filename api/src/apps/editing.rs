//! Declarations edited piece by piece. What edits make of a declaration is computed where it holds up no request.

use std::sync::Arc;

use disclosure::{
    catalog::Catalog,
    change::{Difference, differences},
    edit::{self, Conflict, Edit, EditError},
    manifest::{self, Declaration, Limits, MANIFEST_SCHEMA, Problem, ProblemCode, TenantProfile},
};
use entities::{AppId, TenantId, TypedId, declaration_revisions::RevisionOrigin};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{model::App, service::write_revision, store, written::Written};
use crate::{
    audit,
    catalog::{self, Catalogs},
    idempotency,
    platform::{
        compute,
        error::{AppError, ErrorCode, Place, Result},
        scope::{Permission, ReadScope, Session, WriteScope},
    },
    tenants,
};

/// Edits of one call at most.
pub const MAX_EDITS: usize = 200;

/// Edits of one app's declaration.
#[derive(Debug, Clone, Serialize)]
pub struct EditCall {
    /// Slug of the tenant.
    pub tenant: String,
    /// Slug of the app.
    pub app: String,
    /// The revision that the editor saw; the head where it is left out.
    pub base: Option<i32>,
    /// What to do, one behind the other, at most `MAX_EDITS`.
    pub edits: Vec<Edit>,
    /// Says what would change, and writes nothing.
    pub preview: bool,
}

/// What edits did, or would do.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Edited {
    /// The app.
    pub app: AppId,
    /// The head afterwards; in a preview the head that there is.
    pub revision: Option<i32>,
    /// What differs from the head before.
    pub differences: Vec<Difference>,
}

/// Why edits were not made. Nothing was changed.
#[derive(Debug)]
pub enum EditRefusal {
    /// They cannot be.
    Errors(Vec<AppError>),
    /// Somebody else changed the same items; both sides.
    Conflicts(Vec<Conflict>),
}

impl From<AppError> for EditRefusal {
    fn from(error: AppError) -> Self {
        Self::Errors(vec![error])
    }
}

impl From<Unfit> for EditRefusal {
    fn from(unfit: Unfit) -> Self {
        Self::Errors(unfit.errors())
    }
}

/// Why edits do not fit one app.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Unfit {
    /// There is no such app that the caller may see.
    Missing,
    /// It is retired.
    Retired,
    /// An edit cannot be made.
    Edit(EditError),
    /// What the edits make is no declaration.
    Problems(Vec<Problem>),
}

impl Unfit {
    /// The same as errors about the edits, at least one.
    pub fn errors(&self) -> Vec<AppError> {
        match self {
            Self::Missing => vec![AppError::not_found()],
            Self::Retired => vec![AppError::illegal_state("error-app-retired")],
            Self::Edit(error) => vec![misplaced(error)],
            Self::Problems(problems) => {
                problems.iter().map(|problem| tenants::problem_error(problem, "edits")).collect()
            }
        }
    }
}

/// Edits the declaration of an app. Edits against an older revision are made to the head; an item that changed since
/// is a conflict. Nothing is written where nothing differs.
///
/// # Errors
/// `NOT_FOUND` for an app that the caller may not see; `FORBIDDEN`; `ILLEGAL_STATE` for a retired app and a suspended
/// tenant; `LIMIT_EXCEEDED`; every problem that the edited declaration would have; [`EditRefusal::Conflicts`].
pub async fn edit(
    session: &Session,
    catalogs: &Catalogs,
    call: EditCall,
    key: Option<String>,
) -> Result<Edited, EditRefusal> {
    session.require(Permission::WriteDeclaration)?;
    check_count(&call.edits)?;
    let repeated = idempotency::Call::new("editDeclaration", key, &json!(call))?;
    let found = session.find_tenant(&call.tenant).await?;
    let tenant = found.map_or_else(|| TenantId::from_uuid(uuid::Uuid::nil()), |found| found.id);
    // Before a scope is held: the session opens the operator's part of the catalogue with its one connection.
    let catalog = catalog::of_tenant(session, catalogs, tenant).await?;
    if call.preview {
        let scope = session.read_tenant(tenant, Permission::WriteDeclaration).await.map_err(nowhere)?;
        let app = by_slug(&scope, &call.app).await?;
        return Ok(plan(&scope, &catalog, &app, &call).await?.edited);
    }
    let scope = session.write_tenant(tenant, Permission::WriteDeclaration).await.map_err(nowhere)?;
    if let Some(edited) = idempotency::answered(&scope, scope.actor(), repeated.as_ref()).await? {
        return Ok(edited);
    }
    let edited = write(&scope, &catalog, &call).await?;
    idempotency::keep(&scope, repeated.as_ref(), &edited).await?;
    scope.commit().await?;
    Ok(edited)
}

/// Refuses more edits than one call makes.
///
/// # Errors
/// `LIMIT_EXCEEDED` (`error-edits`).
pub(super) fn check_count(edits: &[Edit]) -> Result<()> {
    if edits.len() > MAX_EDITS {
        let limit = i64::try_from(MAX_EDITS).unwrap_or(i64::MAX);
        return Err(AppError::limit_exceeded("error-edits").arg("limit", limit).at(["edits"]));
    }
    Ok(())
}

/// A tenant that the caller may not see is an app that is not there.
fn nowhere(error: AppError) -> AppError {
    match error.code() {
        ErrorCode::NotFound => error.at(["app"]),
        _ => error,
    }
}

pub(super) async fn by_slug(scope: &ReadScope, slug: &str) -> Result<App> {
    store::by_slug(scope, slug).await?.ok_or_else(|| AppError::not_found().at(["app"]))
}

async fn write(scope: &WriteScope, catalog: &Arc<Catalog>, call: &EditCall) -> Result<Edited, EditRefusal> {
    let app = by_slug(scope, &call.app).await?;
    // Editors of one app come one behind the other: each sees the head that it edits.
    let app = store::lock(scope, app.id).await?;
    let Plan { mut edited, written } = plan(scope, catalog, &app, call).await?;
    if let Some(written) = written {
        let mut entries = Vec::new();
        edited.revision = Some(write_edit(scope, &edited, written, &mut entries).await?);
        for entry in entries {
            audit::append(scope, entry).await?;
        }
    }
    Ok(edited)
}

/// Makes what edits made of the head that they were planned for the head of its app; the number of the revision.
pub(super) async fn write_edit(
    scope: &WriteScope,
    planned: &Edited,
    written: Written,
    entries: &mut Vec<audit::Entry>,
) -> Result<i32> {
    write_revision(scope, planned.app, planned.revision, written, RevisionOrigin::Edit, entries).await
}

/// What edits make of a declaration.
#[derive(Debug)]
pub(super) struct Plan {
    pub edited: Edited,
    /// None where nothing changes. Something does also where items stand in another order, in which no fact differs.
    pub written: Option<Written>,
}

/// Edits, and what it takes to plan them. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Desk {
    pub catalog: Arc<Catalog>,
    pub profile: Arc<TenantProfile>,
    pub edits: Arc<[Edit]>,
}

impl Desk {
    /// Of the scope's tenant.
    ///
    /// # Errors
    /// `ILLEGAL_STATE` for a tenant that may not act; those of the database, as codes.
    pub async fn of(scope: &ReadScope, catalog: &Arc<Catalog>, edits: &[Edit]) -> Result<Self> {
        let tenant = tenants::active(tenants::own_profile(scope).await?)?;
        Ok(Self { catalog: Arc::clone(catalog), profile: Arc::new(tenant.profile), edits: edits.into() })
    }

    /// What the edits make of the head of an app.
    fn apply(&self, app: &App, head: &str) -> Result<Result<Plan, Unfit>> {
        let head = parse(head)?;
        let after = edit::apply(&head, &self.edits).map_err(Unfit::Edit);
        Ok(after.and_then(|after| self.settle(app, &head, after)))
    }

    /// What the edits of an earlier state make of the head.
    fn rebase(&self, app: &App, head: &str, base: Option<&str>) -> Result<Plan, EditRefusal> {
        let head = parse(head)?;
        let base = base.map(parse).transpose()?;
        let after = edit::rebase(base.as_ref().unwrap_or(&head), &head, &self.edits).map_err(Unfit::Edit)?;
        let after = after.map_err(EditRefusal::Conflicts)?;
        Ok(self.settle(app, &head, after)?)
    }

    /// What an edited document is as the declaration of an app whose head is `head`.
    fn settle(&self, app: &App, head: &Value, after: Value) -> Result<Plan, Unfit> {
        let declaration = read(&self.catalog, &self.profile, after, &app.slug).map_err(Unfit::Problems)?;
        let after = manifest::to_value(&declaration);
        let edited =
            Edited { app: app.id, revision: app.head_revision, differences: differences(head, &after) };
        let written = (after != *head).then(|| Written::of(&declaration, &self.catalog));
        Ok(Plan { edited, written })
    }
}

async fn plan(
    scope: &ReadScope,
    catalog: &Arc<Catalog>,
    app: &App,
    call: &EditCall,
) -> Result<Plan, EditRefusal> {
    let desk = Desk::of(scope, catalog, &call.edits).await?;
    app.clone().in_use()?;
    let head = text(scope, app, app.head_revision).await?;
    let base = match call.base {
        Some(number) if Some(number) != app.head_revision => Some(text(scope, app, Some(number)).await?),
        _ => None,
    };
    let app = app.clone();
    compute(move || Ok(desk.rebase(&app, &head, base.as_deref()))).await?
}

/// What edits make of an app's newest revision.
///
/// # Errors
/// Those of the database, as codes.
pub(super) async fn plan_head(scope: &ReadScope, desk: &Desk, app: &App) -> Result<Result<Plan, Unfit>> {
    let head = text(scope, app, app.head_revision).await?;
    let (desk, app) = (desk.clone(), app.clone());
    compute(move || desk.apply(&app, &head)).await
}

/// A state of the declaration as it is stored; of an app that declares nothing yet, what the app itself says.
pub(super) async fn text(scope: &ReadScope, app: &App, number: Option<i32>) -> Result<String> {
    let Some(number) = number else {
        return Ok(json!({ "slug": app.slug, "name": manifest::to_value(&app.name) }).to_string());
    };
    let found = store::revision(scope, app.id, number).await?;
    Ok(found.ok_or_else(|| AppError::not_found().at(["base"]))?.document)
}

/// The same as a value.
pub(super) fn parse(text: &str) -> Result<Value> {
    serde_json::from_str(text).map_err(AppError::internal)
}

/// Reads what edits made, as a manifest of this one app would be read. Problems are in terms of the declaration, which is
/// all that its editor sees.
pub(super) fn read(
    catalog: &Catalog,
    profile: &TenantProfile,
    document: Value,
    slug: &str,
) -> Result<Declaration, Vec<Problem>> {
    let whole = json!({
        "schema": MANIFEST_SCHEMA, "tenant": manifest::to_value(profile), "apps": [document],
    });
    let limits = Limits::default();
    let length = whole.to_string().len();
    if length > limits.bytes {
        return Err(vec![Problem {
            code: ProblemCode::TooLarge,
            path: String::new(),
            place: None,
            subject: length.to_string(),
            expected: Some(limits.bytes.to_string()),
            nearest: None,
        }]);
    }
    let inside = |problem: Problem| {
        let path = problem.path.strip_prefix(&format!("/apps/{slug}")).unwrap_or(&problem.path);
        Problem { path: path.to_owned(), ..problem }
    };
    let manifest = manifest::from_value(&whole, &limits, catalog)
        .map_err(|problems| problems.0.into_iter().map(inside).collect::<Vec<_>>())?;
    Ok(manifest.apps.into_iter().next().expect("a manifest of one app has one"))
}

fn misplaced(error: &EditError) -> AppError {
    let key = match error {
        EditError::UnknownPlace { .. } => "error-edit-place",
        EditError::Vanished { .. } => "error-edit-vanished",
        EditError::Misfit { .. } => "error-edit-misfit",
        EditError::KeyKept { .. } => "error-edit-key",
    };
    let (path, nearest) = error.place();
    let place =
        Place { path: Some(path.to_string()), nearest: nearest.map(Into::into), ..Default::default() };
    AppError::invalid(key).at(["edits"]).rule(key).in_place(place)
}
