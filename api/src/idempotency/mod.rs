//! Calls that are made once, however often they are sent.
//!
//! Owns `idempotency_keys`. The row of a key is written in the transaction of what the call did: both are there or
//! neither. A call repeated with the same key and input gets the first answer; with another input it is a conflict.
//! Everyone may call this area; it calls nobody.

mod store;

use store::Kept;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::platform::{
    error::{AppError, Result},
    scope::{Actor, ChildrenReadScope, OperatorReadScope, ReadScope, WriteScope},
};

/// Characters of a caller's key at most.
const MAX_KEY: usize = 200;

/// A call that its caller wants done once.
#[derive(Debug, Clone)]
pub struct Call {
    operation: &'static str,
    key: String,
    input: [u8; 32],
}

impl Call {
    /// A call of `operation` with `input`, where the caller gave a key.
    ///
    /// # Errors
    /// `INVALID` (`error-idempotency-key`) for a key that is empty, longer than 200 characters or holds a control character.
    pub fn new(operation: &'static str, key: Option<String>, input: &Value) -> Result<Option<Self>> {
        let Some(key) = key else { return Ok(None) };
        if key.is_empty() || key.chars().count() > MAX_KEY || key.contains(char::is_control) {
            return Err(AppError::invalid("error-idempotency-key").at(["idempotencyKey"]));
        }
        let canonical = serde_json_canonicalizer::to_vec(input).map_err(AppError::internal)?;
        Ok(Some(Self { operation, key, input: Sha256::digest(canonical).into() }))
    }

    fn answer<T: DeserializeOwned>(&self, row: &Kept) -> Result<T> {
        if row.operation != self.operation || row.request_sha256.bytes() != self.input {
            return Err(AppError::conflict("error-idempotency").at(["idempotencyKey"]));
        }
        serde_json::from_str(&row.response).map_err(AppError::internal)
    }
}

/// The answer to the call if it was made before by the same actor.
///
/// # Errors
/// `CONFLICT` (`error-idempotency`) where the key was used for something else.
pub async fn answered<T: DeserializeOwned>(
    scope: &ReadScope,
    actor: Actor,
    call: Option<&Call>,
) -> Result<Option<T>> {
    let Some(call) = call else { return Ok(None) };
    let row = store::find(scope, &actor.to_string(), &call.key).await?;
    row.map(|row| call.answer(&row)).transpose()
}

/// The answer to a call that made a tenant, in whichever child of its own the same actor made it.
///
/// # Errors
/// As for [`answered`].
pub async fn answered_in_children<T: DeserializeOwned>(
    parent: &ChildrenReadScope,
    actor: Actor,
    call: &Call,
) -> Result<Option<T>> {
    let row = parent.call(call.operation, &actor.to_string(), &call.key).await?;
    row.map(|row| call.answer(&row)).transpose()
}

/// The answer to a call that made a tenant, whichever the operator's same actor made.
///
/// # Errors
/// As for [`answered`].
pub async fn answered_anywhere<T: DeserializeOwned>(
    scope: &OperatorReadScope,
    actor: Actor,
    call: &Call,
) -> Result<Option<T>> {
    let row = store::find_anywhere(scope, call.operation, &actor.to_string(), &call.key).await?;
    row.map(|row| call.answer(&row)).transpose()
}

/// Keeps the answer, in the transaction of what the call did.
///
/// # Errors
/// `CONFLICT` (`error-taken`) where the same call was quicker elsewhere; then nothing of this one lasts.
pub async fn keep(scope: &WriteScope, call: Option<&Call>, answer: &impl Serialize) -> Result<()> {
    let Some(call) = call else { return Ok(()) };
    let answer = serde_json::to_string(answer).map_err(AppError::internal)?;
    store::insert(scope, call.operation, &call.key, call.input, answer).await
}
