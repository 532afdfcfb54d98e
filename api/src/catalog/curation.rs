//! Changing the shared catalogue.

use std::sync::Arc;

use disclosure::catalog::Catalog;
use entities::TenantId;
use serde::Serialize;

use super::{
    edit::{Edit, Plan},
    model::{Entry, additions, build, refusal},
    service::current,
    shelf::{Catalogs, Head},
    store,
};
use crate::{
    audit, idempotency,
    outbox::{self, Job},
    platform::{
        error::{AppError, Result},
        scope::{FoundTenant, Permission, Session, WriteScope},
    },
    tenants::{self, TenantKind},
};

/// What was added to the catalogue changed.
#[derive(Debug, Serialize)]
pub(super) struct CatalogChanged {
    pub tenant: TenantId,
    pub revision: i32,
}

impl Job for CatalogChanged {
    const KIND: &'static str = "catalog.changed";
}

/// The catalogue after a change, and the key of the SDK that changed.
#[derive(Debug)]
pub struct Curated {
    pub catalog: Arc<Catalog>,
    pub sdk: String,
}

/// Changes the shared catalogue, as its next revision; what is so already makes none. `expected` is the revision that
/// last changed the SDK as far as the caller knows, 0 for one that is as shipped or not there.
///
/// # Errors
/// `FORBIDDEN` for everybody but the operator's owners and editors; `CONFLICT` (`error-concurrent`) where the SDK was
/// changed since, (`error-sdk-range-crossing`) where two ranges cross; `INVALID` for what cannot be; `NOT_FOUND` for an
/// SDK or a fact that does not exist; `ILLEGAL_STATE` (`error-sdk-merged`) for an SDK that was merged.
pub async fn curate(
    session: &Session,
    catalogs: &Catalogs,
    edit: Edit,
    expected: Option<i32>,
    key: Option<String>,
) -> Result<Curated> {
    session.require(Permission::CurateCatalog)?;
    edit.check(session.now().date_naive())?;
    let input = serde_json::to_value((&edit, expected)).map_err(AppError::internal)?;
    let call = idempotency::Call::new(edit.operation(), key, &input)?;
    let scope = session.write(Permission::CurateCatalog).await?;
    let sdk = edit.subject().to_owned();
    let made: Option<String> = idempotency::answered(&scope, scope.actor(), call.as_ref()).await?;
    if let Some(sdk) = made {
        drop(scope);
        return Ok(Curated { catalog: current(session, catalogs).await?, sdk });
    }
    // The operator's row puts the changes of all curators in order.
    let operator = tenants::lock(&scope).await?;
    if operator.kind != TenantKind::Operator {
        return Err(AppError::not_found());
    }
    let entries = store::entries(&scope).await?;
    let number = store::head(&scope).await?;
    let before = build(&entries, number)?;
    expect(&before, &sdk, expected)?;
    let plan = edit.plan(&entries, &before, number + 1, &scope.actor().to_string())?;
    idempotency::keep(&scope, call.as_ref(), &sdk).await?;
    let (catalog, number) = match plan {
        Some(plan) => (write(&scope, &edit, entries, plan, number + 1).await?, number + 1),
        None => (before, number),
    };
    scope.commit().await?;
    let catalog = Arc::new(catalog);
    catalogs.keep(number, &catalog);
    let found = FoundTenant {
        id: operator.id,
        kind: operator.kind,
        status: operator.status,
        last_shared_shown: operator.last_shared_shown,
    };
    catalogs.saw(Head { operator: Some(found), number, seen_at: session.now() });
    Ok(Curated { catalog, sdk })
}

fn expect(before: &Catalog, sdk: &str, expected: Option<i32>) -> Result<()> {
    let known = before.sdks.get(sdk).or_else(|| before.merged_sdk(sdk)).map_or(0, |sdk| sdk.revision);
    match expected {
        Some(expected) if expected != known => {
            Err(AppError::conflict("error-concurrent").at(["expectedRevision"]))
        }
        _ => Ok(()),
    }
}

/// Writes a change down; gives the catalogue that it makes.
async fn write(
    scope: &WriteScope,
    edit: &Edit,
    mut entries: Vec<Entry>,
    plan: Plan,
    number: i32,
) -> Result<Catalog> {
    for entry in entries.iter_mut().filter(|entry| Some(&**entry) == plan.close.as_ref()) {
        entry.until = Some(number);
    }
    entries.extend(plan.add.clone());
    let all = additions(&entries, number)?;
    let after = Catalog::builtin().with_additions(number, all).map_err(refusal)?;
    let (change, action) = edit.done();
    store::insert_revision(scope, number, change, edit.subject()).await?;
    if let Some(entry) = &plan.close {
        store::close_entry(scope, entry, number).await?;
    }
    if let Some(entry) = &plan.add {
        store::insert_entry(scope, entry).await?;
    }
    outbox::enqueue(scope, &CatalogChanged { tenant: scope.tenant(), revision: number }).await?;
    let mut event = audit::Entry::new(action, "sdk", edit.subject()).with("revision", number);
    if let Edit::Merge { into, .. } = edit {
        event = event.with("into", into.as_str());
    }
    audit::append(scope, event).await?;
    Ok(after)
}
