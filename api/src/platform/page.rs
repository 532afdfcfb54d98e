//! Pages of a connection: what a caller may ask for, and the cursors it asks with.
//!
//! A cursor is opaque: base64url of the connection's name and the keys of the row it stands at. It is checked
//! against the connection it comes back to, so that one of another connection is refused before any query.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::error::{AppError, Result};

/// Rows on a page where the caller does not say.
pub const DEFAULT_PAGE: u64 = 20;

/// Rows on a page at most.
pub const MAX_PAGE: u64 = 100;

/// Characters of a cursor at most; ours stay far below.
const MAX_CURSOR: usize = 1_024;

/// One sort key of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum CursorKey {
    /// A text.
    #[serde(rename = "t")]
    Text(String),
    /// A whole number.
    #[serde(rename = "n")]
    Number(i64),
    /// An id.
    #[serde(rename = "u")]
    Id(Uuid),
    /// An instant.
    #[serde(rename = "a")]
    Instant(DateTime<Utc>),
}

/// The place of one row in one connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    connection: String,
    keys: Vec<CursorKey>,
}

impl Cursor {
    /// The place of a row with these sort keys, in the order of sorting.
    pub fn new(connection: &str, keys: Vec<CursorKey>) -> Self {
        Self { connection: connection.to_owned(), keys }
    }

    /// The keys, if the cursor belongs to `connection`.
    ///
    /// # Errors
    /// `INVALID` (`error-cursor`) where it belongs to another.
    pub fn keys_of(&self, connection: &str) -> Result<&[CursorKey]> {
        if self.connection == connection { Ok(&self.keys) } else { Err(AppError::invalid("error-cursor")) }
    }

    /// The text that a caller sees.
    pub fn encode(&self) -> String {
        let json =
            serde_json::to_vec(&(&self.connection, &self.keys)).expect("texts, numbers and ids are JSON");
        URL_SAFE_NO_PAD.encode(json)
    }

    /// Reads a caller's text.
    ///
    /// # Errors
    /// `INVALID` (`error-cursor`) where `encode` cannot have written it.
    pub fn decode(text: &str) -> Result<Self> {
        let refused = || AppError::invalid("error-cursor");
        if text.len() > MAX_CURSOR {
            return Err(refused());
        }
        let json = URL_SAFE_NO_PAD.decode(text).map_err(|cause| refused().because(cause))?;
        let (connection, keys) = serde_json::from_slice(&json).map_err(|cause| refused().because(cause))?;
        Ok(Self { connection, keys })
    }
}

/// Which page: so many rows after a place, or so many before one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageArgs {
    /// The first `count` rows, after `after` if given.
    Forward {
        /// Rows at most, from 0 to `MAX_PAGE`.
        count: u64,
        /// Where the page before ended.
        after: Option<Cursor>,
    },
    /// The last `count` rows, before `before` if given.
    Backward {
        /// Rows at most, from 0 to `MAX_PAGE`.
        count: u64,
        /// Where the page behind began.
        before: Option<Cursor>,
    },
}

impl Default for PageArgs {
    fn default() -> Self {
        Self::Forward { count: DEFAULT_PAGE, after: None }
    }
}

impl PageArgs {
    /// Reads the four arguments of a Relay connection.
    ///
    /// # Errors
    /// `INVALID` where both directions are mixed (`error-page-direction`), a count is negative (`error-page-size`) or a
    /// cursor does not read (`error-cursor`); `LIMIT_EXCEEDED` (`error-page-size`) above `MAX_PAGE` rows.
    pub fn new(
        first: Option<i32>,
        after: Option<&str>,
        last: Option<i32>,
        before: Option<&str>,
    ) -> Result<Self> {
        match (first, after, last, before) {
            (first, after, None, None) => {
                let after = after.map(Cursor::decode).transpose()?;
                Ok(Self::Forward { count: count("first", first)?, after })
            }
            (None, None, last, before) => {
                let before = before.map(Cursor::decode).transpose()?;
                Ok(Self::Backward { count: count("last", last)?, before })
            }
            _ => Err(AppError::invalid("error-page-direction").at(["first"])),
        }
    }

    /// Rows at most.
    pub fn count(&self) -> u64 {
        match self {
            Self::Forward { count, .. } | Self::Backward { count, .. } => *count,
        }
    }
}

fn count(field: &str, asked: Option<i32>) -> Result<u64> {
    let Some(asked) = asked else { return Ok(DEFAULT_PAGE) };
    let refused = |error: AppError| error.arg("max", MAX_PAGE).at([field]);
    match u64::try_from(asked) {
        Err(cause) => Err(refused(AppError::invalid("error-page-size")).because(cause)),
        Ok(asked) if asked > MAX_PAGE => Err(refused(AppError::limit_exceeded("error-page-size"))),
        Ok(asked) => Ok(asked),
    }
}

/// One page of a connection, in the connection's order whichever way it was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows, each with its place.
    pub edges: Vec<(Cursor, T)>,
    /// Whether rows follow. Asked backwards: whether it started from a place.
    pub has_next: bool,
    /// Whether rows precede. Asked forwards: whether it started from a place.
    pub has_previous: bool,
}

impl<T> Page<T> {
    /// A page of what is in memory: entries by a text that no two share, in its order.
    ///
    /// # Errors
    /// `INVALID` (`error-cursor`) for a cursor that is not this connection's.
    pub fn of_sorted(connection: &str, rows: Vec<(String, T)>, args: &PageArgs) -> Result<Self> {
        let place = Self::place(connection, args)?;
        let forward = matches!(args, PageArgs::Forward { .. });
        let beyond = |key: &String| match &place {
            None => true,
            Some(place) if forward => key > place,
            Some(place) => key < place,
        };
        let mut rows: Vec<_> = rows.into_iter().filter(|(key, _)| beyond(key)).collect();
        let count = usize::try_from(args.count()).unwrap_or(usize::MAX);
        let more = rows.len() > count;
        if forward {
            rows.truncate(count);
        } else {
            rows.drain(..rows.len().saturating_sub(count));
        }
        let edge = |(key, row): (String, T)| (Cursor::new(connection, vec![CursorKey::Text(key)]), row);
        let (has_next, has_previous) =
            if forward { (more, place.is_some()) } else { (place.is_some(), more) };
        Ok(Self { edges: rows.into_iter().map(edge).collect(), has_next, has_previous })
    }

    /// The text where a page of [`Page::of_sorted`] starts, for whoever has no more of the entries in memory than come next.
    ///
    /// # Errors
    /// `INVALID` (`error-cursor`) for a cursor that is not this connection's.
    pub fn place(connection: &str, args: &PageArgs) -> Result<Option<String>> {
        let (PageArgs::Forward { after: cursor, .. } | PageArgs::Backward { before: cursor, .. }) = args;
        match cursor.as_ref().map(|cursor| cursor.keys_of(connection)).transpose()? {
            None => Ok(None),
            Some([CursorKey::Text(place)]) => Ok(Some(place.clone())),
            Some(_) => Err(AppError::invalid("error-cursor")),
        }
    }

    /// The same page of something made from each row.
    pub fn map<U>(self, mut change: impl FnMut(T) -> U) -> Page<U> {
        Page {
            edges: self.edges.into_iter().map(|(cursor, row)| (cursor, change(row))).collect(),
            has_next: self.has_next,
            has_previous: self.has_previous,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::ErrorCode;

    fn cursor() -> Cursor {
        let at = "2026-01-02T03:04:05.000006Z".parse().expect("an instant");
        Cursor::new(
            "apps",
            vec![
                CursorKey::Instant(at),
                CursorKey::Text("相册".into()),
                CursorKey::Number(i64::MIN),
                CursorKey::Id(Uuid::from_u128(9)),
            ],
        )
    }

    #[test]
    fn a_cursor_round_trips_and_stays_with_its_connection() {
        let back = Cursor::decode(&cursor().encode()).expect("our own");
        assert_eq!(back, cursor());
        assert_eq!(back.keys_of("apps").expect("its own").len(), 4);
        assert_eq!(back.keys_of("drafts").expect_err("another").code(), ErrorCode::Invalid);
    }

    #[test]
    fn a_forged_cursor_is_invalid() {
        let long = "A".repeat(MAX_CURSOR + 1);
        for text in ["", "%", "e30", "bnVsbA", long.as_str()] {
            let error = Cursor::decode(text).expect_err(text);
            assert_eq!((error.code(), error.message().key), (ErrorCode::Invalid, "error-cursor"), "{text}");
        }
    }

    #[test]
    fn what_is_in_memory_is_read_page_by_page() {
        let page = |args: PageArgs| {
            let rows = ["a", "b", "c", "d"].map(|key| (key.to_owned(), key)).to_vec();
            let page = Page::of_sorted("letters", rows, &args).expect("its own cursor");
            let keys: String = page.edges.iter().map(|(_, key)| *key).collect();
            (keys, page.has_previous, page.has_next)
        };
        let at = |key: &str| Some(Cursor::new("letters", vec![CursorKey::Text(key.into())]));
        assert_eq!(page(PageArgs::Forward { count: 2, after: None }), ("ab".into(), false, true));
        assert_eq!(page(PageArgs::Forward { count: 2, after: at("b") }), ("cd".into(), true, false));
        // A row that is gone still is a place.
        assert_eq!(page(PageArgs::Forward { count: 9, after: at("bb") }), ("cd".into(), true, false));
        assert_eq!(page(PageArgs::Backward { count: 2, before: None }), ("cd".into(), true, false));
        assert_eq!(page(PageArgs::Backward { count: 1, before: at("c") }), ("b".into(), true, true));
        assert_eq!(page(PageArgs::Forward { count: 0, after: None }), (String::new(), false, true));
        let other = PageArgs::Forward { count: 1, after: Some(Cursor::new("apps", vec![])) };
        assert!(Page::of_sorted("letters", vec![("a".to_owned(), 1)], &other).is_err());
    }

    #[test]
    fn a_page_is_bounded_and_has_one_direction() {
        let code = |first, after: Option<&str>, last, before: Option<&str>| {
            PageArgs::new(first, after, last, before).map(|page| page.count()).map_err(|error| error.code())
        };
        let text = cursor().encode();
        assert_eq!(code(None, None, None, None), Ok(DEFAULT_PAGE));
        assert_eq!(code(Some(0), None, None, None), Ok(0));
        assert_eq!(code(Some(100), Some(&text), None, None), Ok(100));
        assert_eq!(code(None, None, Some(7), Some(&text)), Ok(7));
        assert_eq!(code(Some(101), None, None, None), Err(ErrorCode::LimitExceeded));
        assert_eq!(code(None, None, Some(-1), None), Err(ErrorCode::Invalid));
        assert_eq!(code(Some(1), None, Some(1), None), Err(ErrorCode::Invalid));
        assert_eq!(code(Some(1), None, None, Some(&text)), Err(ErrorCode::Invalid));
        assert!(matches!(
            PageArgs::new(None, None, None, Some(&text)),
            Ok(PageArgs::Backward { count: DEFAULT_PAGE, before: Some(_) })
        ));
    }
}
