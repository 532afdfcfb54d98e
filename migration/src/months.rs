//! Partitions by month, on PostgreSQL.
//!
//! The gateway's role owns nothing, so it can make no partition. The owner makes them ahead, each time `candor migrate`
//! runs, and drops those in which nothing is left where it is asked to; what comes when none has been made for two years lies in a partition of its own for the rest, and stays there.
//! All lie in a schema of their own, which no role of the gateway may use: they are reached through their table, whose
//! policies hold for them too.

use sea_orm_migration::sea_orm::{
    ConnectionTrait, DbBackend, DbErr, RuntimeErr, SqlxError, Statement, TransactionSession, TransactionTrait,
};

/// Where the partitions lie.
pub const SCHEMA: &str = "partitions";

/// The tables that have them, by their column `month`.
pub const MONTHLY: [&str; 2] = ["sharing_records", "sharing_categories"];

/// Months ahead of the present one.
const AHEAD: u32 = 24;

/// Makes what is missing of this month's partitions and of those ahead; on SQLite, which has none, nothing. Each needs its
/// table to itself for a moment: the connection's `lock_timeout` says for how long it waits. Run again, it goes on.
///
/// # Errors
/// Those of the database.
pub async fn add(owner: &impl ConnectionTrait) -> Result<(), DbErr> {
    if owner.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let months = format!(
        "select to_char(now() at time zone 'UTC' + n * interval '1 month', 'YYYYMM') from generate_series(0, {AHEAD}) n"
    );
    for row in owner.query_all_raw(Statement::from_string(DbBackend::Postgres, months)).await? {
        let month: String = row.try_get_by_index(0)?;
        for table in MONTHLY {
            let create = format!(
                "create table if not exists {SCHEMA}.{table}_{month} partition of public.{table} for values in ({month})"
            );
            if let Err(error) = owner.execute_unprepared(&create).await
                // Rows of the month lie among the rest already, and stay together.
                && !is(&error, CHECK_VIOLATION)
            {
                return Err(error);
            }
        }
    }
    Ok(())
}

/// The table whose partitions can go: those of records hold headers and content hashes, which exports need for ever.
const ENDING: &str = MONTHLY[1];

/// Time to wait for readers and writers of the table, who wait behind us meanwhile.
const PATIENCE: &str = "3s";

/// What became of months in which nothing is left.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dropped {
    /// Whose partition is gone, in their order, such as 202311.
    pub months: Vec<i32>,
    /// Whose partition was in use for too long, and stays until the next time.
    pub busy: Vec<i32>,
}

/// Drops the partitions of categories of months before `before` in which no row is left, in any tenant; on SQLite, which
/// has none, nothing. One by one, each in a transaction in which the table waits: what is empty by then is emptied of its
/// dead rows first, so that the look under the lock is short.
///
/// # Errors
/// Those of the database.
pub async fn drop_empty(
    owner: &(impl ConnectionTrait + TransactionTrait),
    before: i32,
) -> Result<Dropped, DbErr> {
    let mut dropped = Dropped::default();
    if owner.get_database_backend() != DbBackend::Postgres {
        return Ok(dropped);
    }
    for month in ended(owner, before).await? {
        let partition = format!("{SCHEMA}.{ENDING}_{month}");
        if !is_empty(owner, &partition).await? {
            continue;
        }
        owner.execute_unprepared(&format!("vacuum {partition}")).await?;
        match drop_one(owner, &partition).await {
            Ok(true) => dropped.months.push(month),
            Ok(false) => {}
            Err(error) if is(&error, LOCK_NOT_AVAILABLE) => dropped.busy.push(month),
            Err(error) => return Err(error),
        }
    }
    Ok(dropped)
}

/// The months before `before` that have a partition, in their order.
async fn ended(owner: &impl ConnectionTrait, before: i32) -> Result<Vec<i32>, DbErr> {
    let sql = format!(
        "select right(c.relname::text, 6)::int4 from pg_inherits i join pg_class c on c.oid = i.inhrelid \
         where i.inhparent = 'public.{ENDING}'::regclass and c.relname ~ '_[0-9]{{6}}$' \
         and right(c.relname::text, 6)::int4 < {before} order by 1"
    );
    let rows = owner.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}

async fn is_empty(owner: &impl ConnectionTrait, partition: &str) -> Result<bool, DbErr> {
    let sql = format!("select 1 from {partition} limit 1");
    Ok(owner.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await?.is_none())
}

/// Drops a partition, if it is empty still. The table is locked before it, as its readers and writers do.
async fn drop_one(owner: &impl TransactionTrait, partition: &str) -> Result<bool, DbErr> {
    let transaction = owner.begin().await?;
    transaction.execute_unprepared(&format!("set local lock_timeout = '{PATIENCE}'")).await?;
    transaction
        .execute_unprepared(&format!("lock table only public.{ENDING} in access exclusive mode"))
        .await?;
    transaction.execute_unprepared(&format!("lock table {partition} in access exclusive mode")).await?;
    if !is_empty(&transaction, partition).await? {
        return Ok(false);
    }
    transaction.execute_unprepared(&format!("drop table {partition}")).await?;
    transaction.commit().await?;
    Ok(true)
}

/// Codes of PostgreSQL.
const CHECK_VIOLATION: &str = "23514";
const LOCK_NOT_AVAILABLE: &str = "55P03";

fn is(error: &DbErr, code: &str) -> bool {
    let (DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error))) = error
    else {
        return false;
    };
    matches!(&**error, SqlxError::Database(error) if error.code().as_deref() == Some(code))
}
