//! What proves that somebody is the holder of an account. Visible to the holder only; one row an account, made with its
//! first password.

use sea_orm::entity::prelude::*;

use crate::{AccountId, AccountOwned};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "account_secrets")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    /// Argon2id in PHC string form.
    #[sea_orm(column_type = "Text")]
    pub password: String,
    pub password_set_at: DateTimeUtc,
    /// Wrong passwords and codes in a row.
    pub failures: i32,
    /// Until then nothing is tried.
    pub locked_until: Option<DateTimeUtc>,
    /// The key of the one-time codes, sealed; none where there is no second factor.
    pub totp_ciphertext: Option<Vec<u8>>,
    /// The data key under which it is sealed.
    pub totp_key_id: Option<String>,
    /// When the holder proved to have it; before, it is not asked for.
    pub totp_confirmed_at: Option<DateTimeUtc>,
    /// The last step whose code was used up.
    pub totp_step: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl AccountOwned for Entity {
    const ACCOUNT: Column = Column::AccountId;
}
