//! The databases that take records.

use std::{
    error::Error,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use api::{
    catalog::Catalogs,
    conformity::Registers,
    platform::{
        Clock, Sealer, SystemClock, SystemRandom,
        config::Secret,
        db::{Database, PostgresOptions, SqliteOptions, migrate_postgres},
        new_id,
        scope::{Principal, Role, Session, SystemScope},
    },
    sharing::{self, Destination, Recorder, Report, Reporter, Submitted},
};
use entities::{AccountId, TenantId};
use futures_util::TryStreamExt;
use sea_orm::{
    ConnectionTrait,
    sqlx::{Connection, PgConnection},
};
use sharing_log::record::Content;

use super::{filling, postgres};

/// A log of one app in a database of its own.
pub struct Store {
    database: Database,
    catalogs: Catalogs,
    registers: Registers,
    recorder: Recorder,
    tenant: TenantId,
    /// The same database, past the gateway.
    bare: Bare,
    /// Records that are there.
    reported: usize,
}

enum Bare {
    #[expect(clippy::disallowed_types, reason = "a bare table, past the gateway")]
    Sqlite(sea_orm::DatabaseConnection),
    Postgres(PgConnection),
}

/// Slug of the one app that [`filling`] makes.
const APP: &str = "app-000000";

/// Rows to be written once more, a part a commit.
pub enum Rows {
    /// As `COPY` writes them.
    Text(Vec<Vec<u8>>),
    /// Numbers, from the first up to before the second.
    Ranges(Vec<(usize, usize)>),
}

/// A report like a fleet's.
pub fn report(number: usize) -> Report {
    let text = |text: &str| Some(text.to_owned());
    let content = Content {
        recipient: Some(format!("recipient-{}", number % 20)),
        sdk: text("umeng"),
        categories: vec!["device_id".into(), "location".into()],
        purpose: text("statistics"),
        basis: text("consent"),
        region: text("CN"),
        subjects: Some(1),
        external_id: Some(format!("event-{number:012}")),
        occurred_at: text("2026-01-02T03:00:00.000Z"),
        ..Content::default()
    };
    Report { content, occurred_at: Some(SystemClock.now()), corrects: None, subject: None }
}

impl Store {
    /// A SQLite file in the folder, as production opens one.
    pub async fn sqlite(folder: &Path) -> Result<Self, Box<dyn Error>> {
        let file = folder.join("ingest.sqlite");
        let database = Database::open_sqlite(&SqliteOptions::new(file.clone())).await?;
        let connection = sea_orm::Database::connect(format!("sqlite:{}", file.display())).await?;
        let table = "create table bench_copy as select * from sharing_records where 0";
        connection.execute_unprepared(table).await?;
        for columns in [
            "month, seq",
            "app_id, seq",
            "recipient, seq",
            "purpose, seq",
            "conformity, seq",
            "occurred_at, seq",
        ] {
            let name = columns.split(',').next().unwrap_or_default();
            let index =
                format!("create index bench_copy_{name} on bench_copy (tenant_id, log_id, {columns})");
            connection.execute_unprepared(&index).await?;
        }
        Self::filled(database, Bare::Sqlite(connection)).await
    }

    /// A PostgreSQL database of its own; none without a server.
    pub async fn postgres() -> Result<Option<Self>, Box<dyn Error>> {
        let Some(urls) = postgres::make_database("candor_bench_ingest", "locale 'C'").await else {
            return Ok(None);
        };
        migrate_postgres(&urls.owner).await?;
        postgres::run(
            &urls.superuser,
            &["create schema bare", "create table bare.bench_copy (like sharing_records including all)"],
        )
        .await;
        let options = PostgresOptions {
            url: urls.app.clone(),
            operator_url: urls.operator.clone(),
            connections: 8,
            operator_connections: 2,
            acquire_timeout: Duration::from_secs(30),
        };
        let database = Database::open_postgres(&options).await?;
        let connection = PgConnection::connect(&urls.superuser).await?;
        Self::filled(database, Bare::Postgres(connection)).await.map(Some)
    }

    async fn filled(database: Database, bare: Bare) -> Result<Self, Box<dyn Error>> {
        let (clock, random) = (Arc::new(SystemClock), Arc::new(SystemRandom));
        let job = SystemScope::for_job(database.clone(), clock.clone(), random.clone(), "bench");
        let scope = job.write_new_tenant().await?;
        filling::insert_tenant(&scope, "ingest").await;
        filling::insert_apps(&scope, 1).await;
        let tenant = scope.tenant();
        scope.commit().await?;
        let sealer = Sealer::from_text(&Secret::new("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="))?;
        let recorder = Recorder::new(database.clone(), clock, random, sealer);
        let (catalogs, registers) = (Catalogs::default(), Registers::new(1 << 24));
        Ok(Self { database, catalogs, registers, recorder, tenant, bare, reported: 0 })
    }

    /// How many records are there.
    pub fn size(&self) -> usize {
        self.reported
    }

    fn session(&self) -> Session {
        let account: AccountId = new_id(&SystemClock, &SystemRandom);
        let principal = Principal::person(account, self.tenant, Role::Owner);
        Session::new(self.database.clone(), Arc::new(SystemClock), Arc::new(SystemRandom), Some(principal))
    }

    async fn submit(&self, reports: Vec<Report>) -> Result<Submitted, Box<dyn Error>> {
        let session = self.session();
        let reporter = Reporter {
            session: &session,
            recorder: &self.recorder,
            catalogs: &self.catalogs,
            registers: &self.registers,
        };
        let to = Destination { tenant: None, app: Some(APP.to_owned()) };
        Ok(sharing::submit_lines(reporter, &to, reports.into_iter().map(Ok).collect()).await?)
    }

    /// The time of so many groups of so many new records, one after the other as a stream of lines sends them: a group is on
    /// its way before the one ahead of it is answered.
    pub async fn ingest(&mut self, groups: usize, records: usize) -> Result<Duration, Box<dyn Error>> {
        let (from, to) = (self.reported, self.reported + groups * records);
        let mut reports: Vec<Vec<Report>> = (0..groups)
            .map(|at| (from + at * records..from + (at + 1) * records).map(report).collect())
            .collect();
        let (start, mut under_way) = (Instant::now(), None);
        for group in reports.drain(..) {
            let next = self.submit(group).await?;
            if let Some(before) = under_way.replace(next) {
                answered(before).await?;
            }
        }
        if let Some(last) = under_way {
            answered(last).await?;
        }
        self.reported = to;
        Ok(start.elapsed())
    }

    /// The time in which so many clients report so many records each, one after the other.
    pub async fn single(&mut self, (clients, each): (usize, usize)) -> Result<Duration, Box<dyn Error>> {
        let (start, from) = (Instant::now(), self.reported);
        let client = async |number: usize| {
            for at in 0..each {
                answered(self.submit(vec![report(from + number * each + at)]).await?).await?;
            }
            Ok::<_, Box<dyn Error>>(())
        };
        futures_util::future::try_join_all((0..clients).map(client)).await?;
        let time = start.elapsed();
        self.reported += clients * each;
        Ok(time)
    }

    /// The last records, to be written once more.
    pub async fn rows_to_copy(&mut self, commits: usize, records: usize) -> Result<Rows, Box<dyn Error>> {
        let first = self.reported - commits * records;
        let ranges = (0..commits).map(|at| (first + at * records, first + (at + 1) * records)).collect();
        match &mut self.bare {
            Bare::Sqlite(_) => Ok(Rows::Ranges(ranges)),
            Bare::Postgres(connection) => texts(connection, ranges).await.map(Rows::Text),
        }
    }

    /// The time to write them into the bare table, a commit a part.
    pub async fn copy(&mut self, rows: Rows) -> Result<Duration, Box<dyn Error>> {
        let mut time = Duration::ZERO;
        match (&mut self.bare, rows) {
            (Bare::Postgres(connection), Rows::Text(texts)) => {
                sea_orm::sqlx::query("truncate bare.bench_copy").execute(&mut *connection).await?;
                for text in texts {
                    let start = Instant::now();
                    let mut copy = connection.copy_in_raw("copy bare.bench_copy from stdin").await?;
                    copy.send(text).await?;
                    copy.finish().await?;
                    time += start.elapsed();
                }
            }
            (Bare::Sqlite(connection), Rows::Ranges(ranges)) => {
                connection.execute_unprepared("delete from bench_copy").await?;
                for (from, to) in ranges {
                    let start = Instant::now();
                    let insert = format!(
                        "insert into bench_copy select * from sharing_records where seq >= {from} and seq < {to}"
                    );
                    connection.execute_unprepared(&insert).await?;
                    time += start.elapsed();
                }
            }
            _ => return Err("rows of another database".into()),
        }
        Ok(time)
    }
}

/// Waits until they last.
async fn answered(submitted: Submitted) -> Result<(), Box<dyn Error>> {
    for row in submitted.rows().await? {
        row?;
    }
    Ok(())
}

/// The rows as text, a part a range.
async fn texts(
    connection: &mut PgConnection,
    ranges: Vec<(usize, usize)>,
) -> Result<Vec<Vec<u8>>, Box<dyn Error>> {
    let mut texts = Vec::new();
    for (from, to) in ranges {
        let rows =
            format!("copy (select * from sharing_records where seq >= {from} and seq < {to}) to stdout");
        let chunks: Vec<_> = connection.copy_out_raw(&rows).await?.try_collect().await?;
        texts.push(chunks.concat());
    }
    Ok(texts)
}
