//! Reading one tenant's rows.

use std::{collections::HashMap, hash::Hash, sync::Arc};

use entities::{AppId, TenantId, TenantOwned};
use sea_orm::{ConnectionTrait, FromQueryResult, Value, sea_query::ValueType};

use super::{Keys, Keyset, Scoped, TenantSql, Where, keyed, query, select::Reach};
use crate::platform::{
    db::Transaction,
    error::{AppError, Result},
    page::{Page, PageArgs},
};

/// One tenant, seen in one state, in a transaction that all of a request's readers of the tenant share. It has no writing
/// methods. Dropped, it lets go of its share.
///
/// For a credential that is bound to one app it reaches that app's rows only: all others are as if they were not there.
#[derive(Debug)]
pub struct ReadScope {
    transaction: Arc<Transaction>,
    tenant: TenantId,
    app: Option<AppId>,
}

impl ReadScope {
    pub(super) fn new(transaction: Arc<Transaction>, tenant: TenantId) -> Self {
        Self { transaction, tenant, app: None }
    }

    /// The same, of one app if there is one.
    pub(super) fn bound_to(self, app: Option<AppId>) -> Self {
        Self { app, ..self }
    }

    pub(super) fn transaction(&self) -> &Transaction {
        &self.transaction
    }

    pub(super) fn into_transaction(self) -> Arc<Transaction> {
        self.transaction
    }

    pub(super) fn reach(&self) -> Reach {
        self.app.map_or(Reach::Tenant(self.tenant), |app| Reach::App(self.tenant, app))
    }

    /// Whose rows it reads.
    pub fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// Whether the credential is bound to one app: then there are others that this scope does not show.
    pub fn is_bound(&self) -> bool {
        self.app.is_some()
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// As for all methods here: those of the database, as codes.
    pub async fn one<E: TenantOwned>(&self, scoped: Scoped<E>) -> Result<Option<E::Model>> {
        query::one(&self.transaction, self.reach(), scoped).await
    }

    /// The first row.
    ///
    /// # Errors
    /// `NOT_FOUND` where there is none.
    pub async fn get<E: TenantOwned>(&self, scoped: Scoped<E>) -> Result<E::Model> {
        self.one(scoped).await?.ok_or_else(AppError::not_found)
    }

    /// All rows, however many: for what is bounded by its nature or by a limit.
    pub async fn all<E: TenantOwned>(&self, scoped: Scoped<E>) -> Result<Vec<E::Model>> {
        query::all(&self.transaction, self.reach(), scoped).await
    }

    /// The rows that have one of many keys, in no order, each found by itself; as often as its key is named.
    ///
    /// # Errors
    /// `FORBIDDEN` for a credential that is bound to one app.
    pub async fn by_keys<E: TenantOwned>(&self, keys: &Keys<E>) -> Result<Vec<E::Model>> {
        self.reach().check_whole()?;
        keyed::rows(&self.transaction, self.tenant, keys).await
    }

    /// All rows, some of their columns only.
    pub async fn columns<E: TenantOwned, T: FromQueryResult>(
        &self,
        scoped: Scoped<E>,
        columns: &[E::Column],
    ) -> Result<Vec<T>> {
        query::columns(&self.transaction, self.reach(), scoped, columns).await
    }

    /// How many rows there are.
    pub async fn count<E: TenantOwned>(&self, condition: Where<E>) -> Result<u64>
    where
        E::Model: Send + Sync,
    {
        query::count(&self.transaction, self.reach(), condition).await
    }

    /// Sums of the columns `sums`, whole numbers, over the rows that agree in the columns `by`; in the order of these, so
    /// many at most.
    pub async fn sums<E: TenantOwned, T: FromQueryResult>(
        &self,
        condition: Where<E>,
        by: &[E::Column],
        sums: &[E::Column],
        most: u64,
    ) -> Result<Vec<T>> {
        query::sums(&self.transaction, self.reach(), condition, (by, sums), None, most).await
    }

    /// The same, each with the least and the greatest value of a further column as `first` and `last`.
    pub async fn sums_between<E: TenantOwned, T: FromQueryResult>(
        &self,
        condition: Where<E>,
        by: &[E::Column],
        sums: &[E::Column],
        between: E::Column,
        most: u64,
    ) -> Result<Vec<T>> {
        query::sums(&self.transaction, self.reach(), condition, (by, sums), Some(between), most).await
    }

    /// One page.
    ///
    /// # Errors
    /// `INVALID` (`error-cursor`) for a cursor that is not this connection's.
    pub async fn page<E: TenantOwned>(
        &self,
        condition: Where<E>,
        keyset: &Keyset<E>,
        args: &PageArgs,
    ) -> Result<Page<E::Model>> {
        query::page(&self.transaction, self.reach(), condition, keyset, args).await
    }

    /// The same page of each of `parents`, told apart by the column `parent`, in one statement. A parent without rows has
    /// no entry.
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
        query::pages(&self.transaction, self.reach(), condition, (parent, parents), keyset, args).await
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
        query::long_pages(&self.transaction, self.reach(), condition, (parent, parents), keyset, args).await
    }

    /// The rows of a select that the builder cannot say.
    ///
    /// # Errors
    /// `FORBIDDEN` for a credential that is bound to one app; those of the database, as codes.
    pub async fn raw<T: FromQueryResult>(&self, sql: TenantSql) -> Result<Vec<T>> {
        self.reach().check_whole()?;
        let backend = self.transaction.get_database_backend();
        let rows = self.transaction.query_all_raw(sql.statement(backend, self.tenant)).await?;
        Ok(rows.iter().map(|row| T::from_query_result(row, "")).collect::<Result<_, _>>()?)
    }
}
