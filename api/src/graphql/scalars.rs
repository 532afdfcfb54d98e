//! Scalars of the contract.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::NaiveDate;
use disclosure::Locale;

use crate::platform::AppError;

/// A calendar day (ISO 8601), such as `2026-03-01`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date(pub NaiveDate);

#[Scalar(name = "Date")]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => text.parse().map(Date).map_err(|_| InputValueError::expected_type(value)),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// Reads a language tag that came in under the argument `field`.
///
/// # Errors
/// `INVALID` (`error-locale`) for what is no BCP 47 tag.
pub fn locale(text: &str, field: &'static str) -> Result<Locale, AppError> {
    text.parse().map_err(|cause| AppError::invalid("error-locale").at([field]).because(cause))
}

/// The words in the reader's language: of `wanted`, or of the request where the caller named none.
pub fn words(text: &disclosure::manifest::Localized, locale: &Locale) -> String {
    text.wording(locale).text.to_owned()
}
