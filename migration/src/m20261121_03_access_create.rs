//! Accounts, members, signing keys and idempotency keys.

use sea_orm_migration::{prelude::*, schema::*};

use crate::columns::{bytes, foreign_key, index, of_tenant, primary_key, tenant_id};
use crate::isolation::{OperatorReads, Rows, close, drop_function, function, let_owner_read, read_only};

#[derive(DeriveMigrationName)]
pub struct Migration;

fn accounts() -> TableCreateStatement {
    Table::create()
        .table("accounts")
        .col(uuid("id"))
        .col(string("email"))
        .col(string("status"))
        .col(timestamp_with_time_zone("created_at"))
        .primary_key(&mut primary_key("pk_accounts", &["id"]))
        .take()
}

fn members() -> TableCreateStatement {
    Table::create()
        .table("members")
        .col(tenant_id())
        .col(uuid("account_id"))
        .col(string("role"))
        .col(timestamp_with_time_zone("created_at"))
        .primary_key(&mut primary_key("pk_members", &["tenant_id", "account_id"]))
        .foreign_key(&mut of_tenant("fk_members_tenant", "members"))
        .foreign_key(&mut foreign_key(
            "fk_members_account",
            ("members", &["account_id"]),
            ("accounts", &["id"]),
        ))
        .take()
}

fn signing_keys() -> TableCreateStatement {
    Table::create()
        .table("signing_keys")
        .col(string("kid"))
        .col(string("algorithm"))
        .col(bytes("public_key"))
        .col(string("state"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("retires_at"))
        .primary_key(&mut primary_key("pk_signing_keys", &["kid"]))
        .take()
}

fn idempotency_keys() -> TableCreateStatement {
    Table::create()
        .table("idempotency_keys")
        .col(tenant_id())
        .col(string("actor"))
        .col(string("key"))
        .col(string("operation"))
        .col(bytes("request_sha256"))
        .col(text("response"))
        .col(timestamp_with_time_zone("created_at"))
        .primary_key(&mut primary_key("pk_idempotency_keys", &["tenant_id", "actor", "key"]))
        .foreign_key(&mut of_tenant("fk_idempotency_keys_tenant", "idempotency_keys"))
        .take()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(accounts()).await?;
        manager.create_index(index("uq_accounts_email", "accounts", &["email"]).unique().take()).await?;
        close(manager, "accounts", Rows::TheAccount, "select, insert, update", OperatorReads::None).await?;
        let_owner_read(manager, "accounts").await?;
        function(
            manager,
            "account_by_email(text)",
            "account_by_email(wanted text) returns table (id uuid, status text) \
             language sql stable security definer set search_path = public, pg_temp set row_security = on as \
             $$ select a.id, a.status::text from public.accounts a where a.email = wanted $$",
        )
        .await?;

        manager.create_table(members()).await?;
        manager.create_index(index("ix_members_account", "members", &["account_id"])).await?;
        let all = "select, insert, update, delete";
        close(manager, "members", Rows::OfTenant, all, OperatorReads::All).await?;

        manager.create_table(signing_keys()).await?;
        read_only(manager, "signing_keys").await?;

        manager.create_table(idempotency_keys()).await?;
        let age = index("ix_idempotency_keys_age", "idempotency_keys", &["tenant_id", "created_at"]);
        manager.create_index(age).await?;
        // Whoever makes tenants finds its calls again without knowing which tenant each made.
        let actor = index("ix_idempotency_keys_actor", "idempotency_keys", &["actor", "key"]);
        manager.create_index(actor).await?;
        let written_once = "select, insert, delete";
        // A call that makes a tenant is kept in the tenant it made; who repeats it finds it from outside.
        close(manager, "idempotency_keys", Rows::OfTenant, written_once, OperatorReads::All).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("idempotency_keys").take()).await?;
        manager.drop_table(Table::drop().table("signing_keys").take()).await?;
        manager.drop_table(Table::drop().table("members").take()).await?;
        drop_function(manager, "account_by_email(text)").await?;
        manager.drop_table(Table::drop().table("accounts").take()).await
    }
}
