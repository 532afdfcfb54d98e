//! Sign-ins: each a family of refresh tokens of which one at a time is good.

use sea_orm::entity::prelude::*;

use crate::{AccountId, AccountOwned, SessionId};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SessionId,
    /// Whether the second factor was shown when it began.
    pub second_factor: bool,
    pub created_at: DateTimeUtc,
    pub refreshed_at: DateTimeUtc,
    /// No refresh makes it last longer.
    pub expires_at: DateTimeUtc,
    pub ended_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl AccountOwned for Entity {
    const ACCOUNT: Column = Column::AccountId;
}
