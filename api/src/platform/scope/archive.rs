//! All that one tenant has, row by row.

use std::io;

use futures_util::TryStreamExt;
use sea_orm::{ConnectionTrait, Statement};

use super::ReadScope;
use crate::platform::{
    db::tenant_tables,
    error::{AppError, Result},
};

impl ReadScope {
    /// The names of all tables that tenants have rows in.
    ///
    /// # Errors
    /// Those of the database, as codes.
    pub async fn tables(&self) -> Result<Vec<String>> {
        Ok(tenant_tables(self.transaction()).await?.into_iter().map(|table| table.name).collect())
    }

    /// Tells `each` the tenant's rows of a table one by one, by key, each as a JSON object of its columns: ids in their UUID
    /// form, bytes as `\x` and hexadecimal digits. No more than a row is held at a time.
    ///
    /// # Errors
    /// `NOT_FOUND` for a table that tenants have no rows in; what `each` returns, as `INTERNAL`.
    pub async fn each_row(
        &self,
        table: &str,
        mut each: impl FnMut(&str) -> io::Result<()> + Send,
    ) -> Result<u64> {
        let tables = tenant_tables(self.transaction()).await?;
        let table = tables.iter().find(|known| known.name == table).ok_or_else(AppError::not_found)?;
        let backend = self.transaction().get_database_backend();
        let sql = table.rows_as_json(backend);
        let select = Statement::from_sql_and_values(backend, sql, [self.tenant().into()]);
        let mut rows = self.transaction().stream(select).await?;
        let mut told = 0;
        while let Some(row) = rows.try_next().await? {
            each(&row.try_get_by_index::<String>(0)?).map_err(AppError::internal)?;
            told += 1;
        }
        Ok(told)
    }
}
