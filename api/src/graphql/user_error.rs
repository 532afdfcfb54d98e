//! Expected outcomes of mutations, as data.

use async_graphql::{Enum, Error, OutputType, SimpleObject};

use super::RequestContext;
use crate::platform::{self, AppError};

/// The stable code of an error. Codes are never removed; new ones may join.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "platform::ErrorCode")]
pub enum ErrorCode {
    /// It does not exist, or the caller may not know that it does.
    NotFound,
    /// The input breaks a rule.
    Invalid,
    /// It clashes with what is stored, such as a name that is taken or a concurrent change.
    Conflict,
    /// The thing is in a state in which this cannot be done.
    IllegalState,
    /// The caller is known and has not the permission. Only as a top-level error.
    Forbidden,
    /// No credential, or one that does not hold. Only as a top-level error.
    Unauthenticated,
    /// Too many calls for now; later it will work. Only as a top-level error.
    RateLimited,
    /// Larger, deeper or more than is accepted.
    LimitExceeded,
    /// A fault of the platform. Only as a top-level error, with the request's id.
    Internal,
}

/// What becomes of the rest where one of several things that were asked for in one call cannot be done.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "platform::error::ErrorPolicy")]
pub enum ErrorPolicy {
    /// Nothing is done.
    AllOrNothing,
    /// The others are done; each one's errors stand with it.
    Skip,
}

/// Why a mutation did not do what was asked. Nothing was changed.
#[derive(Debug, SimpleObject)]
pub struct UserError {
    /// What kind of reason, stable.
    code: ErrorCode,
    /// The reason in the caller's language, as asked for by `Accept-Language`.
    message: String,
    /// Path of the input field that it is about, from the input object inwards.
    field: Option<Vec<String>>,
    /// The rule that was broken, stable.
    rule: Option<String>,
    /// The spot in a document that was sent.
    place: Option<Place>,
}

/// A spot in a document that was sent, such as a manifest.
#[derive(Debug, SimpleObject)]
pub struct Place {
    /// JSON Pointer (RFC 6901) in which elements of keyed lists are named by their key.
    path: Option<String>,
    /// Line, from 1.
    line: Option<u32>,
    /// Column in characters, from 1.
    column: Option<u32>,
    /// The valid name that comes nearest to what was written.
    nearest: Option<String>,
}

impl UserError {
    pub(super) fn new(request: &RequestContext, error: &AppError) -> Self {
        Self {
            code: error.code().into(),
            message: request.message(error),
            field: error.field().map(<[String]>::to_vec),
            rule: error.broken_rule().map(ToOwned::to_owned),
            place: error.place().cloned().map(|place| Place {
                path: place.path,
                line: place.line,
                column: place.column,
                nearest: place.nearest,
            }),
        }
    }

    /// What stands against a part of what was asked, where the rest is done.
    ///
    /// # Errors
    /// What is no data, as for [`payload`].
    pub fn of(request: &RequestContext, error: &AppError) -> Result<Self, Error> {
        if is_data(error.code()) { Ok(Self::new(request, error)) } else { Err(request.fault(error)) }
    }
}

/// Everything that stands against a mutation, at least one error.
#[derive(Debug)]
pub struct Refusal(Vec<AppError>);

impl From<AppError> for Refusal {
    fn from(error: AppError) -> Self {
        Self(vec![error])
    }
}

impl From<Vec<AppError>> for Refusal {
    /// An empty list refuses without a reason, which is a fault of ours.
    fn from(errors: Vec<AppError>) -> Self {
        if errors.is_empty() { AppError::internal("a refusal without a reason").into() } else { Self(errors) }
    }
}

/// The answer of a mutation: the object it changed, or why it changed nothing. Made by [`payload!`](crate::payload).
pub trait Payload: Sized {
    /// What a success holds.
    type Object: OutputType;

    /// Success.
    fn done(object: Self::Object) -> Self;

    /// Refusal, with at least one error.
    fn refused(errors: Vec<UserError>) -> Self;
}

/// Declares a payload type: the object, null where the mutation was refused, and `userErrors`.
#[macro_export]
macro_rules! payload {
    ($(#[doc = $about:literal])+ $name:ident { $(#[doc = $doc:literal])+ $field:ident: $object:ty }) => {
        $(#[doc = $about])+
        #[derive(Debug, async_graphql::SimpleObject)]
        pub struct $name {
            $(#[doc = $doc])+
            $field: Option<$object>,
            /// Why nothing was changed; empty on success.
            user_errors: Vec<$crate::graphql::UserError>,
        }

        impl $crate::graphql::Payload for $name {
            type Object = $object;

            fn done($field: Self::Object) -> Self {
                Self { $field: Some($field), user_errors: Vec::new() }
            }

            fn refused(user_errors: Vec<$crate::graphql::UserError>) -> Self {
                Self { $field: None, user_errors }
            }
        }
    };
}

/// The payload of a mutation's result: the one place that decides what is data and what is a top-level error.
///
/// # Errors
/// `UNAUTHENTICATED`, `FORBIDDEN`, `RATE_LIMITED` and `INTERNAL`; everything else is in `userErrors`.
pub fn payload<P: Payload>(
    request: &RequestContext,
    result: Result<P::Object, impl Into<Refusal>>,
) -> Result<P, Error> {
    let Refusal(errors) = match result {
        Ok(object) => return Ok(P::done(object)),
        Err(refusal) => refusal.into(),
    };
    match errors.iter().find(|error| !is_data(error.code())) {
        Some(error) => Err(request.fault(error)),
        None => Ok(P::refused(errors.iter().map(|error| UserError::new(request, error)).collect())),
    }
}

fn is_data(code: platform::ErrorCode) -> bool {
    use platform::ErrorCode::*;
    match code {
        NotFound | Invalid | Conflict | IllegalState | LimitExceeded => true,
        Forbidden | Unauthenticated | RateLimited | Internal => false,
    }
}
