//! Conditions on the columns of one table.

use std::marker::PhantomData;

use entities::TenantOwned;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, IntoSimpleExpr, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Value,
};

/// A condition on rows of `E`. It is made of comparisons of `E`'s columns with values, and of rows of other tables that
/// belong to the same tenant; it has no place for SQL.
#[derive(Debug, Clone)]
pub struct Where<E> {
    condition: Condition,
    /// Rows of other tables are asked for.
    joins: bool,
    entity: PhantomData<fn() -> E>,
}

impl<E: EntityTrait> Where<E> {
    fn of(condition: impl Into<Condition>) -> Self {
        Self { condition: condition.into(), joins: false, entity: PhantomData }
    }

    fn from_expr(expr: Expr) -> Self {
        Self::of(Condition::all().add(expr))
    }

    /// Every row.
    pub fn everything() -> Self {
        Self::of(Condition::all())
    }

    /// The column is the value; `None` is a null. A text that cannot be stored, because it holds a NUL, is in no row.
    pub fn eq(column: E::Column, value: impl Into<Value>) -> Self {
        let value = value.into();
        if storable(&value) { Self::from_expr(column.eq(value)) } else { Self::is_in::<Value>(column, []) }
    }

    /// The column is another value than this; a null is neither.
    pub fn ne(column: E::Column, value: impl Into<Value>) -> Self {
        Self::from_expr(column.ne(value.into()))
    }

    /// The column is less.
    pub fn lt(column: E::Column, value: impl Into<Value>) -> Self {
        Self::from_expr(column.lt(value.into()))
    }

    /// The column is less or the same.
    pub fn lte(column: E::Column, value: impl Into<Value>) -> Self {
        Self::from_expr(column.lte(value.into()))
    }

    /// The column is more.
    pub fn gt(column: E::Column, value: impl Into<Value>) -> Self {
        Self::from_expr(column.gt(value.into()))
    }

    /// The column is more or the same.
    pub fn gte(column: E::Column, value: impl Into<Value>) -> Self {
        Self::from_expr(column.gte(value.into()))
    }

    /// The column is one of the values; of none, no row is. A text that cannot be stored is in no row.
    pub fn is_in<V: Into<Value>>(column: E::Column, values: impl IntoIterator<Item = V>) -> Self {
        Self::from_expr(column.is_in(values.into_iter().map(Into::into).filter(storable)))
    }

    /// The column holds nothing.
    pub fn is_null(column: E::Column) -> Self {
        Self::from_expr(column.is_null())
    }

    /// The column holds something.
    pub fn is_not_null(column: E::Column) -> Self {
        Self::from_expr(column.is_not_null())
    }

    /// The column's text starts with `prefix`. Two comparisons, because `LIKE` uses no index under row-level security.
    pub fn starts_with(column: E::Column, prefix: &str) -> Self {
        let end = format!("{prefix}{}", char::MAX);
        Self::of(Condition::all().add(column.gte(prefix)).add(column.lt(end)))
    }

    /// Both hold.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let joins = self.joins || other.joins;
        Self { joins, ..Self::of(Condition::all().add(self.condition).add(other.condition)) }
    }

    /// At least one holds.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let joins = self.joins || other.joins;
        Self { joins, ..Self::of(Condition::any().add(self.condition).add(other.condition)) }
    }

    /// It does not hold.
    #[must_use]
    pub fn negate(self) -> Self {
        Self { joins: self.joins, ..Self::of(Condition::all().add(self.condition).not()) }
    }

    /// Whether rows of other tables are asked for: how many there are decides how the rows are best found.
    pub(super) fn joins(&self) -> bool {
        self.joins
    }

    pub(super) fn into_condition(self) -> Condition {
        self.condition
    }
}

impl<E: TenantOwned> Where<E> {
    /// There is a row of `R`, another table, that belongs to the same tenant, agrees in the columns of `links`, and to
    /// which `condition` applies.
    pub fn related<R: TenantOwned>(links: &[(E::Column, R::Column)], condition: Where<R>) -> Self {
        let mut rows = R::find().select_only().expr(Expr::val(1)).filter(same::<E, R>(E::TENANT, R::TENANT));
        for (ours, theirs) in links {
            rows = rows.filter(same::<E, R>(*ours, *theirs));
        }
        let rows = rows.filter(condition.into_condition()).into_query();
        Self { joins: true, ..Self::from_expr(Expr::exists(rows)) }
    }

    /// The column is the `key` of that row of `R` which comes last by the columns of `order`, of those that belong to the same
    /// tenant as the row of `O`, agree with it in the columns of `links`, and to which `condition` applies. Where there is
    /// none, the column is never it. `O` is the table from which the condition is asked by [`related`](Self::related): so
    /// the last row is found once for each row of `O`.
    pub fn is_last<O: TenantOwned, R: TenantOwned>(
        column: E::Column,
        key: R::Column,
        links: &[(O::Column, R::Column)],
        condition: Where<R>,
        order: &[R::Column],
    ) -> Self {
        let mut rows = R::find().select_only().column(key).filter(same::<O, R>(O::TENANT, R::TENANT));
        for (theirs, ours) in links {
            rows = rows.filter(same::<O, R>(*theirs, *ours));
        }
        rows = rows.filter(condition.into_condition()).limit(1);
        for by in order {
            rows = rows.order_by_desc(*by);
        }
        let last = Expr::SubQuery(None, Box::new(rows.into_query().into()));
        Self { joins: true, ..Self::from_expr(column.into_simple_expr().eq(last)) }
    }
}

/// Whether PostgreSQL takes the value: none of its texts holds a NUL.
fn storable(value: &Value) -> bool {
    !matches!(value, Value::String(Some(text)) if text.contains('\0'))
}

fn same<E: EntityTrait, R: EntityTrait>(ours: E::Column, theirs: R::Column) -> Expr {
    theirs.into_simple_expr().eq(ours.into_simple_expr())
}
