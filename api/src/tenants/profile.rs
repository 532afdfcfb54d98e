//! What a profile becomes: pure.

use disclosure::{
    catalog::Catalog,
    change::{Difference, differences},
    manifest::{self, LegalEntity, Limits, MANIFEST_SCHEMA, TenantProfile},
};
use serde_json::{Map, Value, json};

use super::problem::problem_error;
use crate::platform::error::{AppError, Place};

/// The profile after a patch: each section that it names is replaced as a whole, and with null nothing is said of it
/// any more. `field` is the input field that brought the patch.
///
/// # Errors
/// Every problem, with its path in a manifest and the nearest valid name; `INVALID` for another slug or kind.
pub fn patched(
    profile: &TenantProfile,
    patch: &Map<String, Value>,
    field: &'static str,
) -> Result<TenantProfile, Vec<AppError>> {
    let before = manifest::to_value(profile);
    let mut after = before.clone();
    let Value::Object(sections) = &mut after else { return Err(vec![AppError::internal("no object")]) };
    for (name, section) in patch {
        if section.is_null() {
            sections.shift_remove(name);
        } else {
            sections.insert(name.clone(), section.clone());
        }
    }
    for (name, key) in [("slug", "error-slug-kept"), ("kind", "error-tenant-kind")] {
        if patch.contains_key(name) && after.get(name) != before.get(name) {
            let place = Place { path: Some(format!("/tenant/{name}")), ..Place::default() };
            return Err(vec![AppError::invalid(key).at([field]).in_place(place)]);
        }
    }
    let whole = json!({ "schema": MANIFEST_SCHEMA, "tenant": after, "apps": [] });
    let read = manifest::from_value(&whole, &Limits::default(), Catalog::builtin());
    match read {
        Ok(manifest) => Ok(manifest.tenant),
        Err(problems) => Err(problems.0.iter().map(|problem| problem_error(problem, field)).collect()),
    }
}

/// Puts back what was verified: name, region and number of the legal entity `verified` stay as `current` has them. Also
/// says what of `wanted` was not done, each difference from what stays to what was wanted.
pub fn keep_verified(
    current: &TenantProfile,
    wanted: TenantProfile,
    verified: Option<&str>,
) -> (TenantProfile, Vec<Difference>) {
    let Some(held) = verified.and_then(|key| entity(current, key)) else { return (wanted, Vec::new()) };
    let mut kept = wanted.clone();
    let entities = kept.legal_entities.items_mut();
    match entities.iter_mut().find(|entity| entity.key == held.key) {
        Some(entity) => {
            entity.name = held.name.clone();
            entity.region = held.region.clone();
            entity.registration_number = held.registration_number.clone();
        }
        None => entities.insert(0, held.clone()),
    }
    let withheld = differences(&manifest::to_value(&kept), &manifest::to_value(&wanted));
    (kept, withheld)
}

/// The legal entity with that key.
pub fn entity<'a>(profile: &'a TenantProfile, key: &str) -> Option<&'a LegalEntity> {
    profile.legal_entities.items().iter().find(|entity| entity.key == key)
}
