//! The databases that take records.

use std::{
    error::Error,
    ops::Range,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use api::{
    access::TokenKeys,
    catalog::Catalogs,
    conformity::Registers,
    platform::{
        AppError, Clock, Sealer, SystemClock, SystemRandom,
        config::Secret,
        db::{Database, PostgresOptions, SqliteOptions, migrate_postgres},
        new_id,
        scope::{Principal, Role, Session, SystemScope},
    },
    sharing::{self, Destination, Recorder, Report, Reporter, Submitted},
};
use entities::{AccountId, TenantId};
use sharing_log::record::Content;

use super::{
    bare::Bare,
    export::{self, Taken},
    filling, postgres,
};

/// Takes reports.
#[derive(Clone)]
struct Gateway {
    database: Database,
    catalogs: Catalogs,
    registers: Registers,
    recorder: Recorder,
    tenant: TenantId,
}

/// A log of one app in a database of its own.
pub struct Store {
    gateway: Gateway,
    /// The same database, past the gateway.
    pub bare: Bare,
    /// Where a process finds it: for tenants and for operators.
    urls: Option<(String, String)>,
    /// Records that are there.
    reported: usize,
}

/// Slug of the one app that [`filling`] makes.
const APP: &str = "app-000000";

/// Slug of the tenant.
const TENANT: &str = "ingest";
/// What seals the log's key, in base64.
const DATA_KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/// What is reported of each event.
pub const CATEGORIES: [&str; 2] = ["device_id", "location"];

/// The reporter's own id of an event.
pub fn external_id(number: usize) -> String {
    format!("event-{number:012}")
}

/// A report like a fleet's.
pub fn report(number: usize) -> Report {
    let text = |text: &str| Some(text.to_owned());
    let content = Content {
        recipient: Some(format!("recipient-{}", number % 20)),
        sdk: text("umeng"),
        categories: CATEGORIES.map(str::to_owned).to_vec(),
        purpose: text("statistics"),
        basis: text("consent"),
        region: text("CN"),
        subjects: Some(1),
        external_id: Some(external_id(number)),
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
        Self::filled(database, Bare::sqlite(&file).await?, None).await
    }

    /// A PostgreSQL database of its own; none without a server.
    pub async fn postgres() -> Result<Option<Self>, Box<dyn Error>> {
        let Some(urls) = postgres::make_database("candor_bench_ingest", "locale 'C'").await else {
            return Ok(None);
        };
        migrate_postgres(&urls.owner).await?;
        let options = PostgresOptions {
            url: urls.app.clone(),
            operator_url: urls.operator.clone(),
            connections: 8,
            operator_connections: 2,
            acquire_timeout: Duration::from_secs(30),
        };
        let database = Database::open_postgres(&options).await?;
        let bare = Bare::postgres(&urls.superuser).await?;
        Self::filled(database, bare, Some((urls.app, urls.operator))).await.map(Some)
    }

    async fn filled(
        database: Database,
        bare: Bare,
        urls: Option<(String, String)>,
    ) -> Result<Self, Box<dyn Error>> {
        let (clock, random) = (Arc::new(SystemClock), Arc::new(SystemRandom));
        let job = SystemScope::for_job(database.clone(), clock.clone(), random.clone(), "bench");
        let scope = job.write_new_tenant().await?;
        filling::insert_tenant(&scope, TENANT).await;
        filling::insert_apps(&scope, 1).await;
        let tenant = scope.tenant();
        scope.commit().await?;
        let sealer = Sealer::from_text(&Secret::new(DATA_KEY))?;
        let recorder = Recorder::new(database.clone(), clock, random, sealer);
        let (catalogs, registers) = (Catalogs::default(), Registers::new(1 << 24));
        let gateway = Gateway { database, catalogs, registers, recorder, tenant };
        Ok(Self { gateway, bare, urls, reported: 0 })
    }

    /// How many records are there.
    pub fn size(&self) -> usize {
        self.reported
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
            let next = self.gateway.submit(group).await?;
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

    /// The time in which so many clients, each in a task of its own, report so many records each, one after the other.
    pub async fn single(&mut self, (clients, each): (usize, usize)) -> Result<Duration, Box<dyn Error>> {
        let (start, from) = (Instant::now(), self.reported);
        let numbers = |client: usize| from + client * each..from + (client + 1) * each;
        let tasks = (0..clients).map(|client| tokio::spawn(self.gateway.clone().report(numbers(client))));
        for task in tasks.collect::<Vec<_>>() {
            task.await??;
        }
        let time = start.elapsed();
        self.reported += clients * each;
        Ok(time)
    }

    /// The numbers of the last records, a part a commit.
    pub fn last(&self, commits: usize, records: usize) -> Vec<(usize, usize)> {
        let first = self.reported - commits * records;
        (0..commits).map(|at| (first + at * records, first + (at + 1) * records)).collect()
    }

    /// The export of the log beside `COPY TO` of its records, into a folder; none on SQLite.
    pub async fn export(&mut self, folder: &Path) -> Result<Option<(Taken, Duration)>, Box<dyn Error>> {
        let Some((url, operator)) = &self.urls else { return Ok(None) };
        TokenKeys::in_folder(folder)?;
        let token_key = folder.join("token-key.pem").display().to_string();
        let settings = [
            ("CANDOR_DATABASE_URL", url.as_str()),
            ("CANDOR_OPERATOR_DATABASE_URL", operator),
            ("CANDOR_DATA_KEY", DATA_KEY),
            ("CANDOR_TOKEN_KEY_FILE", &token_key),
        ];
        let taken = export::export(TENANT, &folder.join("export"), &settings)?;
        let bare = self.bare.copy_out(&folder.join("copy")).await?;
        Ok(bare.map(|bare| (taken, bare)))
    }
}

impl Gateway {
    fn session(&self) -> Session {
        let account: AccountId = new_id(&SystemClock, &SystemRandom);
        let principal = Principal::person(account, self.tenant, Role::Owner);
        Session::new(self.database.clone(), Arc::new(SystemClock), Arc::new(SystemRandom), Some(principal))
    }

    /// Reports one record after the other.
    async fn report(self, numbers: Range<usize>) -> Result<(), AppError> {
        for number in numbers {
            answered(self.submit(vec![report(number)]).await?).await?;
        }
        Ok(())
    }

    async fn submit(&self, reports: Vec<Report>) -> Result<Submitted, AppError> {
        let session = self.session();
        let reporter = Reporter {
            session: &session,
            recorder: &self.recorder,
            catalogs: &self.catalogs,
            registers: &self.registers,
        };
        let to = Destination { tenant: None, app: Some(APP.to_owned()) };
        sharing::submit_lines(reporter, &to, reports.into_iter().map(Ok).collect()).await
    }
}

/// Waits until they last.
async fn answered(submitted: Submitted) -> Result<(), AppError> {
    for row in submitted.rows().await? {
        row?;
    }
    Ok(())
}
