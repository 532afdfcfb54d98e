//! When a gateway does not start: as a role that row-level security does not bind, or on a database that does not fit.

use api::{
    cli::migrate::{Migrated, migrate},
    platform::{
        config::{Config, Environment},
        db::{Database, DatabaseError, PostgresOptions, SqliteOptions, migrate_postgres},
    },
};
use migration::{Migrator, MigratorTrait};
use tempfile::TempDir;

use crate::support::{
    db::postgres_options,
    postgres::{self, Urls},
};

/// All migrations, in order.
fn names() -> Vec<String> {
    Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect()
}

/// Why it does not start, as it is told to whoever runs it.
async fn refusal(options: &PostgresOptions) -> String {
    Database::open_postgres(options).await.expect_err("it must not start").to_string()
}

async fn refusal_as(urls: &Urls, url: &str) -> String {
    refusal(&PostgresOptions { url: url.to_owned(), ..postgres_options(urls) }).await
}

#[tokio::test]
async fn it_refuses_roles_that_are_not_bound() {
    let Some(urls) = postgres::suite() else { return };
    assert!(Database::open_postgres(&postgres_options(urls)).await.is_ok());
    assert_eq!(
        refusal_as(urls, &urls.owner).await,
        "role `candor_owner` owns tables; the gateway starts only as roles that row-level security binds"
    );
    assert!(refusal_as(urls, &urls.superuser).await.contains("bypasses row-level security"));
}

#[tokio::test]
async fn it_refuses_roles_that_could_become_one() {
    let Some(urls) = postgres::suite() else { return };
    let (bypassing, member) = ("candor_test_bypassing", "candor_test_member");
    let make = [
        format!("drop role if exists {bypassing}"),
        format!("drop role if exists {member}"),
        format!("create role {bypassing} login bypassrls password 'candor_test'"),
        format!("create role {member} login password 'candor_test' noinherit"),
        format!("grant candor_owner to {member}"),
        format!("grant candor_app to {bypassing}"),
    ];
    postgres::run(&urls.superuser, &make.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let as_role = |role| postgres::url(role, "candor_test").expect("the suite runs on PostgreSQL");
    let refusals = [
        refusal_as(urls, &as_role(bypassing)).await,
        refusal_as(urls, &as_role(member)).await,
        refusal(&PostgresOptions { operator_url: as_role(bypassing), ..postgres_options(urls) }).await,
    ];
    let unmake = [format!("drop role {bypassing}"), format!("drop role {member}")];
    postgres::run(&urls.superuser, &unmake.iter().map(String::as_str).collect::<Vec<_>>()).await;
    assert!(refusals[0].contains("`candor_test_bypassing` bypasses row-level security"), "{}", refusals[0]);
    assert!(refusals[1].contains("`candor_test_member` owns tables"), "{}", refusals[1]);
    assert!(refusals[2].contains("`candor_test_bypassing` bypasses row-level security"), "{}", refusals[2]);
}

#[tokio::test]
async fn it_refuses_an_operator_that_can_write() {
    let Some(urls) = postgres::suite() else { return };
    let options = PostgresOptions { operator_url: urls.app.clone(), ..postgres_options(urls) };
    assert_eq!(
        refusal(&options).await,
        "role `candor_app` can write to `account_secrets`; the operator's role must only read"
    );
}

#[tokio::test]
async fn it_refuses_a_schema_that_is_behind() {
    let Some(urls) = postgres::empty("behind").await else { return };
    let error = Database::open_postgres(&postgres_options(&urls)).await.expect_err("nothing was migrated");
    let DatabaseError::SchemaBehind { missing } = error else { panic!("{error:?}") };
    assert_eq!(missing, names());

    assert_eq!(migrate_postgres(&urls.owner).await.unwrap(), names());
    let database = Database::open_postgres(&postgres_options(&urls)).await.unwrap();
    database.check_ready().await.unwrap();
    let last = names().pop().expect("there are migrations");
    let undo = format!("delete from seaql_migrations where version = '{last}'");
    postgres::run(&urls.superuser, &[&undo]).await;
    assert_eq!(
        refusal(&postgres_options(&urls)).await,
        format!("the schema is behind by {last}; run `candor migrate`")
    );
    assert_eq!(database.check_ready().await.expect_err("behind").code(), api::platform::ErrorCode::Internal);
    database.close().await;
}

#[tokio::test]
async fn it_refuses_a_table_that_is_open() {
    let Some(urls) = postgres::empty("open").await else { return };
    migrate_postgres(&urls.owner).await.unwrap();
    postgres::run(&urls.owner, &["create table forgotten (tenant_id uuid not null)"]).await;
    assert_eq!(refusal(&postgres_options(&urls)).await, "row-level security is not forced on `forgotten`");
    postgres::run(&urls.owner, &["alter table forgotten enable row level security"]).await;
    assert_eq!(refusal(&postgres_options(&urls)).await, "row-level security is not forced on `forgotten`");
}

#[tokio::test]
async fn it_refuses_a_collation_of_a_language() {
    let made =
        postgres::make_database("candor_test_collation", "locale_provider icu icu_locale 'en' locale 'C'");
    let Some(urls) = made.await else { return };
    migrate_postgres(&urls.owner).await.unwrap();
    assert_eq!(
        refusal(&postgres_options(&urls)).await,
        "the database sorts texts by a language; create it with locale 'C' and encoding 'UTF8'"
    );
}

#[tokio::test]
async fn an_address_is_never_repeated() {
    let options = PostgresOptions {
        url: "postgres://candor_app:hunter2@127.0.0.1:notaport/candor".into(),
        operator_url: "postgres://candor_operator:hunter2@127.0.0.1:1/candor".into(),
        connections: 1,
        operator_connections: 1,
        acquire_timeout: std::time::Duration::from_millis(1),
    };
    let error = Database::open_postgres(&options).await.expect_err("no such address");
    assert!(matches!(error, DatabaseError::Address { .. }), "{error:?}");
    assert!(!format!("{error:?} {error} {options:?}").contains("hunter2"));
}

#[tokio::test]
async fn a_file_of_a_newer_gateway_is_refused() {
    let folder = TempDir::new().unwrap();
    let options = SqliteOptions::new(folder.path().join("test.sqlite"));
    Database::open_sqlite(&options).await.unwrap().close().await;
    let url = format!("sqlite:{}", options.file.display());
    postgres::run(&url, &["insert into seaql_migrations values ('m29991231_01_future', 0)"]).await;
    let error = Database::open_sqlite(&options).await.expect_err("it is newer");
    assert!(matches!(error, DatabaseError::Migrate(_)), "{error:?}");

    let nowhere = SqliteOptions::new(folder.path().join("missing/test.sqlite"));
    let error = Database::open_sqlite(&nowhere).await.expect_err("no such folder");
    assert!(matches!(error, DatabaseError::Unreachable(_)), "{error:?}");
}

/// What `candor migrate` does with these variables, in a data folder of its own; and whether it left anything there.
async fn migrated(variables: &[(&str, &str)]) -> (Result<Migrated, String>, bool) {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    let mut pairs = vec![("CANDOR_DATA".to_owned(), data.to_str().expect("plain").to_owned())];
    pairs.extend(variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let config = Config::read(&mut Environment::from_pairs(pairs)).expect("the variables are right");
    let outcome = migrate(&config.database).await.map_err(|error| error.to_string());
    (outcome, data.exists())
}

#[cfg(unix)]
#[tokio::test]
async fn the_embedded_database_is_its_owner_s_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    let pairs = [("CANDOR_DATA", data.to_str().expect("plain"))];
    let config = Config::read(&mut Environment::from_pairs(pairs)).expect("the variables are right");
    migrate(&config.database).await.expect("it is made");
    let paths = std::fs::read_dir(&data).unwrap().map(|entry| entry.unwrap().path());
    for path in paths.chain([data.clone()]) {
        let mode = path.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{}", path.display());
    }
    assert!(data.join("candor.sqlite").exists());
}

#[tokio::test]
async fn the_database_that_is_named_is_the_one_migrated() {
    assert_eq!(migrated(&[]).await, (Ok(Migrated::Embedded), true));
    // An address that cannot be used: the embedded default does not step in.
    let owner = ("CANDOR_MIGRATION_DATABASE_URL", "postgres://[");
    let (outcome, left) = migrated(&[owner]).await;
    let error = outcome.expect_err("no host");
    assert!(error.starts_with("CANDOR_MIGRATION_DATABASE_URL: "), "{error}");
    assert!(!left, "another database was made");
    let (outcome, left) = migrated(&[owner, ("CANDOR_DATABASE_URL", "sqlite:")]).await;
    let error = outcome.expect_err("two databases are named");
    assert_eq!(error, "CANDOR_MIGRATION_DATABASE_URL: contradicts CANDOR_DATABASE_URL");
    assert!(!left, "another database was made");
    let Some(urls) = postgres::empty("named").await else { return };
    let (outcome, left) = migrated(&[("CANDOR_MIGRATION_DATABASE_URL", &urls.owner)]).await;
    assert_eq!((outcome, left), (Ok(Migrated::Postgres(names())), false));
}
