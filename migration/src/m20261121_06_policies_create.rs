//! Published versions, their renderings, and drafts.

use sea_orm_migration::{prelude::*, schema::*};

use crate::columns::{bytes, bytes_null, foreign_key, index, primary_key, tenant_id};
use crate::isolation::{OperatorReads, Rows, close};

#[derive(DeriveMigrationName)]
pub struct Migration;

fn policy_versions() -> TableCreateStatement {
    Table::create()
        .table("policy_versions")
        .col(tenant_id())
        .col(uuid("id"))
        .col(uuid("app_id"))
        .col(integer("number"))
        .col(integer("revision"))
        .col(date("version_date"))
        .col(timestamp_with_time_zone("effective_at"))
        .col(string("time_zone"))
        .col(string_null("materiality"))
        .col(boolean("adopted"))
        .col(timestamp_with_time_zone("published_at"))
        .col(string("published_by"))
        .col(timestamp_with_time_zone_null("withdrawn_at"))
        .col(string_null("withdrawn_by"))
        .col(bytes("declaration_sha256"))
        .col(bytes("profile_sha256"))
        .col(bytes_null("parent_sha256"))
        .col(string("catalog_revision"))
        .col(string("text_revision"))
        .col(string("compiler"))
        .primary_key(&mut primary_key("pk_policy_versions", &["tenant_id", "id"]))
        // Through the revision a version also refers to its app.
        .foreign_key(&mut foreign_key(
            "fk_policy_versions_revision",
            ("policy_versions", &["tenant_id", "app_id", "revision"]),
            ("declaration_revisions", &["tenant_id", "app_id", "number"]),
        ))
        .take()
}

fn renderings() -> TableCreateStatement {
    Table::create()
        .table("renderings")
        .col(tenant_id())
        .col(uuid("version_id"))
        .col(string("locale"))
        .col(string("format"))
        .col(string("media_type"))
        .col(bytes("content"))
        .col(bytes("content_sha256"))
        .primary_key(&mut primary_key("pk_renderings", &["tenant_id", "version_id", "locale", "format"]))
        .foreign_key(&mut foreign_key(
            "fk_renderings_version",
            ("renderings", &["tenant_id", "version_id"]),
            ("policy_versions", &["tenant_id", "id"]),
        ))
        .take()
}

fn drafts() -> TableCreateStatement {
    Table::create()
        .table("drafts")
        .col(tenant_id())
        .col(uuid("id"))
        .col(uuid("app_id"))
        .col(integer("revision"))
        .col(string("status"))
        .col(string("author"))
        .col(uuid_null("version_id"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(timestamp_with_time_zone_null("closed_at"))
        .primary_key(&mut primary_key("pk_drafts", &["tenant_id", "id"]))
        .foreign_key(&mut foreign_key(
            "fk_drafts_revision",
            ("drafts", &["tenant_id", "app_id", "revision"]),
            ("declaration_revisions", &["tenant_id", "app_id", "number"]),
        ))
        .foreign_key(&mut foreign_key(
            "fk_drafts_version",
            ("drafts", &["tenant_id", "version_id"]),
            ("policy_versions", &["tenant_id", "id"]),
        ))
        .take()
}

fn indexes() -> [IndexCreateStatement; 7] {
    let mut open = index("uq_drafts_open", "drafts", &["tenant_id", "app_id"]).unique().take();
    open.cond_where(Expr::col("closed_at").is_null());
    [
        index("uq_policy_versions_number", "policy_versions", &["tenant_id", "app_id", "number"])
            .unique()
            .take(),
        index("ix_policy_versions_in_force", "policy_versions", &["tenant_id", "app_id", "effective_at"]),
        index("ix_policy_versions_revision", "policy_versions", &["tenant_id", "app_id", "revision"]),
        index("ix_drafts_app", "drafts", &["tenant_id", "app_id", "created_at", "id"]),
        index("ix_drafts_revision", "drafts", &["tenant_id", "app_id", "revision"]),
        index("ix_drafts_version", "drafts", &["tenant_id", "version_id"]),
        open,
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(policy_versions()).await?;
        manager.create_table(renderings()).await?;
        manager.create_table(drafts()).await?;
        for index in indexes() {
            manager.create_index(index).await?;
        }
        // Of a version only its withdrawal can be written once it stands.
        let withdrawable = "select, insert, update (withdrawn_at, withdrawn_by)";
        close(manager, "policy_versions", Rows::OfTenant, withdrawable, OperatorReads::All).await?;
        close(manager, "renderings", Rows::OfTenant, "select, insert", OperatorReads::All).await?;
        close(manager, "drafts", Rows::OfTenant, "select, insert, update", OperatorReads::All).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["drafts", "renderings", "policy_versions"] {
            manager.drop_table(Table::drop().table(table).take()).await?;
        }
        Ok(())
    }
}
