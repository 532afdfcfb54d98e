//! What fills a placeholder.

use chrono::NaiveDate;

/// A value for a placeholder of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arg {
    /// Words as they are; also what a selector compares (`{ $kind -> ... }`).
    Text(String),
    /// A whole number, printed in plain digits without grouping. Exact up to 2^53; larger ones are rounded.
    Number(i64),
    /// Several words, joined as the locale joins them: "a, b and c", "a、b和c".
    List(Vec<String>),
    /// A calendar day, written out: "1 October 2021", "2021年10月1日".
    Date(NaiveDate),
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<&String> for Arg {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Arg {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Arg {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<usize> for Arg {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<Vec<String>> for Arg {
    fn from(items: Vec<String>) -> Self {
        Self::List(items)
    }
}

impl From<NaiveDate> for Arg {
    fn from(date: NaiveDate) -> Self {
        Self::Date(date)
    }
}
