//! Reading manifests that callers send.

use disclosure::{
    catalog::Catalog,
    manifest::{Format, Limits, Manifest, read},
};

use crate::{platform::error::AppError, tenants::problem_error};

/// Reads a manifest; of one that is none, every problem as an error.
pub(super) fn parse(text: &str, format: Format, catalog: &Catalog) -> Result<Manifest, Vec<AppError>> {
    read(text.as_bytes(), format, &Limits::default(), catalog)
        .map_err(|problems| problems.0.iter().map(|problem| problem_error(problem, "manifest")).collect())
}
