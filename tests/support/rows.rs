//! What a database holds of a tenant, read past the gateway: every row of every table that tenants own.

use std::collections::BTreeMap;

use entities::{TenantId, TypedId};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DbBackend, QueryResult, Statement, sqlx::types::Uuid,
};

use super::{app::TestApp, postgres};

/// The rows of one tenant, as text, by table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows(BTreeMap<String, Vec<String>>);

impl Rows {
    /// Everything that is there now.
    pub async fn of(app: &TestApp, tenant: TenantId) -> Self {
        Self::at(&Self::url(app), tenant).await
    }

    /// The address of a gateway's database, for [`at`](Self::at).
    pub fn url(app: &TestApp) -> String {
        match postgres::suite() {
            Some(urls) => urls.superuser.clone(),
            None => {
                let file = app.state.config.database.file().expect("the suite runs on a file");
                format!("sqlite:{}?mode=ro", file.display())
            }
        }
    }

    /// Everything that is there at an address of a database.
    pub async fn at(url: &str, tenant: TenantId) -> Self {
        let mut options = ConnectOptions::new(url);
        options.max_connections(1);
        let connection = Database::connect(options).await.expect("the database answers");
        let backend = connection.get_database_backend();
        let all = async |sql: String| -> Vec<String> {
            let rows = connection.query_all_raw(Statement::from_string(backend, sql)).await.expect("reads");
            rows.iter().map(text).collect()
        };
        let id = tenant.uuid();
        let mut found = BTreeMap::new();
        for table in all(tables(backend).to_owned()).await {
            let columns = all(columns(backend, &table)).await;
            let owner = match table.as_str() {
                "tenants" => "id",
                _ if columns.iter().any(|column| column == "tenant_id") => "tenant_id",
                _ => continue,
            };
            let rows = all(select(backend, &table, &columns, owner, id)).await;
            found.insert(table, rows);
        }
        connection.close().await.expect("closes");
        assert!(found.len() > 10, "the tables of tenants were not found: {:?}", found.keys());
        Self(found)
    }

    /// How many rows a table has.
    pub fn count(&self, table: &str) -> usize {
        self.0.get(table).unwrap_or_else(|| panic!("no table {table}")).len()
    }

    /// What differs from `before`, by table: rows that went, and rows that came. A row that changed did both.
    pub fn since(&self, before: &Self) -> BTreeMap<String, (usize, usize)> {
        let missing =
            |from: &[String], rows: &[String]| rows.iter().filter(|row| !from.contains(row)).count();
        let each = self.0.iter().map(|(table, rows)| {
            let old = &before.0[table];
            (table.clone(), (missing(rows, old), missing(old, rows)))
        });
        each.filter(|(_, changed)| *changed != (0, 0)).collect()
    }

    /// The rows of a table that hold `text`.
    pub fn with(&self, table: &str, text: &str) -> usize {
        self.0[table].iter().filter(|row| row.contains(text)).count()
    }
}

fn text(row: &QueryResult) -> String {
    row.try_get_by_index::<String>(0).expect("a text")
}

fn tables(backend: DbBackend) -> &'static str {
    if backend == DbBackend::Postgres {
        "select c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace \
         where n.nspname = 'public' and c.relkind in ('r', 'p') order by 1"
    } else {
        "select name from sqlite_master where type = 'table' order by 1"
    }
}

fn columns(backend: DbBackend, table: &str) -> String {
    if backend == DbBackend::Postgres {
        format!(
            "select column_name::text from information_schema.columns \
             where table_schema = 'public' and table_name = '{table}'"
        )
    } else {
        format!("select name from pragma_table_info('{table}')")
    }
}

fn select(backend: DbBackend, table: &str, columns: &[String], owner: &str, id: Uuid) -> String {
    if backend == DbBackend::Postgres {
        return format!("select t::text from {table} t where {owner} = '{id}' order by 1");
    }
    let all: Vec<String> = columns.iter().map(|column| format!("quote(\"{column}\")")).collect();
    let id = id.simple();
    format!("select {} from {table} where {owner} = x'{id}' order by 1", all.join(" || ',' || "))
}
