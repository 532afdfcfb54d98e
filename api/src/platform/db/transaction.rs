//! A transaction that counts its statements.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use futures_util::Stream;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement, StreamTrait,
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

    /// The rows of a select, one by one.
    pub async fn stream(
        &self,
        statement: Statement,
    ) -> Result<impl Stream<Item = Result<QueryResult, DbErr>> + Send + '_, DbErr> {
        self.count.add_one();
        self.inner.stream_raw(statement).await
    }

    /// Runs statements one after the other, on SQLite, up to the first that fails; says how many rows they touched. They are
    /// handed to the connection's thread at once, since a hand-over costs more than a short statement does. Their parameters
    /// bear no numbers: each is the next.
    pub async fn execute_joined(&self, statements: Vec<Statement>) -> Result<u64, DbErr> {
        let (mut sql, mut values) = (String::new(), Vec::new());
        for statement in statements {
            debug_assert!(!statement.sql.contains('$'), "a parameter with a number: {}", statement.sql);
            self.count.add_one();
            sql.push_str(&statement.sql);
            sql.push(';');
            values.extend(statement.values.into_iter().flat_map(|values| values.0));
        }
        let joined = Statement::from_sql_and_values(DbBackend::Sqlite, sql, values);
        Ok(self.inner.execute_raw(joined).await?.rows_affected())
    }

    /// Makes all of it last.
    pub async fn commit(self) -> Result<(), DbErr> {
        self.inner.commit().await
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Transaction {
    fn get_database_backend(&self) -> DbBackend {
        ConnectionTrait::get_database_backend(&self.inner)
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
