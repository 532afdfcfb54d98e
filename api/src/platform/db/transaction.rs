//! A transaction that counts its statements.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement,
    prelude::async_trait,
};

/// How many statements one request has sent, whichever task sent them. Beginning, ending and naming the tenant, with a
/// look at whether it may act, are not counted, so that the number is the same on both databases.
#[derive(Debug, Clone, Default)]
pub struct StatementCount(Arc<AtomicU64>);

impl StatementCount {
    /// The number so far.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Counts one more.
    pub fn add_one(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// An open transaction; dropped, it is rolled back.
#[derive(Debug)]
pub struct Transaction {
    inner: DatabaseTransaction,
    count: StatementCount,
}

impl Transaction {
    pub(super) fn new(inner: DatabaseTransaction, count: &StatementCount) -> Self {
        Self { inner, count: count.clone() }
    }

    /// Runs a statement that is not counted.
    pub async fn prepare(&self, statement: Statement) -> Result<(), DbErr> {
        self.inner.execute_raw(statement).await.map(|_| ())
    }

    /// The first row of a select that is not counted.
    pub async fn prepare_one(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.inner.query_one_raw(statement).await
    }

    /// Makes all of it last.
    pub async fn commit(self) -> Result<(), DbErr> {
        self.inner.commit().await
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Transaction {
    fn get_database_backend(&self) -> DbBackend {
        self.inner.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.count.add_one();
        self.inner.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.count.add_one();
        self.inner.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.count.add_one();
        self.inner.query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.count.add_one();
        self.inner.query_all_raw(statement).await
    }
}
