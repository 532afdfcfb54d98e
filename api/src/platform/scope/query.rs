//! Running selects: what all scopes that read have in common.

use std::{collections::HashMap, hash::Hash};

use entities::{Digest, Hashed, TenantId, TenantOwned};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, FromQueryResult, IdenStatic, Iterable, ModelTrait, Order,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Statement, Value,
    sea_query::{
        Alias, Expr, ExprTrait, Func, Query, SelectStatement, UnionType, ValueType, WindowStatement,
    },
};

use super::{Keyset, Scoped, Where, select::Reach};
use crate::platform::{
    db::Transaction,
    error::{AppError, Result},
    page::{Page, PageArgs},
};

pub async fn one<E: TenantOwned>(
    transaction: &Transaction,
    reach: Reach,
    scoped: Scoped<E>,
) -> Result<Option<E::Model>> {
    Ok(scoped.limit(1).build(reach).one(transaction).await?)
}

pub async fn all<E: TenantOwned>(
    transaction: &Transaction,
    reach: Reach,
    scoped: Scoped<E>,
) -> Result<Vec<E::Model>> {
    Ok(scoped.build(reach).all(transaction).await?)
}

pub async fn columns<E: TenantOwned, T: FromQueryResult>(
    transaction: &Transaction,
    reach: Reach,
    scoped: Scoped<E>,
    columns: &[E::Column],
) -> Result<Vec<T>> {
    let select = scoped.build(reach).select_only().columns(columns.iter().copied());
    Ok(select.into_model::<T>().all(transaction).await?)
}

pub async fn hashes<E: Hashed>(
    transaction: &Transaction,
    tenant: TenantId,
    scoped: Scoped<E>,
) -> Result<Vec<Digest>> {
    let select = scoped.build(Reach::Tenant(tenant)).select_only().column(E::HASH);
    Ok(select.into_tuple().all(transaction).await?)
}

/// Sums of columns over the rows that agree in others; of one more column its least and greatest value.
pub async fn sums<E: TenantOwned, T: FromQueryResult>(
    transaction: &Transaction,
    reach: Reach,
    condition: Where<E>,
    (by, sums): (&[E::Column], &[E::Column]),
    between: Option<E::Column>,
    most: u64,
) -> Result<Vec<T>> {
    let mut select = Scoped::filter(condition).build(reach).select_only().limit(most);
    for column in by {
        select = select.column(*column).group_by(*column).order_by(*column, Order::Asc);
    }
    for column in sums {
        // PostgreSQL sums whole numbers into a type that has no end. The sum of no rows at all is zero.
        let sum = Func::sum(Expr::col(column.as_column_ref()));
        let sum = Expr::expr(Func::coalesce([sum.into(), Expr::val(0)])).cast_as("bigint");
        select = select.column_as(sum, column.as_str());
    }
    if let Some(column) = between {
        select = select.column_as(column.min(), "first").column_as(column.max(), "last");
    }
    Ok(select.into_model::<T>().all(transaction).await?)
}

pub async fn count<E: TenantOwned>(
    transaction: &Transaction,
    reach: Reach,
    condition: Where<E>,
) -> Result<u64>
where
    E::Model: Send + Sync,
{
    Ok(Scoped::filter(condition).build(reach).count(transaction).await?)
}

pub async fn page<E: TenantOwned>(
    transaction: &Transaction,
    reach: Reach,
    condition: Where<E>,
    keyset: &Keyset<E>,
    args: &PageArgs,
) -> Result<Page<E::Model>> {
    if condition.joins() {
        plan_anew(transaction).await?;
    }
    let mut select = Scoped::filter(condition).build(reach).limit(args.count() + 1);
    if let Some(beyond) = keyset.beyond(args)? {
        select = select.filter(beyond);
    }
    for (column, order) in keyset.order(args) {
        select = select.order_by(column, order);
    }
    keyset.page(args, select.all(transaction).await?)
}

/// Lets PostgreSQL plan for the values of each statement, until the transaction ends. A plan that was made once for any
/// value knows neither how short the page is nor how rare the value: measured, it read all rows of a fleet for every page.
async fn plan_anew(transaction: &Transaction) -> Result<()> {
    if transaction.get_database_backend() == DbBackend::Postgres {
        let sql = "set local plan_cache_mode = force_custom_plan";
        transaction.prepare(Statement::from_string(DbBackend::Postgres, sql)).await?;
    }
    Ok(())
}

/// The name of the rank that `pages` gives to rows.
const RANK: &str = "candor_rank";

/// One page for each parent, in one statement. A parent without rows has no entry.
pub async fn pages<E: TenantOwned, K: Into<Value> + ValueType + Eq + Hash>(
    transaction: &Transaction,
    reach: Reach,
    condition: Where<E>,
    (parent, parents): (E::Column, Vec<K>),
    keyset: &Keyset<E>,
    args: &PageArgs,
) -> Result<HashMap<K, Page<E::Model>>> {
    let condition = condition.and(Where::is_in(parent, parents));
    let mut window = WindowStatement::partition_by(parent.as_column_ref());
    for (column, order) in keyset.order(args) {
        window.order_by(column.as_column_ref(), order);
    }
    let mut ranked = Scoped::filter(condition).build(reach);
    if let Some(beyond) = keyset.beyond(args)? {
        ranked = ranked.filter(beyond);
    }
    let mut ranked = ranked.into_query();
    ranked.expr_window_as(Func::cust(Alias::new("row_number")), window, Alias::new(RANK));
    let last = Value::from(<i64 as TryFrom<u64>>::try_from(args.count() + 1).unwrap_or(i64::MAX));
    let select = Query::select()
        .columns(E::Column::iter())
        .from_subquery(ranked, Alias::new("ranked"))
        .and_where(Expr::col(Alias::new(RANK)).lte(last))
        .order_by(Alias::new(RANK), Order::Asc)
        .take();

    let mut rows: HashMap<K, Vec<E::Model>> = HashMap::new();
    for row in transaction.query_all(&select).await? {
        let model = <E::Model as FromQueryResult>::from_query_result(&row, "")?;
        let key = <K as ValueType>::try_from(model.get(parent)).map_err(AppError::internal)?;
        rows.entry(key).or_default().push(model);
    }
    rows.into_iter().map(|(parent, rows)| Ok((parent, keyset.page(args, rows)?))).collect()
}

/// Parents of one statement of `long_pages`: SQLite joins 500 selects at most.
const PARTS: usize = 200;

/// One page for each parent, each found by itself in a part of one statement for up to [`PARTS`] of them. A parent without
/// rows has no entry.
pub async fn long_pages<E: TenantOwned, K: Into<Value> + ValueType + Clone + Eq + Hash>(
    transaction: &Transaction,
    reach: Reach,
    condition: impl Fn() -> Where<E>,
    (parent, parents): (E::Column, Vec<K>),
    keyset: &Keyset<E>,
    args: &PageArgs,
) -> Result<HashMap<K, Page<E::Model>>> {
    let mut rows: HashMap<K, Vec<(i64, E::Model)>> = HashMap::new();
    for parents in parents.chunks(PARTS) {
        let part = |key: &K| part::<E>(reach, condition().and(Where::eq(parent, key.clone())), keyset, args);
        let mut parts = parents.iter().map(part).collect::<Result<Vec<_>>>()?.into_iter();
        let Some(mut select) = parts.next() else { continue };
        for part in parts {
            select.union(UnionType::All, part);
        }
        for row in transaction.query_all(&select).await? {
            let model = <E::Model as FromQueryResult>::from_query_result(&row, "")?;
            let key = <K as ValueType>::try_from(model.get(parent)).map_err(AppError::internal)?;
            rows.entry(key).or_default().push((row.try_get("", RANK)?, model));
        }
    }
    let page = |(parent, mut rows): (K, Vec<(i64, E::Model)>)| {
        // The order of the parts' rows is not that of the whole's.
        rows.sort_by_key(|(rank, _)| *rank);
        Ok((parent, keyset.page(args, rows.into_iter().map(|(_, row)| row).collect())?))
    };
    rows.into_iter().map(page).collect()
}

/// The rows of one page with their ranks.
fn part<E: TenantOwned>(
    reach: Reach,
    condition: Where<E>,
    keyset: &Keyset<E>,
    args: &PageArgs,
) -> Result<SelectStatement> {
    let mut found = Scoped::filter(condition).build(reach).limit(args.count() + 1);
    if let Some(beyond) = keyset.beyond(args)? {
        found = found.filter(beyond);
    }
    let mut window = WindowStatement::new();
    for (column, order) in keyset.order(args) {
        window.order_by(Alias::new(column.as_str()), order.clone());
        found = found.order_by(column, order);
    }
    let mut part = Query::select();
    part.columns(E::Column::iter()).from_subquery(found.into_query(), Alias::new("part"));
    part.expr_window_as(Func::cust(Alias::new("row_number")), window, Alias::new(RANK));
    Ok(part)
}
