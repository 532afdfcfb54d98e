//! Reading what a tenant has published, without a credential.

use entities::{Published, TenantId};
use sea_orm::FromQueryResult;

use super::{Keyset, ReadScope, Scoped, Where};
use crate::platform::{
    error::Result,
    page::{Page, PageArgs},
};

/// The published part of one tenant. Every row of a `Published` table may be shown to anybody.
#[derive(Debug)]
pub struct PublicScope {
    reads: ReadScope,
}

impl PublicScope {
    pub(super) fn new(reads: ReadScope) -> Self {
        Self { reads }
    }

    /// Whose publications it reads.
    pub fn tenant(&self) -> TenantId {
        self.reads.tenant()
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// As for all methods here: those of the database, as codes.
    pub async fn one<E: Published>(&self, scoped: Scoped<E>) -> Result<Option<E::Model>> {
        self.reads.one(scoped).await
    }

    /// All rows, however many: for what is bounded by its nature or by a limit.
    pub async fn all<E: Published>(&self, scoped: Scoped<E>) -> Result<Vec<E::Model>> {
        self.reads.all(scoped).await
    }

    /// All rows, some of their columns only.
    pub async fn columns<E: Published, T: FromQueryResult>(
        &self,
        scoped: Scoped<E>,
        columns: &[E::Column],
    ) -> Result<Vec<T>> {
        self.reads.columns(scoped, columns).await
    }

    /// One page.
    ///
    /// # Errors
    /// `INVALID` (`error-cursor`) for a cursor that is not this connection's.
    pub async fn page<E: Published>(
        &self,
        condition: Where<E>,
        keyset: &Keyset<E>,
        args: &PageArgs,
    ) -> Result<Page<E::Model>> {
        self.reads.page(condition, keyset, args).await
    }
}
