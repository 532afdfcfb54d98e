//! Isolation as PostgreSQL keeps it, whatever the gateway does: raw SQL under the runtime roles, over every table that has
//! a `tenant_id`. On SQLite, where the gateway keeps it alone, there is nothing to ask here.

use entities::{TenantId, TypedId};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DbBackend, DbErr, Statement, TransactionSession,
    TransactionTrait, Value,
};

use crate::support::{
    db::TestDatabase,
    postgres::{self, Urls},
    tenants::stranger,
};

async fn connect(url: &str) -> impl ConnectionTrait + TransactionTrait {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1);
    Database::connect(options).await.expect("the server answers")
}

fn statement(sql: &str, values: impl IntoIterator<Item = Value>) -> Statement {
    Statement::from_sql_and_values(DbBackend::Postgres, sql, values)
}

async fn number(connection: &impl ConnectionTrait, sql: &str) -> i64 {
    let row = connection.query_one_raw(statement(sql, [])).await.expect(sql).expect("one row");
    row.try_get_by_index(0).expect("a number")
}

async fn name_tenant(connection: &impl ConnectionTrait, tenant: TenantId) {
    let call = statement("select set_tenant($1)", [tenant.into()]);
    connection.execute_raw(call).await.expect("names the tenant");
}

/// What the server says against it.
fn refusal(outcome: Result<impl Sized, DbErr>) -> String {
    outcome.err().expect("it must be refused").to_string()
}

/// Every table with a `tenant_id`, found in the catalog of the server itself.
async fn tenant_tables(urls: &Urls) -> Vec<String> {
    let sql = "select c.relname::text from pg_class c join pg_attribute a on a.attrelid = c.oid \
               where a.attname = 'tenant_id' and c.relkind in ('r', 'p') \
               and c.relnamespace = 'public'::regnamespace order by 1";
    let connection = connect(&urls.superuser).await;
    let rows = connection.query_all_raw(statement(sql, [])).await.expect("reads");
    rows.iter().map(|row| row.try_get_by_index(0).expect("a name")).collect()
}

#[tokio::test]
async fn every_tenant_table_is_closed() {
    let Some(urls) = postgres::suite() else { return };
    let tables = tenant_tables(urls).await;
    assert_eq!(
        tables,
        [
            "api_key_usage",
            "api_keys",
            "apps",
            "audit_events",
            "audit_heads",
            "catalog_entries",
            "catalog_revisions",
            "data_uses",
            "declaration_revisions",
            "declared_facets",
            "declared_recipients",
            "declared_sdks",
            "drafts",
            "idempotency_keys",
            "invitations",
            "members",
            "outbox",
            "policy_versions",
            "renderings",
            "sharing_categories",
            "sharing_citations",
            "sharing_keys",
            "sharing_logs",
            "sharing_reasons",
            "sharing_receipts",
            "sharing_records",
            "sharing_subjects",
            "sharing_tiles",
            "sharing_totals",
            "verifications",
        ]
    );
    let connection = connect(&urls.superuser).await;
    let own = "(tenant_id = (NULLIF(current_setting('app.tenant'::text, true), ''::text))::uuid)";
    for table in tables {
        let forced = format!(
            "select count(*) from pg_class where oid = '{table}'::regclass and relrowsecurity and relforcerowsecurity"
        );
        assert_eq!(number(&connection, &forced).await, 1, "{table}");
        let policies = "select count(*), count(*) filter (where qual = $2 and with_check = $2 and permissive = 'PERMISSIVE') \
                        from pg_policies where tablename = $1 and not roles && '{candor_operator,candor_owner,candor_eraser}'";
        let row = connection
            .query_one_raw(statement(policies, [table.as_str().into(), own.into()]))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(row.try_get_many_by_index::<(i64, i64)>().unwrap(), (1, 1), "{table}");
    }
}

#[tokio::test]
async fn the_app_role_sees_one_tenant_or_none() {
    let Some(urls) = postgres::suite() else { return };
    let db = TestDatabase::open().await;
    let (ours, theirs) = (db.full_tenant().await, db.full_tenant().await);
    let app = connect(&urls.app).await;
    for table in tenant_tables(urls).await {
        let all = format!("select count(*) from {table}");
        let of = |tenant: TenantId| format!("{all} where tenant_id = '{}'", tenant.uuid());
        assert_eq!(number(&app, &all).await, 0, "{table} without a tenant");
        assert_eq!(number(&app, &of(ours.id)).await, 0, "{table} without a tenant");

        let transaction = app.begin().await.unwrap();
        name_tenant(&transaction, ours.id).await;
        let rows = number(&transaction, &all).await;
        assert!(rows > 0, "{table} has no row, so that nothing was shown");
        assert_eq!(number(&transaction, &of(ours.id)).await, rows, "{table}");
        assert_eq!(number(&transaction, &of(theirs.id)).await, 0, "{table}");
        transaction.commit().await.unwrap();

        // The setting ended with its transaction.
        assert_eq!(number(&app, &all).await, 0, "{table} after a tenant");
        let transaction = app.begin().await.unwrap();
        name_tenant(&transaction, stranger()).await;
        assert_eq!(number(&transaction, &all).await, 0, "{table} for a tenant that never was");
        transaction.rollback().await.unwrap();
    }
}

#[tokio::test]
async fn the_app_role_writes_one_tenant_or_none() {
    let Some(urls) = postgres::suite() else { return };
    let db = TestDatabase::open().await;
    let (ours, theirs) = (db.full_tenant().await, db.full_tenant().await);
    let app = connect(&urls.app).await;
    for table in tenant_tables(urls).await {
        // A row of ours, as if it were theirs.
        let insert = format!(
            "insert into {table} select (jsonb_populate_record(row, jsonb_build_object('tenant_id', '{}'))).* \
             from {table} row limit 1",
            theirs.id.uuid()
        );
        let transaction = app.begin().await.unwrap();
        name_tenant(&transaction, ours.id).await;
        let refused = refusal(transaction.execute_unprepared(&insert).await);
        let expected = format!("new row violates row-level security policy for table \"{table}\"");
        assert!(refused.contains(&expected), "{table}: {refused}");
        transaction.rollback().await.unwrap();

        let transaction = app.begin().await.unwrap();
        name_tenant(&transaction, ours.id).await;
        let away = format!("update {table} set tenant_id = '{}'", theirs.id.uuid());
        let refused = refusal(transaction.execute_unprepared(&away).await);
        let denied = format!("permission denied for table {table}");
        assert!(refused.contains(&expected) || refused.contains(&denied), "{table}: {refused}");
        transaction.rollback().await.unwrap();

        let transaction = app.begin().await.unwrap();
        name_tenant(&transaction, ours.id).await;
        let delete = format!("delete from {table} where tenant_id = '{}'", theirs.id.uuid());
        match transaction.execute_unprepared(&delete).await {
            Ok(outcome) => assert_eq!(outcome.rows_affected(), 0, "{table}"),
            Err(error) => assert!(error.to_string().contains(&denied), "{table}: {error}"),
        }
        transaction.rollback().await.unwrap();
    }
}

#[tokio::test]
async fn journals_can_only_be_added_to() {
    let Some(urls) = postgres::suite() else { return };
    let db = TestDatabase::open().await;
    let ours = db.full_tenant().await;
    let app = connect(&urls.app).await;
    let refused = [
        "update audit_events set action = ''",
        "delete from audit_events",
        "update renderings set content = ''",
        "delete from renderings",
        "update declaration_revisions set document = ''",
        "update policy_versions set number = 2",
        "delete from policy_versions",
        "delete from apps",
        "update api_keys set sha256 = ''",
        "update api_keys set scopes = 'publish'",
        "delete from api_keys",
        "delete from api_key_usage",
        "delete from tenants",
        "truncate outbox",
        "update sharing_records set content = null",
        "update sharing_records set salt = null",
        "update sharing_records set subject = null",
        "update sharing_records set reported_by = null",
        "update sharing_logs set expired = 7",
        "update sharing_subjects set key_ciphertext = ''",
        "delete from sharing_records",
        "delete from sharing_categories",
        "delete from sharing_receipts",
        "update sharing_receipts set seq = 7",
        "update sharing_logs set origin = ''",
        "delete from sharing_logs",
        "update sharing_tiles set hashes = ''",
        "delete from sharing_tiles",
        "update sharing_keys set public_key = ''",
        "delete from sharing_totals",
        "delete from sharing_reasons",
        "update sharing_reasons set reason = ''",
    ];
    for sql in refused {
        let transaction = app.begin().await.unwrap();
        name_tenant(&transaction, ours.id).await;
        let error = refusal(transaction.execute_unprepared(sql).await);
        assert!(error.contains("permission denied for table"), "{sql}: {error}");
        transaction.rollback().await.unwrap();
    }
    let transaction = app.begin().await.unwrap();
    name_tenant(&transaction, ours.id).await;
    let withdraw = "update policy_versions set withdrawn_at = now(), withdrawn_by = 'test'";
    assert_eq!(transaction.execute_unprepared(withdraw).await.unwrap().rows_affected(), 1);
    transaction.rollback().await.unwrap();
}

/// All that the eraser's role may do, by table and column.
const ERASER_MAY: &str = "\
    sharing_categories: DELETE
    sharing_categories: SELECT category, log_id, month, seq, tenant_id
    sharing_logs: SELECT expired, log_id, size, tenant_id
    sharing_logs: UPDATE expired
    sharing_receipts: DELETE
    sharing_receipts: SELECT app_id, external_id, log_id, tenant_id
    sharing_records: SELECT app_id, content, erasing_at, log_id, month, occurred_at, purpose, recipient, recorded_at, salt, seq, subject, subjects, tenant_id
    sharing_records: UPDATE content, erasing_at, occurred_at, purpose, recipient, salt, subject, subjects
    tenants: SELECT id, sharing_hold_since, sharing_years
    tenants: UPDATE updated_at";

#[tokio::test]
async fn the_eraser_role_is_granted_what_it_needs() {
    let Some(urls) = postgres::suite() else { return };
    let superuser = connect(&urls.superuser).await;
    let sql = "select table_name || ': ' || privilege_type || coalesce(' ' || string_agg(column_name, ', ' order by column_name), '') \
               from (select table_name::text, privilege_type::text, column_name::text from information_schema.role_column_grants \
                     where grantee = 'candor_eraser' \
                     union all select table_name, privilege_type, null from information_schema.role_table_grants \
                     where grantee = 'candor_eraser' and privilege_type not in ('SELECT', 'UPDATE')) granted \
               group by table_name, privilege_type order by table_name collate \"C\", privilege_type";
    let rows = superuser.query_all_raw(statement(sql, [])).await.unwrap();
    let granted: Vec<String> = rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
    let expected: Vec<&str> = ERASER_MAY.lines().map(str::trim).collect();
    assert_eq!(granted, expected);
    let owned = "select count(*) from pg_class where relowner = 'candor_eraser'::regrole";
    assert_eq!(number(&superuser, owned).await, 0);
}

#[tokio::test]
async fn the_eraser_role_ends_contents_and_nothing_else() {
    let Some(urls) = postgres::suite() else { return };
    let db = TestDatabase::open().await;
    let (ours, theirs) = (db.full_tenant().await, db.full_tenant().await);
    let eraser = connect(&urls.eraser).await;
    let denied = |table: &str| format!("permission denied for table {table}");
    let open = ["sharing_categories", "sharing_logs", "sharing_receipts", "sharing_records"];
    for table in tenant_tables(urls).await {
        let insert = format!("insert into {table} select * from {table}");
        let select = format!("select * from {table}");
        for sql in [insert, select.clone(), format!("truncate {table}")] {
            let transaction = eraser.begin().await.unwrap();
            name_tenant(&transaction, ours.id).await;
            if table != "sharing_categories" || sql != select {
                assert!(
                    refusal(transaction.execute_unprepared(&sql).await).contains(&denied(&table)),
                    "{sql}"
                );
            }
            transaction.rollback().await.unwrap();
        }
        let count = format!("select count(tenant_id) from {table}");
        if open.contains(&table.as_str()) {
            assert_eq!(number(&eraser, &count).await, 0, "{table} without a tenant");
            let transaction = eraser.begin().await.unwrap();
            name_tenant(&transaction, ours.id).await;
            let of_theirs = format!("{count} where tenant_id = '{}'", theirs.id.uuid());
            assert!(number(&transaction, &count).await > 0, "{table}");
            assert_eq!(number(&transaction, &of_theirs).await, 0, "{table}");
            transaction.rollback().await.unwrap();
        } else {
            assert!(refusal(eraser.execute_unprepared(&count).await).contains(&denied(&table)), "{table}");
        }
    }
    let all = "salt = null, content = null, recipient = null, purpose = null, subjects = null, occurred_at = null, \
               subject = null, erasing_at = null";
    let policy = |table: &str| format!("new row violates row-level security policy for table \"{table}\"");
    let refused = [
        ("update sharing_records set leaf_hash = ''", denied("sharing_records")),
        ("update sharing_records set content_hash = ''", denied("sharing_records")),
        ("update sharing_records set header = '{}'", denied("sharing_records")),
        ("update sharing_records set conformity = 'CONFORMS'", denied("sharing_records")),
        ("update sharing_records set reasons = ''", denied("sharing_records")),
        ("update sharing_records set recorded_at = now()", denied("sharing_records")),
        ("delete from sharing_records", denied("sharing_records")),
        ("update sharing_records set content = '{\"purpose\":\"another\"}'", policy("sharing_records")),
        ("update sharing_records set recipient = 'somebody else'", policy("sharing_records")),
        ("update sharing_records set content = null", policy("sharing_records")),
        ("update sharing_records set erasing_at = now()", policy("sharing_records")),
        ("update sharing_logs set size = 0", denied("sharing_logs")),
        ("update sharing_logs set frontier = ''", denied("sharing_logs")),
        ("update sharing_logs set expired = size + 1", policy("sharing_logs")),
        ("update sharing_logs set expired = -1", policy("sharing_logs")),
        ("delete from sharing_logs", denied("sharing_logs")),
        ("update sharing_categories set category = ''", denied("sharing_categories")),
        ("update sharing_receipts set seq = 7", denied("sharing_receipts")),
        ("delete from sharing_tiles", denied("sharing_tiles")),
        ("delete from sharing_totals", denied("sharing_totals")),
        ("update tenants set sharing_hold_since = null", denied("tenants")),
        ("update tenants set sharing_years = 0", denied("tenants")),
        ("update tenants set updated_at = now()", policy("tenants")),
        ("select profile from tenants", denied("tenants")),
        ("select header from sharing_records", denied("sharing_records")),
        ("select * from accounts", denied("accounts")),
        ("select * from seaql_migrations", denied("seaql_migrations")),
        ("select * from tenant_by_slug('x')", "permission denied for function tenant_by_slug".to_owned()),
        (
            "select * from partitions.sharing_records_rest",
            "permission denied for schema partitions".to_owned(),
        ),
        ("create table t (id int)", "permission denied for schema public".to_owned()),
    ];
    for (sql, expected) in refused {
        let transaction = eraser.begin().await.unwrap();
        name_tenant(&transaction, ours.id).await;
        let error = refusal(transaction.execute_unprepared(sql).await);
        assert!(error.contains(&expected), "{sql}: {error}");
        transaction.rollback().await.unwrap();
    }
    let transaction = eraser.begin().await.unwrap();
    name_tenant(&transaction, ours.id).await;
    let touched = async |sql: &str| transaction.execute_unprepared(sql).await.expect(sql).rows_affected();
    let held = "select sharing_years from tenants for update";
    assert_eq!(transaction.query_all_raw(statement(held, [])).await.unwrap().len(), 1, "it holds the tenant");
    let erase = format!("update sharing_records set {all}");
    for (sql, rows) in [
        (format!("{erase} where tenant_id = '{}'", theirs.id.uuid()), 0),
        (erase, 1),
        ("delete from sharing_categories".to_owned(), 1),
        ("delete from sharing_receipts".to_owned(), 1),
        ("update sharing_logs set expired = size".to_owned(), 1),
    ] {
        assert_eq!(touched(&sql).await, rows, "{sql}");
    }
    transaction.rollback().await.unwrap();
}

#[tokio::test]
async fn partitions_are_reached_through_their_table_only() {
    let Some(urls) = postgres::empty("partitions").await else { return };
    api::platform::db::migrate_postgres(&urls.owner).await.unwrap();
    let superuser = connect(&urls.superuser).await;
    let list = "select c.relname::text from pg_class c where c.relispartition and c.relkind = 'r' order by 1";
    let partitions = async || -> Vec<String> {
        let rows = superuser.query_all_raw(statement(list, [])).await.unwrap();
        rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
    };
    let made = partitions().await;
    // Of two tables, this month and 24 ahead, and the rest.
    assert_eq!(made.len(), 2 * 26, "{made:?}");
    let (app, operator) = (connect(&urls.app).await, connect(&urls.operator).await);
    let eraser = connect(&urls.eraser).await;
    for partition in &made {
        for role in [&app, &operator, &eraser] {
            let select = format!("select * from partitions.{partition}");
            let refused = refusal(role.execute_unprepared(&select).await);
            assert!(refused.contains("permission denied for schema partitions"), "{partition}: {refused}");
        }
    }
    // Run again it makes what is missing, but for a month of which rows lie among the rest.
    let month = made[24].strip_prefix("sharing_categories_").unwrap();
    for table in ["sharing_records", "sharing_categories"] {
        superuser.execute_unprepared(&format!("drop table partitions.{table}_{month}")).await.unwrap();
    }
    let id = TenantId::from_uuid(sea_orm::prelude::Uuid::from_u128(1)).uuid();
    let late = format!("insert into sharing_categories values ('{id}', '{id}', 'location', 0, {month})");
    superuser.execute_unprepared(&late).await.unwrap();
    api::platform::db::migrate_postgres(&urls.owner).await.unwrap();
    let late = format!("sharing_categories_{month}");
    assert_eq!(partitions().await, made.into_iter().filter(|name| *name != late).collect::<Vec<_>>());
}

#[tokio::test]
async fn tenants_and_accounts_give_nothing_to_a_direct_select() {
    let Some(urls) = postgres::suite() else { return };
    let db = TestDatabase::open().await;
    let (ours, theirs) = (db.tenant().await, db.tenant().await);
    let app = connect(&urls.app).await;
    for table in ["tenants", "accounts"] {
        assert_eq!(number(&app, &format!("select count(*) from {table}")).await, 0);
    }
    let transaction = app.begin().await.unwrap();
    name_tenant(&transaction, ours.id).await;
    assert_eq!(number(&transaction, "select count(*) from tenants").await, 1);
    let them = format!("select count(*) from tenants where id = '{}'", theirs.id.uuid());
    assert_eq!(number(&transaction, &them).await, 0);
    assert_eq!(number(&transaction, "select count(*) from accounts").await, 0);
    let call = statement("select set_account($1)", [ours.account.into()]);
    transaction.execute_raw(call).await.unwrap();
    assert_eq!(number(&transaction, "select count(*) from accounts").await, 1);
    let rename = format!("update tenants set slug = 'x' where id = '{}'", theirs.id.uuid());
    assert_eq!(transaction.execute_unprepared(&rename).await.unwrap().rows_affected(), 0);
    transaction.rollback().await.unwrap();

    let found = statement("select count(*) from tenant_by_slug($1)", [theirs.slug().into()]);
    let found = app.query_one_raw(found).await.unwrap().unwrap();
    assert_eq!(found.try_get_by_index::<i64>(0).unwrap(), 1);
}

#[tokio::test]
async fn what_is_nobodys_is_read_only_or_closed() {
    let Some(urls) = postgres::suite() else { return };
    let app = connect(&urls.app).await;
    let denied = |outcome: Result<_, DbErr>| refusal(outcome).contains("permission denied");
    assert!(denied(app.execute_unprepared("select * from seaql_migrations").await));
    assert!(denied(app.execute_unprepared("delete from seaql_migrations").await));
    assert!(app.execute_unprepared("select * from signing_keys").await.is_ok());
    assert!(denied(app.execute_unprepared("delete from signing_keys").await));
    let forge = "insert into signing_keys values ('kid', 'EdDSA', '', 'ACTIVE', now(), null)";
    assert!(denied(app.execute_unprepared(forge).await));
    for table in ["account_secrets", "recovery_codes", "sessions", "refresh_tokens", "password_links"] {
        assert_eq!(number(&app, &format!("select count(*) from {table}")).await, 0, "{table} of nobody");
    }
    assert_eq!(number(&app, "select count(*) from own_memberships()").await, 0);
    assert_eq!(number(&app, "select count(*) from member_addresses()").await, 0);
    assert!(denied(app.execute_unprepared("create table mine (id int)").await));
    let nobody = refusal(app.execute_unprepared("select set_tenant(null)").await);
    assert!(nobody.contains("syntax error"), "{nobody}");
}

#[tokio::test]
async fn the_operator_role_reads_all_tenants_and_writes_none() {
    let Some(urls) = postgres::suite() else { return };
    let db = TestDatabase::open().await;
    let both = [db.full_tenant().await.id, db.full_tenant().await.id];
    let list = both.map(|id| format!("'{}'", id.uuid())).join(", ");
    let operator = connect(&urls.operator).await;
    for table in tenant_tables(urls).await {
        let sql = format!("select count(distinct tenant_id) from {table} where tenant_id in ({list})");
        assert_eq!(number(&operator, &sql).await, 2, "{table}");
        operator.execute_unprepared("set default_transaction_read_only = off").await.unwrap();
        let delete = refusal(operator.execute_unprepared(&format!("delete from {table}")).await);
        assert!(delete.contains("permission denied for table"), "{table}: {delete}");
    }
    for sql in [
        "select * from accounts",
        "select * from account_secrets",
        "select * from sessions",
        "select * from signing_keys",
        "select * from seaql_migrations",
    ] {
        assert!(refusal(operator.execute_unprepared(sql).await).contains("permission denied"), "{sql}");
    }
    for sql in ["select * from account_by_email('a@b.c')", "select set_account(null)"] {
        assert!(refusal(operator.execute_unprepared(sql).await).contains("permission denied"), "{sql}");
    }
}
