//! Indexes that are built and removed while gateways write. For tables that may hold rows: in a migration that runs in no
//! transaction (`use_transaction`), and that finds its way when it is run again, as an attempt may break off anywhere. On
//! PostgreSQL no such index is built on a partitioned table.

use sea_orm_migration::prelude::*;

use crate::columns::index;
use crate::isolation::postgres;

/// An index, its table and its columns.
pub type Named = (&'static str, &'static str, &'static [&'static str]);

/// Builds `new` and then removes `old`.
pub async fn replace(manager: &SchemaManager<'_>, old: &[Named], new: &[Named]) -> Result<(), DbErr> {
    // It waits for whoever began before, and hinders nobody meanwhile: it has the time.
    postgres(manager, "select set_config('candor.lock_timeout', current_setting('lock_timeout'), false)")
        .await?;
    postgres(manager, "set lock_timeout = 0").await?;
    for (name, table, columns) in new {
        // One that was begun and broke off is of no use.
        remove(manager, name, table).await?;
        manager.create_index(index(name, table, columns).concurrently().take()).await?;
    }
    for (name, table, _) in old {
        remove(manager, name, table).await?;
    }
    postgres(manager, "select set_config('lock_timeout', current_setting('candor.lock_timeout'), false)")
        .await
}

async fn remove(manager: &SchemaManager<'_>, name: &'static str, table: &'static str) -> Result<(), DbErr> {
    manager.drop_index(Index::drop().name(name).table(table).if_exists().concurrently().to_owned()).await
}
