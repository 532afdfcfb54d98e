//! Reading manifests that callers send, and giving them back.

use disclosure::{
    catalog::Catalog,
    manifest::{Format, Limits, MANIFEST_SCHEMA, Manifest, Stated, read, to_json, to_yaml},
};

use super::model::Revision;
use crate::{
    platform::error::{AppError, Result},
    tenants::{Tenant, problem_error},
};

/// Reads a manifest; of one that is none, every problem as an error.
pub(super) fn parse(text: &str, format: Format, catalog: &Catalog) -> Result<Manifest, Vec<AppError>> {
    read(text.as_bytes(), format, &Limits::default(), catalog)
        .map_err(|problems| problems.0.iter().map(|problem| problem_error(problem, "manifest")).collect())
}

/// A manifest of a tenant's profile and one declaration: what applying it again would leave as it is.
///
/// # Errors
/// `INTERNAL` where the stored document is none.
pub fn manifest_of(tenant: &Tenant, revision: &Revision, format: Format) -> Result<String> {
    let manifest = Manifest {
        schema: MANIFEST_SCHEMA.into(),
        tenant: tenant.profile.clone(),
        apps: vec![revision.declaration()?],
        provenance: Stated::Unstated,
    };
    Ok(match format {
        Format::Yaml => to_yaml(&manifest),
        Format::Json => to_json(&manifest),
    })
}
