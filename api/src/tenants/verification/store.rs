//! The rows of verifications.

use std::collections::HashMap;

use disclosure::manifest::{self, LegalEntity};
use entities::{
    Digest, TenantId, VerificationId,
    verifications::{ActiveModel, Column, Entity, Model, RejectionReason, VerificationState},
};
use sea_orm::ActiveValue::Set;

use super::model::Verification;
use crate::platform::{
    Sealed,
    error::{AppError, Result},
    page::{Page, PageArgs},
    scope::{Change, Keyset, OperatorReadScope, ReadScope, Scoped, Where, WriteScope},
};

/// Tenants with the same number that are told at most.
const MOST_ELSEWHERE: u64 = 100;

/// What is submitted.
pub struct NewVerification<'a> {
    pub id: VerificationId,
    pub entity: &'a LegalEntity,
    pub fingerprint: [u8; 32],
    pub sealed: Sealed,
}

pub async fn insert(scope: &WriteScope, new: NewVerification<'_>) -> Result<()> {
    let row = ActiveModel {
        id: Set(new.id),
        state: Set(VerificationState::Submitted),
        entity_key: Set(new.entity.key.clone()),
        entity: Set(manifest::canonical(new.entity)),
        number_fingerprint: Set(Digest::from(new.fingerprint)),
        identity_ciphertext: Set(new.sealed.ciphertext),
        identity_key_id: Set(new.sealed.key_id),
        submitted_by: Set(scope.actor().to_string()),
        submitted_at: Set(scope.now()),
        ..Default::default()
    };
    scope.insert::<Entity>(row).await
}

/// The one that is submitted or approved.
pub async fn open(scope: &ReadScope) -> Result<Option<Verification>> {
    let open = Where::is_in(Column::State, [VerificationState::Submitted, VerificationState::Approved]);
    scope.one(Scoped::<Entity>::filter(open)).await?.map(Verification::try_from).transpose()
}

pub async fn find(scope: &ReadScope, ids: &[VerificationId]) -> Result<Vec<Verification>> {
    read(scope.all(with(ids)).await?)
}

pub async fn find_of_all(scope: &OperatorReadScope, ids: &[VerificationId]) -> Result<Vec<Verification>> {
    read(scope.all(with(ids)).await?)
}

fn with(ids: &[VerificationId]) -> Scoped<Entity> {
    Scoped::filter(Where::is_in(Column::Id, ids.iter().copied()))
}

fn read(rows: Vec<Model>) -> Result<Vec<Verification>> {
    rows.into_iter().map(Verification::try_from).collect()
}

/// Changes the state, if it is still what it was.
pub async fn set_state(scope: &WriteScope, from: &Verification, to: VerificationState) -> Result<()> {
    scope.update_one(change(from).set(Column::State, to)).await
}

pub async fn decide(
    scope: &WriteScope,
    from: &Verification,
    to: VerificationState,
    rejection: Option<RejectionReason>,
    note: Option<String>,
) -> Result<()> {
    let change = change(from)
        .set(Column::State, to)
        .set(Column::DecidedBy, scope.actor().to_string())
        .set(Column::DecidedAt, scope.now())
        .set(Column::Rejection, rejection)
        .set(Column::Note, note);
    scope.update_one(change).await
}

fn change(from: &Verification) -> Change<Entity> {
    Change::of(Where::eq(Column::Id, from.id).and(Where::eq(Column::State, from.state)))
}

/// The newest of the scope's tenant.
pub async fn newest(scope: &ReadScope) -> Result<Option<Verification>> {
    let newest = Scoped::<Entity>::all().descending(Column::SubmittedAt).descending(Column::Id);
    scope.one(newest).await?.map(Verification::try_from).transpose()
}

/// The newest of each of these tenants.
pub async fn newest_of_all(
    scope: &OperatorReadScope,
    tenants: Vec<TenantId>,
) -> Result<HashMap<TenantId, Verification>> {
    let order = Keyset::<Entity>::descending("verification", [Column::SubmittedAt, Column::Id]);
    let one = PageArgs::new(Some(1), None, None, None)?;
    let pages = scope.pages(Where::everything(), Column::TenantId, tenants, &order, &one).await?;
    let newest = |(tenant, page): (TenantId, Page<Model>)| {
        let (_, row) = page.edges.into_iter().next()?;
        Some(Verification::try_from(row).map(|verification| (tenant, verification)))
    };
    pages.into_iter().filter_map(newest).collect()
}

/// One page over all tenants, the longest waiting first.
pub async fn queue(
    scope: &OperatorReadScope,
    state: Option<VerificationState>,
    args: &PageArgs,
) -> Result<Page<Verification>> {
    let order = Keyset::<Entity>::ascending("verifications", [Column::SubmittedAt, Column::Id]);
    let condition = state.map_or_else(Where::everything, |state| Where::eq(Column::State, state));
    let Page { edges, has_next, has_previous } = scope.page(condition, &order, args).await?;
    let edges = edges.into_iter().map(|(cursor, row)| Ok((cursor, row.try_into()?)));
    Ok(Page { edges: edges.collect::<Result<_>>()?, has_next, has_previous })
}

/// The tenants for which one of these numbers is approved, each with the fingerprint.
pub async fn approved_with(
    scope: &OperatorReadScope,
    fingerprints: Vec<[u8; 32]>,
) -> Result<Vec<(TenantId, [u8; 32])>> {
    let numbers = fingerprints.into_iter().map(Digest::from);
    let approved = Where::is_in(Column::NumberFingerprint, numbers)
        .and(Where::eq(Column::State, VerificationState::Approved));
    let rows = scope.all(Scoped::<Entity>::filter(approved).limit(MOST_ELSEWHERE)).await?;
    let found = |row: Model| {
        Ok((row.tenant_id, row.number_fingerprint.bytes().try_into().map_err(AppError::internal)?))
    };
    rows.into_iter().map(found).collect()
}
