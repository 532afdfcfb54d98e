//! One-time links with which the holder of an account sets a password. The hash of a link's text is stored, the text is
//! not.

use sea_orm::entity::prelude::*;

use crate::{AccountId, AccountOwned, Digest};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "password_links")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub link_sha256: Digest,
    pub created_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
    /// Used, or replaced by a later one.
    pub used_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl AccountOwned for Entity {
    const ACCOUNT: Column = Column::AccountId;
}
