//! Columns and keys that most tables have.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::uuid;

/// `tenant_id`, the first column of every tenant's table.
pub fn tenant_id() -> ColumnDef {
    uuid("tenant_id")
}

/// Bytes of any length.
pub fn bytes(name: &'static str) -> ColumnDef {
    ColumnDef::new_with_type(name, ColumnType::VarBinary(StringLen::None)).not_null().take()
}

/// Bytes of any length, or none.
pub fn bytes_null(name: &'static str) -> ColumnDef {
    ColumnDef::new_with_type(name, ColumnType::VarBinary(StringLen::None)).null().take()
}

/// A named primary key.
pub fn primary_key(name: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut key = Index::create().name(name).primary().take();
    for column in columns {
        key.col(*column);
    }
    key
}

/// A named foreign key: rows referred to cannot go away, and keys never change.
pub fn foreign_key(
    name: &'static str,
    (from, columns): (&'static str, &[&'static str]),
    (to, keys): (&'static str, &[&'static str]),
) -> ForeignKeyCreateStatement {
    let mut key = ForeignKey::create().name(name).from_tbl(from).to_tbl(to).take();
    for column in columns {
        key.from_col(*column);
    }
    for column in keys {
        key.to_col(*column);
    }
    key
}

/// The foreign key of a tenant's table on `tenants`.
pub fn of_tenant(name: &'static str, table: &'static str) -> ForeignKeyCreateStatement {
    foreign_key(name, (table, &["tenant_id"]), ("tenants", &["id"]))
}

/// A named index that is not unique.
pub fn index(name: &'static str, table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create().name(name).table(table).take();
    for column in columns {
        index.col(*column);
    }
    index
}
