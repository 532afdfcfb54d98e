//! The rows of accounts and members.

use entities::{
    AccountId, EmailAddress,
    accounts::{self, AccountStatus},
    members,
};
use sea_orm::{ActiveModelTrait, IntoActiveModel};

use crate::platform::{error::Result, scope::WriteScope};

pub async fn insert_account(scope: &WriteScope, email: &EmailAddress) -> Result<AccountId> {
    let id = scope.new_id();
    let account =
        accounts::Model { id, email: email.clone(), status: AccountStatus::Active, created_at: scope.now() };
    scope.insert_account(account).await?;
    Ok(id)
}

/// Adds a member unless the account is one already.
pub async fn insert_member(scope: &WriteScope, member: members::Model) -> Result<()> {
    scope.insert_if_absent::<members::Entity>(member.into_active_model().reset_all()).await?;
    Ok(())
}
