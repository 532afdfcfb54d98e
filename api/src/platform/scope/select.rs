//! Selects of one table, into which a scope puts the tenant.

use entities::{AppId, AppRows, TenantId, TenantOwned};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, Order, QueryFilter, QueryOrder, QuerySelect, Select, Value,
    sea_query::Expr,
};

use super::Where;
use crate::platform::error::{AppError, Result};

/// Whose rows a scope reaches: it stands in every statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// One tenant's.
    Tenant(TenantId),
    /// What one tenant has of one of its apps, as each table says.
    App(TenantId, AppId),
    /// Every tenant's.
    All,
}

impl Reach {
    /// The rows that may be read.
    fn readable<E: TenantOwned>(self) -> Condition {
        match (self, E::OF_APP) {
            (Self::All, _) => Condition::all(),
            (Self::Tenant(tenant), _) | (Self::App(tenant, _), AppRows::Seen | AppRows::Shared) => {
                of::<E>(tenant)
            }
            (Self::App(tenant, app), AppRows::Of(column)) => of::<E>(tenant).add(column.eq(app)),
            (Self::App(tenant, _), AppRows::Added | AppRows::Nothing) => {
                of::<E>(tenant).add(Expr::val(false))
            }
        }
    }

    /// The rows that may be changed.
    ///
    /// # Errors
    /// `FORBIDDEN` where none of the table may.
    pub fn changeable<E: TenantOwned>(self) -> Result<Condition> {
        match (self, E::OF_APP) {
            (Self::App(..), AppRows::Seen | AppRows::Added | AppRows::Nothing) => Err(AppError::forbidden()),
            _ => Ok(self.readable::<E>()),
        }
    }

    /// Refuses a row that may not be added.
    ///
    /// # Errors
    /// `FORBIDDEN`.
    pub fn check_new<E: TenantOwned>(self, row: &E::ActiveModel) -> Result<()> {
        let allowed = match (self, E::OF_APP) {
            (Self::App(_, app), AppRows::Of(column)) => {
                row.get(column).into_value() == Some(Value::from(app))
            }
            (Self::App(..), AppRows::Seen | AppRows::Nothing) => false,
            _ => true,
        };
        if allowed { Ok(()) } else { Err(AppError::forbidden()) }
    }

    /// Refuses what cannot be held to one app.
    ///
    /// # Errors
    /// `FORBIDDEN`.
    pub fn check_whole(self) -> Result<()> {
        if matches!(self, Self::App(..)) { Err(AppError::forbidden()) } else { Ok(()) }
    }
}

fn of<E: TenantOwned>(tenant: TenantId) -> Condition {
    Condition::all().add(E::TENANT.eq(tenant))
}

/// Which rows of `E`, in which order, how many. A scope that runs it adds the tenant.
#[derive(Debug, Clone)]
pub struct Scoped<E: TenantOwned> {
    condition: Where<E>,
    order: Vec<(E::Column, Order)>,
    limit: Option<u64>,
}

impl<E: TenantOwned> Scoped<E> {
    /// All rows, in no order.
    pub fn all() -> Self {
        Self::filter(Where::everything())
    }

    /// The rows to which `condition` applies, in no order.
    pub fn filter(condition: Where<E>) -> Self {
        Self { condition, order: Vec::new(), limit: None }
    }

    /// Only those to which `condition` applies too.
    #[must_use]
    pub fn and(mut self, condition: Where<E>) -> Self {
        self.condition = self.condition.and(condition);
        self
    }

    /// Smallest first, within the order that was asked before.
    #[must_use]
    pub fn ascending(mut self, column: E::Column) -> Self {
        self.order.push((column, Order::Asc));
        self
    }

    /// Largest first, within the order that was asked before.
    #[must_use]
    pub fn descending(mut self, column: E::Column) -> Self {
        self.order.push((column, Order::Desc));
        self
    }

    /// So many rows at most.
    #[must_use]
    pub fn limit(mut self, rows: u64) -> Self {
        self.limit = Some(rows);
        self
    }

    pub(super) fn build(self, reach: Reach) -> Select<E> {
        let mut select = E::find().filter(reach.readable::<E>()).filter(self.condition.into_condition());
        for (column, order) in self.order {
            select = select.order_by(column, order);
        }
        select.limit(self.limit)
    }
}
