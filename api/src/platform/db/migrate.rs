//! Bringing PostgreSQL's schema up to date, beside gateways that serve from it.
//!
//! A change of a table waits for all transactions that use it, and whoever comes later waits behind the change. So it waits
//! for two seconds at most, lets the others go on, and tries again: so often, then it is for people to find a quieter time.

use std::time::Duration;

use migration::{
    Migrator, MigratorTrait,
    months::{Dropped, drop_empty},
};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, DbErr, RuntimeErr, SqlxError, Statement,
    sqlx::postgres::PgPoolOptions,
};

use super::{
    DatabaseError,
    postgres::{open, parse},
};

/// Key of the advisory lock that lets one process migrate at a time: "candor" in ASCII.
const MIGRATION_LOCK: i64 = 0x6361_6e64_6f72;

/// Time between two looks whether another process still migrates.
const TURN: Duration = Duration::from_millis(200);

/// For how long a statement waits for a lock, and all who come later behind it.
const LOCK_TIMEOUT: &str = "set lock_timeout = '2s'";

/// Time that the others have between two attempts.
const PAUSE: Duration = Duration::from_secs(1);

/// Attempts at most.
const ATTEMPTS: u32 = 30;

/// Brings the schema up to date as its owner, one process at a time, each migration in a transaction of its own, and makes
/// the partitions that are missing. Returns the names of the migrations that were run.
///
/// # Errors
/// Where the server cannot be reached, a migration fails, or the schema is newer than this program; [`DatabaseError::Busy`]
/// where tables stay in use for all of the attempts. What was done until then stays, and the next run goes on from there.
pub async fn migrate_postgres(url: &str) -> Result<Vec<String>, DatabaseError> {
    // One connection and no other: the lock belongs to it.
    let alone = PgPoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
    let owner = open(parse(url)?, alone).await?;
    let outcome = migrate(&owner).await;
    // Closing also gives the lock back.
    let closed = owner.close().await;
    let run = outcome.map_err(|error| {
        if is_busy(&error) { DatabaseError::Busy(error) } else { DatabaseError::Migrate(error) }
    })?;
    closed.map_err(DatabaseError::Migrate)?;
    Ok(run)
}

/// Drops, as the owner, what is kept by month and is empty, of months before `before`, such as 202311.
///
/// # Errors
/// Where the server cannot be reached, or refuses.
pub async fn drop_empty_months(url: &str, before: i32) -> Result<Dropped, DatabaseError> {
    let alone = PgPoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
    let owner = open(parse(url)?, alone).await?;
    let dropped = async {
        take_turn(&owner).await?;
        drop_empty(&owner, before).await
    }
    .await;
    let closed = owner.close().await;
    let dropped = dropped.map_err(DatabaseError::Migrate)?;
    closed.map_err(DatabaseError::Migrate)?;
    Ok(dropped)
}

async fn migrate(owner: &DatabaseConnection) -> Result<Vec<String>, DbErr> {
    take_turn(owner).await?;
    let pending = Migrator::get_pending_migrations(owner).await?;
    patiently((ATTEMPTS, PAUSE), is_busy, || attempt(owner)).await?;
    Ok(pending.iter().map(|migration| migration.name().to_owned()).collect())
}

async fn attempt(owner: &DatabaseConnection) -> Result<(), DbErr> {
    owner.execute_unprepared(LOCK_TIMEOUT).await?;
    Migrator::up(owner, None).await?;
    migration::months::add(owner).await
}

/// Waits until no other process migrates. It looks again and again: a statement that waits would be looking at one state of
/// the database all the while, and an index that is built beside writers waits until nobody does.
async fn take_turn(owner: &DatabaseConnection) -> Result<(), DbErr> {
    loop {
        let lock = Statement::from_sql_and_values(
            DbBackend::Postgres,
            "select pg_try_advisory_lock($1)",
            [MIGRATION_LOCK.into()],
        );
        let row = owner.query_one_raw(lock).await?;
        if row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or(false) {
            return Ok(());
        }
        tokio::time::sleep(TURN).await;
    }
}

/// Does it again where others were in the way, so many times at most, with a pause before each.
async fn patiently<T, E, F: Future<Output = Result<T, E>>>(
    (attempts, pause): (u32, Duration),
    busy: impl Fn(&E) -> bool,
    work: impl Fn() -> F,
) -> Result<T, E> {
    for _ in 1..attempts {
        match work().await {
            Err(error) if busy(&error) => tokio::time::sleep(pause).await,
            done => return done,
        }
    }
    work().await
}

/// Whether others were in the way: SQLSTATE 55P03, a lock that was not to be had in time, and 40P01, a deadlock.
fn is_busy(error: &DbErr) -> bool {
    let (DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error))) = error
    else {
        return false;
    };
    matches!(&**error, SqlxError::Database(error) if matches!(error.code().as_deref(), Some("55P03" | "40P01")))
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    /// What comes of work that fails so often, and how often it was done.
    async fn tried(failures: u32, busy: bool) -> (Result<(), u32>, u32) {
        let done = Cell::new(0);
        let work = || {
            done.set(done.get() + 1);
            std::future::ready(if done.get() > failures { Ok(()) } else { Err(done.get()) })
        };
        let outcome = patiently((3, Duration::ZERO), |_| busy, work).await;
        (outcome, done.get())
    }

    #[tokio::test]
    async fn what_others_were_in_the_way_of_is_tried_again_and_not_for_ever() {
        assert_eq!(tried(0, true).await, (Ok(()), 1));
        assert_eq!(tried(2, true).await, (Ok(()), 3));
        assert_eq!(tried(3, true).await, (Err(3), 3));
        assert_eq!(tried(1, false).await, (Err(1), 1));
    }
}
