//! The relations of versions, kept in this process.

use entities::{PolicyVersionId, TenantId};
use moka::sync::Cache;

use super::Relations;

/// Relations by version, the most used ones. A version never changes: what is kept never grows old. Cheap to clone; all
/// clones are one.
#[derive(Debug, Clone)]
pub struct Registers(Cache<(TenantId, PolicyVersionId), Relations>);

impl Registers {
    /// Keeps about so many bytes at most.
    pub fn new(bytes: u64) -> Self {
        let weight = |_: &_, relations: &Relations| u32::try_from(relations.weight()).unwrap_or(u32::MAX);
        Self(Cache::builder().max_capacity(bytes).weigher(weight).build())
    }

    pub(super) fn get(&self, tenant: TenantId, version: PolicyVersionId) -> Option<Relations> {
        self.0.get(&(tenant, version))
    }

    pub(super) fn keep(&self, tenant: TenantId, version: PolicyVersionId, relations: Relations) {
        self.0.insert((tenant, version), relations);
    }
}
