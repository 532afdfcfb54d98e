//! Partitions by month, on PostgreSQL.
//!
//! The gateway's role owns nothing, so it can make no partition. The owner makes them ahead, each time `candor migrate`
//! runs; what comes when none has been made for two years lies in a partition of its own for the rest, and stays there.
//! All lie in a schema of their own, which no role of the gateway may use: they are reached through their table, whose
//! policies hold for them too.

use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, DbErr, RuntimeErr, SqlxError, Statement};

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
                && !is_check_violation(&error)
            {
                return Err(error);
            }
        }
    }
    Ok(())
}

fn is_check_violation(error: &DbErr) -> bool {
    let (DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error))) = error
    else {
        return false;
    };
    matches!(&**error, SqlxError::Database(error) if error.code().as_deref() == Some("23514"))
}
