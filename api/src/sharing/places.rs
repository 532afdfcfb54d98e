//! Where reports go, and what is known of it: read once for all who report for one app at one time.
//!
//! A report alone would pay more for this than for its own rows. What is read is nobody's secret within the tenant whose
//! key or person asks; whether a caller may report, and for this app, is for each to be looked at.

use std::{collections::HashMap, sync::Arc};

use entities::{AppId, TenantId};

use crate::{
    apps::{self, App},
    platform::{
        Joint,
        error::{AppError, Result},
        scope::SystemScope,
    },
    policies::{self, Version},
    tenants,
};

/// An app as reporters name it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Named {
    Slug(String),
    /// The one that a key is bound to.
    Id(AppId),
}

/// What there is.
#[derive(Debug)]
pub struct Found {
    /// Slug of the tenant.
    pub tenant: String,
    /// None where there is none of that name.
    pub app: Option<App>,
    /// All versions of the app.
    pub versions: HashMap<AppId, Vec<Version>>,
}

/// Reads them.
#[derive(Debug, Clone, Default)]
pub struct Places {
    joint: Joint<(TenantId, Named), Arc<Found>>,
}

impl Places {
    /// The app of that name in a tenant. Three statements, for however many ask at one time.
    ///
    /// # Errors
    /// Those of the database, as codes.
    pub async fn find(&self, system: SystemScope, tenant: TenantId, named: Named) -> Result<Arc<Found>> {
        let name = named.clone();
        let look = move || {
            let (system, name) = (system.fresh(), name.clone());
            async move { read(&system, tenant, &name).await.map(Arc::new) }
        };
        self.joint.find((tenant, named), look).await
    }
}

async fn read(system: &SystemScope, tenant: TenantId, named: &Named) -> Result<Found> {
    let scope = system.read(tenant).await?;
    let tenant = tenants::slug_of(&scope).await?.ok_or_else(AppError::not_found)?;
    let app = match named {
        Named::Slug(slug) => apps::find(&scope, slug).await?,
        Named::Id(id) => apps::find_by_id(&scope, *id).await?,
    };
    let versions = match &app {
        Some(app) => policies::versions_in(&scope, &[app.id]).await?,
        None => HashMap::new(),
    };
    Ok(Found { tenant, app, versions })
}
