//! A database for one test: a SQLite file of its own, or the suite's PostgreSQL database, which all tests share.

use std::{sync::Arc, time::Duration};

use api::platform::{
    SystemRandom,
    db::{Database, PostgresOptions, SqliteOptions},
    scope::{Principal, Session, SystemScope},
};
use tempfile::TempDir;

use super::{
    clock::StandingClock,
    postgres::{self, Urls},
};

#[derive(Debug)]
pub struct TestDatabase {
    pub database: Database,
    pub clock: Arc<StandingClock>,
    _folder: TempDir,
}

/// Few connections: the tests of a suite run at the same time.
pub fn postgres_options(urls: &Urls) -> PostgresOptions {
    PostgresOptions {
        url: urls.app.clone(),
        operator_url: urls.operator.clone(),
        connections: 2,
        operator_connections: 2,
        acquire_timeout: Duration::from_secs(30),
    }
}

impl TestDatabase {
    pub async fn open() -> Self {
        Self::open_with(4).await
    }

    /// With so many connections that read.
    pub async fn open_with(readers: u32) -> Self {
        let folder = TempDir::new().expect("a folder");
        let database = match postgres::suite() {
            Some(urls) => {
                let options = PostgresOptions { connections: readers.min(2), ..postgres_options(urls) };
                Database::open_postgres(&options).await
            }
            None => {
                let options =
                    SqliteOptions { readers, ..SqliteOptions::new(folder.path().join("test.sqlite")) };
                Database::open_sqlite(&options).await
            }
        };
        let database = database.expect("the test's database opens");
        Self { database, clock: Arc::default(), _folder: folder }
    }

    pub fn session(&self, principal: Option<Principal>) -> Session {
        let clock = Arc::clone(&self.clock);
        Session::new(self.database.clone(), clock, Arc::new(SystemRandom), principal)
    }

    pub fn job(&self) -> SystemScope {
        let clock = Arc::clone(&self.clock);
        SystemScope::for_job(self.database.clone(), clock, Arc::new(SystemRandom), "test")
    }
}
