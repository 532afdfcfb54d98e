//! The rows of the outbox.

use entities::{OutboxId, outbox};
use sea_orm::ActiveValue::Set;

use crate::platform::{error::Result, scope::WriteScope};

pub async fn insert(scope: &WriteScope, id: OutboxId, kind: &str, payload: String) -> Result<()> {
    let now = scope.now();
    let row = outbox::ActiveModel {
        id: Set(id),
        kind: Set(kind.to_owned()),
        payload: Set(payload),
        created_at: Set(now),
        available_at: Set(now),
        attempts: Set(0),
        last_error: Set(None),
        done_at: Set(None),
        ..Default::default()
    };
    scope.insert::<outbox::Entity>(row).await
}
