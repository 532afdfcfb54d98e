//! Reading across tenants: the operator's administrators all of them, a parent its children.

use std::{collections::HashMap, hash::Hash, sync::Arc};

use entities::{TenantId, TenantOwned, idempotency_keys, tenants};
use sea_orm::{FromQueryResult, Value, sea_query::ValueType};

use super::{Keyset, ReadScope, Scoped, Where, query, select::Reach};
use crate::platform::{
    db::Transaction,
    error::Result,
    page::{Page, PageArgs},
};

/// All tenants, read through the operator's own role, which cannot write.
#[derive(Debug)]
pub struct OperatorReadScope {
    transaction: Arc<Transaction>,
}

impl OperatorReadScope {
    pub(super) fn new(transaction: Arc<Transaction>) -> Self {
        Self { transaction }
    }

    /// The same state of the database, one tenant of it.
    pub fn tenant(&self, tenant: TenantId) -> ReadScope {
        ReadScope::new(Arc::clone(&self.transaction), tenant)
    }

    /// The first row of any tenant, if there is one.
    ///
    /// # Errors
    /// As for all methods here: those of the database, as codes.
    pub async fn one<E: TenantOwned>(&self, scoped: Scoped<E>) -> Result<Option<E::Model>> {
        query::one(&self.transaction, Reach::All, scoped).await
    }

    /// The rows of all tenants: for what a limit bounds.
    pub async fn all<E: TenantOwned>(&self, scoped: Scoped<E>) -> Result<Vec<E::Model>> {
        query::all(&self.transaction, Reach::All, scoped).await
    }

    /// The rows of all tenants, some of their columns only.
    pub async fn columns<E: TenantOwned, T: FromQueryResult>(
        &self,
        scoped: Scoped<E>,
        columns: &[E::Column],
    ) -> Result<Vec<T>> {
        query::columns(&self.transaction, Reach::All, scoped, columns).await
    }

    /// How many rows there are in all tenants.
    pub async fn count<E: TenantOwned>(&self, condition: Where<E>) -> Result<u64>
    where
        E::Model: Send + Sync,
    {
        query::count(&self.transaction, Reach::All, condition).await
    }

    /// One page over all tenants. The key set must tell rows of different tenants apart.
    ///
    /// # Errors
    /// `INVALID` (`error-cursor`) for a cursor that is not this connection's.
    pub async fn page<E: TenantOwned>(
        &self,
        condition: Where<E>,
        keyset: &Keyset<E>,
        args: &PageArgs,
    ) -> Result<Page<E::Model>> {
        query::page(&self.transaction, Reach::All, condition, keyset, args).await
    }

    /// The same page of each of `parents`, such as tenants, in one statement. A parent without rows has no entry.
    ///
    /// # Errors
    /// As for `page`.
    pub async fn pages<E: TenantOwned, K: Into<Value> + ValueType + Eq + Hash>(
        &self,
        condition: Where<E>,
        parent: E::Column,
        parents: Vec<K>,
        keyset: &Keyset<E>,
        args: &PageArgs,
    ) -> Result<HashMap<K, Page<E::Model>>> {
        query::pages(&self.transaction, Reach::All, condition, (parent, parents), keyset, args).await
    }

    /// The same of a table whose parents have many rows each: of every parent only the rows of the page are read, by an index
    /// that begins with tenant, parent and the order.
    ///
    /// # Errors
    /// As for `page`.
    pub async fn long_pages<E: TenantOwned, K: Into<Value> + ValueType + Clone + Eq + Hash>(
        &self,
        condition: impl Fn() -> Where<E>,
        parent: E::Column,
        parents: Vec<K>,
        keyset: &Keyset<E>,
        args: &PageArgs,
    ) -> Result<HashMap<K, Page<E::Model>>> {
        query::long_pages(&self.transaction, Reach::All, condition, (parent, parents), keyset, args).await
    }
}

/// The children of one tenant, and the tenant above it, by named queries only: each takes them from `tenants.parent_id`
/// itself.
#[derive(Debug)]
pub struct ChildrenReadScope {
    transaction: Arc<Transaction>,
    parent: TenantId,
    hidden: bool,
}

impl ChildrenReadScope {
    /// `hidden`: for whom no child is there, as a credential that is bound to one app.
    pub(super) fn new(transaction: Arc<Transaction>, parent: TenantId, hidden: bool) -> Self {
        Self { transaction, parent, hidden }
    }

    /// One page of the children, by slug.
    ///
    /// # Errors
    /// `INVALID` (`error-cursor`) for a cursor that is not this connection's.
    pub async fn page(&self, args: &PageArgs) -> Result<Page<tenants::Model>> {
        let keyset = Keyset::ascending("children", [tenants::Column::Slug]);
        query::page(&self.transaction, Reach::All, self.children(), &keyset, args).await
    }

    /// The tenant above the one that asks, if there is one. Only its name and kind are for those below.
    ///
    /// # Errors
    /// Those of the database, as codes.
    pub async fn parent(&self) -> Result<Option<tenants::Model>> {
        let find = async |id: TenantId| {
            let one = Scoped::filter(Where::eq(tenants::Column::Id, id));
            query::one::<tenants::Entity>(&self.transaction, Reach::All, one).await
        };
        match find(self.parent).await?.and_then(|own| own.parent_id) {
            Some(above) => find(above).await,
            None => Ok(None),
        }
    }

    /// How many children there are.
    ///
    /// # Errors
    /// Those of the database, as codes.
    pub async fn count(&self) -> Result<u64> {
        query::count(&self.transaction, Reach::All, self.children()).await
    }

    /// The child with this id, if there is one.
    ///
    /// # Errors
    /// Those of the database, as codes.
    pub async fn child(&self, id: TenantId) -> Result<Option<tenants::Model>> {
        let child = self.children().and(Where::eq(tenants::Column::Id, id));
        query::one(&self.transaction, Reach::All, Scoped::filter(child)).await
    }

    /// Those of the children with these ids.
    ///
    /// # Errors
    /// Those of the database, as codes.
    pub async fn some(&self, ids: Vec<TenantId>) -> Result<Vec<tenants::Model>> {
        let some = self.children().and(Where::is_in(tenants::Column::Id, ids));
        query::all(&self.transaction, Reach::All, Scoped::filter(some)).await
    }

    /// What a child, whichever it is, keeps of a call that this parent's actor made in it: the call that made the child.
    ///
    /// # Errors
    /// Those of the database, as codes.
    pub async fn call(
        &self,
        operation: &str,
        actor: &str,
        key: &str,
    ) -> Result<Option<idempotency_keys::Model>> {
        let condition = Where::eq(idempotency_keys::Column::Actor, actor)
            .and(Where::eq(idempotency_keys::Column::Key, key))
            .and(Where::eq(idempotency_keys::Column::Operation, operation))
            .and(Where::related::<tenants::Entity>(&[], self.children()));
        query::one(&self.transaction, Reach::All, Scoped::<idempotency_keys::Entity>::filter(condition)).await
    }

    fn children(&self) -> Where<tenants::Entity> {
        let children = Where::eq(tenants::Column::ParentId, self.parent);
        if self.hidden { children.and(Where::is_in::<TenantId>(tenants::Column::Id, [])) } else { children }
    }
}
