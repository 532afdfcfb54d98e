//! The rows of accounts, their secrets and sessions, members and invitations.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entities::{
    AccountId, Digest, EmailAddress, InvitationId, SessionId, account_secrets as secrets,
    accounts::{self, AccountStatus},
    invitations, members, password_links, recovery_codes, refresh_tokens, sessions,
};
use sea_orm::{ActiveModelTrait, IntoActiveModel, Value};

use crate::platform::{
    error::Result,
    page::{Page, PageArgs},
    scope::{AccountRows, Change, Keyset, OperatorReadScope, ReadScope, Role, Scoped, Where, WriteScope},
    seal::Sealed,
};

pub async fn insert_account(scope: &WriteScope, email: &EmailAddress) -> Result<AccountId> {
    let id = scope.new_id();
    let account =
        accounts::Model { id, email: email.clone(), status: AccountStatus::Active, created_at: scope.now() };
    scope.insert_account(account).await?;
    Ok(id)
}

/// Adds a member unless the account is one already; says whether it did.
pub async fn insert_member(scope: &WriteScope, account: AccountId, role: Role) -> Result<bool> {
    let row =
        members::Model { tenant_id: scope.tenant(), account_id: account, role, created_at: scope.now() };
    scope.insert_if_absent::<members::Entity>(row.into_active_model().reset_all()).await
}

// --- secrets and sessions ---------------------------------------------------------------------------------------

pub async fn secrets(rows: AccountRows<'_>) -> Result<Option<secrets::Model>> {
    rows.one::<secrets::Entity>(Where::everything()).await
}

/// Sets the password, with which failures are forgotten.
pub async fn set_password(rows: AccountRows<'_>, password: String, now: DateTime<Utc>) -> Result<()> {
    let set = [
        (secrets::Column::Password, password.clone().into()),
        (secrets::Column::PasswordSetAt, now.into()),
        (secrets::Column::Failures, 0.into()),
        (secrets::Column::LockedUntil, Value::ChronoDateTimeUtc(None)),
    ];
    if rows.update::<secrets::Entity>(Where::everything(), set).await? > 0 {
        return Ok(());
    }
    let row = secrets::Model {
        account_id: rows.account(),
        password,
        password_set_at: now,
        failures: 0,
        locked_until: None,
        totp_ciphertext: None,
        totp_key_id: None,
        totp_confirmed_at: None,
        totp_step: None,
    };
    rows.insert::<secrets::Entity>(row).await
}

async fn change(
    rows: AccountRows<'_>,
    set: impl IntoIterator<Item = (secrets::Column, Value)>,
) -> Result<()> {
    rows.update::<secrets::Entity>(Where::everything(), set).await.map(drop)
}

pub async fn count_failure(
    rows: AccountRows<'_>,
    row: &secrets::Model,
    locked_until: Option<DateTime<Utc>>,
) -> Result<()> {
    let failures = row.failures.saturating_add(1);
    change(
        rows,
        [(secrets::Column::Failures, failures.into()), (secrets::Column::LockedUntil, locked_until.into())],
    )
    .await
}

pub async fn forget_failures(rows: AccountRows<'_>) -> Result<()> {
    let never = Value::ChronoDateTimeUtc(None);
    change(rows, [(secrets::Column::Failures, 0.into()), (secrets::Column::LockedUntil, never)]).await
}

pub async fn set_totp(rows: AccountRows<'_>, sealed: Sealed) -> Result<()> {
    change(
        rows,
        [
            (secrets::Column::TotpCiphertext, sealed.ciphertext.into()),
            (secrets::Column::TotpKeyId, sealed.key_id.into()),
        ],
    )
    .await
}

pub async fn confirm_totp(rows: AccountRows<'_>, step: i64, now: DateTime<Utc>) -> Result<()> {
    change(rows, [(secrets::Column::TotpConfirmedAt, now.into()), (secrets::Column::TotpStep, step.into())])
        .await
}

pub async fn use_step(rows: AccountRows<'_>, step: i64) -> Result<()> {
    change(rows, [(secrets::Column::TotpStep, step.into())]).await
}

pub async fn remove_totp(rows: AccountRows<'_>) -> Result<()> {
    rows.delete::<recovery_codes::Entity>(Where::everything()).await?;
    change(
        rows,
        [
            (secrets::Column::TotpCiphertext, Value::Bytes(None)),
            (secrets::Column::TotpKeyId, Value::String(None)),
            (secrets::Column::TotpConfirmedAt, Value::ChronoDateTimeUtc(None)),
            (secrets::Column::TotpStep, Value::BigInt(None)),
        ],
    )
    .await
}

pub async fn replace_recovery_codes(rows: AccountRows<'_>, codes: Vec<Digest>) -> Result<()> {
    rows.delete::<recovery_codes::Entity>(Where::everything()).await?;
    for code_sha256 in codes {
        let row = recovery_codes::Model { account_id: rows.account(), code_sha256, used_at: None };
        rows.insert::<recovery_codes::Entity>(row).await?;
    }
    Ok(())
}

/// Whether there was such a code, which is used up now.
pub async fn use_recovery_code(rows: AccountRows<'_>, code: &Digest, now: DateTime<Utc>) -> Result<bool> {
    let unused = Where::eq(recovery_codes::Column::CodeSha256, code.clone())
        .and(Where::is_null(recovery_codes::Column::UsedAt));
    let used = [(recovery_codes::Column::UsedAt, now.into())];
    Ok(rows.update::<recovery_codes::Entity>(unused, used).await? == 1)
}

pub async fn insert_session(
    rows: AccountRows<'_>,
    id: SessionId,
    second_factor: bool,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<()> {
    let row = sessions::Model {
        account_id: rows.account(),
        id,
        second_factor,
        created_at: now,
        refreshed_at: now,
        expires_at,
        ended_at: None,
    };
    rows.insert::<sessions::Entity>(row).await
}

pub async fn session(rows: AccountRows<'_>, id: SessionId) -> Result<Option<sessions::Model>> {
    rows.one::<sessions::Entity>(Where::eq(sessions::Column::Id, id)).await
}

pub async fn touch_session(rows: AccountRows<'_>, id: SessionId, now: DateTime<Utc>) -> Result<()> {
    let touched = [(sessions::Column::RefreshedAt, now.into())];
    rows.update::<sessions::Entity>(Where::eq(sessions::Column::Id, id), touched).await.map(drop)
}

pub async fn end_session(rows: AccountRows<'_>, id: SessionId, now: DateTime<Utc>) -> Result<()> {
    let open = Where::eq(sessions::Column::Id, id).and(Where::is_null(sessions::Column::EndedAt));
    rows.update::<sessions::Entity>(open, [(sessions::Column::EndedAt, now.into())]).await.map(drop)
}

pub async fn end_sessions(rows: AccountRows<'_>, now: DateTime<Utc>) -> Result<()> {
    let open = Where::is_null(sessions::Column::EndedAt);
    rows.update::<sessions::Entity>(open, [(sessions::Column::EndedAt, now.into())]).await.map(drop)
}

pub async fn insert_refresh_token(
    rows: AccountRows<'_>,
    token_sha256: Digest,
    session_id: SessionId,
    now: DateTime<Utc>,
) -> Result<()> {
    let row = refresh_tokens::Model {
        account_id: rows.account(),
        token_sha256,
        session_id,
        issued_at: now,
        used_at: None,
    };
    rows.insert::<refresh_tokens::Entity>(row).await
}

pub async fn refresh_token(rows: AccountRows<'_>, token: &Digest) -> Result<Option<refresh_tokens::Model>> {
    rows.one::<refresh_tokens::Entity>(Where::eq(refresh_tokens::Column::TokenSha256, token.clone())).await
}

pub async fn use_refresh_token(rows: AccountRows<'_>, token: &Digest, now: DateTime<Utc>) -> Result<()> {
    let this = Where::eq(refresh_tokens::Column::TokenSha256, token.clone());
    rows.update::<refresh_tokens::Entity>(this, [(refresh_tokens::Column::UsedAt, now.into())])
        .await
        .map(drop)
}

pub async fn replace_link(
    rows: AccountRows<'_>,
    link_sha256: Digest,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<()> {
    let unused = Where::is_null(password_links::Column::UsedAt);
    rows.update::<password_links::Entity>(unused, [(password_links::Column::UsedAt, now.into())]).await?;
    let row = password_links::Model {
        account_id: rows.account(),
        link_sha256,
        created_at: now,
        expires_at,
        used_at: None,
    };
    rows.insert::<password_links::Entity>(row).await
}

/// Whether there was such a link, which is used up now.
pub async fn use_link(rows: AccountRows<'_>, link: &Digest, now: DateTime<Utc>) -> Result<bool> {
    let good = Where::eq(password_links::Column::LinkSha256, link.clone())
        .and(Where::is_null(password_links::Column::UsedAt))
        .and(Where::gt(password_links::Column::ExpiresAt, now));
    let used = [(password_links::Column::UsedAt, now.into())];
    Ok(rows.update::<password_links::Entity>(good, used).await? == 1)
}

// --- members and invitations --------------------------------------------------------------------------------------

pub async fn member(scope: &ReadScope, account: AccountId) -> Result<Option<members::Model>> {
    scope.one(Scoped::<members::Entity>::filter(Where::eq(members::Column::AccountId, account))).await
}

/// How many owners there are, nobody else being able to change it until the scope ends where it writes.
pub async fn owners(scope: &ReadScope) -> Result<u64> {
    scope.count::<members::Entity>(Where::eq(members::Column::Role, Role::Owner)).await
}

pub async fn count_members(scope: &ReadScope) -> Result<u64> {
    scope.count::<members::Entity>(Where::everything()).await
}

pub async fn set_role(scope: &WriteScope, account: AccountId, role: Role) -> Result<()> {
    let this = Where::eq(members::Column::AccountId, account);
    scope.update_one(Change::<members::Entity>::of(this).set(members::Column::Role, role)).await
}

pub async fn remove_member(scope: &WriteScope, account: AccountId) -> Result<u64> {
    scope.delete::<members::Entity>(Where::eq(members::Column::AccountId, account)).await
}

fn by_joining() -> Keyset<members::Entity> {
    Keyset::ascending("members", [members::Column::CreatedAt, members::Column::AccountId])
}

pub async fn member_pages(scope: &ReadScope, args: &PageArgs) -> Result<Page<members::Model>> {
    scope.page(Where::everything(), &by_joining(), args).await
}

pub async fn member_pages_of_all(
    scope: &OperatorReadScope,
    tenants: Vec<entities::TenantId>,
    args: &PageArgs,
) -> Result<HashMap<entities::TenantId, Page<members::Model>>> {
    scope.pages(Where::everything(), members::Column::TenantId, tenants, &by_joining(), args).await
}

pub async fn insert_invitation(scope: &WriteScope, row: invitations::Model) -> Result<()> {
    scope.insert::<invitations::Entity>(row.into_active_model().reset_all()).await
}

pub async fn invitation(scope: &ReadScope, id: InvitationId) -> Result<Option<invitations::Model>> {
    scope.one(Scoped::<invitations::Entity>::filter(Where::eq(invitations::Column::Id, id))).await
}

/// Marks an invitation that is still open; says whether it was.
pub async fn close_invitation(
    scope: &WriteScope,
    id: InvitationId,
    column: invitations::Column,
) -> Result<bool> {
    let open = Where::eq(invitations::Column::Id, id)
        .and(Where::is_null(invitations::Column::AcceptedAt))
        .and(Where::is_null(invitations::Column::RevokedAt));
    let change = Change::<invitations::Entity>::of(open).set(column, scope.now());
    Ok(scope.update(change).await? == 1)
}

pub fn accepted() -> invitations::Column {
    invitations::Column::AcceptedAt
}

pub fn revoked() -> invitations::Column {
    invitations::Column::RevokedAt
}

fn by_age() -> Keyset<invitations::Entity> {
    Keyset::descending("invitations", [invitations::Column::CreatedAt, invitations::Column::Id])
}

pub async fn invitation_page(scope: &ReadScope, args: &PageArgs) -> Result<Page<invitations::Model>> {
    scope.page(Where::everything(), &by_age(), args).await
}

pub async fn invitation_pages_of_all(
    scope: &OperatorReadScope,
    tenants: Vec<entities::TenantId>,
    args: &PageArgs,
) -> Result<HashMap<entities::TenantId, Page<invitations::Model>>> {
    scope.pages(Where::everything(), invitations::Column::TenantId, tenants, &by_age(), args).await
}

pub async fn invitation_of_all(
    scope: &OperatorReadScope,
    id: InvitationId,
) -> Result<Option<invitations::Model>> {
    scope.one(Scoped::<invitations::Entity>::filter(Where::eq(invitations::Column::Id, id))).await
}
