//! Checks of what people write into the catalogue.

use disclosure::{catalog::Name, document::Href};

use crate::platform::error::{AppError, Result};

/// Characters of a name at most.
const LONGEST_NAME: usize = 200;

/// A text for people: not blank, not too long, without controls or marks that turn the direction of what follows.
fn is_words(text: &str, longest: usize) -> bool {
    let turning =
        |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    !text.trim().is_empty()
        && text.chars().count() <= longest
        && !text.contains(|c: char| c.is_control() || turning(c))
}

/// A text of 1 to `longest` characters.
///
/// # Errors
/// `INVALID` (`error-catalog-words`) at `field`.
pub fn check_words(text: &str, longest: usize, field: &'static str) -> Result<()> {
    if is_words(text, longest) { Ok(()) } else { Err(AppError::invalid("error-catalog-words").at([field])) }
}

/// A name in both languages.
///
/// # Errors
/// As for [`check_words`].
pub fn check_name(name: &Name, zh: &'static str, en: &'static str) -> Result<()> {
    check_words(&name.zh, LONGEST_NAME, zh)?;
    check_words(&name.en, LONGEST_NAME, en)
}

/// An address of a page.
///
/// # Errors
/// `INVALID` (`error-catalog-url`) at `field` for everything but `http` and `https`.
pub fn check_url(url: &str, field: &'static str) -> Result<()> {
    let web = url.starts_with("https://") || url.starts_with("http://");
    if web && url.parse::<Href>().is_ok() {
        Ok(())
    } else {
        Err(AppError::invalid("error-catalog-url").at([field]))
    }
}

/// A list that is not too long.
///
/// # Errors
/// `LIMIT_EXCEEDED` (`error-list-length`) at `field`.
pub fn check_length<T>(list: &[T], most: usize, field: &'static str) -> Result<()> {
    if list.len() <= most {
        return Ok(());
    }
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    Err(AppError::limit_exceeded("error-list-length").arg("limit", most).at([field]))
}

/// The key of an SDK: 2 to 80 of a-z, 0-9 and _, beginning with a letter.
///
/// # Errors
/// `INVALID` (`error-sdk-key`).
pub fn check_sdk_key(key: &str) -> Result<()> {
    let fits = (2..=80).contains(&key.len())
        && key.starts_with(|first: char| first.is_ascii_lowercase())
        && key.bytes().all(|c| matches!(c, b'a'..=b'z' | b'0'..=b'9' | b'_'));
    if fits { Ok(()) } else { Err(AppError::invalid("error-sdk-key").at(["key"])) }
}

/// A prefix of package names: letters, digits and `. _ -`.
///
/// # Errors
/// `INVALID` (`error-sdk-package`).
pub fn check_package(prefix: &str) -> Result<()> {
    let fits = (1..=LONGEST_NAME).contains(&prefix.len())
        && prefix.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'.' | b'_' | b'-'));
    if fits { Ok(()) } else { Err(AppError::invalid("error-sdk-package").at(["packagePrefixes"])) }
}
