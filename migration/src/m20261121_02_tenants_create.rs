//! Tenants, and the way to find one by its slug before any tenant is known.

use sea_orm_migration::{prelude::*, schema::*};

use crate::columns::{bytes, foreign_key, index, primary_key};
use crate::isolation::{OperatorReads, Rows, close, drop_function, function, let_owner_read};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tenants = Table::create()
            .table("tenants")
            .col(uuid("id"))
            .col(string("slug"))
            .col(string("kind"))
            .col(json_binary("name"))
            .col(uuid_null("parent_id"))
            .col(string("status"))
            .col(string("time_zone"))
            .col(integer("required_approvals"))
            .col(text("profile"))
            .col(bytes("profile_sha256"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .primary_key(&mut primary_key("pk_tenants", &["id"]))
            .foreign_key(&mut foreign_key(
                "fk_tenants_parent",
                ("tenants", &["parent_id"]),
                ("tenants", &["id"]),
            ))
            .take();
        manager.create_table(tenants).await?;
        manager.create_index(index("uq_tenants_slug", "tenants", &["slug"]).unique().take()).await?;
        let mut operator = index("uq_tenants_operator", "tenants", &["kind"]).unique().take();
        operator.cond_where(Expr::col("kind").eq("OPERATOR"));
        manager.create_index(operator).await?;
        manager.create_index(index("ix_tenants_parent", "tenants", &["parent_id", "slug"])).await?;

        close(manager, "tenants", Rows::TheTenant, "select, insert, update", OperatorReads::All).await?;
        let_owner_read(manager, "tenants").await?;
        function(
            manager,
            "tenant_by_slug(text)",
            "tenant_by_slug(wanted text) returns table (id uuid, kind text, status text) \
             language sql stable security definer set search_path = public, pg_temp set row_security = on as \
             $$ select t.id, t.kind::text, t.status::text from public.tenants t where t.slug = wanted $$",
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_function(manager, "tenant_by_slug(text)").await?;
        manager.drop_table(Table::drop().table("tenants").take()).await
    }
}
