//! The rows of idempotency keys.

pub use entities::idempotency_keys::Model as Kept;
use entities::idempotency_keys::{ActiveModel, Column, Entity};
use sea_orm::ActiveValue::Set;

use crate::platform::{
    error::Result,
    scope::{OperatorReadScope, ReadScope, Scoped, Where, WriteScope},
};

pub async fn find(scope: &ReadScope, actor: &str, key: &str) -> Result<Option<Kept>> {
    let condition = Where::eq(Column::Actor, actor).and(Where::eq(Column::Key, key));
    scope.one(Scoped::<Entity>::filter(condition)).await
}

pub async fn find_anywhere(
    scope: &OperatorReadScope,
    operation: &str,
    actor: &str,
    key: &str,
) -> Result<Option<Kept>> {
    let condition = Where::eq(Column::Actor, actor)
        .and(Where::eq(Column::Key, key))
        .and(Where::eq(Column::Operation, operation));
    scope.one(Scoped::<Entity>::filter(condition)).await
}

pub async fn insert(
    scope: &WriteScope,
    operation: &str,
    key: &str,
    input: [u8; 32],
    response: String,
) -> Result<()> {
    let row = ActiveModel {
        actor: Set(scope.actor().to_string()),
        key: Set(key.to_owned()),
        operation: Set(operation.to_owned()),
        request_sha256: Set(input.into()),
        response: Set(response),
        created_at: Set(scope.now()),
        ..Default::default()
    };
    scope.insert::<Entity>(row).await
}
