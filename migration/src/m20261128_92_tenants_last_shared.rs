//! Whether a tenant's hosted lists tell when something was last shared. The gateway learns it with the slug, so that whoever
//! serves pages asks no further.

use sea_orm_migration::{prelude::*, schema::*};

use crate::isolation::{drop_function, function};

#[derive(DeriveMigrationName)]
pub struct Migration;

const FOUND: &str = "tenant_by_slug(text)";

/// The function that finds a tenant, with what else it tells: columns with their types, and where they come from.
async fn find(manager: &SchemaManager<'_>, told: &str, from: &str) -> Result<(), DbErr> {
    drop_function(manager, FOUND).await?;
    let definition = format!(
        "tenant_by_slug(wanted text) returns table (id uuid, kind text, status text{told}) \
         language sql stable security definer set search_path = public, pg_temp set row_security = on as \
         $$ select t.id, t.kind::text, t.status::text{from} from public.tenants t where t.slug = wanted $$"
    );
    function(manager, FOUND, &definition).await
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let shown = boolean("last_shared_shown").default(false).take();
        manager.alter_table(Table::alter().table("tenants").add_column(shown).take()).await?;
        find(manager, ", last_shared_shown boolean", ", t.last_shared_shown").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        find(manager, "", "").await?;
        manager.alter_table(Table::alter().table("tenants").drop_column("last_shared_shown").take()).await
    }
}
