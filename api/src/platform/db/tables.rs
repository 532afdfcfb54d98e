//! The tables of tenants as the database itself knows them, so that a new one is found without being named anywhere.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult, Statement};

/// A table whose rows each belong to one tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantTable {
    /// Its name.
    pub name: String,
    /// Its columns with their declared types, in order.
    columns: Vec<(String, String)>,
    /// The columns of its primary key, in order.
    key: Vec<String>,
    /// The tables that its rows refer to.
    refers_to: BTreeSet<String>,
}

impl TenantTable {
    /// The column that says whose row it is.
    pub fn owner(&self) -> &'static str {
        if self.name == "tenants" { "id" } else { "tenant_id" }
    }

    /// A select of one tenant's rows, each as a JSON object, by key. Names come from the database, never from a caller.
    pub fn rows_as_json(&self, backend: DbBackend) -> String {
        let (name, owner, key) = (&self.name, self.owner(), self.key.join(", "));
        if backend == DbBackend::Postgres {
            return format!("select to_jsonb(t)::text from {name} t where {owner} = $1 order by {key}");
        }
        let members: Vec<String> = self.columns.iter().map(|(column, kind)| member(column, kind)).collect();
        let object = members.join(", ");
        format!("select json_object({object}) from {name} where {owner} = $1 order by {key}")
    }
}

/// A member of a row's JSON object, in the form in which PostgreSQL writes it.
fn member(column: &str, kind: &str) -> String {
    let kind = kind.to_lowercase();
    let value = if kind.contains("uuid") {
        let part = |from: u8, length: u8| format!("substr(lower(hex({column})), {from}, {length})");
        let parts = [part(1, 8), part(9, 4), part(13, 4), part(17, 4), part(21, 12)];
        format!("case when {column} is null then null else {} end", parts.join(" || '-' || "))
    } else if kind.contains("blob") {
        format!("case when {column} is null then null else '\\x' || lower(hex({column})) end")
    } else if kind.contains("json") {
        format!("json({column})")
    } else if kind.contains("bool") {
        format!("json(case {column} when 1 then 'true' when 0 then 'false' end)")
    } else {
        column.to_owned()
    };
    format!("'{column}', {value}")
}

/// The tables in an order in which rows can be removed: each before those that it refers to.
///
/// # Errors
/// Where tables refer to one another in a circle.
pub fn in_order_of_removal(mut tables: Vec<TenantTable>) -> Result<Vec<TenantTable>, DbErr> {
    let mut ordered = Vec::with_capacity(tables.len());
    while !tables.is_empty() {
        let referred: BTreeSet<String> = tables
            .iter()
            .flat_map(|table| table.refers_to.iter().filter(|to| **to != table.name).cloned())
            .collect();
        let (held, free): (Vec<_>, Vec<_>) =
            tables.into_iter().partition(|table| referred.contains(&table.name));
        if free.is_empty() {
            return Err(DbErr::Custom("tables refer to one another in a circle".into()));
        }
        ordered.extend(free);
        tables = held;
    }
    Ok(ordered)
}

const POSTGRES_COLUMNS: &str = "select c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod), \
     coalesce(array_position(i.indkey::int2[], a.attnum), -1)::int4 \
     from pg_class c join pg_attribute a on a.attrelid = c.oid \
     left join pg_index i on i.indrelid = c.oid and i.indisprimary \
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition \
     and a.attnum > 0 and not a.attisdropped order by c.relname, a.attnum";

const SQLITE_COLUMNS: &str = "select m.name, p.name, p.type, p.pk - 1 \
     from sqlite_master m join pragma_table_info(m.name) p where m.type = 'table' order by m.name, p.cid";

const POSTGRES_REFERENCES: &str = "select distinct f.relname::text, t.relname::text from pg_constraint k \
     join pg_class f on f.oid = k.conrelid join pg_class t on t.oid = k.confrelid \
     where k.contype = 'f' and f.relnamespace = 'public'::regnamespace";

const SQLITE_REFERENCES: &str = "select distinct m.name, f.\"table\" \
     from sqlite_master m join pragma_foreign_key_list(m.name) f where m.type = 'table'";

/// All tables of tenants, by name.
///
/// # Errors
/// Those of the database.
pub async fn tenant_tables(connection: &impl ConnectionTrait) -> Result<Vec<TenantTable>, DbErr> {
    let backend = connection.get_database_backend();
    let (columns, references) = match backend {
        DbBackend::Postgres => (POSTGRES_COLUMNS, POSTGRES_REFERENCES),
        _ => (SQLITE_COLUMNS, SQLITE_REFERENCES),
    };
    let ask = async |sql: &str| connection.query_all_raw(Statement::from_string(backend, sql)).await;
    let mut tables: BTreeMap<String, TenantTable> = BTreeMap::new();
    let mut keys: BTreeMap<String, BTreeMap<i32, String>> = BTreeMap::new();
    for row in ask(columns).await? {
        let (table, column, kind, place): (String, String, String, i32) = row.try_get_many_by_index()?;
        if place >= 0 {
            keys.entry(table.clone()).or_default().insert(place, column.clone());
        }
        let new = || TenantTable {
            name: table.clone(),
            columns: Vec::new(),
            key: Vec::new(),
            refers_to: BTreeSet::new(),
        };
        tables.entry(table.clone()).or_insert_with(new).columns.push((column, kind));
    }
    for row in ask(references).await? {
        let (from, to): (String, String) = pair(&row)?;
        if let Some(table) = tables.get_mut(&from) {
            table.refers_to.insert(to);
        }
    }
    let owned = |table: &TenantTable| table.columns.iter().any(|(column, _)| column == table.owner());
    let of_tenants = |table: &TenantTable| table.name == "tenants" || owned(table);
    let keyed = |mut table: TenantTable| {
        table.key = keys.remove(&table.name).unwrap_or_default().into_values().collect();
        table
    };
    Ok(tables.into_values().filter(of_tenants).map(keyed).collect())
}

fn pair(row: &QueryResult) -> Result<(String, String), DbErr> {
    row.try_get_many_by_index()
}
