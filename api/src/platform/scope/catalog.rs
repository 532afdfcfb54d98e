//! Reading what the operator has added to the catalogue, whoever has signed in.

use entities::Catalogued;

use super::{ReadScope, Scoped};
use crate::platform::error::Result;

/// The operator's rows of the catalogue's tables, and of no other: every tenant works with them, and they are never
/// copied into one.
#[derive(Debug)]
pub struct CatalogScope {
    reads: ReadScope,
}

impl CatalogScope {
    pub(super) fn new(reads: ReadScope) -> Self {
        Self { reads }
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// As for all methods here: those of the database, as codes.
    pub async fn one<E: Catalogued>(&self, scoped: Scoped<E>) -> Result<Option<E::Model>> {
        self.reads.one(scoped).await
    }

    /// All rows, however many: for what is bounded by its nature.
    pub async fn all<E: Catalogued>(&self, scoped: Scoped<E>) -> Result<Vec<E::Model>> {
        self.reads.all(scoped).await
    }
}
