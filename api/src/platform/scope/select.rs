//! Selects of one table, into which a scope puts the tenant.

use entities::{TenantId, TenantOwned};
use sea_orm::{ColumnTrait, Order, QueryFilter, QueryOrder, QuerySelect, Select};

use super::Where;

/// Whose rows a scope reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// One tenant's.
    Tenant(TenantId),
    /// Every tenant's.
    All,
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
        let mut select = E::find();
        if let Reach::Tenant(tenant) = reach {
            select = select.filter(E::TENANT.eq(tenant));
        }
        select = select.filter(self.condition.into_condition());
        for (column, order) in self.order {
            select = select.order_by(column, order);
        }
        select.limit(self.limit)
    }
}
