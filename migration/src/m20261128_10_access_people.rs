//! How people prove who they are, their sessions, and who was asked to join a tenant.

use sea_orm_migration::{prelude::*, schema::*};

use crate::columns::{bytes, bytes_null, foreign_key, index, of_tenant, primary_key, tenant_id};
use crate::isolation::{OperatorReads, Rows, close, drop_function, function, let_owner_read, postgres};

#[derive(DeriveMigrationName)]
pub struct Migration;

fn of_account(name: &'static str, table: &'static str) -> ForeignKeyCreateStatement {
    foreign_key(name, (table, &["account_id"]), ("accounts", &["id"]))
}

fn account_secrets() -> TableCreateStatement {
    Table::create()
        .table("account_secrets")
        .col(uuid("account_id"))
        .col(text("password"))
        .col(timestamp_with_time_zone("password_set_at"))
        .col(integer("failures"))
        .col(timestamp_with_time_zone_null("locked_until"))
        .col(bytes_null("totp_ciphertext"))
        .col(string_null("totp_key_id"))
        .col(timestamp_with_time_zone_null("totp_confirmed_at"))
        .col(big_integer_null("totp_step"))
        .primary_key(&mut primary_key("pk_account_secrets", &["account_id"]))
        .foreign_key(&mut of_account("fk_account_secrets_account", "account_secrets"))
        .take()
}

fn recovery_codes() -> TableCreateStatement {
    Table::create()
        .table("recovery_codes")
        .col(uuid("account_id"))
        .col(bytes("code_sha256"))
        .col(timestamp_with_time_zone_null("used_at"))
        .primary_key(&mut primary_key("pk_recovery_codes", &["account_id", "code_sha256"]))
        .foreign_key(&mut of_account("fk_recovery_codes_account", "recovery_codes"))
        .take()
}

fn sessions() -> TableCreateStatement {
    Table::create()
        .table("sessions")
        .col(uuid("account_id"))
        .col(uuid("id"))
        .col(boolean("second_factor"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("refreshed_at"))
        .col(timestamp_with_time_zone("expires_at"))
        .col(timestamp_with_time_zone_null("ended_at"))
        .primary_key(&mut primary_key("pk_sessions", &["account_id", "id"]))
        .foreign_key(&mut of_account("fk_sessions_account", "sessions"))
        .take()
}

fn refresh_tokens() -> TableCreateStatement {
    Table::create()
        .table("refresh_tokens")
        .col(uuid("account_id"))
        .col(bytes("token_sha256"))
        .col(uuid("session_id"))
        .col(timestamp_with_time_zone("issued_at"))
        .col(timestamp_with_time_zone_null("used_at"))
        .primary_key(&mut primary_key("pk_refresh_tokens", &["account_id", "token_sha256"]))
        .foreign_key(&mut foreign_key(
            "fk_refresh_tokens_session",
            ("refresh_tokens", &["account_id", "session_id"]),
            ("sessions", &["account_id", "id"]),
        ))
        .take()
}

fn password_links() -> TableCreateStatement {
    Table::create()
        .table("password_links")
        .col(uuid("account_id"))
        .col(bytes("link_sha256"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("expires_at"))
        .col(timestamp_with_time_zone_null("used_at"))
        .primary_key(&mut primary_key("pk_password_links", &["account_id", "link_sha256"]))
        .foreign_key(&mut of_account("fk_password_links_account", "password_links"))
        .take()
}

fn invitations() -> TableCreateStatement {
    Table::create()
        .table("invitations")
        .col(tenant_id())
        .col(uuid("id"))
        .col(string("email"))
        .col(string("role"))
        .col(bytes("text_sha256"))
        .col(string("invited_by"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("expires_at"))
        .col(timestamp_with_time_zone_null("accepted_at"))
        .col(timestamp_with_time_zone_null("revoked_at"))
        .primary_key(&mut primary_key("pk_invitations", &["tenant_id", "id"]))
        .foreign_key(&mut of_tenant("fk_invitations_tenant", "invitations"))
        .take()
}

/// The tables that belong to accounts, in the order in which they are made.
const OF_ACCOUNTS: [&str; 5] =
    ["account_secrets", "recovery_codes", "sessions", "refresh_tokens", "password_links"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [account_secrets(), recovery_codes(), sessions(), refresh_tokens(), password_links()] {
            manager.create_table(table).await?;
        }
        let session = index("ix_refresh_tokens_session", "refresh_tokens", &["account_id", "session_id"]);
        manager.create_index(session).await?;
        for table in OF_ACCOUNTS {
            let all = "select, insert, update, delete";
            close(manager, table, Rows::OfAccount, all, OperatorReads::None).await?;
        }
        manager.create_table(invitations()).await?;
        let age = index("ix_invitations_created", "invitations", &["tenant_id", "created_at"]);
        manager.create_index(age).await?;
        let kept = "select, insert, update";
        close(manager, "invitations", Rows::OfTenant, kept, OperatorReads::All).await?;

        let mut column = boolean("requires_second_factor");
        column.default(false);
        manager.alter_table(Table::alter().table("tenants").add_column(column).take()).await?;

        // Of whom an account is a member is asked before any tenant is known; it tells of the transaction's account alone.
        let_owner_read(manager, "members").await?;
        function(
            manager,
            "own_memberships()",
            "own_memberships() returns table (tenant_id uuid, slug text, kind text, status text, role text) \
             language sql stable security definer set search_path = public, pg_temp set row_security = on as \
             $$ select m.tenant_id, t.slug::text, t.kind::text, t.status::text, m.role::text \
             from public.members m join public.tenants t on t.id = m.tenant_id \
             where m.account_id = nullif(current_setting('app.account', true), '')::uuid order by t.slug $$",
        )
        .await?;
        // Accounts are closed to all but their holders; this tells of the transaction's tenant alone.
        function(
            manager,
            "member_addresses()",
            "member_addresses() returns table (account_id uuid, email text) \
             language sql stable security definer set search_path = public, pg_temp set row_security = on as \
             $$ select m.account_id, a.email::text \
             from public.members m join public.accounts a on a.id = m.account_id \
             where m.tenant_id = nullif(current_setting('app.tenant', true), '')::uuid $$",
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_function(manager, "member_addresses()").await?;
        drop_function(manager, "own_memberships()").await?;
        postgres(manager, "drop policy members_owner on members").await?;
        let column = Table::alter().table("tenants").drop_column("requires_second_factor").take();
        manager.alter_table(column).await?;
        manager.drop_table(Table::drop().table("invitations").take()).await?;
        for table in OF_ACCOUNTS.iter().rev() {
            manager.drop_table(Table::drop().table(*table).take()).await?;
        }
        Ok(())
    }
}
