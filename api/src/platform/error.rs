//! The one error of the gateway: what the caller may know, and apart from it what only the log may.
//!
//! The public half is a code, the key of a text with its arguments, and where it applies: an input field, a rule,
//! a place in a file. The private half is the cause. They are separate fields, so that nothing internal is shown
//! by accident; `Display` writes the code and the key only, so that a log line holds nothing personal either.

mod database;

use std::{error::Error, fmt};

use serde::Serialize;

/// The codes of the contract. A caller may depend on them; they never change their meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ErrorCode {
    /// It does not exist, or the caller may not know that it does.
    NotFound,
    /// The input breaks a rule that it could have known.
    Invalid,
    /// It clashes with what is stored, such as a name that is taken or a concurrent change.
    Conflict,
    /// The thing is in a state in which this cannot be done.
    IllegalState,
    /// The caller is known and has not the permission.
    Forbidden,
    /// No credential, or one that does not hold.
    Unauthenticated,
    /// Too many calls; later it will work.
    RateLimited,
    /// Larger, deeper or more than is accepted; later it will not work either.
    LimitExceeded,
    /// Our fault.
    Internal,
}

impl ErrorCode {
    /// All codes, in the order of the contract.
    pub const ALL: [Self; 9] = [
        Self::NotFound,
        Self::Invalid,
        Self::Conflict,
        Self::IllegalState,
        Self::Forbidden,
        Self::Unauthenticated,
        Self::RateLimited,
        Self::LimitExceeded,
        Self::Internal,
    ];

    /// The code as the contract spells it, such as `NOT_FOUND`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotFound => "NOT_FOUND",
            Self::Invalid => "INVALID",
            Self::Conflict => "CONFLICT",
            Self::IllegalState => "ILLEGAL_STATE",
            Self::Forbidden => "FORBIDDEN",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::RateLimited => "RATE_LIMITED",
            Self::LimitExceeded => "LIMIT_EXCEEDED",
            Self::Internal => "INTERNAL",
        }
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What becomes of the rest where one of several things that were asked for in one call cannot be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ErrorPolicy {
    /// Nothing is done.
    AllOrNothing,
    /// The others are done.
    Skip,
}

/// A value that stands in a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MessageArg {
    /// A text, shown as it is.
    Text(String),
    /// A number, written as the reader's language does.
    Number(i64),
}

impl From<&str> for MessageArg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for MessageArg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for MessageArg {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<u64> for MessageArg {
    /// Numbers above `i64::MAX` are shown as that.
    fn from(number: u64) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

/// What the caller reads: the key of a text, put into the caller's language at the edge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The key of the text.
    pub key: &'static str,
    /// The text's placeholders, by name.
    pub args: Vec<(&'static str, MessageArg)>,
}

/// A spot in a document that the caller sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// JSON Pointer in which elements of keyed lists are named by their key.
    pub path: Option<String>,
    /// Line of the file, from 1.
    pub line: Option<u32>,
    /// Column of the file in characters, from 1.
    pub column: Option<u32>,
    /// The valid name that comes nearest to what was written.
    pub nearest: Option<String>,
}

/// Why something was not done. Whoever returns one has rolled back.
pub struct AppError(Box<Parts>);

struct Parts {
    code: ErrorCode,
    message: Message,
    field: Option<Vec<String>>,
    rule: Option<String>,
    place: Option<Place>,
    cause: Option<Box<dyn Error + Send + Sync>>,
}

/// The answer of everything that can fail.
pub type Result<T, E = AppError> = std::result::Result<T, E>;

impl AppError {
    /// An error of `code` whose text has the key `key`.
    pub fn new(code: ErrorCode, key: &'static str) -> Self {
        let message = Message { key, args: Vec::new() };
        Self(Box::new(Parts { code, message, field: None, rule: None, place: None, cause: None }))
    }

    /// Nothing there that the caller may see: the same answer for another tenant's thing and for none at all.
    pub fn not_found() -> Self {
        Self::new(ErrorCode::NotFound, "error-not-found")
    }

    /// The input breaks a rule.
    pub fn invalid(key: &'static str) -> Self {
        Self::new(ErrorCode::Invalid, key)
    }

    /// The change clashes with what is stored.
    pub fn conflict(key: &'static str) -> Self {
        Self::new(ErrorCode::Conflict, key)
    }

    /// The state does not allow it.
    pub fn illegal_state(key: &'static str) -> Self {
        Self::new(ErrorCode::IllegalState, key)
    }

    /// The caller's role does not allow it.
    pub fn forbidden() -> Self {
        Self::new(ErrorCode::Forbidden, "error-forbidden")
    }

    /// Only for those who have signed in.
    pub fn unauthenticated() -> Self {
        Self::new(ErrorCode::Unauthenticated, "error-unauthenticated")
    }

    /// The caller has used up its share for now.
    pub fn rate_limited() -> Self {
        Self::new(ErrorCode::RateLimited, "error-rate-limited")
    }

    /// More than is accepted.
    pub fn limit_exceeded(key: &'static str) -> Self {
        Self::new(ErrorCode::LimitExceeded, key)
    }

    /// Our fault; the caller learns nothing but that.
    pub fn internal(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(ErrorCode::Internal, "error-internal").because(cause)
    }

    /// Adds a value for the message's placeholder `name`.
    #[must_use]
    pub fn arg(mut self, name: &'static str, value: impl Into<MessageArg>) -> Self {
        self.0.message.args.push((name, value.into()));
        self
    }

    /// Names the input field, as a path from the mutation's input.
    #[must_use]
    pub fn at<S: Into<String>>(mut self, field: impl IntoIterator<Item = S>) -> Self {
        self.0.field = Some(field.into_iter().map(Into::into).collect());
        self
    }

    /// Names the rule that was broken.
    #[must_use]
    pub fn rule(mut self, rule: impl Into<String>) -> Self {
        self.0.rule = Some(rule.into());
        self
    }

    /// Points into the document that was sent.
    #[must_use]
    pub fn in_place(mut self, place: Place) -> Self {
        self.0.place = Some(place);
        self
    }

    /// Keeps the private cause, for the log.
    #[must_use]
    pub fn because(mut self, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.0.cause = Some(cause.into());
        self
    }

    /// The stable code.
    pub fn code(&self) -> ErrorCode {
        self.0.code
    }

    /// The text to show, still as a key.
    pub fn message(&self) -> &Message {
        &self.0.message
    }

    /// The input field it is about.
    pub fn field(&self) -> Option<&[String]> {
        self.0.field.as_deref()
    }

    /// The rule that was broken.
    pub fn broken_rule(&self) -> Option<&str> {
        self.0.rule.as_deref()
    }

    /// The spot in the document that was sent.
    pub fn place(&self) -> Option<&Place> {
        self.0.place.as_ref()
    }
}

impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0.code, self.0.message.key)
    }
}

impl fmt::Debug for AppError {
    /// For logs and tests: with the cause, without the message's values.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AppError")
            .field("code", &self.0.code)
            .field("message", &self.0.message.key)
            .field("field", &self.0.field)
            .field("rule", &self.0.rule)
            .field("place", &self.0.place)
            .field("cause", &self.0.cause)
            .finish()
    }
}

impl Error for AppError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.cause.as_deref().map(|cause| cause as &(dyn Error + 'static))
    }
}

#[cfg(test)]
mod tests;
