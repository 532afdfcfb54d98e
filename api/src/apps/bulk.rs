//! The same edits made to many apps of one tenant.
//!
//! Apps are named by their slugs and not asked for by a filter: what a preview showed is then edited, whatever the fleet
//! does in between. Each app's edits are made to its newest revision, one app behind the other in one transaction.
//!
//! What the edits make of each app is computed before that transaction begins, so that nobody waits for it: a hundred large
//! declarations take seconds. What was planned counts only if the app, once it is held, and the tenant are still what they
//! were; the others, and what would be too much to keep until then, are planned while they are held.

use std::collections::{HashMap, HashSet};

use disclosure::edit::Edit;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    editing::{Desk, Edited, Plan, Unfit, check_count, plan_head, write_edit},
    model::{App, AppStatus},
    store,
};
use crate::{
    audit,
    catalog::{self, Catalogs},
    idempotency,
    platform::{
        error::{AppError, ErrorCode, ErrorPolicy, Result},
        scope::{Permission, ReadScope, Session, WriteScope},
    },
    tenants,
};

/// Apps of one call at most.
pub const MAX_APPS: usize = 100;

/// Bytes of documents that are planned before the apps are held, and kept until then; then no more are.
const AHEAD: usize = 16 << 20;

/// Edits of several apps' declarations.
#[derive(Debug, Clone, Serialize)]
pub struct BulkCall {
    /// Slug of the tenant.
    pub tenant: String,
    /// Slugs of its apps, each once, at most `MAX_APPS`.
    pub apps: Vec<String>,
    /// What to do with each, one behind the other, at most 200.
    pub edits: Vec<Edit>,
    /// What becomes of the others where they do not fit one app.
    pub on_error: ErrorPolicy,
    /// Says what would change, and writes nothing.
    pub preview: bool,
}

/// What became of one app.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BulkOutcome {
    /// Slug of the app.
    pub app: String,
    /// Why the edits do not fit it, or what they did, or would do.
    pub edited: Result<BulkEdited, Unfit>,
}

/// What edits that fit an app did.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum BulkEdited {
    /// It has a new revision; in a preview it would.
    Changed(Edited),
    /// It declares what it declared.
    Unchanged(Edited),
    /// They would change it, and were not made because they do not fit another app.
    HeldBack(Edited),
}

/// Edits the declarations of several apps. With `ALL_OR_NOTHING` nothing is written where the edits do not fit one app,
/// with `SKIP` the others are. The outcomes stand in the order of the call, one an app.
///
/// # Errors
/// Those of the call as a whole: `NOT_FOUND` for a tenant that the caller may not see; `FORBIDDEN`; `ILLEGAL_STATE` for a
/// suspended tenant; `LIMIT_EXCEEDED` for too many apps or edits; `INVALID` for an app that is named twice.
pub async fn edit_many(
    session: &Session,
    catalogs: &Catalogs,
    call: BulkCall,
    key: Option<String>,
) -> Result<Vec<BulkOutcome>> {
    session.require(Permission::WriteDeclaration)?;
    check(&call)?;
    let repeated = idempotency::Call::new("editDeclarations", key, &json!(call))?;
    let tenant = tenants::id_of(session, &call.tenant).await?;
    // Before a scope is held: the session opens the operator's part of the catalogue with its one connection.
    let catalog = catalog::of_tenant(session, catalogs, tenant).await?;
    let slugs: Vec<&str> = call.apps.iter().map(String::as_str).collect();
    if call.preview {
        let scope = session.read_tenant(tenant, Permission::WriteDeclaration).await.map_err(nowhere)?;
        let desk = Desk::of(&scope, &catalog, &call.edits).await.map_err(nowhere)?;
        let apps = store::by_slugs(&scope, &slugs).await?;
        let done = edit_apps(&scope, None, &desk, &call, apps, Ahead::new()).await;
        return Ok(done.map_err(nowhere)?.outcomes);
    }
    let (before, mut ahead) = {
        let scope = session.read_for_write(tenant, Permission::WriteDeclaration).await.map_err(nowhere)?;
        let actor = session.require(Permission::WriteDeclaration)?.actor();
        if let Some(outcomes) = idempotency::answered(&scope, actor, repeated.as_ref()).await? {
            return Ok(outcomes);
        }
        let desk = Desk::of(&scope, &catalog, &call.edits).await.map_err(nowhere)?;
        let apps = store::by_slugs(&scope, &slugs).await?;
        let ahead = plan_ahead(&scope, &desk, &slugs, apps).await?;
        (desk, ahead)
    };
    let scope = session.write_tenant(tenant, Permission::WriteDeclaration).await.map_err(nowhere)?;
    // Again: the same call may have come twice at once.
    if let Some(outcomes) = idempotency::answered(&scope, scope.actor(), repeated.as_ref()).await? {
        return Ok(outcomes);
    }
    let desk = Desk::of(&scope, &catalog, &call.edits).await.map_err(nowhere)?;
    if desk.profile != before.profile {
        ahead.clear();
    }
    let apps = store::lock_some(&scope, &slugs).await?;
    let done = edit_apps(&scope, Some(&scope), &desk, &call, apps, ahead).await.map_err(nowhere)?;
    if !done.stopped {
        idempotency::keep(&scope, repeated.as_ref(), &done.outcomes).await?;
        for entry in done.entries {
            audit::append(&scope, entry).await?;
        }
        scope.commit().await?;
    }
    Ok(done.outcomes)
}

/// A tenant that the caller may not see.
fn nowhere(error: AppError) -> AppError {
    match error.code() {
        ErrorCode::NotFound => error.at(["tenant"]),
        _ => error,
    }
}

fn check(call: &BulkCall) -> Result<()> {
    check_count(&call.edits)?;
    if call.apps.len() > MAX_APPS {
        let limit = i64::try_from(MAX_APPS).unwrap_or(i64::MAX);
        return Err(AppError::limit_exceeded("error-bulk-apps").arg("limit", limit).at(["apps"]));
    }
    let mut seen = HashSet::new();
    match call.apps.iter().position(|app| !seen.insert(app)) {
        Some(again) => Err(AppError::invalid("error-bulk-twice").at(["apps".to_owned(), again.to_string()])),
        None => Ok(()),
    }
}

/// What was done so far.
#[derive(Debug, Default)]
struct Done {
    outcomes: Vec<BulkOutcome>,
    entries: Vec<audit::Entry>,
    /// The edits do not fit an app, and so nothing may last.
    stopped: bool,
}

/// What the edits make of an app as it was when it was looked at.
#[derive(Debug)]
struct Planned {
    /// None where there was no such app.
    app: Option<App>,
    plan: Result<Plan, Unfit>,
}

impl Planned {
    /// Bytes of what it would write.
    fn size(&self) -> usize {
        let written = self.plan.as_ref().ok().and_then(|plan| plan.written.as_ref());
        written.map_or(0, |written| written.document.len())
    }
}

/// What was planned before the apps were held, by slug.
type Ahead = HashMap<String, Planned>;

/// Plans app by app until there is as much as may be kept.
async fn plan_ahead(
    scope: &ReadScope,
    desk: &Desk,
    slugs: &[&str],
    mut apps: HashMap<String, App>,
) -> Result<Ahead> {
    let (mut ahead, mut size) = (Ahead::new(), 0);
    for slug in slugs {
        if size >= AHEAD {
            break;
        }
        let planned = plan(scope, desk, apps.remove(*slug)).await?;
        size += planned.size();
        ahead.insert((*slug).to_owned(), planned);
    }
    Ok(ahead)
}

/// Makes the edits to each app, and writes them where there is a scope to write with. Of what was not planned ahead one app
/// at a time is in memory: what was written before another stops the whole is undone with the scope.
async fn edit_apps(
    scope: &ReadScope,
    pen: Option<&WriteScope>,
    desk: &Desk,
    call: &BulkCall,
    mut apps: HashMap<String, App>,
    mut ahead: Ahead,
) -> Result<Done> {
    let mut done = Done::default();
    let mut heads = Vec::new();
    for slug in &call.apps {
        let app = apps.remove(slug);
        heads.push(app.as_ref().and_then(|app| app.head_revision));
        let planned = match ahead.remove(slug).filter(|planned| planned.app == app) {
            Some(planned) => planned,
            None => plan(scope, desk, app).await?,
        };
        let edited = match planned.plan {
            Ok(plan) => {
                let pen = pen.filter(|_| !done.stopped);
                Ok(write(pen, plan, &mut done.entries).await?)
            }
            Err(unfit) => {
                done.stopped |= call.on_error == ErrorPolicy::AllOrNothing;
                Err(unfit)
            }
        };
        done.outcomes.push(BulkOutcome { app: slug.clone(), edited });
    }
    if done.stopped {
        done.outcomes.iter_mut().zip(heads).for_each(|(outcome, head)| hold_back(outcome, head));
    }
    Ok(done)
}

async fn plan(scope: &ReadScope, desk: &Desk, app: Option<App>) -> Result<Planned> {
    let plan = match &app {
        None => Err(Unfit::Missing),
        Some(app) if app.status == AppStatus::Retired => Err(Unfit::Retired),
        Some(app) => plan_head(scope, desk, app).await?,
    };
    Ok(Planned { app, plan })
}

async fn write(pen: Option<&WriteScope>, plan: Plan, entries: &mut Vec<audit::Entry>) -> Result<BulkEdited> {
    let Plan { mut edited, written } = plan;
    let Some(written) = written else { return Ok(BulkEdited::Unchanged(edited)) };
    if let Some(scope) = pen {
        edited.revision = Some(write_edit(scope, &edited, written, entries).await?);
    }
    Ok(BulkEdited::Changed(edited))
}

/// An app that was, or would have been, changed stays as it was: a revision that was written is undone.
fn hold_back(outcome: &mut BulkOutcome, head: Option<i32>) {
    if let Ok(BulkEdited::Changed(edited)) = &outcome.edited {
        outcome.edited = Ok(BulkEdited::HeldBack(Edited { revision: head, ..edited.clone() }));
    }
}
