//! The same rows past the gateway, a commit a part: what a database does at best.

use std::{
    error::Error,
    io::{BufWriter, Write},
    path::Path,
    time::{Duration, Instant},
};

use entities::sharing_records;
use futures_util::TryStreamExt;
use sea_orm::{
    ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel, QueryFilter, QueryTrait, Statement,
    prelude::*,
    sqlx::{AssertSqlSafe, Connection, Executor, PgConnection},
};

use super::store;

/// A connection to the database of the gateway, and tables like its own beside them.
pub enum Bare {
    #[expect(clippy::disallowed_types, reason = "bare tables, past the gateway")]
    Sqlite(sea_orm::DatabaseConnection),
    Postgres(PgConnection),
}

/// Which rows are written: each set has tables of its own, which grow as the gateway's do.
#[derive(Clone, Copy)]
pub enum Tables {
    /// Those of `sharing_records` alone.
    Records,
    /// Those of all tables that have rows for each record.
    All,
}

impl Tables {
    /// The gateway's tables and those beside them.
    fn names(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Records => &[("sharing_records", "bare_records")],
            Self::All => &[
                ("sharing_records", "bare_all_records"),
                ("sharing_categories", "bare_all_categories"),
                ("sharing_receipts", "bare_all_receipts"),
            ],
        }
    }
}

/// Where rows of single inserts go.
const SINGLE: &str = "bare_single";
/// What is appended to the columns that an index of records begins with on SQLite, where a copied table has none.
const INDEXED: [&str; 6] = ["month", "app_id", "recipient", "purpose", "conformity", "occurred_at"];

/// Rows to be written once more, a part a commit.
pub enum Rows {
    /// Tables and what `COPY` writes into them.
    Text(Vec<Vec<(&'static str, Vec<u8>)>>),
    /// Numbers of records, from the first up to before the second.
    Ranges(Vec<(usize, usize)>),
}

/// The query for the rows of a table that belong to the records of these numbers: by an index, however many there are.
fn selected(of: &str, (from, to): (usize, usize)) -> String {
    let one = |column: &str, table: &str| format!("(select {column} from {table} limit 1)");
    let (tenant, log, app) =
        (one("tenant_id", "sharing_logs"), one("log_id", "sharing_logs"), one("id", "apps"));
    let these = match of {
        // Numbers are given in the order of the reports.
        "sharing_receipts" => format!(
            "app_id = {app} and external_id >= '{}' and external_id < '{}'",
            store::external_id(from),
            store::external_id(to),
        ),
        "sharing_categories" => {
            format!("category in ('{}') and seq >= {from} and seq < {to}", store::CATEGORIES.join("', '"))
        }
        _ => format!("seq >= {from} and seq < {to}"),
    };
    format!("select * from {of} where tenant_id = {tenant} and log_id = {log} and {these}")
}

impl Bare {
    /// Of a SQLite file.
    pub async fn sqlite(file: &Path) -> Result<Self, Box<dyn Error>> {
        let mut options = sea_orm::ConnectOptions::new(format!("sqlite:{}", file.display()));
        options.max_connections(1).sqlx_logging(false);
        let connection = sea_orm::Database::connect(options).await?;
        for (of, name) in
            Tables::Records.names().iter().chain(Tables::All.names()).chain(&[("sharing_records", SINGLE)])
        {
            let table = format!("create table {name} as select * from {of} where 0");
            connection.execute_unprepared(&table).await?;
            let indexes: Vec<(&str, &str)> = match *of {
                "sharing_categories" => vec![("key", "category, seq")],
                "sharing_receipts" => vec![("key", "app_id, external_id")],
                _ => INDEXED.iter().map(|column| (*column, "")).collect(),
            };
            for (index, columns) in indexes {
                let columns = if columns.is_empty() { format!("{index}, seq") } else { columns.to_owned() };
                let index = format!("create index {name}_{index} on {name} (tenant_id, log_id, {columns})");
                connection.execute_unprepared(&index).await?;
            }
        }
        Ok(Self::Sqlite(connection))
    }

    /// Of a PostgreSQL database, as its superuser. The tables stand in a schema of their own: the gateway starts on no
    /// database that holds rows of tenants without row-level security.
    pub async fn postgres(url: &str) -> Result<Self, Box<dyn Error>> {
        let mut connection = PgConnection::connect(url).await?;
        connection.execute("create schema bare; set search_path = bare, public").await?;
        for (of, name) in Tables::Records.names().iter().chain(Tables::All.names()) {
            let table = format!("create table {name} (like {of} including all)");
            connection.execute(AssertSqlSafe(table)).await?;
        }
        Ok(Self::Postgres(connection))
    }

    /// The rows of these records, to be written once more.
    pub async fn rows(&mut self, tables: Tables, ranges: &[(usize, usize)]) -> Result<Rows, Box<dyn Error>> {
        let Self::Postgres(connection) = self else { return Ok(Rows::Ranges(ranges.to_vec())) };
        let mut commits = Vec::new();
        for (from, to) in ranges {
            let mut texts = Vec::new();
            for (of, name) in tables.names() {
                let query = format!("copy ({}) to stdout", selected(of, (*from, *to)));
                let chunks: Vec<_> = connection.copy_out_raw(&query).await?.try_collect().await?;
                texts.push((*name, chunks.concat()));
            }
            commits.push(texts);
        }
        Ok(Rows::Text(commits))
    }

    /// The time to write them.
    pub async fn write(&mut self, tables: Tables, rows: Rows) -> Result<Duration, Box<dyn Error>> {
        let mut time = Duration::ZERO;
        match (self, rows) {
            (Self::Postgres(connection), Rows::Text(commits)) => {
                for texts in commits {
                    let start = Instant::now();
                    let mut transaction = connection.begin().await?;
                    for (name, text) in texts {
                        let mut copy = transaction.copy_in_raw(&format!("copy {name} from stdin")).await?;
                        copy.send(text).await?;
                        copy.finish().await?;
                    }
                    transaction.commit().await?;
                    time += start.elapsed();
                }
            }
            (Self::Sqlite(connection), Rows::Ranges(ranges)) => {
                for (from, to) in ranges {
                    let inserts: String = tables
                        .names()
                        .iter()
                        .map(|(of, name)| format!("insert into {name} {};", selected(of, (from, to))))
                        .collect();
                    let start = Instant::now();
                    connection.execute_unprepared(&format!("begin; {inserts} commit")).await?;
                    time += start.elapsed();
                }
            }
            _ => return Err("rows of another database".into()),
        }
        Ok(time)
    }

    /// The time of a prepared insert of so many rows, once for each range of records, each with a commit of its own. None
    /// on PostgreSQL.
    pub async fn insert(&mut self, ranges: &[(usize, usize)]) -> Result<Option<Duration>, Box<dyn Error>> {
        let Self::Sqlite(connection) = self else { return Ok(None) };
        let mut time = Duration::ZERO;
        for (from, to) in ranges {
            let seq = sharing_records::Column::Seq;
            let rows =
                sharing_records::Entity::find().filter(seq.gte(*from as i64)).filter(seq.lt(*to as i64));
            let rows = rows.all(&*connection).await?.into_iter().map(IntoActiveModel::into_active_model);
            let insert = sharing_records::Entity::insert_many(rows.map(|row| row.reset_all()));
            let insert = insert.build(DbBackend::Sqlite);
            let text = insert.sql.replacen("sharing_records", SINGLE, 1);
            let values = insert.values.ok_or("an insert without values")?;
            let insert = Statement { sql: text, values: Some(values), db_backend: DbBackend::Sqlite };
            let start = Instant::now();
            connection.execute_raw(insert).await?;
            time += start.elapsed();
        }
        Ok(Some(time))
    }

    /// The time in which `COPY TO` writes what an export says of all records into a file, in their order. None on SQLite.
    pub async fn copy_out(&mut self, file: &Path) -> Result<Option<Duration>, Box<dyn Error>> {
        let Self::Postgres(connection) = self else { return Ok(None) };
        let (start, mut file) = (Instant::now(), BufWriter::new(std::fs::File::create(file)?));
        let query = "copy (select seq, header, salt, content from sharing_records order by seq) to stdout";
        let mut chunks = connection.copy_out_raw(query).await?;
        while let Some(chunk) = chunks.try_next().await? {
            file.write_all(&chunk)?;
        }
        file.flush()?;
        Ok(Some(start.elapsed()))
    }
}
