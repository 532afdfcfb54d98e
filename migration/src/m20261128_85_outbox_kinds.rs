//! Jobs are worked off by their kind, of all tenants.

use sea_orm_migration::prelude::*;

use crate::columns::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

const NAME: &str = "ix_outbox_kind";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut due = index(NAME, "outbox", &["kind", "available_at"]);
        due.cond_where(Expr::col("done_at").is_null());
        manager.create_index(due).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name(NAME).table("outbox").to_owned()).await
    }
}
