//! Functions that say whose transaction it is, and whether the schema is current. PostgreSQL only.

use sea_orm_migration::prelude::*;

use crate::isolation::{drop_function, function};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SET LOCAL, because it is the only form that reaches the workers of a distributed cluster. A null is an error.
        function(
            manager,
            "set_tenant(uuid)",
            "set_tenant(t uuid) returns void language plpgsql as \
             $$ begin execute format('set local app.tenant = %L', t); end $$",
        )
        .await?;
        function(
            manager,
            "set_account(uuid)",
            "set_account(a uuid) returns void language plpgsql as \
             $$ begin execute format('set local app.account = %L', a); end $$",
        )
        .await?;
        // The migrations table itself is granted to nobody.
        function(
            manager,
            "applied_migrations()",
            "applied_migrations() returns setof text language sql stable security definer \
             set search_path = public, pg_temp as $$ select version::text from public.seaql_migrations $$",
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_function(manager, "applied_migrations()").await?;
        drop_function(manager, "set_account(uuid)").await?;
        drop_function(manager, "set_tenant(uuid)").await
    }
}
