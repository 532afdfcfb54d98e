//! Errors on their way out: a stable code, a message in the caller's language, and nothing else of ours.

use async_graphql::{Error, ErrorExtensionValues, ErrorExtensions, ServerError};
use disclosure::texts::Arg;

use super::RequestContext;
use crate::platform::{AppError, ErrorCode, MessageArg};

impl RequestContext {
    /// An error's message in the caller's language.
    pub fn message(&self, error: &AppError) -> String {
        let message = error.message();
        let args: Vec<_> = message
            .args
            .iter()
            .map(|(name, value)| match value {
                MessageArg::Text(text) => (*name, Arg::from(text)),
                MessageArg::Number(number) => (*name, Arg::from(*number)),
            })
            .collect();
        self.texts.format(message.key, &args).unwrap_or_else(|missing| {
            tracing::error!(text.error = %missing, "a text is missing");
            error.code().to_string()
        })
    }

    /// An error as a GraphQL error of the whole request or of the field whose resolver returns it.
    ///
    /// An internal one is logged here, once, and answered with the request's id and nothing more.
    pub fn fault(&self, error: &AppError) -> Error {
        if error.code() == ErrorCode::Internal {
            error.log();
        }
        Error::new(self.message(error)).extend_with(|_, extensions| self.describe(error, extensions))
    }

    /// The same where no resolver is involved.
    pub(super) fn server_error(&self, error: &AppError) -> ServerError {
        let Error { message, extensions, .. } = self.fault(error);
        let mut fault = ServerError::new(message, None);
        fault.extensions = extensions;
        fault
    }

    fn describe(&self, error: &AppError, extensions: &mut ErrorExtensionValues) {
        extensions.set("code", error.code().as_str());
        if error.code() == ErrorCode::Internal {
            extensions.set("requestId", self.id.to_string());
            return;
        }
        if let Some(rule) = error.broken_rule() {
            extensions.set("rule", rule);
        }
        if let Some(field) = error.field() {
            extensions.set("field", field.to_vec());
        }
    }

    /// Gives every error a stable code. One that carries none comes from the library: about the request's text or its
    /// values, or by `?` from a foreign error, whose words may be internal.
    pub(super) fn tidy(&self, errors: &mut [ServerError]) {
        for error in errors {
            if error.extensions.as_ref().is_some_and(|extensions| extensions.get("code").is_some()) {
                continue;
            }
            if error.path.is_empty() || is_about_input(error) {
                error.extensions.get_or_insert_default().set("code", ErrorCode::Invalid.as_str());
            } else {
                let cause = std::mem::take(&mut error.message);
                let replacement = self.server_error(&AppError::internal(cause));
                (error.message, error.extensions) = (replacement.message, replacement.extensions);
            }
            error.source = None;
        }
    }
}

/// The library writes so, without a source, when a resolver's argument cannot be read from its value.
fn is_about_input(error: &ServerError) -> bool {
    error.source.is_none()
        && (error.message.starts_with("Failed to parse \"")
            || error.message.starts_with("Expected input type \""))
}

/// An error's answer to a query: the value, null for what does not exist, or a top-level error.
///
/// # Errors
/// Every error but `NOT_FOUND`.
pub fn answer<T>(request: &RequestContext, result: Result<T, AppError>) -> Result<Option<T>, Error> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
        Err(error) => Err(request.fault(&error)),
    }
}

/// Turns an error of a field that cannot be null into a top-level error.
///
/// # Errors
/// Every error.
pub fn refuse<T>(request: &RequestContext, result: Result<T, AppError>) -> Result<T, Error> {
    result.map_err(|error| request.fault(&error))
}
