//! Scalars of the contract.

use async_graphql::{InputValueError, InputValueResult, NewType, Scalar, ScalarType, Value};
use chrono::{Datelike, NaiveDate};
use disclosure::Locale;

use crate::platform::{AppError, config::Secret};

/// A calendar day of the years 1 to 9999 (ISO 8601), such as `2026-03-01`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date(pub NaiveDate);

#[Scalar(name = "Date")]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => day(text).map(Date).ok_or_else(|| InputValueError::expected_type(value)),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// A day in exactly the form in which it is written back, with a year that every store can order.
fn day(text: &str) -> Option<NaiveDate> {
    let day: NaiveDate = text.parse().ok()?;
    ((1..=9999).contains(&day.year()) && day.to_string() == text).then_some(day)
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

/// A secret that is shown to whom it belongs, in an answer and nowhere else.
#[derive(Clone, NewType)]
pub struct Shown(String);

impl From<Secret> for Shown {
    fn from(secret: Secret) -> Self {
        Self(secret.expose().to_owned())
    }
}

/// Nothing of it.
impl std::fmt::Debug for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Shown")
    }
}
