//! Removing a tenant's rows for good. The gateway's role cannot: what it keeps, it keeps. On PostgreSQL the owner of the
//! schema does it, as one who also has the gateway's role, so that row-level security holds it to the one tenant too.

use std::collections::BTreeMap;

use entities::TenantId;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement, TransactionTrait,
    sqlx::postgres::PgPoolOptions,
};

use super::{
    Database, DatabaseError, postgres,
    tables::{in_order_of_removal, tenant_tables},
};

impl Database {
    /// Removes all rows of a tenant but those of the tables `kept`, in one transaction, and says how many of each table.
    /// `owner` is the address of the schema's owner, which PostgreSQL needs.
    ///
    /// # Errors
    /// Where the database cannot be reached or refuses; then nothing was removed.
    pub async fn erase(
        &self,
        owner: Option<&str>,
        tenant: TenantId,
        kept: &[&str],
    ) -> Result<BTreeMap<String, u64>, DatabaseError> {
        let Some(owner) = owner else {
            let transaction = self.pools.writer.begin().await.map_err(DatabaseError::Erase)?;
            return erase(transaction, tenant, kept).await.map_err(DatabaseError::Erase);
        };
        let alone = PgPoolOptions::new().max_connections(1);
        let owner = postgres::open(postgres::parse(owner)?, alone).await?;
        let erased = async {
            let transaction = owner.begin().await?;
            // The role's own setting makes a policy's silence an error; here the policies are what is wanted.
            transaction.execute_unprepared("set local row_security = on").await?;
            let name = "select set_tenant($1)";
            let name = Statement::from_sql_and_values(DbBackend::Postgres, name, [tenant.into()]);
            transaction.execute_raw(name).await?;
            erase(transaction, tenant, kept).await
        }
        .await;
        let closed = owner.close().await;
        let erased = erased.map_err(DatabaseError::Erase)?;
        closed.map_err(DatabaseError::Erase)?;
        Ok(erased)
    }
}

async fn erase(
    transaction: DatabaseTransaction,
    tenant: TenantId,
    kept: &[&str],
) -> Result<BTreeMap<String, u64>, DbErr> {
    let backend = transaction.get_database_backend();
    let mut removed = BTreeMap::new();
    for table in in_order_of_removal(tenant_tables(&transaction).await?)? {
        if kept.contains(&table.name.as_str()) {
            continue;
        }
        let sql = format!("delete from {} where {} = $1", table.name, table.owner());
        let delete = Statement::from_sql_and_values(backend, sql, [tenant.into()]);
        removed.insert(table.name, transaction.execute_raw(delete).await?.rows_affected());
    }
    transaction.commit().await?;
    Ok(removed)
}
