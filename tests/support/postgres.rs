//! A PostgreSQL server under test: `TEST_DATABASE_URL` is a superuser's address on it. The suite makes the four roles
//! where they are missing, a database for itself, and one for every test that changes the schema; all are made anew in
//! each run, so that only one run may use a server at a time.

use std::{str::FromStr, sync::OnceLock};

use migration::ROLES_SQL;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DbBackend, Statement,
    sqlx::{ConnectOptions as _, postgres::PgConnectOptions},
};

/// Password of the roles on a test server.
const PASSWORD: &str = "candor_test";

/// All roles.
const ROLES: [&str; 4] = ["candor_owner", "candor_app", "candor_operator", "candor_eraser"];

/// A database's addresses.
#[derive(Debug, Clone)]
pub struct Urls {
    pub superuser: String,
    pub owner: String,
    pub app: String,
    pub operator: String,
    pub eraser: String,
}

#[expect(clippy::disallowed_methods, reason = "the suite's one setting for databases")]
fn setting() -> Option<PgConnectOptions> {
    let url = std::env::var("TEST_DATABASE_URL").ok().filter(|url| !url.is_empty())?;
    Some(PgConnectOptions::from_str(&url).expect("TEST_DATABASE_URL is postgres://user@host:port/database"))
}

/// The address of `database` as `role`, whose password is the suite's.
pub fn url(role: &str, database: &str) -> Option<String> {
    let options = setting()?.username(role).password(PASSWORD).database(database);
    Some(options.to_url_lossy().to_string())
}

/// The addresses of `database`. `None` where the suite runs on SQLite.
pub fn urls(database: &str) -> Option<Urls> {
    Some(Urls {
        superuser: setting()?.database(database).to_url_lossy().to_string(),
        owner: url("candor_owner", database)?,
        app: url("candor_app", database)?,
        operator: url("candor_operator", database)?,
        eraser: url("candor_eraser", database)?,
    })
}

/// Runs statements one by one at an address, in one connection.
pub async fn run(url: &str, statements: &[&str]) {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1);
    let connection = Database::connect(options).await.expect("the server answers");
    for statement in statements {
        connection.execute_unprepared(statement).await.expect(statement);
    }
    connection.close().await.expect("closes");
}

async fn make_roles(superuser: &str) {
    let connection = Database::connect(superuser).await.expect("the server answers");
    let found = "select rolname::text from pg_roles where rolname like 'candor%'";
    let found = connection.query_all_raw(Statement::from_string(DbBackend::Postgres, found)).await;
    let found = found.expect("reads");
    let found: Vec<String> = found.iter().map(|row| row.try_get_by_index(0).expect("a name")).collect();
    connection.close().await.expect("closes");
    let missing: Vec<&str> = ROLES.into_iter().filter(|role| !found.iter().any(|it| it == role)).collect();
    let sql: String = ROLES_SQL.lines().filter(|line| !line.starts_with("--")).collect();
    let statements: Vec<&str> = sql.split(';').filter(|statement| !statement.trim().is_empty()).collect();
    assert_eq!(statements.len(), 7);
    // A server may have the roles of an earlier day.
    let about = |statement: &&&str| missing.iter().any(|role| statement.contains(role));
    let statements: Vec<&str> = statements.iter().filter(about).copied().collect();
    run(superuser, &statements).await;
    for role in missing {
        run(superuser, &[&format!("alter role {role} password '{PASSWORD}'")]).await;
    }
}

/// Makes `database` anew, empty, owned by `candor_owner`, with the given options of `create database`. `None` where the
/// suite runs on SQLite.
pub async fn make_database(database: &str, options: &str) -> Option<Urls> {
    roles_once()?;
    let server = setting()?.to_url_lossy().to_string();
    run(&server, &[&format!("drop database if exists {database} with (force)")]).await;
    run(
        &server,
        &[&format!(
            "create database {database} owner candor_owner encoding 'UTF8' template template0 {options}"
        )],
    )
    .await;
    urls(database)
}

/// An empty database of the right collation for a test that changes the schema.
pub async fn empty(test: &str) -> Option<Urls> {
    make_database(&format!("candor_test_{test}"), "locale 'C'").await
}

/// Runs a setup in a thread and runtime of its own, since each test has another.
fn in_own_runtime<T: Send + 'static>(setup: impl Future<Output = T> + Send + 'static) -> T {
    std::thread::spawn(|| tokio::runtime::Runtime::new().expect("a runtime").block_on(setup))
        .join()
        .expect("the setup succeeds")
}

fn roles_once() -> Option<()> {
    static MADE: OnceLock<Option<()>> = OnceLock::new();
    *MADE.get_or_init(|| {
        let server = setting()?.to_url_lossy().to_string();
        in_own_runtime(async move { make_roles(&server).await });
        Some(())
    })
}

/// The suite's own database, migrated. `None` where the suite runs on SQLite.
pub fn suite() -> Option<&'static Urls> {
    static MADE: OnceLock<Option<Urls>> = OnceLock::new();
    MADE.get_or_init(|| {
        setting()?;
        in_own_runtime(async {
            let urls = make_database("candor_test", "locale 'C'").await?;
            api::platform::db::migrate_postgres(&urls.owner).await.expect("migrates");
            Some(urls)
        })
    })
    .as_ref()
}
