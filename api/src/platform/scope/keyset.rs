//! Pages by key: the order of a connection, and the rows after or before a place in it.

use entities::TenantOwned;
use sea_orm::{
    ColumnTrait, EntityTrait, IntoSimpleExpr, ModelTrait, Order, Value,
    sea_query::{ArrayType, Expr, ExprTrait},
};

use super::super::{
    error::{AppError, Result},
    page::{Cursor, CursorKey, Page, PageArgs},
};

/// The order of a connection. Its columns are never null, all run one way, and together name one row of a tenant, so
/// that a page can start after any row, whatever is inserted meanwhile. An index with these columns serves it.
#[derive(Debug, Clone)]
pub struct Keyset<E: EntityTrait> {
    connection: &'static str,
    columns: Vec<E::Column>,
    descending: bool,
}

impl<E: TenantOwned> Keyset<E> {
    /// Smallest first. `connection` is the name that ties cursors to it.
    pub fn ascending(connection: &'static str, columns: impl IntoIterator<Item = E::Column>) -> Self {
        Self { connection, columns: columns.into_iter().collect(), descending: false }
    }

    /// Largest first.
    pub fn descending(connection: &'static str, columns: impl IntoIterator<Item = E::Column>) -> Self {
        Self { connection, columns: columns.into_iter().collect(), descending: true }
    }

    /// The order to read in, which is against the connection's own when a page is asked from its end.
    pub(super) fn order(&self, args: &PageArgs) -> impl Iterator<Item = (E::Column, Order)> {
        let order = if self.runs_down(args) { Order::Desc } else { Order::Asc };
        self.columns.iter().map(move |column| (*column, order.clone()))
    }

    fn runs_down(&self, args: &PageArgs) -> bool {
        matches!(args, PageArgs::Backward { .. }) != self.descending
    }

    /// The rows beyond the cursor, in the order of reading.
    pub(super) fn beyond(&self, args: &PageArgs) -> Result<Option<Expr>> {
        let (PageArgs::Forward { after: cursor, .. } | PageArgs::Backward { before: cursor, .. }) = args;
        let Some(cursor) = cursor else { return Ok(None) };
        let keys = cursor.keys_of(self.connection)?;
        if keys.len() != self.columns.len() {
            return Err(AppError::invalid("error-cursor"));
        }
        let values = self.columns.iter().zip(keys).map(|(column, key)| value_of::<E>(*column, key));
        let values = values.collect::<Result<Vec<Expr>>>()?;
        let columns = Expr::tuple(self.columns.iter().map(|column| column.into_simple_expr()));
        let values = Expr::tuple(values);
        Ok(Some(if self.runs_down(args) { columns.lt(values) } else { columns.gt(values) }))
    }

    /// Makes a page of the rows read, of which there is one more than asked where more follow.
    pub(super) fn page(&self, args: &PageArgs, mut rows: Vec<E::Model>) -> Result<Page<E::Model>> {
        let wanted = usize::try_from(args.count()).unwrap_or(usize::MAX);
        let more = rows.len() > wanted;
        rows.truncate(wanted);
        let (has_next, has_previous) = match args {
            PageArgs::Forward { after, .. } => (more, after.is_some()),
            PageArgs::Backward { before, .. } => {
                rows.reverse();
                (before.is_some(), more)
            }
        };
        let edges = rows.into_iter().map(|row| Ok((self.cursor(&row)?, row))).collect::<Result<_>>()?;
        Ok(Page { edges, has_next, has_previous })
    }

    fn cursor(&self, row: &E::Model) -> Result<Cursor> {
        let keys = self.columns.iter().map(|column| key_of(row.get(*column))).collect::<Result<_>>()?;
        Ok(Cursor::new(self.connection, keys))
    }
}

/// A cursor's key as a value of its column. A forged cursor may hold anything: what does not fit is refused here, before
/// the database would.
fn value_of<E: EntityTrait>(column: E::Column, key: &CursorKey) -> Result<Expr> {
    let fitting = match (E::Model::get_value_type(column), key) {
        (ArrayType::Uuid, CursorKey::Id(id)) => Value::from(*id),
        (ArrayType::String, CursorKey::Text(text)) if !text.contains('\0') => Value::from(text.as_str()),
        (ArrayType::Int | ArrayType::BigInt, CursorKey::Number(number)) => Value::from(*number),
        (ArrayType::ChronoDateTimeUtc, CursorKey::Instant(instant)) => Value::from(*instant),
        _ => return Err(AppError::invalid("error-cursor")),
    };
    Ok(column.save_as(Expr::val(fitting)))
}

fn key_of(value: Value) -> Result<CursorKey> {
    match value {
        Value::Uuid(Some(id)) => Ok(CursorKey::Id(id)),
        Value::String(Some(text)) => Ok(CursorKey::Text(text)),
        Value::Int(Some(number)) => Ok(CursorKey::Number(number.into())),
        Value::BigInt(Some(number)) => Ok(CursorKey::Number(number)),
        Value::ChronoDateTimeUtc(Some(instant)) => Ok(CursorKey::Instant(instant)),
        other => Err(AppError::internal(format!("{:?} cannot order a connection", other.array_type()))),
    }
}
