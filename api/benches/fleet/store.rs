//! The fleets that are asked.

use std::{
    error::Error,
    fmt,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use api::{
    apps,
    catalog::Catalogs,
    platform::{
        Clock, PageArgs, SystemClock, SystemRandom,
        db::{Database, PostgresOptions, SqliteOptions, migrate_postgres},
        new_id,
        scope::{Principal, Role, Session, SystemScope},
    },
    policies::VersionsInForce,
};
use entities::{AccountId, TenantId, TypedId};

use super::{filling, postgres, questions::Question};

/// Rows of a page.
const PAGE: u64 = 50;

/// A fleet of one tenant in a database of its own.
pub struct Store {
    database: Database,
    catalogs: Catalogs,
    tenant: TenantId,
}

/// Who asks.
#[derive(Debug, Clone, Copy)]
pub enum Asker {
    /// An owner of the tenant.
    Owner,
    /// The operator, of all tenants.
    Operator,
}

impl fmt::Display for Asker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Owner => "the tenant's owner",
            Self::Operator => "the operator",
        })
    }
}

/// What came of a question.
pub struct Reply {
    pub rows: usize,
    pub statements: u64,
    pub took: Duration,
}

impl Store {
    /// A SQLite file in the folder, as production opens one.
    pub async fn sqlite(folder: &Path, apps: usize) -> Result<Self, Box<dyn Error>> {
        let options = SqliteOptions::new(folder.join(format!("{apps}.sqlite")));
        let database = Database::open_sqlite(&options).await?;
        let tenant = fill(&database, apps).await?;
        Ok(Self { database, catalogs: Catalogs::default(), tenant })
    }

    /// A PostgreSQL database of its own; none without a server.
    pub async fn postgres(apps: usize) -> Result<Option<Self>, Box<dyn Error>> {
        let name = format!("candor_bench_{apps}");
        let Some(urls) = postgres::make_database(&name, "locale 'C'").await else { return Ok(None) };
        migrate_postgres(&urls.owner).await?;
        let database = open(&urls).await?;
        let tenant = fill(&database, apps).await?;
        postgres::run(&urls.superuser, &["analyze"]).await;
        Ok(Some(Self { database, catalogs: Catalogs::default(), tenant }))
    }

    /// The same database, which from here on tells how it finds what is asked.
    pub async fn explaining(apps: usize) -> Result<Self, Box<dyn Error>> {
        let name = format!("candor_bench_{apps}");
        let urls = postgres::urls(&name).ok_or("no server")?;
        // The library first, so that its settings are known.
        let mut settings = vec!["load 'auto_explain'".to_owned()];
        for role in ["candor_app", "candor_operator"] {
            for setting in [
                "session_preload_libraries = 'auto_explain'",
                "auto_explain.log_min_duration = 0",
                "auto_explain.log_analyze = on",
                "auto_explain.log_buffers = on",
                "auto_explain.log_level = 'notice'",
            ] {
                settings.push(format!("alter role {role} in database {name} set {setting}"));
            }
        }
        let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
        postgres::run(&urls.superuser, &settings).await;
        let database = open(&urls).await?;
        let job =
            SystemScope::for_job(database.clone(), Arc::new(SystemClock), Arc::new(SystemRandom), "bench");
        let tenant = job.find_tenant("fleet").await?.ok_or("no tenant")?.id;
        Ok(Self { database, catalogs: Catalogs::default(), tenant })
    }

    /// Asks for the first page, in a session of its own as a request has one.
    pub async fn ask(&self, asker: Asker, question: &Question) -> Result<Reply, Box<dyn Error>> {
        let account: AccountId = new_id(&SystemClock, &SystemRandom);
        let principal = match asker {
            Asker::Owner => Principal::person(account, self.tenant, Role::Owner),
            Asker::Operator => {
                let nobody = TenantId::from_uuid(uuid::Uuid::max());
                Principal { operator: true, ..Principal::person(account, nobody, Role::Owner) }
            }
        };
        let session = Session::new(
            self.database.clone(),
            Arc::new(SystemClock),
            Arc::new(SystemRandom),
            Some(principal),
        );
        // Which catalogue revision is the newest is looked up every few seconds, and is not what is timed.
        api::catalog::current(&session, &self.catalogs).await?;
        let (before, start) = (session.statements(), Instant::now());
        let in_force = VersionsInForce { at: SystemClock.now() };
        let args = PageArgs::Forward { count: PAGE, after: None };
        let page = apps::fleet_page(&session, &self.catalogs, &in_force, &question.filter, &args).await?;
        let took = start.elapsed();
        Ok(Reply { rows: page.edges.len(), statements: session.statements() - before, took })
    }
}

async fn open(urls: &postgres::Urls) -> Result<Database, Box<dyn Error>> {
    let options = PostgresOptions {
        url: urls.app.clone(),
        operator_url: urls.operator.clone(),
        connections: 2,
        operator_connections: 2,
        acquire_timeout: Duration::from_secs(30),
    };
    Ok(Database::open_postgres(&options).await?)
}

async fn fill(database: &Database, apps: usize) -> Result<TenantId, Box<dyn Error>> {
    let job = SystemScope::for_job(database.clone(), Arc::new(SystemClock), Arc::new(SystemRandom), "bench");
    let scope = job.write_new_tenant().await?;
    filling::insert_tenant(&scope, "fleet").await;
    filling::insert_apps(&scope, apps).await;
    let tenant = scope.tenant();
    scope.commit().await?;
    Ok(tenant)
}
