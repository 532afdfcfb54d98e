//! Naming the tenant of a transaction, and what must be found before one is named: a tenant by its slug, an account by
//! its e-mail address. On PostgreSQL that takes a function each, since a select sees nothing there yet.

use entities::{
    AccountId, EmailAddress, TenantId,
    accounts::{self, AccountStatus},
    members,
    tenants::{self, TenantKind, TenantStatus},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, RelationDef, Statement, Value,
};

use super::Membership;
use crate::platform::{
    db::Transaction,
    error::{AppError, Result},
};

/// What a slug tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromQueryResult)]
pub struct FoundTenant {
    /// The tenant.
    pub id: TenantId,
    /// What sort of organisation it is.
    pub kind: TenantKind,
    /// Whether it may act.
    pub status: TenantStatus,
    /// Whether its hosted lists tell when something was last shared.
    pub last_shared_shown: bool,
}

/// What an e-mail address tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromQueryResult)]
pub struct FoundAccount {
    /// The account.
    pub id: AccountId,
    /// Whether it may be used.
    pub status: AccountStatus,
}

/// Finds a tenant. The slug may be any text.
pub async fn tenant(transaction: &Transaction, slug: &str) -> Result<Option<FoundTenant>> {
    // No text holds a NUL on PostgreSQL, which refuses to compare with one.
    if slug.contains('\0') {
        return Ok(None);
    }
    if isolates(transaction) {
        let call = call("select * from tenant_by_slug($1)", slug);
        return Ok(FoundTenant::find_by_statement(call).one(transaction).await?);
    }
    let select = tenants::Entity::find()
        .select_only()
        .columns([tenants::Column::Id, tenants::Column::Kind, tenants::Column::Status])
        .column(tenants::Column::LastSharedShown)
        .filter(tenants::Column::Slug.eq(slug));
    Ok(select.into_model().one(transaction).await?)
}

/// Finds an account. Never let a caller learn from the answer whether there is one.
pub async fn account(transaction: &Transaction, email: &EmailAddress) -> Result<Option<FoundAccount>> {
    if isolates(transaction) {
        let call = call("select * from account_by_email($1)", email.as_str());
        return Ok(FoundAccount::find_by_statement(call).one(transaction).await?);
    }
    let select = accounts::Entity::find()
        .select_only()
        .columns([accounts::Column::Id, accounts::Column::Status])
        .filter(accounts::Column::Email.eq(email.as_str()));
    Ok(select.into_model().one(transaction).await?)
}

/// The account itself, which only its holder sees.
pub async fn own_account(transaction: &Transaction, id: AccountId) -> Result<Option<accounts::Model>> {
    name_account(transaction, id).await?;
    Ok(accounts::Entity::find_by_id(id).one(transaction).await?)
}

/// The tenants that the transaction's account is a member of, by slug.
pub async fn memberships(transaction: &Transaction, account: AccountId) -> Result<Vec<Membership>> {
    if isolates(transaction) {
        let call = Statement::from_string(DbBackend::Postgres, "select * from own_memberships()");
        return Ok(Membership::find_by_statement(call).all(transaction).await?);
    }
    let select = members::Entity::find()
        .select_only()
        .columns([members::Column::TenantId, members::Column::Role])
        .columns([tenants::Column::Slug, tenants::Column::Kind, tenants::Column::Status])
        .join(JoinType::InnerJoin, tenant_of_member())
        .filter(members::Column::AccountId.eq(account))
        .order_by_asc(tenants::Column::Slug);
    Ok(select.into_model().all(transaction).await?)
}

/// The addresses of a tenant's members.
pub async fn member_addresses(
    transaction: &Transaction,
    tenant: TenantId,
) -> Result<Vec<(AccountId, EmailAddress)>> {
    #[derive(FromQueryResult)]
    struct Row {
        account_id: AccountId,
        email: EmailAddress,
    }
    let rows: Vec<Row> = if isolates(transaction) {
        let call = Statement::from_string(DbBackend::Postgres, "select * from member_addresses()");
        Row::find_by_statement(call).all(transaction).await?
    } else {
        let account = members::Entity::belongs_to(accounts::Entity)
            .from(members::Column::AccountId)
            .to(accounts::Column::Id);
        let select = members::Entity::find()
            .select_only()
            .column(members::Column::AccountId)
            .column(accounts::Column::Email)
            .join(JoinType::InnerJoin, account.into())
            .filter(members::Column::TenantId.eq(tenant));
        select.into_model().all(transaction).await?
    };
    Ok(rows.into_iter().map(|row| (row.account_id, row.email)).collect())
}

fn tenant_of_member() -> RelationDef {
    members::Entity::belongs_to(tenants::Entity)
        .from(members::Column::TenantId)
        .to(tenants::Column::Id)
        .into()
}

/// Tells the database whose transaction it is: once, outermost, before any row of a tenant is touched.
pub async fn name_tenant(transaction: &Transaction, tenant: TenantId) -> Result<()> {
    if isolates(transaction) {
        transaction.prepare(call("select set_tenant($1)", tenant)).await?;
    }
    Ok(())
}

/// Tells the database whose account the transaction may touch.
pub async fn name_account(transaction: &Transaction, account: AccountId) -> Result<()> {
    if isolates(transaction) {
        transaction.prepare(call("select set_account($1)", account)).await?;
    }
    Ok(())
}

/// Refuses a tenant that may not act. One that does not exist is for others to miss.
///
/// # Errors
/// `ILLEGAL_STATE` (`error-suspended`, `error-erased`).
pub async fn refuse_idle(transaction: &Transaction, tenant: TenantId) -> Result<()> {
    let select = tenants::Entity::find()
        .select_only()
        .column(tenants::Column::Status)
        .filter(tenants::Column::Id.eq(tenant))
        .build(transaction.get_database_backend());
    let status = match transaction.prepare_one(select).await? {
        Some(row) => Some(row.try_get_by_index::<TenantStatus>(0)?),
        None => None,
    };
    match status {
        None | Some(TenantStatus::Active) => Ok(()),
        Some(TenantStatus::Erased) => Err(AppError::illegal_state("error-erased")),
        Some(TenantStatus::Suspended) => Err(AppError::illegal_state("error-suspended")),
    }
}

/// Whether the database itself keeps tenants apart.
fn isolates(transaction: &Transaction) -> bool {
    transaction.get_database_backend() == DbBackend::Postgres
}

fn call(sql: &str, value: impl Into<Value>) -> Statement {
    Statement::from_sql_and_values(DbBackend::Postgres, sql, [value.into()])
}
