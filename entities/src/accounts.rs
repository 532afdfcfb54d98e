//! People. Belongs to no tenant: a person may be a member of several. Found by e-mail address before any tenant is
//! known, and otherwise visible to its own holder only.

use sea_orm::entity::prelude::*;

use crate::{AccountId, EmailAddress};

/// Whether an account may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
pub enum AccountStatus {
    /// It may.
    #[sea_orm(string_value = "ACTIVE")]
    Active,
    /// It may not, until somebody opens it again.
    #[sea_orm(string_value = "LOCKED")]
    Locked,
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "accounts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AccountId,
    /// Unique, in its stored spelling.
    pub email: EmailAddress,
    pub status: AccountStatus,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
