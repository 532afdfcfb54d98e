//! Many rows in one statement.
//!
//! On PostgreSQL one array a column, unnested: a statement of one text however many rows it writes, and the fastest that
//! row-level security lets through. The driver's arrays hold no null, so that in a column that can be null a value of its
//! type stands for it that no such column holds: an empty text, no bytes, the smallest number, the year 1, the nil UUID.

use std::fmt::Write;

use entities::{TenantId, TenantOwned};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DbBackend, IdenStatic, Iterable, ModelTrait, PrimaryKeyToColumn,
    Statement, Value,
    prelude::{ChronoDateTimeUtc, Uuid},
    sea_query::ArrayType,
};

use crate::platform::error::{AppError, Result};

/// The row beside which others are written: the one of the tenant's rows whose column has this value.
#[derive(Debug, Clone)]
pub struct Beside<A: TenantOwned> {
    column: A::Column,
    value: Value,
}

impl<A: TenantOwned> Beside<A> {
    /// The row whose `column` is `value`.
    pub fn row(column: A::Column, value: impl Into<Value>) -> Self {
        Self { column, value: value.into() }
    }
}

/// What becomes of a row whose primary key is taken.
#[derive(Debug, Clone, Copy)]
pub(super) enum Taken<'a, C> {
    /// The statement fails.
    Fails,
    /// The row that is there stays.
    Stays,
    /// The numbers in these columns are added to those of the row that is there.
    Adds(&'a [C]),
}

/// The insert of all `rows`, at least one, whose values it takes.
pub(super) fn statement<E: TenantOwned, A: TenantOwned>(
    backend: DbBackend,
    tenant: TenantId,
    beside: &Beside<A>,
    rows: &mut [E::ActiveModel],
    taken: Taken<'_, E::Column>,
) -> Result<Statement> {
    let table = E::default().table_name().to_owned();
    let columns: Vec<E::Column> = E::Column::iter().collect();
    let names: Vec<&str> = columns.iter().map(|column| column.as_str()).collect();
    let mut sql = format!("insert into {table} ({}) ", names.join(", "));
    let values = if backend == DbBackend::Postgres {
        let mut values = vec![tenant.into(), beside.value.clone()];
        let others: Vec<E::Column> =
            columns.iter().copied().filter(|it| it.as_str() != E::TENANT.as_str()).collect();
        for column in &others {
            values.push(array::<E>(*column, rows)?);
        }
        sql.push_str(&selected::<E, A>(beside, &columns, &others));
        values
    } else {
        let row = format!("({})", vec!["?"; columns.len()].join(", "));
        let _ = write!(sql, "values {}", vec![row; rows.len()].join(", "));
        let of_row = |row: &mut E::ActiveModel| {
            columns.iter().map(|column| value::<E>(row, *column)).collect::<Vec<_>>()
        };
        rows.iter_mut().flat_map(of_row).collect()
    };
    if matches!(taken, Taken::Stays) {
        sql.push_str(" on conflict do nothing");
    }
    if let Taken::Adds(sums) = taken {
        let key: Vec<E::Column> = E::PrimaryKey::iter().map(PrimaryKeyToColumn::into_column).collect();
        let key: Vec<&str> = key.iter().map(|column| column.as_str()).collect();
        let added = sums.iter().map(|column| {
            let name = column.as_str();
            format!("{name} = {table}.{name} + excluded.{name}")
        });
        let added: Vec<String> = added.collect();
        let _ = write!(sql, " on conflict ({}) do update set {}", key.join(", "), added.join(", "));
    }
    Ok(Statement::from_sql_and_values(backend, sql, values))
}

/// The rows as PostgreSQL makes them of the arrays, which are the parameters from `$3` on.
fn selected<E: TenantOwned, A: TenantOwned>(
    beside: &Beside<A>,
    columns: &[E::Column],
    others: &[E::Column],
) -> String {
    let list = |each: &dyn Fn(&E::Column) -> String, all: &[E::Column]| {
        all.iter().map(each).collect::<Vec<_>>().join(", ")
    };
    let told = list(
        &|column| match column.as_str() {
            name if name == E::TENANT.as_str() => format!("beside.{}", A::TENANT.as_str()),
            name if column.def().is_null() => {
                format!("nullif(each.{name}, {})", stand_in_sql(&value_type::<E>(*column)))
            }
            name => format!("each.{name}"),
        },
        columns,
    );
    let mut place = 2;
    let arrays: Vec<String> = others
        .iter()
        .map(|column| {
            place += 1;
            format!("${place}::{}[]", type_name(&value_type::<E>(*column)))
        })
        .collect();
    let named = list(&|column| column.as_str().to_owned(), others);
    format!(
        "select {told} from {} beside, unnest({}) as each({named}) where beside.{} = $1 and beside.{} = $2",
        A::default().table_name(),
        arrays.join(", "),
        A::TENANT.as_str(),
        beside.column.as_str(),
    )
}

pub(super) fn value_type<E: TenantOwned>(column: E::Column) -> ArrayType {
    <E::Model as ModelTrait>::get_value_type(column)
}

/// The value of a row in a column; a column that was not set is null.
fn value<E: TenantOwned>(row: &mut E::ActiveModel, column: E::Column) -> Value {
    row.take(column).into_value().unwrap_or_else(|| null(&value_type::<E>(column)))
}

fn array<E: TenantOwned>(column: E::Column, rows: &mut [E::ActiveModel]) -> Result<Value> {
    let kind = value_type::<E>(column);
    let nothing = null(&kind);
    let element = |row: &mut E::ActiveModel| match value::<E>(row, column) {
        value if value == nothing => stand_in(&kind),
        value => Some(value),
    };
    let elements: Option<Vec<Value>> = rows.iter_mut().map(element).collect();
    let elements =
        elements.ok_or_else(|| AppError::internal(format!("no arrays for {}", column.as_str())))?;
    Ok(Value::Array(kind, Some(Box::new(elements))))
}

fn null(kind: &ArrayType) -> Value {
    match kind {
        ArrayType::Uuid => Value::Uuid(None),
        ArrayType::Int => Value::Int(None),
        ArrayType::BigInt => Value::BigInt(None),
        ArrayType::Bytes => Value::Bytes(None),
        ArrayType::ChronoDate => Value::ChronoDate(None),
        ArrayType::ChronoDateTimeUtc => Value::ChronoDateTimeUtc(None),
        _ => Value::String(None),
    }
}

/// What stands for a null in an array; none where the type is not known here.
fn stand_in(kind: &ArrayType) -> Option<Value> {
    Some(match kind {
        ArrayType::Uuid => Uuid::nil().into(),
        ArrayType::String => "".into(),
        ArrayType::Int => i32::MIN.into(),
        ArrayType::BigInt => i64::MIN.into(),
        ArrayType::Bytes => Vec::<u8>::new().into(),
        ArrayType::ChronoDateTimeUtc => year_one().into(),
        _ => return None,
    })
}

fn year_one() -> ChronoDateTimeUtc {
    chrono::NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or_default().and_time(chrono::NaiveTime::MIN).and_utc()
}

/// The same in SQL.
fn stand_in_sql(kind: &ArrayType) -> &'static str {
    match kind {
        ArrayType::Uuid => "'00000000-0000-0000-0000-000000000000'::uuid",
        ArrayType::Int => "(-2147483648)::integer",
        ArrayType::BigInt => "(-9223372036854775808)::bigint",
        ArrayType::Bytes => "'\\x'::bytea",
        ArrayType::ChronoDateTimeUtc => "'0001-01-01T00:00:00Z'::timestamptz",
        _ => "''",
    }
}

pub(super) fn type_name(kind: &ArrayType) -> &'static str {
    match kind {
        ArrayType::Uuid => "uuid",
        ArrayType::Int => "integer",
        ArrayType::BigInt => "bigint",
        ArrayType::Bytes => "bytea",
        ArrayType::ChronoDate => "date",
        ArrayType::ChronoDateTimeUtc => "timestamptz",
        _ => "text",
    }
}
