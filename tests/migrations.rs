//! The schema's history: up, down and up again, alone and at the same time, and against the entities.

use std::time::Duration;

use api::platform::db::{Database, SqliteOptions, migrate_postgres};
use entities::{Digest, sharing_citations, sharing_reasons, sharing_records};
use migration::{Migrator, MigratorTrait};
use sea_orm::{
    ActiveValue::Set, ConnectOptions, ConnectionTrait, DbBackend, EntityName, EntityTrait, Schema, Statement,
    TransactionSession, TransactionTrait,
};
use tempfile::TempDir;

use crate::support::{postgres, tenants::stranger};

const MIGRATIONS: &[&str] = &[
    "m20261121_01_isolation_functions",
    "m20261121_02_tenants_create",
    "m20261121_03_access_create",
    "m20261121_04_apps_create",
    "m20261121_05_apps_projections",
    "m20261121_06_policies_create",
    "m20261121_07_audit_create",
    "m20261121_08_outbox_create",
    "m20261128_10_access_people",
    "m20261128_20_keys_create",
    "m20261128_30_tenants_governance",
    "m20261128_31_audit_action",
    "m20261128_32_tenants_verifications",
    "m20261128_40_apps_facets",
    "m20261128_50_catalog_create",
    "m20261128_60_sharing_logs",
    "m20261128_61_sharing_records",
    "m20261128_62_sharing_life",
    "m20261128_70_apps_fleet_indexes",
    "m20261128_85_outbox_kinds",
    "m20261128_90_sharing_actor",
    "m20261128_91_sharing_reasons",
    "m20261128_92_tenants_last_shared",
    "m20261128_93_sharing_eraser",
];

/// All that a SQLite schema holds.
const SQLITE_SHAPE: &str = "select type || ' ' || name || ' ' || coalesce(sql, '') from sqlite_master \
                            where tbl_name <> 'seaql_migrations' order by 1";

/// All that a PostgreSQL schema holds, and who may do what with it.
const POSTGRES_SHAPE: &str = "\
    select format('column %s.%s %s %s', table_name, column_name, udt_name, is_nullable) \
      from information_schema.columns where table_schema = 'public' and table_name <> 'seaql_migrations' \
    union all select format('constraint %s %s', conname, pg_get_constraintdef(oid)) \
      from pg_constraint where connamespace = 'public'::regnamespace and conname not like 'seaql%' \
    union all select indexdef from pg_indexes where schemaname = 'public' and tablename <> 'seaql_migrations' \
    union all select format('policy %s %s %s %s %s %s', tablename, policyname, roles, cmd, qual, with_check) \
      from pg_policies where schemaname = 'public' \
    union all select format('function %s %s %s', oid::regprocedure, prosecdef, proacl) \
      from pg_proc where pronamespace = 'public'::regnamespace \
    union all select format('table %s %s %s %s', relname, relrowsecurity, relforcerowsecurity, relacl) \
      from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname <> 'seaql_migrations' \
    union all select format('acl %s.%s %s', attrelid::regclass, attname, attacl) \
      from pg_attribute join pg_class on pg_class.oid = attrelid \
      where relnamespace = 'public'::regnamespace and attacl is not null \
    order by 1";

async fn lines(connection: &impl ConnectionTrait, sql: &str) -> Vec<String> {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let rows = connection.query_all_raw(statement).await.expect("reads");
    rows.iter().map(|row| row.try_get_by_index(0).expect("a text")).collect()
}

async fn shape(connection: &impl ConnectionTrait) -> Vec<String> {
    let postgres = connection.get_database_backend() == DbBackend::Postgres;
    lines(connection, if postgres { POSTGRES_SHAPE } else { SQLITE_SHAPE }).await
}

/// The address of an empty database, which goes away with the folder.
async fn empty(test: &str, folder: &TempDir) -> ConnectOptions {
    let url = match postgres::empty(test).await {
        Some(urls) => urls.owner,
        None => format!("sqlite:{}?mode=rwc", folder.path().join("test.sqlite").display()),
    };
    let mut options = ConnectOptions::new(url);
    options.max_connections(1);
    options
}

#[tokio::test]
async fn the_schema_goes_up_down_and_up_again() {
    let folder = TempDir::new().unwrap();
    let connection = sea_orm::Database::connect(empty("up_down_up", &folder).await).await.unwrap();
    Migrator::up(&connection, None).await.unwrap();
    let first = shape(&connection).await;
    assert_eq!(lines(&connection, "select version from seaql_migrations order by 1").await, MIGRATIONS);
    for _ in MIGRATIONS {
        Migrator::down(&connection, Some(1)).await.unwrap();
    }
    assert_eq!(shape(&connection).await, Vec::<String>::new());
    Migrator::up(&connection, None).await.unwrap();
    assert_eq!(shape(&connection).await, first);
}

/// A record with reasons that was there before sums by reason were kept.
fn record(seq: i64, recipient: Option<&str>, reasons: &str) -> sharing_records::ActiveModel {
    sharing_records::ActiveModel {
        tenant_id: Set(stranger()),
        log_id: Set(stranger()),
        app_id: Set(stranger()),
        seq: Set(seq),
        month: Set(202_601),
        kind: Set(sharing_records::RecordKind::Record),
        recipient: Set(recipient.map(str::to_owned)),
        occurred_at: Set(recipient.map(|_| "2026-01-02T23:59:59.5Z".parse().unwrap())),
        recorded_at: Set("2026-01-03T00:00:00Z".parse().unwrap()),
        header: Set(String::new()),
        content_hash: Set(Digest::from([0; 32])),
        leaf_hash: Set(Digest::from([0; 32])),
        reasons: Set(reasons.to_owned()),
        ..Default::default()
    }
}

#[tokio::test]
async fn records_that_are_there_are_counted_by_reason() {
    let folder = TempDir::new().unwrap();
    let owner = empty("reasons", &folder).await;
    // Past the policies, which hide all rows from the owner.
    let url = postgres::urls("candor_test_reasons")
        .map_or_else(|| owner.get_url().to_owned(), |urls| urls.superuser);
    let connection = sea_orm::Database::connect(owner).await.unwrap();
    let before = MIGRATIONS.iter().position(|name| name.ends_with("sharing_reasons")).unwrap();
    Migrator::up(&connection, Some(u32::try_from(before).unwrap())).await.unwrap();
    let past = sea_orm::Database::connect(url).await.unwrap();
    let rows = [
        record(0, Some("one"), "PURPOSE_NOT_DECLARED NOT_STATED"),
        record(1, Some("one"), "NOT_STATED"),
        record(2, Some("two"), "NOT_STATED"),
        record(3, Some("two"), ""),
        record(4, None, "NOT_STATED"),
        record(5, Some("wrong"), "NOT_STATED"),
    ];
    sharing_records::Entity::insert_many(rows).exec_without_returning(&past).await.unwrap();
    let citation = sharing_citations::ActiveModel {
        tenant_id: Set(stranger()),
        log_id: Set(stranger()),
        cited: Set(5),
        seq: Set(6),
        month: Set(202_601),
    };
    sharing_citations::Entity::insert(citation).exec_without_returning(&past).await.unwrap();
    Migrator::up(&connection, None).await.unwrap();
    let counted = sharing_reasons::Entity::find().all(&past).await.unwrap();
    let mut counted: Vec<_> = counted
        .into_iter()
        .map(|row| (row.recipient, row.reason, row.day.to_string(), row.records))
        .collect();
    counted.sort();
    let sum = |recipient: &str, reason: &str, records: i64| {
        (recipient.to_owned(), reason.to_owned(), "2026-01-02".to_owned(), records)
    };
    let expected =
        [sum("one", "NOT_STATED", 2), sum("one", "PURPOSE_NOT_DECLARED", 1), sum("two", "NOT_STATED", 1)];
    assert_eq!(counted, expected);
}

#[tokio::test]
async fn two_gateways_can_start_at_once() {
    let folder = TempDir::new().unwrap();
    if let Some(urls) = postgres::empty("at_once").await {
        let (one, other) = tokio::join!(migrate_postgres(&urls.owner), migrate_postgres(&urls.owner));
        let mut run = [one.unwrap(), other.unwrap()];
        run.sort_by_key(Vec::len);
        assert_eq!(run, [Vec::<String>::new(), MIGRATIONS.iter().map(|name| (*name).to_owned()).collect()]);
        return;
    }
    let options = SqliteOptions::new(folder.path().join("test.sqlite"));
    let (one, other) = tokio::join!(Database::open_sqlite(&options), Database::open_sqlite(&options));
    one.unwrap().check_ready().await.unwrap();
    other.unwrap().check_ready().await.unwrap();
}

/// A connection as a superuser, who sees what others wait for.
async fn superuser(urls: &postgres::Urls) -> impl ConnectionTrait + TransactionTrait {
    let mut options = ConnectOptions::new(&urls.superuser);
    options.max_connections(1);
    sea_orm::Database::connect(options).await.unwrap()
}

/// Runs `candor migrate` while somebody holds a table, and says that whoever asks for it then gets it.
async fn migrate_beside(urls: &postgres::Urls, held: &str, asked: &str) {
    let (holder, observer) = (superuser(urls).await, superuser(urls).await);
    let holding = holder.begin().await.unwrap();
    holding.execute_unprepared(held).await.unwrap();
    let owner = urls.owner.clone();
    let migrating = tokio::spawn(async move { migrate_postgres(&owner).await });
    let waiting = "select pid::text from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    while lines(&observer, waiting).await.is_empty() {
        assert!(!migrating.is_finished(), "it does not need the table");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // Fails where it is not answered in time.
    postgres::run(&urls.superuser, &["set statement_timeout = '20s'", "begin", asked, "commit"]).await;
    assert!(!migrating.is_finished());
    holding.rollback().await.unwrap();
    migrating.await.unwrap().unwrap();
}

#[tokio::test]
async fn nobody_waits_behind_a_migration_that_waits() {
    let Some(urls) = postgres::empty("beside").await else { return };
    migrate_postgres(&urls.owner).await.unwrap();
    let observer = superuser(&urls).await;
    let partitions = "select relname::text from pg_class where relispartition and relkind = 'r' order by 1";
    let made = lines(&observer, partitions).await;
    let newest = made.iter().rfind(|name| name.starts_with("sharing_records_2")).expect("a month");
    observer.execute_unprepared(&format!("drop table partitions.{newest}")).await.unwrap();
    let lock = "lock table sharing_records in access share mode";
    migrate_beside(&urls, lock, lock).await;
    assert_eq!(lines(&observer, partitions).await, made);

    // Writers do not wait for an index either, and one that broke off is built anew.
    let first = shape(&observer).await;
    let undo = [
        "delete from seaql_migrations where version = 'm20261128_70_apps_fleet_indexes'",
        "drop index ix_data_uses_category_all",
        "create index ix_data_uses_category on data_uses (tenant_id, snapshot, category)",
        "update pg_index set indisvalid = false where indexrelid = 'ix_declared_sdks_key'::regclass",
    ];
    postgres::run(&urls.superuser, &undo).await;
    let lock = "lock table declared_sdks in row exclusive mode";
    migrate_beside(&urls, lock, lock).await;
    assert_eq!(shape(&observer).await, first);
    let invalid = "select indexrelid::regclass::text from pg_index where not indisvalid";
    assert_eq!(lines(&observer, invalid).await, Vec::<String>::new());
}

macro_rules! shapes {
    ($schema:expr; $($table:ident)+) => {
        [$((entities::$table::Entity.table_name(), $schema.create_table_from_entity(entities::$table::Entity))),+]
    };
}

/// Compares the columns of the migrated tables (name, type, nullability, place in the key) with those of tables made from
/// the entities.
#[tokio::test]
async fn entities_match_the_schema() {
    let (folder, other) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let connection = sea_orm::Database::connect(empty("entities", &folder).await).await.unwrap();
    Migrator::up(&connection, None).await.unwrap();
    let backend = connection.get_database_backend();
    let tables = shapes!(Schema::new(backend); account_secrets accounts api_key_usage api_keys apps audit_events audit_heads catalog_entries catalog_revisions data_uses
        declaration_revisions declared_facets declared_recipients declared_sdks drafts idempotency_keys invitations members outbox
        password_links policy_versions recovery_codes refresh_tokens renderings sessions
        sharing_categories sharing_citations sharing_keys sharing_logs sharing_reasons sharing_receipts sharing_records sharing_subjects sharing_tiles sharing_totals
        signing_keys tenants verifications);

    if backend == DbBackend::Postgres {
        let columns = |schema: &str| {
            format!(
                "select format('%s.%s %s %s %s', c.table_name, c.column_name, c.udt_name, c.is_nullable, \
                   (select k.ordinal_position from information_schema.table_constraints t \
                    join information_schema.key_column_usage k using (constraint_schema, constraint_name) \
                    where t.constraint_type = 'PRIMARY KEY' and t.table_schema = c.table_schema \
                    and t.table_name = c.table_name and k.column_name = c.column_name)) \
                 from information_schema.columns c where c.table_schema = '{schema}' \
                 and c.table_name <> 'seaql_migrations' order by 1"
            )
        };
        connection.execute_unprepared("create schema shape").await.unwrap();
        for (name, mut table) in tables {
            connection.execute(table.table(("shape", name))).await.unwrap();
        }
        assert_eq!(lines(&connection, &columns("public")).await, lines(&connection, &columns("shape")).await);
    } else {
        let columns = "select format('%s.%s %s %d %d', m.name, c.name, lower(c.type), c.\"notnull\", c.pk) \
                       from sqlite_master m join pragma_table_info(m.name) c \
                       where m.type = 'table' and m.name <> 'seaql_migrations' order by 1";
        let made = sea_orm::Database::connect(empty("shape", &other).await).await.unwrap();
        for (_, table) in tables {
            made.execute(&table).await.unwrap();
        }
        assert_eq!(lines(&connection, columns).await, lines(&made, columns).await);
    }
}
