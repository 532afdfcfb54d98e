//! The schema's history: one change a file, the same on SQLite and PostgreSQL, each with a `down` that works.
//!
//! Rules that every file keeps, so that the schema isolates tenants and distributes by tenant: `tenant_id` leads every
//! primary, unique and foreign key of a tenant's table; constraints have names; no trigger, no default that calls a
//! function, no identity column; no `SET NULL` or `CASCADE` on an update; one statement a call. On PostgreSQL a new
//! table is closed by `isolation::close` in the file that creates it. `roles.sql` beside this crate makes the roles.
//!
//! Gateways serve while a file runs. A change that needs a table to itself is short, as adding a column that may be null is: it
//! waits for a lock no longer than the gateway's program lets it, and is run again. An index on a table that may hold rows is
//! built by `beside`; on a partitioned one, where PostgreSQL cannot, in place while there are none.

pub use sea_orm_migration::prelude::*;

mod beside;
mod columns;
mod isolation;
mod m20261121_01_isolation_functions;
mod m20261121_02_tenants_create;
mod m20261121_03_access_create;
mod m20261121_04_apps_create;
mod m20261121_05_apps_projections;
mod m20261121_06_policies_create;
mod m20261121_07_audit_create;
mod m20261121_08_outbox_create;
mod m20261128_10_access_people;
mod m20261128_20_keys_create;
mod m20261128_30_tenants_governance;
mod m20261128_31_audit_action;
mod m20261128_32_tenants_verifications;
mod m20261128_40_apps_facets;
mod m20261128_50_catalog_create;
mod m20261128_60_sharing_logs;
mod m20261128_61_sharing_records;
mod m20261128_62_sharing_life;
mod m20261128_70_apps_fleet_indexes;
mod m20261128_85_outbox_kinds;
mod m20261128_90_sharing_actor;
mod m20261128_91_sharing_reasons;
mod m20261128_92_tenants_last_shared;
mod m20261128_93_sharing_eraser;
pub mod months;

/// The statements that make the four database roles, one a line group, ended by `;`. A superuser runs them once a
/// cluster; passwords are set apart from them.
pub const ROLES_SQL: &str = include_str!("../roles.sql");

/// The schema's history, in order.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261121_01_isolation_functions::Migration),
            Box::new(m20261121_02_tenants_create::Migration),
            Box::new(m20261121_03_access_create::Migration),
            Box::new(m20261121_04_apps_create::Migration),
            Box::new(m20261121_05_apps_projections::Migration),
            Box::new(m20261121_06_policies_create::Migration),
            Box::new(m20261121_07_audit_create::Migration),
            Box::new(m20261121_08_outbox_create::Migration),
            Box::new(m20261128_10_access_people::Migration),
            Box::new(m20261128_20_keys_create::Migration),
            Box::new(m20261128_30_tenants_governance::Migration),
            Box::new(m20261128_31_audit_action::Migration),
            Box::new(m20261128_32_tenants_verifications::Migration),
            Box::new(m20261128_40_apps_facets::Migration),
            Box::new(m20261128_50_catalog_create::Migration),
            Box::new(m20261128_60_sharing_logs::Migration),
            Box::new(m20261128_61_sharing_records::Migration),
            Box::new(m20261128_62_sharing_life::Migration),
            Box::new(m20261128_70_apps_fleet_indexes::Migration),
            Box::new(m20261128_85_outbox_kinds::Migration),
            Box::new(m20261128_90_sharing_actor::Migration),
            Box::new(m20261128_91_sharing_reasons::Migration),
            Box::new(m20261128_92_tenants_last_shared::Migration),
            Box::new(m20261128_93_sharing_eraser::Migration),
        ]
    }
}
