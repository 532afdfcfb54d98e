//! Rows by many keys, each found by itself in the primary key's index.
//!
//! The list of a thousand values in `in (…)` is not that: on a table whose statistics are young, PostgreSQL reads all rows
//! of a log and compares each with every value (measured: 450 ms for 1,000 keys, 1 ms in this form). Here the keys come first,
//! one array a part of the key, and a join that cannot be turned round fetches at most one row for each.

use entities::{TenantId, TenantOwned};
use sea_orm::{
    ConnectionTrait, DbBackend, FromQueryResult, IdenStatic, Statement, Value, sea_query::ArrayType,
};

use super::set::{type_name, value_type};
use crate::platform::{db::Transaction, error::Result};

/// Keys of one statement on SQLite at most: its parameters are numbered up to 32,766.
const MAX_KEYS: usize = 16_000;

/// Keys of rows: tenant, a column in which all agree, and two in which they differ. With the tenant these columns are the
/// table's primary key, or all of it that tells its rows apart.
#[derive(Debug, Clone)]
pub struct Keys<E: TenantOwned> {
    fixed: (E::Column, Value),
    columns: [E::Column; 2],
    keys: Vec<[Value; 2]>,
}

impl<E: TenantOwned> Keys<E> {
    /// No key yet, of rows whose `fixed` column has this value.
    pub fn new(fixed: E::Column, value: impl Into<Value>, columns: [E::Column; 2]) -> Self {
        Self { fixed: (fixed, value.into()), columns, keys: Vec::new() }
    }

    /// Adds a key.
    pub fn push(&mut self, first: impl Into<Value>, second: impl Into<Value>) {
        self.keys.push([first.into(), second.into()]);
    }

    fn statements(&self, backend: DbBackend, tenant: TenantId) -> Vec<Statement> {
        match backend {
            DbBackend::Postgres if self.keys.is_empty() => Vec::new(),
            DbBackend::Postgres => vec![self.arrays(tenant)],
            _ => self.keys.chunks(MAX_KEYS).map(|keys| self.listed(tenant, keys)).collect(),
        }
    }

    /// Of a key that is named twice the row comes twice.
    fn arrays(&self, tenant: TenantId) -> Statement {
        let kinds = self.columns.map(|column| value_type::<E>(column));
        let [first, second] = self.columns.map(|column| column.as_str());
        let sql = format!(
            "select found.* from unnest($2::{}[], $3::{}[]) as each(a, b) cross join lateral \
             (select * from {} where {} = $1 and {} = $4 and {first} = each.a and {second} = each.b limit 1) found",
            type_name(&kinds[0]),
            type_name(&kinds[1]),
            E::default().table_name(),
            E::TENANT.as_str(),
            self.fixed.0.as_str(),
        );
        let array = |at: usize, kind: &ArrayType| {
            Value::Array(kind.clone(), Some(Box::new(self.keys.iter().map(|key| key[at].clone()).collect())))
        };
        let values = [tenant.into(), array(0, &kinds[0]), array(1, &kinds[1]), self.fixed.1.clone()];
        Statement::from_sql_and_values(DbBackend::Postgres, sql, values)
    }

    fn listed(&self, tenant: TenantId, keys: &[[Value; 2]]) -> Statement {
        let [first, second] = self.columns.map(|column| column.as_str());
        // The word `cross` keeps SQLite from turning the join round.
        let sql = format!(
            "select found.* from (values {}) as each cross join {} as found where found.{} = ? and found.{} = ? \
             and found.{first} = each.column1 and found.{second} = each.column2",
            vec!["(?, ?)"; keys.len()].join(", "),
            E::default().table_name(),
            E::TENANT.as_str(),
            self.fixed.0.as_str(),
        );
        let values = keys.iter().flatten().cloned().chain([tenant.into(), self.fixed.1.clone()]);
        Statement::from_sql_and_values(DbBackend::Sqlite, sql, values)
    }
}

/// The rows that have one of the keys, in no order.
pub async fn rows<E: TenantOwned>(
    transaction: &Transaction,
    tenant: TenantId,
    keys: &Keys<E>,
) -> Result<Vec<E::Model>> {
    let backend = transaction.get_database_backend();
    if backend == DbBackend::Postgres && !keys.keys.is_empty() {
        // A plan made while the table was small would read all of it for each key, long after it has grown.
        let sql = "set local enable_seqscan = off";
        transaction.prepare(Statement::from_string(backend, sql)).await?;
    }
    let mut found = Vec::new();
    for statement in keys.statements(backend, tenant) {
        for row in transaction.query_all_raw(statement).await? {
            found.push(<E::Model as FromQueryResult>::from_query_result(&row, "")?);
        }
    }
    Ok(found)
}
