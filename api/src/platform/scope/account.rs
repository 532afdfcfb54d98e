//! One account's own rows: what proves who its holder is, and the sessions.

use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, Utc};
use entities::{AccountId, AccountOwned, EmailAddress, TenantId, TypedId, accounts, members::Role, tenants};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, IdenStatic, IntoActiveModel,
    QueryFilter, QuerySelect, Value, sea_query::Expr,
};

use super::{ReadScope, Where, WriteScope, lookup, session::Shared};
use crate::platform::{
    db::Transaction,
    error::{AppError, Result},
    id::new_id,
};

/// A tenant that an account is a member of.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Membership {
    /// The tenant.
    pub tenant_id: TenantId,
    /// Its slug.
    pub slug: String,
    /// What sort of organisation it is.
    pub kind: tenants::TenantKind,
    /// Whether it may act.
    pub status: tenants::TenantStatus,
    /// What the account may do there.
    pub role: Role,
}

/// One account, read and written in a transaction of its own. Who opens it holds a credential of that account; only the
/// area of access does. `commit` makes its writes last; dropped before, nothing happened.
#[derive(Debug)]
pub struct AccountScope {
    transaction: Transaction,
    account: AccountId,
    shared: Arc<Shared>,
}

impl AccountScope {
    pub(super) async fn open(shared: Arc<Shared>, account: AccountId) -> Result<Self> {
        shared.forget().await;
        let transaction = shared.database.begin_write(&shared.statements).await?;
        lookup::name_account(&transaction, account).await?;
        Ok(Self { transaction, account, shared })
    }

    /// The account's rows.
    pub fn rows(&self) -> AccountRows<'_> {
        AccountRows { transaction: &self.transaction, account: self.account }
    }

    /// The present instant.
    pub fn now(&self) -> DateTime<Utc> {
        self.shared.clock.now()
    }

    /// A new id.
    pub fn new_id<I: TypedId>(&self) -> I {
        new_id(&*self.shared.clock, &*self.shared.random)
    }

    /// Makes all of it last.
    ///
    /// # Errors
    /// Where the database refuses; then nothing happened.
    pub async fn commit(self) -> Result<()> {
        self.transaction.commit().await?;
        self.shared.forget().await;
        Ok(())
    }
}

impl ReadScope {
    /// The addresses of those of these accounts that are members of the tenant.
    ///
    /// # Errors
    /// Those of the database, as codes.
    pub async fn member_addresses(&self, accounts: &[AccountId]) -> Result<HashMap<AccountId, EmailAddress>> {
        let found = lookup::member_addresses(self.transaction(), self.tenant()).await?;
        Ok(found.into_iter().filter(|(account, _)| accounts.contains(account)).collect())
    }
}

impl WriteScope {
    /// Refuses to go on where the tenant may not act.
    ///
    /// # Errors
    /// `ILLEGAL_STATE` (`error-suspended`, `error-erased`).
    pub async fn refuse_suspended(&self) -> Result<()> {
        lookup::refuse_idle(self.transaction(), self.tenant()).await
    }

    /// The rows of an account, in this scope's transaction: for what changes a tenant and an account at once.
    ///
    /// # Errors
    /// Those of the database, as codes.
    pub async fn account_rows(&self, account: AccountId) -> Result<AccountRows<'_>> {
        lookup::name_account(self.transaction(), account).await?;
        Ok(AccountRows { transaction: self.transaction(), account })
    }
}

/// The rows of one account in an open transaction. Every statement carries the account, put there by this and nothing
/// else; on PostgreSQL the database checks it once more.
#[derive(Debug, Clone, Copy)]
pub struct AccountRows<'a> {
    transaction: &'a Transaction,
    account: AccountId,
}

impl AccountRows<'_> {
    /// Whose rows.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// The account itself, which nobody else can lock until the transaction ends: what two sign-ins at once are put in
    /// order by.
    ///
    /// # Errors
    /// As for all methods here: those of the database, as codes.
    pub async fn lock(&self) -> Result<Option<accounts::Model>> {
        let mut select = accounts::Entity::find_by_id(self.account);
        if self.transaction.get_database_backend() == DbBackend::Postgres {
            select = select.lock_exclusive();
        }
        Ok(select.one(self.transaction).await?)
    }

    /// The tenants it is a member of, by slug.
    pub async fn memberships(&self) -> Result<Vec<Membership>> {
        lookup::memberships(self.transaction, self.account).await
    }

    /// The first row.
    pub async fn one<E: AccountOwned>(&self, condition: Where<E>) -> Result<Option<E::Model>> {
        Ok(self.select::<E>(condition).one(self.transaction).await?)
    }

    /// All rows.
    pub async fn all<E: AccountOwned>(&self, condition: Where<E>) -> Result<Vec<E::Model>> {
        Ok(self.select::<E>(condition).all(self.transaction).await?)
    }

    fn select<E: AccountOwned>(&self, condition: Where<E>) -> sea_orm::Select<E> {
        E::find().filter(E::ACCOUNT.eq(self.account)).filter(condition.into_condition())
    }

    /// Adds a row, as the account's.
    ///
    /// # Errors
    /// `CONFLICT` (`error-taken`) where its key is taken.
    pub async fn insert<E: AccountOwned>(&self, row: E::Model) -> Result<()>
    where
        E::Model: IntoActiveModel<E::ActiveModel>,
    {
        use sea_orm::ActiveModelTrait;
        let mut row = row.into_active_model().reset_all();
        row.try_set(E::ACCOUNT, Value::from(self.account))?;
        match E::insert(row).exec_without_returning(self.transaction).await? {
            1 => Ok(()),
            rows => Err(AppError::internal(format!("{rows} rows were written instead of 1"))),
        }
    }

    /// Changes rows; says how many.
    ///
    /// # Errors
    /// `INTERNAL` where the change would move rows to another account.
    pub async fn update<E: AccountOwned>(
        &self,
        condition: Where<E>,
        values: impl IntoIterator<Item = (E::Column, Value)>,
    ) -> Result<u64> {
        let mut update =
            E::update_many().filter(E::ACCOUNT.eq(self.account)).filter(condition.into_condition());
        for (column, value) in values {
            if column.as_str() == E::ACCOUNT.as_str() {
                return Err(AppError::internal("a row does not change its account"));
            }
            update = update.col_expr(column, column.save_as(Expr::val(value)));
        }
        Ok(update.exec(self.transaction).await?.rows_affected)
    }

    /// Removes rows; says how many.
    pub async fn delete<E: AccountOwned>(&self, condition: Where<E>) -> Result<u64> {
        let delete = E::delete_many().filter(E::ACCOUNT.eq(self.account)).filter(condition.into_condition());
        Ok(delete.exec(self.transaction).await?.rows_affected)
    }

    /// Adds the account itself.
    ///
    /// # Errors
    /// `CONFLICT` (`error-taken`) where the address has an account.
    pub async fn insert_account(&self, email: &EmailAddress, now: DateTime<Utc>) -> Result<()> {
        let row = accounts::Model {
            id: self.account,
            email: email.clone(),
            status: accounts::AccountStatus::Active,
            created_at: now,
        };
        use sea_orm::ActiveModelTrait;
        let row = row.into_active_model().reset_all();
        accounts::Entity::insert(row).exec_without_returning(self.transaction).await?;
        Ok(())
    }
}
